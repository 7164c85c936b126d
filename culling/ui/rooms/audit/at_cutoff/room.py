"""At the cutoff: what the cutoffs as they are do against people's labels, and what other cutoffs would do."""

from __future__ import annotations

import streamlit as st

from culling.audit.at_cutoff import Check, Tells, check_measure, check_policy, draw_check, draw_tells, tells
from culling.audit.auc import auc_sentence
from culling.audit.design import Design
from culling.audit_figures import pr_figure, roc_figure
from culling.labels import Truth
from culling.map_figure import CONFIG
from culling.ui.jobs import OpenFolder
from culling.ui.rooms import cutoffs, toolbar
from culling.ui.rooms.audit.at_cutoff import cells, head, tables
from culling.ui.rooms.audit.at_cutoff.view import FRAGMENT, View, view_of
from culling.ui.state import Session

# Side by side as long as both can be read.
# What Python has worked out stands back while a cut is ahead of it: see `tellAhead` of the histograms.
_AHEAD = """
.st-key-audit_decided { transition: opacity .15s; }
:root[data-culling-ahead] .st-key-audit_decided { opacity: .35; }
"""
_NOW = "These numbers follow a cut while it is dragged."
_DECIDED = "At the cutoffs as they were let go; grey until it is worked out again."
_STYLE = """
.st-key-audit_curves [data-testid="stHorizontalBlock"] { flex-wrap: wrap; }
.st-key-audit_curves [data-testid="stColumn"] { min-width: 240px; }
"""


def show(state: Session, folder: OpenFolder) -> None:
    """The cutoffs on the left, what they do on the right."""
    if not len(state.auditing.truth(folder, state.table)):
        _no_labels(state)
        return
    toolbar.show(state)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown("**Now**", help=_NOW, width="content")
            cutoffs.show_switch()
        cutoffs.show(state, (*cutoffs.FOLLOWING[:-1], "thermometer", cutoffs.FOLLOWING[-1]))
    with right, st.container(key="results_column"), st.container(key="audit_decided"):
        st.html(f"<style>{_AHEAD}</style>")
        st.markdown("**As decided**", help=_DECIDED)
        _numbers(state)


@st.fragment(key=FRAGMENT)
def _numbers(state: Session) -> None:
    """Everything that follows the cutoffs."""
    if state.open is None:
        return
    truth = state.auditing.truth(state.open, state.table)
    state.auditing.look(state.open, state.policy, "At the cutoff")
    view, design = view_of(state), Design.of(truth.weights)
    with st.spinner("Comparing with the labels …"):
        measures = _measures(state, truth)
        check = _check(state, view, truth, design)
    head.show_about(truth, len(state.table))
    head.show_findings(state, state.open, truth)
    head.choose(state, view, [one.metric for one in measures])
    if check is not None:
        head.show_rates(check.confusion)
        cells.show(state, view, truth, check)
    _curves(state, view, truth, check, measures, design)
    tables.show_rules(state, view, truth, design)
    tables.show_measures(state, view, measures)


def _check(state: Session, view: View, truth: Truth, design: Design) -> Check | None:
    """The policy or the rules on one measure against the labels; None for a measure without a rule."""
    if view.metric is None:
        return check_policy(state.table, state.policy, truth, design)
    if not state.policy.rules_on(view.metric):
        return None
    return check_measure(state.table, state.policy, view.metric, truth, design)


def _measures(state: Session, truth: Truth) -> list[Tells]:
    """All measures by themselves: no cutoff moves them, so they are worked out once for the labels."""
    made_of, found = state.auditing.kept.get("tells", (None, None))
    if made_of is None or made_of[0] is not truth or made_of[1] is not state.table:
        found = tells(state.table, truth)
        state.auditing.kept["tells"] = ((truth, state.table), found)
    return list(found or ())


def _curves(
    state: Session, view: View, truth: Truth, check: Check | None, measures: list[Tells], design: Design
) -> None:
    """The sentence about what is chosen, and its two curves."""
    own = next((one for one in measures if one.metric == view.metric), None)
    drawn = draw_check(check, truth, design) if check else draw_tells(state.table, own, truth, design) if own else None
    if drawn is None:
        return
    name = "The policy" if view.metric is None else view.metric
    st.markdown(f"**{auc_sentence(name, drawn.auc)}**")
    if drawn.auc.left_out:
        what = "no rule has a value of them" if view.metric is None else "it has no value of them"
        kept = " Above they count as kept." if check else ""
        st.caption(f"{drawn.auc.left_out:,} labelled photos are not on the curves: {what}.{kept}")
    if not drawn.known:
        return
    st.html(f"<style>{_STYLE}</style>")
    figures = {"pr": pr_figure(drawn), "roc": roc_figure(drawn)}
    words = {"pr": f"mean precision {drawn.average_precision:.2f}", "roc": drawn.auc.text}
    with st.container(key="audit_curves"):
        for column, (kind, figure) in zip(st.columns(2, gap="small"), figures.items(), strict=True):
            column.plotly_chart(
                figure,
                theme=None,
                config={**CONFIG, "displayModeBar": False},
                key=f"audit_{kind}",
                alt=f"{'Precision over recall' if kind == 'pr' else 'ROC curve'} of {drawn.name}: {words[kind]}",
            )
    st.caption(
        "The band is the 95 % interval at each cutoff by itself; the dashed line is what rejecting by lot would do."
        + (" The red point is where the cutoffs stand." if check else "")
    )


def _no_labels(state: Session) -> None:
    with st.container(border=True):
        st.subheader("No labels yet")
        st.markdown(
            "Say of some photos whether they should be kept or rejected: then precision, recall and lost keepers "
            "appear here, each with how sure it is. A few dozen labels of each kind are a start."
        )
        st.button("To the labels", key="audit_to_labels", icon=":material/arrow_forward:", on_click=_to_labels)


def _to_labels() -> None:
    st.session_state.audit_part = "labels"
