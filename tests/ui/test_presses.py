"""What a browser may send as presses: each is read once, in order, and nothing of another shape gets through."""

from __future__ import annotations

from typing import Any

import pytest

from culling.ui.presses import new_presses


def test_new_presses_come_in_the_order_of_their_numbers() -> None:
    assert new_presses([[5, "b"], [3, "a"], [9, "c", 1]], 0) == [[3, "a"], [5, "b"], [9, "c", 1]]


def test_a_press_heard_already_is_not_done_again() -> None:
    assert new_presses([[3, "a"], [4, "b"], [5, "c"]], 4) == [[5, "c"]]
    assert new_presses([[3, "a"]], 3) == []


@pytest.mark.parametrize("said", [None, "kmr", {"1": "mark"}, 7, True, [None, 3, "x", [], [1], {}]])
def test_what_has_not_the_shape_of_presses_is_passed_over(said: Any) -> None:
    assert new_presses(said, 0) == []


@pytest.mark.parametrize("number", [True, 1.0, float("nan"), "1", None, 0, -1, 2**53, [1]])
def test_a_number_no_browser_counts_to_is_passed_over(number: Any) -> None:
    assert new_presses([[number, "a"], [2, "b"]], 0) == [[2, "b"]]
