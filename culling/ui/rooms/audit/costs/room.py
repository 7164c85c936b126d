"""Choose a cutoff by what mistakes cost, by the keepers that may be lost, or by the photos that one can review."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.audit.choose.budget import nearest
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import MARGIN, Steps, Sweep, sweep_policy, sweep_rule
from culling.charts import Axis
from culling.labels import Truth
from culling.labels.circular import circularity, seen_of
from culling.metrics import METRIC_NAMES
from culling.rule import SIDES, Side
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rooms.audit.at_cutoff import head as at_cutoff_head
from culling.ui.rooms.audit.costs import label_next, proposal
from culling.ui.rooms.audit.costs.questions import QUESTIONS, REVIEW, Asked
from culling.ui.rooms.rules import sides_of
from culling.ui.state import Session

_KEPT = "costs_copied"
_NEXT = "Label these next"
_TOGETHER: tuple[str, Side] = (MARGIN, "below")
_TOGETHER_HELP = (
    "All cutoffs together: every cutoff moves by the same share of itself (the policy's margin). A measure without a "
    "rule gets one. The other rules stay as they are, and count: what they reject is rejected."
)


def show(state: Session, folder: OpenFolder) -> None:
    """A question, a cutoff, and the answer: a proposal with what it promises, or why there is none."""
    truth = state.auditing.truth(folder, state.table)
    question = st.segmented_control(
        "Choose by",
        [*QUESTIONS, _NEXT],
        default=next(iter(QUESTIONS)),
        key="audit_costs_question",
        label_visibility="collapsed",
        required=True,
        persist_state="session",
    )
    missing = sorted(set(state.policy.measures) - set(state.table.columns))
    if missing:
        st.text(f"This table lacks {', '.join(missing)}: scan the folder again, or take the rule out.")
    elif question == _NEXT:
        label_next.show(state, folder, truth)
    else:
        _ask(state, folder, truth, str(question))


def _ask(state: Session, folder: OpenFolder, truth: Truth, question: str) -> None:
    if len(truth):
        state.auditing.look(folder, state.policy, "Choose by cost")
        at_cutoff_head.show_about(truth, len(state.table))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sweep = _sweep(state, _chosen(state))
        asked = Asked(state.table, truth, sweep, Steps.of(sweep, truth), _axis(state, sweep))
        answer = QUESTIONS[question](asked)
    copied = _copied(state, folder, truth)
    if copied is not None:
        answer = copied
    proposal.show(state, asked, answer)
    if question == REVIEW:
        _review_nearest(state)


def _review_nearest(state: Session) -> None:
    """The other use of a budget: the policy stays as it is, and a person looks where it is least sure."""
    count = int(st.session_state["audit_costs_budget"])
    if st.button(
        f"Review the {count:,} photos nearest to the cutoffs as they are",
        key="audit_costs_nearest",
        type="tertiary",
        icon=":material/arrow_forward:",
    ):
        paths = nearest(state.table, state.policy, count)
        state.listing.show_only(paths, f"{len(paths):,} photos nearest to the cutoffs")
        st.switch_page(PAGES / "review.py")


def _copied(state: Session, folder: OpenFolder, truth: Truth) -> Refused | None:
    """Why nothing can be chosen by labels that only repeat a rule; looked at once per labels and policy."""
    made_of = (truth, state.table, state.policy.policy_id)
    known, found = state.auditing.kept.get(_KEPT, (None, None))
    if known is None or not all(one is other for one, other in zip(known, made_of, strict=True)):
        seen = seen_of(folder.catalog.label_history())
        refusing = [one for one in circularity(truth, state.table, state.policy, seen) if one.refuses]
        found = Refused(refusing[0].text) if refusing else None
        state.auditing.kept[_KEPT] = (made_of, found)
    return found


def _chosen(state: Session) -> tuple[str, Side]:
    """Which cutoff: one of a rule, all together, or one of a measure that has no rule yet."""
    ruled = [rule.key for rule in state.policy.rules]
    measures = [name for name in METRIC_NAMES if name in state.table.columns and len(state.ordered(name))]
    free = [(name, side) for name in measures for side in sides_of(name) if (name, side) not in ruled]
    choices = [*ruled, *([_TOGETHER] if len(ruled) > 1 else []), *free]
    if not choices:
        return _TOGETHER

    def words(choice: tuple[str, Side]) -> str:
        if choice == _TOGETHER:
            return "all cutoffs together"
        return f"{choice[0]} {choice[1]}" if choice in ruled else f"{choice[0]} {choice[1]} (no rule yet)"

    chosen = st.selectbox(
        "Which cutoff",
        choices,
        format_func=words,
        key="audit_costs_cutoff",
        width=330,
        help=_TOGETHER_HELP,
        persist_state="session",
    )
    metric, side = chosen
    return metric, SIDES[SIDES.index(side)]


def _sweep(state: Session, chosen: tuple[str, Side]) -> Sweep:
    if chosen == _TOGETHER:
        return sweep_policy(state.table, state.policy)
    return sweep_rule(state.table, state.policy, *chosen)


def _axis(state: Session, sweep: Sweep) -> Axis:
    """The stretch that is drawn; of margins, up to twice and half of each cutoff."""
    if sweep.name != MARGIN:
        return state.axis(sweep.name)
    known = sweep.places[~np.isnan(sweep.places)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (-1.0, 1.0)
    return Axis(max(min(low, -0.1), -1.0), min(max(high, 0.1), 1.0))
