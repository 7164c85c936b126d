"""Mark these next: the photos that the model is least sure of, different from each other."""

from __future__ import annotations

import streamlit as st

from culling.preference.keeping import NAME
from culling.ui.jobs import OpenFolder
from culling.ui.preference import Learning, choose_next, rows_of
from culling.ui.rooms import chosen, detail
from culling.ui.state import Session

FRAGMENT = "audit_learned_next"
#: What there is to learn from, at the top of the part: every mark changes it.
COUNTS = "audit_learned_counts"


def show(state: Session, folder: OpenFolder, kept: Learning) -> None:
    """A gallery in which they are marked by key."""
    st.subheader("Mark these next")
    st.caption(
        "Photos without a mark whose p_keep lies nearest to .5, unlike each other: a mark on these teaches most. Press "
        "K, M or R over one; then learn anew. As they are the hard ones, the account above then looks rather worse "
        "than it would over the whole folder."
    )
    if not kept.unsure.selection:
        choose_next(folder, state.table, kept.unsure)
    if not kept.unsure.selection:
        st.markdown("Every photo that has a p_keep is marked already.")
        return
    _gallery(state, kept)


@st.fragment(key=FRAGMENT)
def _gallery(state: Session, kept: Learning) -> None:
    if state.open is None:
        return
    rows = rows_of(state.table, kept.unsure.selection)
    unmarked = int(state.table["mark"].iloc[rows].isna().sum())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Other photos",
            key="audit_learned_others",
            icon=":material/refresh:",
            type="tertiary",
            on_click=choose_next,
            args=(state.open, state.table, kept.unsure),
        )
        detail.look_at(state, kept.unsure.selection, "audit_learned_look")
        st.caption(f"{len(rows) - unmarked} of {len(rows)} marked")
    chosen.show(
        state,
        kept.unsure,
        rows,
        name="audit_learned",
        how="as hardest to tell for p_keep",
        then=(COUNTS, FRAGMENT),
        value=NAME,
    )
