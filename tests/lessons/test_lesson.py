"""The six lessons: in their order, each with one right choice, and none read before it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

import culling.lessons
from culling.lessons import LESSONS
from culling.lessons.lesson import Lesson


def test_the_six_in_the_order_in_which_they_are_taught():
    assert [lesson.key for lesson in LESSONS] == [
        "focus",
        "resolution",
        "bokeh",
        "exposure",
        "base-rate",
        "overfitting",
    ]
    assert culling.lessons.LESSONS is LESSONS


def test_they_cost_nothing_until_they_are_asked_for():
    code = "import sys, culling.lessons; print([name for name in sys.modules if name.startswith('culling.lessons.')])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="no attribute 'LESSON'"):
        culling.lessons.LESSON  # noqa: B018


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_each_says_one_thing_and_asks_another(lesson):
    assert lesson.claim.endswith(".")
    assert lesson.claim.count(". ") == 0
    assert lesson.question.endswith("?")
    assert len(set(lesson.choices)) == len(lesson.choices) >= 3
    assert len(set(lesson.because)) == len(lesson.because)


def test_a_lesson_without_a_right_choice_is_refused():
    with pytest.raises(ValueError, match="'x': one choice must be right"):
        Lesson("x", "", "", "", "", ("a", "b"), 2, ("", ""))
    with pytest.raises(ValueError, match="each needs its because"):
        Lesson("x", "", "", "", "", ("a", "b"), 0, ("",))
