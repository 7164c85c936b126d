"""A cutoff belongs to a size: one photo at every size against a cutoff, and what the cutoff does to sample photos."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from culling.lessons.resolution import (
    FOLKLORE,
    SAMPLES,
    flips,
    measured_at,
    rejected,
    samples_at,
    shares,
    sizes,
)
from culling.lessons.resolution_figure import shares_figure, sizes_figure
from culling.lessons.sized import MEASURES
from culling.photos import Photo
from culling.rule import number
from culling.ui.rooms.learn import photo as photos
from culling.ui.rooms.learn.address import begin, within
from culling.ui.state import Session


class _Stops(NamedTuple):
    """Where the slider of a measure's cutoff goes."""

    low: float
    high: float
    step: float
    first: float


_STOPS: Mapping[str, _Stops] = {
    "laplacian_variance": _Stops(10.0, 2000.0, 10.0, 400.0),
    "tenengrad": _Stops(500.0, 30000.0, 500.0, 9000.0),
    "sharpest_tile": _Stops(50.0, 6000.0, 50.0, 1500.0),
    "reblur": _Stops(0.1, 0.8, 0.01, 0.4),
    "blur": _Stops(0.02, 0.8, 0.01, 0.35),
}


def show(state: Session) -> None:
    """Draw photo, controls and figures."""
    left, right = st.columns([5, 7], gap="medium")
    with left:
        picked = photos.pick(state, "resolution-photo", SAMPLES)
        measure = st.selectbox("Measure", MEASURES, key="resolution-measure", bind="query-params")
        measure = measure if measure in MEASURES else MEASURES[0]
        cutoff = _cutoff(measure)
    if picked is None:
        return
    values = _measured(picked[1].content_hash, measure, picked[1])
    with left:
        photos.show(picked[1], "as it was measured at its full size")
    with right:
        st.plotly_chart(
            sizes_figure(measure, values, cutoff),
            key="resolution-sizes",
            theme=None,
            config={"displayModeBar": False},
            alt=f"{measure} of the photo at each size, with the cutoff.",
        )
        _tell(measure, cutoff, values)
        st.plotly_chart(
            shares_figure(shares(samples_at(measure), measure, cutoff)),
            key="resolution-shares",
            theme=None,
            config={"displayModeBar": False},
            alt="How many of the sample photos that are blurred, and that are fine, the cutoff rejects at each size.",
        )


def _cutoff(measure: str) -> float:
    """The cutoff, each measure's own; cutoffs that are handed on are one press away."""
    stops = _STOPS[measure]
    key = f"resolution-cutoff-{measure}"
    begin(key, stops.first, within(stops.low, stops.high))
    cutoff = st.slider(
        f"Cutoff of {measure}",
        stops.low,
        stops.high,
        step=stops.step,
        format="%.2f" if stops.step < 1 else "%.0f",
        key=key,
        bind="query-params",
    )
    if measure == "laplacian_variance":
        with st.container(horizontal=True, gap="small"):
            for known, source in FOLKLORE.items():
                st.button(number(known), key=f"resolution-{known:.0f}", help=source, on_click=_set, args=(key, known))
    return float(cutoff)


def _set(key: str, cutoff: float) -> None:
    st.session_state[key] = cutoff


def _tell(measure: str, cutoff: float, values: Mapping[int, float]) -> None:
    """In words what the figure shows."""
    known = {size: value for size, value in values.items() if not math.isnan(value)}
    if not known:
        st.markdown("**Cannot say:** there is nothing in this photo that could be in focus, at any size.")
        return
    turned = flips(measure, cutoff, values)
    words = f"`{measure}` at {number(cutoff)}"
    if turned:
        at = ", ".join(f"{size} px" for size in turned)
        st.markdown(f"**The verdict of {words} turns at {at}**, and nothing but the size has changed.")
        return
    verdict = "rejects" if rejected(measure, cutoff, next(iter(known.values()))) else "keeps"
    spread = max(known.values()) / max(min(known.values()), 1e-9)
    st.markdown(f"{words} {verdict} this photo at every size; its numbers differ by a factor of {spread:.1f}.")


@st.cache_resource(max_entries=64, show_spinner=False)
def _measured(content_hash: str, measure: str, _photo: Photo) -> Mapping[int, float]:
    return measured_at(_photo, measure, sizes(_photo))
