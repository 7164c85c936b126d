"""The question under a lesson: choose, check, and read why the choice is right or wrong; try again."""

from __future__ import annotations

import streamlit as st

from culling.lessons.lesson import Lesson

_CHECKED = "lessons_checked"  # key of a lesson → place of the choice that was checked last


def answered(lesson: Lesson) -> bool:
    """Whether the question was answered rightly in this session."""
    return _checked().get(lesson.key) == lesson.answer


@st.fragment
def show(lesson: Lesson) -> None:
    """Draw the question."""
    key = f"{lesson.key}_answer"
    with st.container(border=True, key="lesson_question"):
        choice = st.radio(
            lesson.question,
            range(len(lesson.choices)),
            index=None,
            format_func=lambda place: lesson.choices[place],
            key=key,
            persist_state="session",
        )
        checked = _checked().get(lesson.key)
        if checked is None:
            if st.button("Check", type="primary", key=f"{lesson.key}_check"):
                _check(lesson, choice)
            return
        _say(lesson, checked)
        if choice != checked:
            if st.button("Check", type="primary", key=f"{lesson.key}_check"):
                _check(lesson, choice)
        elif st.button("Try again", icon=":material/replay:", key=f"{lesson.key}_again"):
            _again(lesson, key)


def _say(lesson: Lesson, checked: int) -> None:
    right = checked == lesson.answer
    draw, icon, word = (st.success, "check", "Right") if right else (st.error, "close", "Not so")
    draw(f"{word}: {lesson.choices[checked]}  \n{lesson.because[checked]}", icon=f":material/{icon}:")


def _check(lesson: Lesson, choice: int | None) -> None:
    if choice is None:
        st.caption("Choose an answer first.")
        return
    _checked()[lesson.key] = choice
    st.rerun()  # the whole page: the row of lessons ticks off what was answered


def _again(lesson: Lesson, key: str) -> None:
    _checked().pop(lesson.key, None)
    st.session_state.pop(key, None)
    st.rerun()


def _checked() -> dict[str, int]:
    known: dict[str, int] = st.session_state.setdefault(_CHECKED, {})
    return known
