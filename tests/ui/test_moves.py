"""What a browser part says it moved: each move once, in order, and nothing that makes no sense."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from culling.policy import Policy
from culling.rule import Rule, Unless
from culling.ui.moves import take_up
from culling.ui.tuning import Tuning

SHARP = Rule("laplacian_variance", "below", 100.0)


@pytest.fixture
def tuning() -> Tuning:
    columns = {"laplacian_variance": [50.0, 150.0, np.nan], "luminance": [10.0, 90.0, 240.0]}
    return Tuning(pd.DataFrame(columns, index=pd.Index(["a", "b", "c"], name="path")), Policy("p", (SHARP,)))


def _set(number: int, *rule: Any) -> list[Any]:
    return [number, "set", *rule]


def test_a_move_is_made_and_can_be_undone(tuning: Tuning) -> None:
    assert take_up(tuning, [_set(7, "laplacian_variance", "below", 160.5, 200)]) == "laplacian_variance"
    assert tuning.policy.rules == (Rule("laplacian_variance", "below", 160.5, 200.0),)
    assert tuning.heard == 7
    assert tuning.counts() == {"keep": 0, "maybe": 0, "reject": 2, "unjudged": 1}
    tuning.undo()
    assert tuning.policy.rules == (SHARP,)


def test_moves_that_are_sent_again_are_made_once(tuning: Tuning) -> None:
    first = _set(1, "laplacian_variance", "below", 120, None)
    second = _set(2, "laplacian_variance", "below", 140, None)
    take_up(tuning, [first])
    take_up(tuning, [first, second])
    take_up(tuning, [first, second])
    assert tuning.policy.rules == (Rule("laplacian_variance", "below", 140.0),)
    tuning.undo()
    assert tuning.policy.rules == (Rule("laplacian_variance", "below", 120.0),)
    tuning.undo()
    assert not tuning.can_undo


def test_rules_come_and_go(tuning: Tuning) -> None:
    take_up(tuning, [_set(1, "luminance", "above", 230, None), [2, "remove", "laplacian_variance", "below"]])
    assert tuning.policy.rules == (Rule("luminance", "above", 230.0),)


def test_a_rule_that_is_moved_keeps_its_condition_until_that_is_removed(tuning: Tuning) -> None:
    bright = Unless("luminance", "above", 80.0)
    tuning.set_rule(replace(SHARP, unless=bright))
    assert tuning.counts() == {"keep": 1, "maybe": 0, "reject": 1, "unjudged": 1}
    take_up(tuning, [_set(1, "laplacian_variance", "below", 200, None)])
    assert tuning.policy.rules == (Rule("laplacian_variance", "below", 200.0, unless=bright),)
    take_up(tuning, [[2, "unless", "laplacian_variance", "below", 5.5]])
    assert tuning.policy.rules[0].unless == Unless("luminance", "above", 5.5)
    assert tuning.counts() == {"keep": 2, "maybe": 0, "reject": 0, "unjudged": 1}
    take_up(tuning, [[3, "unless", "laplacian_variance", "below", None]])
    assert tuning.policy.rules == (Rule("laplacian_variance", "below", 200.0),)
    tuning.undo()
    assert tuning.policy.rules[0].unless == Unless("luminance", "above", 5.5)


def test_undo_and_redo_come_in_their_turn(tuning: Tuning) -> None:
    moves = [_set(1, "laplacian_variance", "below", 120, None), [2, "undo"], [3, "redo"], [4, "undo"], [5, "undo"]]
    take_up(tuning, moves)
    assert tuning.policy.rules == (SHARP,)
    assert tuning.can_redo
    assert tuning.heard == 5


@pytest.mark.parametrize(
    "move",
    [
        _set(9, "no_such_measure", "below", 1, None),
        _set(9, "path", "below", 1, None),
        _set(9, "noise_sigma", "below", 1, None),  # a measure that this table lacks
        _set(9, "luminance", "beside", 1, None),
        _set(9, "luminance", "below", float("nan"), None),
        _set(9, "luminance", "below", float("inf"), None),
        _set(9, "luminance", "below", "20", None),
        _set(9, "luminance", "below", None, None),
        _set(9, "luminance", "below", [20], None),
        _set(9, "luminance", "below", True, None),
        _set(9, "luminance", "below", 30, 20),  # the band on the rejected side
        _set(9, "luminance", "below", 10**400, None),
        _set(9, ["luminance"], "below", 20, None),
        _set(9, "luminance", {"side": "below"}, 20, None),
        _set(9, "luminance", "below", 20),
        _set(9, "luminance", "below", 20, None, None),
        [9, "unless", "luminance", "below", 3],
        [9, "unless", "laplacian_variance", "below", 3],
        [9, "unless", "laplacian_variance", "below", "3"],
        [9, "unless", "laplacian_variance", "below"],
        [9, "remove", "laplacian_variance"],
        [9, "remove", "laplacian_variance", "beside"],
        [9, "remove", 3, 4],
        [9, "undo", "all"],
        [9, ["set"], "luminance", "below", 20, None],
        [9, "drop tables"],
    ],
)
def test_what_makes_no_sense_changes_nothing_and_is_not_asked_again(tuning: Tuning, move: Any) -> None:
    assert take_up(tuning, [move]) is None
    assert tuning.policy.rules == (SHARP,)
    assert not tuning.can_undo
    assert tuning.heard == 9


@pytest.mark.parametrize(
    "moves",
    [
        None,
        "undo",
        7,
        {"number": 1},
        [None],
        [[]],
        [[1]],
        [["1", "undo"]],
        [[True, "undo"]],
        [[float("nan"), "undo"]],
        [[float("inf"), "undo"]],
        [[2**60, "undo"]],
        [[-1, "undo"]],
    ],
)
def test_what_is_no_list_of_numbered_moves_is_ignored(tuning: Tuning, moves: Any) -> None:
    take_up(tuning, [_set(1, "laplacian_variance", "below", 120, None)])
    take_up(tuning, moves)
    assert tuning.policy.rules == (Rule("laplacian_variance", "below", 120.0),)
    assert tuning.heard == 1
