"""A cutoff on p_keep: what it would do, adding it to the policy, and forgetting what was learned."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.errors import CullingError
from culling.preference.keeping import NAME
from culling.preference.model import Model
from culling.rule import Rule
from culling.ui.jobs import OpenFolder
from culling.ui.preference import Learning
from culling.ui.rooms import person
from culling.ui.state import Session


def show(state: Session, kept: Learning, model: Model) -> None:
    """Choose a cutoff, see its price, put it into the policy."""
    st.subheader("Put a cutoff on p_keep")
    key = state.mirrors.key("audit_learned_cutoff", kept.cutoff)
    st.slider(
        "Reject below",
        0.0,
        1.0,
        kept.cutoff,
        0.01,
        key=key,
        on_change=_moved,
        args=(state, kept, key),
        help="Photos with a p_keep below this would be rejected. Nothing changes until you put the cutoff in.",
    )
    found = kept.tried(model).at(kept.cutoff)
    left, middle, right = st.columns(3, gap="small")
    left.metric(
        "Rightly rejected", found.precision.text, help="Precision: of the rejected photos, the rightly rejected."
    )
    middle.metric("Rejects found", found.recall.text, help="Recall: of the photos that should go, those found.")
    right.metric("Keepers lost", found.keepers_lost.text, help="False-positive rate: of the keepers, those rejected.")
    _put(state, kept)


def _put(state: Session, kept: Learning) -> None:
    rules = state.policy.rules_on(NAME)
    values = state.table[NAME].to_numpy(np.float64)
    below = int((values < kept.cutoff).sum())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Move the cutoff to {kept.cutoff:g}" if rules else f"Reject p_keep below {kept.cutoff:g}",
            key="audit_learned_put",
            type="primary",
            icon=":material/add:",
            disabled=any(rule.reject == kept.cutoff for rule in rules),
            on_click=_add,
            args=(state, kept.cutoff),
            help="Adds a rule to the policy; Undo on Tune takes it back.",
        )
        if rules:
            st.button(
                "Take it out", key="audit_learned_out", type="tertiary", icon=":material/remove:", on_click=_remove,
                args=(state,),
            )  # fmt: skip
        photos = f"{below:,} of {np.count_nonzero(~np.isnan(values)):,} photos lie below {kept.cutoff:g}"
        st.caption(f"{photos}. In the policy now: {' · '.join(map(str, rules))}." if rules else f"{photos}.")


def show_forget(state: Session, folder: OpenFolder, model: Model) -> None:
    """The way back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        person.button(
            "Forget what was learned",
            key="audit_learned_forget",
            type="tertiary",
            icon=":material/delete:",
            on_click=_forget,
            args=(state, folder),
            help="Empties p_keep. Marks stay; rules on p_keep stay in the policy and reject nothing.",
        )
        st.caption(f"Training set SHA-256 {model.sha256[:16]}…, in full in decisions.csv")


def _moved(state: Session, kept: Learning, key: str) -> None:
    value = round(float(st.session_state[key]), 2)
    if state.mirrors.moved(key, value):
        kept.cutoff = value


def _add(state: Session, cutoff: float) -> None:
    state.tuning.set_rule(Rule(NAME, "below", cutoff))


def _remove(state: Session) -> None:
    state.tuning.change(state.policy.without(NAME))


def _forget(state: Session, folder: OpenFolder) -> None:
    try:
        folder.catalog.forget_learned()
    except CullingError as reason:
        state.notes.append(str(reason))
    state.follow()
