"""Lessons: which one is open, what it claims and asks; the lesson's own room draws photo, controls and figure.

The address holds the lesson, its photo and its controls, so whoever opens it sees the same view. What it says is
checked by the widgets: anything that they do not offer is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

import streamlit as st

from culling.lessons import LESSONS
from culling.lessons.lesson import Lesson
from culling.ui.rooms.learn.address import begin
from culling.ui.rooms.learn.lessons import base_rate, bokeh, check, exposure, focus, overfitting, resolution
from culling.ui.state import Session, session

_ROOMS: Mapping[str, ModuleType] = {
    "focus": focus,
    "resolution": resolution,
    "bokeh": bokeh,
    "exposure": exposure,
    "base-rate": base_rate,
    "overfitting": overfitting,
}
_LESSONS: Mapping[str, Lesson] = {lesson.key: lesson for lesson in LESSONS}
_KEYS = list(_LESSONS)


def show(state: Session) -> None:
    """Draw the lesson that is open."""
    lesson = _LESSONS[_chosen()]
    st.header(lesson.title, anchor=False)
    if answered := [other.key for other in LESSONS if check.answered(other)]:
        st.caption(f":material/check: answered, {len(answered)} of {len(LESSONS)}: {', '.join(answered)}")
    st.markdown(f"**{lesson.claim}**  \n{lesson.about}")
    with st.container(key=f"lesson_{lesson.key}"):
        _stage(lesson.key)
    check.show(lesson)
    st.caption(
        "The address of this page holds the lesson, the photo and the controls: pass it on, and others open this view."
    )


@st.fragment
def _stage(key: str) -> None:
    """The lesson's own room; what is moved there draws nothing else anew."""
    _ROOMS[key].show(session())


def _chosen() -> str:
    """The row of lessons with the way to the next; the key of the one that is open, the first when none is.

    Keys are shown as they are: what a choice shows is what stands in the address.
    """
    begin("lesson", _KEYS[0], _LESSONS.__contains__)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="lessons_row"):
        chosen: str | None = st.segmented_control(
            "Lesson",
            _KEYS,
            required=True,
            key="lesson",
            label_visibility="collapsed",
            wrap=True,
            bind="query-params",
        )
        at = _KEYS.index(chosen) if chosen is not None and chosen in _LESSONS else 0
        _way("Previous", ":material/arrow_back:", at - 1)
        _way("Next", ":material/arrow_forward:", at + 1)
    return _KEYS[at]


def _way(label: str, icon: str, to: int) -> None:
    there = 0 <= to < len(_KEYS)
    st.button(label, icon=icon, key=f"lesson_{label.lower()}", disabled=not there, on_click=_go, args=(to,))


def _go(to: int) -> None:
    st.session_state["lesson"] = _KEYS[to]
