"""The cutoffs as histograms, and as sliders for those who would rather have those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from culling.audit.confusion import confusion
from culling.audit.thermometer import read
from culling.errors import CullingError
from culling.first_cuts import axis_data
from culling.judge import REJECT
from culling.labels import Truth
from culling.ui.components.cutoffs import Labelled, show_cutoffs
from culling.ui.jobs import OpenFolder
from culling.ui.moves import take_up
from culling.ui.redraw import redraw
from culling.ui.rooms import rules
from culling.ui.state import Session

FORMS = ("histograms", "sliders")
# What is drawn again after a move, in this order: the histograms send the next move when they have their answer.
FOLLOWING = ("results", "verdicts", "toolbar", "cutoffs")
_RATES = (
    "Precision: of the rejected photos, the share that is rightly rejected. Recall: of the photos that should go, the "
    "share that is found. Keepers lost (false-positive rate): of the keepers, the share that is rejected. Of labelled "
    "photos, marks aside; in brackets 95 % intervals."
)
_AROUND = 50  # photos on each side that one opened from beside a cut leads to


def show(state: Session, following: Sequence[str] = FOLLOWING) -> None:
    """Histograms, unless sliders were asked for.

    Args:
        following: the fragments of the page that are drawn again after a move; "cutoffs", these, is the last one.
    """
    if st.session_state.get("cutoffs_as") == "sliders":
        if state.open is not None:
            _show_rates(state, state.open)
        rules.show(state)
    else:
        _histograms(state, following)


def show_switch() -> None:
    """Which of the two."""
    st.segmented_control(
        "Cutoffs as",
        FORMS,
        default=FORMS[0],
        required=True,
        key="cutoffs_as",
        label_visibility="collapsed",
        persist_state="session",
        on_change=_switched,
    )


def _switched() -> None:
    """The whole page is drawn again, also when a move that redraws a part of it comes in at the same time."""


@st.fragment(key="cutoffs")
def _histograms(state: Session, following: Sequence[str]) -> None:
    if state.open is None:
        return
    if not state.policy.rules:
        with st.container(border=True):
            st.markdown("**No rules: nothing is judged.** Add a measure above, or load a policy.")
    show_cutoffs(
        state.open.sheet,
        state.policy,
        {metric: _axis(state, metric) for metric in state.shown},
        state.tuning.forced,
        state.tuning.guarded,
        labels=_labels(state, state.open),
        heard=state.tuning.heard,
        key="cutoffs_plot",
        moved=lambda moves: _moved(state, moves, following),
        opened=lambda photo: _opened(state, photo),
        hidden=lambda metric: _hidden(state, metric),
    )


def _axis(state: Session, metric: str) -> Mapping[str, Any]:
    """What the browser draws of a measure, apart from its numbers."""
    return axis_data(metric, state.axis(metric), state.ordered(metric).to_numpy(), state.policy.rules_on(metric))


def _labels(state: Session, folder: OpenFolder) -> Labelled:
    """The labels that the cutoffs are compared with, which is noted, and how far that has gone."""
    try:
        truth = state.auditing.truth(folder, state.table)
    except CullingError:  # Audit says why; cutoffs move without labels as well
        return Labelled(Truth.of(state.table, {}), "Labels cannot be read: Audit")
    locked = len(state.auditing.holdout_truth(folder, state.table))
    if not len(truth):
        return Labelled(truth, "All labels are locked away." if locked else "No labels yet: Audit → Labels")
    state.auditing.look(folder, state.policy, "the cutoffs")
    reading = read(state.auditing.looks(folder).policies, truth, _rejected(state))
    keepers = int(truth.keep.sum())
    words = [f"{len(truth):,} labels: {keepers:,} keep, {len(truth) - keepers:,} reject"]
    words += [f"{locked:,} more locked away"] * bool(locked)
    words += [f"{reading.state}: {reading.policies:,} policies compared"] * (reading.policies > 1)
    about = [reading.sentence] + ["They were not drawn at random: the rates are theirs alone."] * (not truth.sampled)
    return Labelled(truth, " · ".join(words), "\n".join([*about, "Audit tells more."]))


def _show_rates(state: Session, folder: OpenFolder) -> None:
    """What the histograms say of the labels, without the histograms."""
    labels = _labels(state, folder)
    if len(labels.truth):
        told = confusion(labels.truth, _rejected(state))
        rates = {"Precision": told.precision, "Recall": told.recall, "Keepers lost": told.keepers_lost}
        st.markdown(" · ".join(f"{name} **{rate.text}**" for name, rate in rates.items()), help=_RATES)
    st.caption(labels.line, help=labels.about or None)


def _rejected(state: Session) -> NDArray[np.bool_]:
    """By the policy alone: see `culling.audit.said`, worked out once per policy."""
    return np.asarray(state.tuning.alone["verdict"].cat.codes.to_numpy() == REJECT)


def _moved(state: Session, moves: Any, following: Sequence[str]) -> None:
    """Make what the browser moved; what shows the policy follows, and not the page."""
    metric = take_up(state.tuning, moves)
    if metric is not None:
        state.edge_of = metric
    if st.session_state.get("cutoffs_as") == "sliders":
        st.rerun()
    redraw(following)


def _hidden(state: Session, metric: Any) -> None:
    """Show a measure without a rule no longer."""
    if isinstance(metric, str):
        state.watched.discard(metric)


def _opened(state: Session, photo: Any) -> None:
    """Show a photo large; next and previous go through those that lie nearest to it by the measure of the cut."""
    row, metric = photo if isinstance(photo, list) and len(photo) == 2 else (None, None)
    if isinstance(row, int | float) and not isinstance(row, bool) and 0 <= row < len(state.table):
        path = str(state.table.index[int(row)])
        state.view(path, _nearest(state, path, metric) if metric in state.shown else ())
        st.rerun()


def _nearest(state: Session, path: str, metric: str) -> list[str]:
    """The photos around this one by a measure, ascending."""
    paths = state.ordered(metric).index
    at = int(paths.get_indexer(pd.Index([path], dtype=object))[0])
    return [str(near) for near in paths[max(0, at - _AROUND) : at + _AROUND + 1]] if at >= 0 else []
