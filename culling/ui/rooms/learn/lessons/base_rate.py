"""Precision, recall and base rate: a cutoff and a share of flawed photos, and what of 1,000 photos becomes of them."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from culling.audit.intervals import Rate
from culling.charts import Axis, axis_for
from culling.errors import CullingError
from culling.labels import Truth
from culling.labels.words import counted
from culling.lessons import base_rate as lesson
from culling.lessons.base_rate_figure import precision_figure, spread_figure
from culling.metrics import get_metric
from culling.policy import Policy, Rule
from culling.rule import number
from culling.ui.state import Session

_SAMPLE, _OWN = "sample", "own"
_WHOSE = {_SAMPLE: "sample photos", _OWN: "yours"}
_PERCENT = (0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0)
_FIRST = 50.0
_CHART = {"displayModeBar": False}


def show(state: Session) -> None:
    """Controls; both kinds along the measure, 1,000 photos in four cells; the rates, and precision over base rate."""
    labelled, own = _labelled(state)
    axis = _axis(labelled)
    cutoff, base_rate = _sliders(labelled, axis)
    if own:
        _note_look(state, labelled.measure, cutoff)
    found = lesson.at_cutoff(labelled, cutoff, base_rate)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        st.plotly_chart(
            spread_figure(labelled, cutoff, base_rate, axis),
            theme=None,
            key="base_rate_spread",
            config=_CHART,
            alt=f"Flawed and good photos along {labelled.measure}; beyond {number(cutoff)} they are rejected.",
        )
    with right:
        st.markdown(_cells(found))
        st.markdown(_frequencies(found))
    _rates(found, base_rate)
    _precision(labelled, cutoff, base_rate, found)


def _labelled(state: Session) -> tuple[lesson.Labelled, bool]:
    """One measure of labelled photos, and whether the labels are those of the open folder."""
    which, whose = st.columns([1, 1], gap="medium", vertical_alignment="bottom")
    own = _own(state)
    mine = own if own and _wants_own(whose, len(own[0])) else None
    if not own:
        whose.caption(
            f"Labels of the sample photos. With {lesson.FEWEST} of either kind in the open folder, yours can be chosen."
        )
    offered = mine[1] if mine else list(lesson.MEASURES)
    measure = which.selectbox("Measure", offered, key="base-rate-measure", bind="query-params")
    name = measure if measure in offered else offered[0]
    if mine:
        return lesson.labels_of(state.table, mine[0], name), True
    return lesson.sample_labels(name), False


def _wants_own(place: DeltaGenerator, count: int) -> bool:
    chosen: str | None = place.segmented_control(
        "Labels",
        list(_WHOSE),
        default=_SAMPLE,
        required=True,
        format_func=_WHOSE.__getitem__,
        key="base-rate-labels",
        bind="query-params",
        help=f"Yours: {counted(count, 'label')} of the open folder, but those that are locked away. "
        "Cutoffs compared with them count for the thermometer of Audit.",
    )
    return chosen == _OWN


def _own(state: Session) -> tuple[Truth, list[str]] | None:
    """The labels of the open folder that are not locked away, and measures known of enough of them."""
    if state.open is None or state.table.empty:
        return None
    try:
        truth = state.auditing.truth(state.open, state.table)
    except CullingError:
        return None  # Audit says why they cannot be used
    if min(int(truth.keep.sum()), int((~truth.keep).sum())) < lesson.FEWEST:
        return None
    measures = lesson.measures_of(state.table, truth)
    return (truth, measures) if measures else None


def _axis(labelled: lesson.Labelled) -> Axis:
    known = [*labelled.known[0], *labelled.known[1]]
    cutoff = lesson.first_cutoff(labelled.measure)
    return axis_for(known, [] if cutoff is None else [cutoff], get_metric(labelled.measure).span)


def _sliders(labelled: lesson.Labelled, axis: Axis) -> tuple[float, float]:
    cut, share = st.columns([1, 1], gap="medium")
    first = lesson.first_cutoff(labelled.measure)
    middle = axis.stops()[len(axis.stops()) // 2]
    stops = sorted({*axis.stops(), middle if first is None else first})
    side = Rule(labelled.measure, reject=0.0).side
    unit = get_metric(labelled.measure).unit
    cutoff = cut.select_slider(
        f"Reject {side}, {unit}" if unit else f"Reject {side}",
        stops,
        middle if first is None else first,
        format_func=number,
        key=f"base-rate-cutoff-{labelled.measure}",
        bind="query-params",
    )
    percent = share.select_slider(
        "Flawed photos in the folder, % (base rate)",
        _PERCENT,
        _FIRST,
        format_func=number,
        key="base-rate-share",
        bind="query-params",
        help=f"Of the labels themselves, {100 * labelled.base_rate:.0f} % are flawed. They are weighted anew: what "
        "is measured of each kind stays, how many there are of it changes.",
    )
    return float(cutoff), float(percent) / 100


def _note_look(state: Session, measure: str, cutoff: float) -> None:
    """A cutoff that is compared with a person's own labels counts for the thermometer, wherever that happens."""
    if state.open is not None:
        state.auditing.look(state.open, Policy(f"{measure} alone", (Rule(measure, reject=cutoff),)), "Learn")


def _cells(found: lesson.AtCutoff) -> str:
    """The four cells of 1,000 photos, with their sums."""
    cells = found.of_thousand
    flawed, rejected = cells["tp"] + cells["fn"], cells["tp"] + cells["fp"]
    rows = (
        (f"of {lesson.OF:,}", "rejected", "not"),
        (":--", "--:", "--:"),
        (
            f"{flawed:,}\N{NO-BREAK SPACE}flawed",
            f":blue-badge[{cells['tp']:,}]",
            f":yellow-badge[missed {cells['fn']:,}]",
        ),
        (
            f"{lesson.OF - flawed:,}\N{NO-BREAK SPACE}good",
            f":red-badge[lost {cells['fp']:,}]",
            f":blue-badge[{cells['tn']:,}]",
        ),
        ("all", f"**{rejected:,}**", f"{lesson.OF - rejected:,}"),
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _frequencies(found: lesson.AtCutoff) -> str:
    cells = found.of_thousand
    flawed, rejected = cells["tp"] + cells["fn"], cells["tp"] + cells["fp"]
    return (
        f"Of **{lesson.OF:,} photos** {flawed:,} are flawed: {cells['tp']:,} of them are rejected, "
        f"{cells['fn']:,} missed. Of the {lesson.OF - flawed:,} good ones {cells['fp']:,} are rejected. "
        f"So {rejected:,} are rejected, and **{cells['tp']:,} of these {rejected:,} are flawed**."
    )


def _rates(found: lesson.AtCutoff, base_rate: float) -> None:
    recall, lost, precise = st.columns(3, gap="small")
    counts = found.counts
    recall.metric("Recall", _percent(found.recall.value), help="Of the flawed photos, the share that is rejected.")
    recall.caption(f"{counts.tp} of {counts.tp + counts.fn} flawed; 95 %: {_ends(found.recall)}")
    lost.metric("Keepers lost", _percent(found.keepers_lost.value), help="Of the good photos, the share rejected.")
    lost.caption(f"{counts.fp} of {counts.fp + counts.tn} good; 95 %: {_ends(found.keepers_lost)}")
    precise.metric("Precision", _percent(found.precision.value), help="Of the rejected photos, the share flawed.")
    precise.caption(f"at {100 * base_rate:g} % flawed; 95 %: {_ends(found.precision)}")


def _precision(labelled: lesson.Labelled, cutoff: float, base_rate: float, found: lesson.AtCutoff) -> None:
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.plotly_chart(
            precision_figure(labelled, cutoff, base_rate),
            theme=None,
            key="base_rate_precision",
            config=_CHART,
            alt=f"Precision over the share of flawed photos; here {_percent(found.precision.value)}.",
        )
    with right:
        st.latex(r"\text{precision} = \frac{\pi\, r}{\pi\, r + (1-\pi)\, f}")
        if found.precision.known:
            numbers = f"{base_rate:.3g} \\cdot {found.recall.value:.3f}"
            others = f"{1 - base_rate:.3g} \\cdot {found.keepers_lost.value:.3f}"
            st.latex(rf"\small = \frac{{{numbers}}}{{{numbers} + {others}}} = {found.precision.value:.2f}")
        st.caption(
            "π share of flawed photos, r recall, f share of keepers lost. The interval takes π as known, and "
            "photos as independent: those of one burst are not, so it is somewhat too narrow."
        )


def _percent(share: float) -> str:
    return "–" if share != share else f"{100 * share:.0f} %"


def _ends(rate: Rate) -> str:
    if not rate.known:
        return "nothing is rejected"
    return f"{100 * rate.low:.0f}–{100 * rate.high:.0f}\N{NO-BREAK SPACE}%"
