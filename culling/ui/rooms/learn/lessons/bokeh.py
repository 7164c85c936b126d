"""Bokeh looks blurred: put a part of the photo out of focus, and watch the whole image and the subject part."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from culling.lessons.bokeh import (
    CUTOFFS,
    PARTS,
    SAMPLES,
    SUBJECT,
    UNLESS,
    judged,
    policies,
    sample_points,
    softened,
    values_of,
)
from culling.lessons.bokeh_figure import bokeh_figure
from culling.metrics import get_metric
from culling.overlay.blur import draw_blur
from culling.overlay.subject import draw_subject
from culling.photos import Photo
from culling.rule import number
from culling.ui.rooms.frame import BADGES
from culling.ui.rooms.learn import photo as photos
from culling.ui.state import Session

_LOOKS = {"photo": "Photo", "blur": "Blur map", "subject": "Subject"}
_SHOWN_PX = 640
_Option = TypeVar("_Option", bound=str)


def show(state: Session) -> None:
    """Draw photo, controls and figure."""
    left, right = st.columns([5, 7], gap="medium")
    with left:
        picked = photos.pick(state, "bokeh-photo", SAMPLES)
        part = _choice("Out of focus", PARTS, "bokeh-part")
        radius = st.slider("By how much, px", 0.0, 10.0, 4.0, 0.5, "%.1f", key="bokeh-radius", bind="query-params")
    with right, st.container(horizontal=True, gap="medium"):
        with st.container(width=235):
            measure = st.selectbox("Measure of the whole image", CUTOFFS, key="bokeh-measure", bind="query-params")
            measure = measure if measure in CUTOFFS else next(iter(CUTOFFS))
        with st.container(width=235):
            unless = st.slider(
                f"Unless {SUBJECT} above", 0.3, 1.0, UNLESS, 0.01, key="bokeh-unless", bind="query-params"
            )
    if picked is None:
        return
    before = photos.small(picked[1])
    after = softened(before, part, radius)
    was, now = values_of(before, measure), values_of(after, measure)
    with left:
        _picture(after)
        photos.say_size(picked[1], before)
    with right:
        _tell(measure, unless, now)
        st.plotly_chart(
            bokeh_figure(sample_points(), measure, unless, was, now),
            key="bokeh-figure",
            theme=None,
            config={"displayModeBar": False},
            alt="Sharpness of the whole image against that of the subject: the photo before and now among others.",
        )


def _choice(label: str, options: tuple[_Option, ...], key: str) -> _Option:
    chosen = st.segmented_control(label, options, default=options[0], required=True, key=key, bind="query-params")
    return chosen if chosen in options else options[0]


def _picture(after: Photo) -> None:
    """The photo, or its blur map, or where the subject is taken to be."""
    look = _choice("Show", tuple(_LOOKS), "bokeh-show")
    if look == "blur" and after.blur_map is not None:
        photos.show_pixels(draw_blur(after, _SHOWN_PX), "blur map: yellow is sharp, violet very blurred, grey not sure")
    elif look == "subject" and after.subject is not None:
        photos.show_pixels(draw_subject(after, _SHOWN_PX), "what a network takes for the subject, the rest dimmed")
    else:
        photos.show(after, "the photo as it is measured")


def _tell(measure: str, unless: float, now: Mapping[str, float]) -> None:
    """The verdict by the rule alone and with its condition."""
    below = "<" if get_metric(measure).higher_is_better else ">"
    texts = (f"{measure} {below} {number(CUTOFFS[measure])}", f"… unless {SUBJECT} > {number(unless)}")
    for words, policy in zip(texts, policies(measure, unless), strict=True):
        verdict, _ = judged(now, policy)
        st.markdown(f"reject `{words}` :{BADGES[verdict]}-badge[{verdict}]")
    if math.isnan(now[SUBJECT]):
        st.markdown("**No subject stands out here**, so the condition exempts nothing and nothing can be put in focus.")
