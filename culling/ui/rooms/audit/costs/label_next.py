"""Which photos to label next, what that is expected to bring, and the way to label them."""

from __future__ import annotations

import secrets
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from culling.audit.choose.margin_strata import MarginStrata, margin_strata
from culling.audit.choose.next_labels import GOAL_WORDS, GOALS, Goal, Outlook, draw_next, even_outlook, outlook
from culling.errors import CullingError
from culling.labels import Truth
from culling.labels.words import counted
from culling.ui.jobs import OpenFolder
from culling.ui.labelling import last_labeller
from culling.ui.rooms import person
from culling.ui.rooms.audit.labels import blind as labels_blind
from culling.ui.state import Session

_USUAL = 60
_HELP = (
    "Neyman's optimal allocation: strata by how close the verdict is, on both sides of the cutoffs; each label goes "
    "where the expected variance of the rate falls most. What each photo stands for is remembered, so that rates still "
    "tell of the whole folder."
)


def show(state: Session, folder: OpenFolder, truth: Truth) -> None:
    """What to know better, how many labels, what they are expected to bring."""
    if not state.policy.rules:
        st.info("The policy has no rules: there is no verdict to check. Add a rule on Tune first.")
        return
    strata = _strata(state, folder, truth)
    left = int(strata.open.sum())
    if not left:
        st.info("Every readable photo is labelled.", icon=":material/done_all:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "What should be known better",
            GOALS,
            format_func=GOAL_WORDS.__getitem__,
            key="audit_next_goal",
            width=400,
            help=_HELP,
        )
        count = st.number_input(
            f"How many more labels (of {left:,})",
            1,
            left,
            min(_USUAL, (left + 1) // 2),
            key=f"audit_next_count_{left}",
            width=220,
        )
    goal: Goal = chosen
    if goal == "precision" and not strata.rejected.any():
        st.info("The policy rejects no photo: there is nothing that could be rightly rejected.")
        return
    found, even = outlook(strata, goal, int(count)), even_outlook(strata, goal, int(count))
    if not found.helps:
        st.info("Every photo that this depends on is labelled: more labels would not narrow it.")
        return
    _says(found, even, strata)
    person.button(
        f"Label {'this' if found.count == 1 else 'these'} {counted(found.count, 'photo')} blind",
        key="audit_next_start",
        type="primary",
        icon=":material/visibility_off:",
        on_click=_begin,
        args=(state, folder, found),
    )
    with st.expander("Where these photos lie", key="audit_next_strata"):
        st.table(_by_stratum(found))


def _strata(state: Session, folder: OpenFolder, truth: Truth) -> MarginStrata:
    """What is labelled, also under lock, is not drawn again."""
    taken = np.zeros(len(state.table), np.bool_)
    for labelled in (truth, state.auditing.holdout_truth(folder, state.table)):
        taken[labelled.rows] = True
    return margin_strata(state.table, state.policy, truth, taken)


def _says(found: Outlook, even: Outlook, strata: MarginStrata) -> None:
    """The interval today, with these labels, and with as many drawn all alike."""
    if not strata.labelled.sum():
        st.caption("There are no labels yet: the first ones go where verdicts are close, and a few everywhere.")
    columns = st.columns(3)
    shown = (
        ("Interval today", found.now, "as far as the labels so far tell"),
        (f"With these {found.count:,} more", found.then, "if the rate stays as it is"),
        (f"With {found.count:,} at random", even.then, "for comparison"),
    )
    for column, (title, rate, help_text) in zip(columns, shown, strict=True):
        half = 50 * (rate.high - rate.low)
        column.metric(title, f"± {half:.2g} %", help=f"{rate.text}, {help_text}; 95 %, expected.", border=True)


def _by_stratum(found: Outlook) -> pd.DataFrame:
    strata = found.strata
    names = [*_names(strata, True), *_names(strata, False)]
    table = pd.DataFrame({"photos": strata.sizes, "labelled": strata.labelled, "more": found.added}, index=names)
    return table.astype(str)


def _names(strata: MarginStrata, side: bool) -> list[str]:
    """Of the strata on one side, in words; nearest to the cutoff first."""
    word, count = "rejected" if side else "not rejected", int((strata.rejected == side).sum())
    judged = count - (not side and strata.unknown)
    nearness = [*("nearest to the cutoff", "next", "farther")[: judged - 1], "farthest"]
    words = [f"{word}, {near}" for near in nearness[:judged]] if judged > 1 else [word] * judged
    return [*words, *["not judged by any rule"] * (count - judged)]


def _begin(state: Session, folder: OpenFolder, found: Outlook) -> None:
    """Draw, keep the sample, and show its first photo in the part with the labels."""
    by = last_labeller()
    try:
        draw = draw_next(state.table, found, secrets.randbelow(2**31))
        number = folder.catalog.keep_draw(replace(draw, about={**draw.about, "by": by}), by=by)
    except (CullingError, ValueError) as reason:
        state.notes.append(f"No sample was drawn: {reason}")
        return
    labels_blind.begin(state, folder, number, by, by_keys=not st.session_state.get("audit_by_buttons", False))
    st.session_state["audit_part"] = "labels"
