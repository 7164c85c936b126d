"""Where there is nothing to suggest: why, and what to do; and the search for groups that similar photos need."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.suggest import Suggested, get_kind
from culling.ui.alike import Finding
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rooms.suggestions import acts
from culling.ui.state import Session

_MOVE = "A cutoff above that is moved suggests more."


def show(state: Session, folder: OpenFolder, found: Suggested) -> bool:
    """Say why nothing is shown, where that is so; whether it was."""
    kind = get_kind(state.suggesting.kind)
    if kind.name == "similar" and "group" not in folder.table:
        return _no_groups(state, folder)
    if len(state.suggesting.rows(folder, state.alike)):
        return False
    with st.container(border=True):
        if kind.name in found.unmeasured:
            st.markdown(f"**Not measured.** {kind.lacking}")
            st.page_link(PAGES / "library.py", label="To the library", icon=":material/photo_library:")
            return True
        held = found.held_of(kind.name)
        st.markdown(
            "**Nothing more may go here.**" if held else "**Nothing found.** No photo of this kind is suggested."
        )
        if kind.name == "similar":
            st.markdown("Other groups, or larger ones, are made on Similar.")
            st.page_link(PAGES / "similar.py", label="To the groups", icon=":material/scatter_plot:")
        elif kind.bounds:
            st.markdown(_MOVE)
    return True


def _no_groups(state: Session, folder: OpenFolder) -> bool:
    """Offer to find groups, show how far the search is; False when there are some to show."""
    if not state.suggesting.searching:
        with st.container(border=True):
            st.markdown(f"**{get_kind('similar').lacking}** They are found by what the photos show; nothing is marked.")
            st.button("Find similar photos", key="suggestions_find", type="primary", on_click=_find, args=(state,))
            st.page_link(PAGES / "similar.py", label="Choose how on Similar", icon=":material/scatter_plot:")
        return True
    finding = state.alike.finding(folder)
    groups = state.alike.groups(folder)
    if groups is None:
        _searching(state, finding) if finding.running else _failed(state, folder, finding)
        return True
    if acts.seen(state, folder) is not state.suggesting.shown:
        st.rerun()  # they were found after what stands above was drawn
    _not_kept(state, folder, int(groups.nunique()))
    if len(state.suggesting.rows(folder, state.alike)):
        return False
    st.container(border=True).markdown(
        f"**Nothing found.** {_MOVE}" if groups.nunique() else "**No photos are alike.**"
    )
    return True


def _find(state: Session) -> None:
    state.suggesting.searching = True
    st.rerun()


@st.fragment(run_every=0.5)
def _searching(state: Session, finding: Finding) -> None:
    """Looks twice a second until the groups are there."""
    if not finding.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        looked = f" {finding.looked:,} photos were looked at." if finding.looked else ""
        st.text(f"Photos are being compared …{looked}")
        st.button("Cancel", key="suggestions_cancel", on_click=_cancel, args=(state, finding))


def _cancel(state: Session, finding: Finding) -> None:
    finding.cancel()
    state.suggesting.searching = False
    st.rerun()


def _failed(state: Session, folder: OpenFolder, finding: Finding) -> None:
    with st.container(border=True):
        st.text(finding.error or "The search for groups ended without any.")
        st.button("Try again", key="suggestions_find_again", on_click=state.alike.again, args=(folder,))


def _not_kept(state: Session, folder: OpenFolder, count: int) -> None:
    """These groups are of this page alone until they are kept."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        groups = f"{count:,} group{'s' * (count != 1)}"
        st.markdown(f"{groups} by **{state.alike.method}**, known to this page alone.", width="content")
        st.button(
            "Use these groups",
            key="suggestions_use",
            type="tertiary",
            icon=":material/bookmark_add:",
            help="Filters, the group guard and exports then know these groups, here and in the shell.",
            on_click=_use,
            args=(state, folder),
        )


def _use(state: Session, folder: OpenFolder) -> None:
    try:
        state.alike.keep(folder)
    except CullingError as reason:
        state.notes.append(str(reason))
    state.follow()
    st.rerun()
