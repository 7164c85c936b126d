"""Beneath the curves: each measure of the policy by itself, and how well every measure predicts the labels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from culling.audit.at_cutoff import Tells, check_measures
from culling.audit.auc import Auc, auc_of, auc_sentence, decimals
from culling.audit.design import Design
from culling.audit.ranking import rank
from culling.audit_figures import auc_figure
from culling.labels import Truth
from culling.map_figure import CONFIG
from culling.ui.rooms.audit.at_cutoff.view import View
from culling.ui.state import Session

_FORMS = ("table", "chart")


def show_rules(state: Session, view: View, truth: Truth, design: Design) -> None:
    """What the rules on each measure do alone."""
    checks = check_measures(state.table, state.policy, truth, design)
    if not checks:
        return
    st.subheader("Each rule by itself")
    rows = [
        {
            "rule": " or ".join(rule.text for rule in state.policy.rules_on(check.name)),
            "rightly": check.confusion.precision.text,
            "found": check.confusion.recall.text,
            "keepers lost": check.confusion.keepers_lost.text,
            "AUC": _area(auc_of(rank(truth, check.scores, True, design))),
        }
        for check in checks
    ]
    st.dataframe(
        rows,
        hide_index=True,
        key="audit_rules",
        on_select=_follow(view, "audit_rules", [check.name for check in checks]),
        selection_mode="single-row",
        column_config={
            "rule": st.column_config.TextColumn(width=126),
            "found": st.column_config.TextColumn(
                width=108, help="Recall: of the photos labelled reject, the share rejected."
            ),
            "keepers lost": st.column_config.TextColumn(
                width=108, help="Of the photos labelled keep, the share rejected."
            ),
            "AUC": st.column_config.TextColumn(
                width=54, help="How often it ranks a photo that should go above a keeper: 1 is always, .5 is chance."
            ),
        },
    )


def _area(found: Auc) -> str:
    return decimals(found.value) if found.known else "–"


def show_measures(state: Session, view: View, found: Sequence[Tells]) -> None:
    """Every measure, those that predict most first; a click on a row looks at it."""
    st.subheader("Which measures predict these labels")
    if not any(one.auc.known for one in found):
        st.caption("None can be checked: that takes labels of both kinds, keep and reject.")
        return
    st.caption(
        "How often the measure ranks a photo that should go above a keeper (AUC): 1 is always, .5 is what chance does. "
        "A row of the table leads to its curves."
    )
    form = st.segmented_control(
        "As", _FORMS, default=_FORMS[0], required=True, key="audit_measures_as", label_visibility="collapsed"
    )
    if form == _FORMS[1]:
        st.plotly_chart(
            auc_figure(found, most=len(found)),
            theme=None,
            config={**CONFIG, "displayModeBar": False},
            key="audit_areas",
            alt="Area under the ROC curve of each measure with its interval; the table says the same.",
        )
        return
    ruled = {rule.metric for rule in state.policy.rules}
    st.dataframe(
        [_row(one, one.metric in ruled) for one in found],
        hide_index=True,
        height=320,
        key="audit_measures",
        on_select=_follow(view, "audit_measures", [one.metric for one in found]),
        selection_mode="single-row",
        column_config={
            "AUC": st.column_config.ProgressColumn(format="%.2f", min_value=0.0, max_value=1.0, width="small"),
            "not measured": st.column_config.TextColumn(help="Labelled photos that the measure says nothing of."),
            "speaks for reject": st.column_config.TextColumn(
                help="Which values speak for reject. A star: the measure has no better end, so the labels chose."
            ),
            "what it says": st.column_config.TextColumn(width="large"),
        },
    )


def _row(one: Tells, ruled: bool) -> Mapping[str, Any]:
    found = one.auc
    labels = found.count + found.left_out
    return {
        "measure": one.metric,
        "AUC": found.value if found.known else None,
        "95 %": f"{decimals(found.low)}–{decimals(found.high)}" if found.known else "",
        "rule": "✓" if ruled else "",
        "speaks for reject": ("low" if one.low_is_worse else "high") + (" *" if one.chosen else ""),
        "not measured": f"{100 * found.left_out / labels:.0f} %" if found.left_out else "",
        "what it says": auc_sentence(one.metric, found),
    }


def _follow(view: View, key: str, metrics: Sequence[str]) -> Callable[[], None]:
    """Look at the measure whose row is chosen."""

    def follow() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and 0 <= rows[0] < len(metrics):
            view.metric = metrics[rows[0]]
            view.select(())

    return follow
