"""What a policy says of values: the same as `decide`; and which rules turned it, by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from culling.decide import decide
from culling.errors import CullingError
from culling.policy import Policy
from culling.probe.judging import check, judged, left_out, turned
from culling.rule import Rule, Unless

TWO = Policy("two", (Rule("tenengrad", "below", 100.0, maybe=200.0), Rule("luminance", "below", 50.0)))


def _row(tenengrad: float, luminance: float = 120.0) -> dict[str, float]:
    return {"tenengrad": tenengrad, "luminance": luminance}


def test_verdicts_are_those_of_decide_also_at_a_cutoff_and_for_nan() -> None:
    rows = [_row(99.9), _row(100.0), _row(200.0), _row(math.nan), _row(math.nan, math.nan), _row(300.0, 49.0)]
    said = judged(rows, TWO)
    assert [one.verdict for one in said] == ["reject", "maybe", "keep", "keep", "unjudged", "reject"]
    assert [one.verdict for one in said] == list(decide(pd.DataFrame(rows), TWO)["verdict"].astype(str))
    assert said[0].reasons == "tenengrad 99.9 < 100 (margin −0.1)"
    assert said[2].reasons == ""


@pytest.mark.parametrize(
    ("was", "now", "by"),
    [
        (_row(300), _row(90), ["tenengrad"]),
        (_row(300), _row(90, 20), ["luminance", "tenengrad"]),
        (_row(150), _row(90), ["tenengrad"]),
        (_row(90), _row(300), ["tenengrad"]),
        (_row(90, 20), _row(90, 120), []),  # still rejected
        (_row(90, 20), _row(150, 120), ["luminance", "tenengrad"]),
        (_row(math.nan, math.nan), _row(90, math.nan), ["tenengrad"]),
    ],
)
def test_the_rules_that_turned_a_verdict(was: dict[str, float], now: dict[str, float], by: list[str]) -> None:
    assert sorted(reason.rule.metric for reason in turned(was, now, TWO)) == by


def test_a_condition_that_no_longer_holds_turns_too() -> None:
    spared = Policy("s", (Rule("tenengrad", "below", 100.0, unless=Unless("luminance", "above", 100.0)),))
    found = turned(_row(50, 120), _row(50, 90), spared)
    assert [(reason.rule.metric, reason.verdict) for reason in found] == [("tenengrad", "reject")]


def test_what_is_left_out_is_said() -> None:
    policy = Policy("p", (Rule("p_keep", "below", 0.5), Rule("file_mb", "below", 0.1), *TWO.rules), guard=True)
    notes = " ".join(left_out(policy))
    for words in ("Marks", "group guard", "p_keep", "file_mb"):
        assert words in notes
    assert "guard" not in " ".join(left_out(TWO))


@pytest.mark.parametrize(
    ("policy", "words"),
    [(Policy("none"), "has no rules"), (Policy("mine", (Rule("p_keep", "below", 0.5),)), "learned from marks")],
)
def test_a_policy_without_anything_to_probe_is_refused(policy: Policy, words: str) -> None:
    with pytest.raises(CullingError, match=words):
        check(policy)
