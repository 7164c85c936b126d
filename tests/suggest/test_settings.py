"""Cutoffs of suggestions: checked, moved, written and read back."""

from __future__ import annotations

import math

import pytest

from culling.metrics import get_metric
from culling.suggest import KINDS, Suggestions
from culling.suggest.settings import BOUNDS


def test_every_measure_has_one_cutoff() -> None:
    bounds = [bound for kind in KINDS for bound in (*kind.bounds, *kind.unless)]
    assert len(bounds) == len(BOUNDS)


def test_cutoffs_begin_where_the_measures_have_theirs() -> None:
    settings = Suggestions()
    assert settings.cutoff(BOUNDS["blur"]) == get_metric("blur").cutoff == 0.35
    assert settings.cutoff(BOUNDS["p_dark"]) == get_metric("p_dark").cutoff == 0.9
    assert settings.cutoff(BOUNDS["motion_blur"]) == 0.9  # stricter than its measure's


def test_only_what_was_moved_is_kept() -> None:
    moved = Suggestions().move("blur", 0.5).move("p_dark", 0.9)
    assert moved.to_json() == '{"blur": 0.5}'
    assert Suggestions.from_json(moved.to_json()) == moved
    assert hash(Suggestions.from_json(moved.to_json())) == hash(moved)
    assert moved.cutoff(BOUNDS["blur"]) == 0.5
    assert moved.move("blur", 0.35) == Suggestions() == moved.reset("blur")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sharpness": 1.0}, "no cutoff on 'sharpness'; they have: alike, blur"),
        ({"blur": 1.5}, "blur must be from 0 to 1, got 1.5"),
        ({"blur": math.nan}, "from 0 to 1, got nan"),
        ({"blur": "0.5"}, "got '0.5'"),
        ({"blur": True}, "got True"),
    ],
    ids=str,
)
def test_what_is_no_cutoff_is_told(given: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Suggestions(given)


@pytest.mark.parametrize("text", ["[]", '{"blur": 2}', "0.5", "{", "null"])
def test_what_is_no_file_of_cutoffs_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  json says its own
        Suggestions.from_json(text)
