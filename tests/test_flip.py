"""The nearest cutoff that flips a verdict: it does, nothing nearer does, and the sentence says a number that does."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from culling.decide import Reason, decide, explain
from culling.explain import nearest_flip
from culling.flip import Move, moves_of, verdict_of
from culling.policy import Policy, Rule, Unless

METRICS = ("laplacian_variance", "noise_sigma", "luminance")
NUMBERS = st.one_of(
    st.sampled_from([-1.0, 0.0, -0.0, 5e-324, 0.25, 1.0, 400.0, math.nan]), st.floats(-1000, 1000, width=32)
)


@st.composite
def rules(draw: st.DrawFn, metrics: tuple[str, ...] = METRICS) -> Rule:
    side = draw(st.sampled_from(["below", "above"]))
    low, high = sorted((draw(NUMBERS.filter(math.isfinite)), draw(NUMBERS.filter(math.isfinite))))
    reject, maybe = (low, high) if side == "below" else (high, low)
    return Rule(draw(st.sampled_from(metrics)), side, reject, draw(st.sampled_from([None, maybe])))


@st.composite
def conditional(draw: st.DrawFn) -> Rule:
    """A rule that in half of the cases does not count everywhere."""
    rule = draw(rules())
    if draw(st.booleans()):
        return rule
    other = draw(st.sampled_from([name for name in METRICS if name != rule.metric]))
    cutoff = draw(NUMBERS.filter(math.isfinite))
    return replace(rule, unless=Unless(other, draw(st.sampled_from(["below", "above"])), cutoff))


def _of(rule: Rule, table: pd.DataFrame) -> tuple[float, float]:
    """What a rule and its condition look at."""
    other = math.nan if rule.unless is None else float(table[rule.unless.metric].iloc[0])
    return float(table[rule.metric].iloc[0]), other


policies = st.lists(conditional(), min_size=1, max_size=5, unique_by=lambda rule: rule.key).map(
    lambda found: Policy("p", tuple(found))
)


def photos() -> st.SearchStrategy[pd.DataFrame]:
    return st.fixed_dictionaries(dict.fromkeys(METRICS, NUMBERS)).map(
        lambda row: pd.DataFrame(row, index=pd.Index(["a.jpg"], name="path"))
    )


def _acts(reason: Reason) -> bool:
    """Whether the rule would reject or doubt the photo, did it count."""
    return verdict_of(replace(reason.rule, unless=None), reason.value) in ("reject", "maybe")


def _verdict(table: pd.DataFrame, policy: Policy) -> str:
    return str(decide(table, policy)["verdict"].iloc[0])


@pytest.mark.parametrize(
    ("rule", "value", "cutoff", "to", "verdict"),
    [
        (Rule("noise_sigma", "above", 12), 14.0, "reject", 14.0, "keep"),
        (Rule("noise_sigma", "above", 12), 10.0, "reject", math.nextafter(10.0, 0), "reject"),
        (Rule("luminance", "below", 20), 5.0, "reject", 5.0, "keep"),
        (Rule("luminance", "below", 20), 20.0, "reject", math.nextafter(20.0, 99), "reject"),
        (Rule("luminance", "below", 20, maybe=40), 5.0, "reject", 5.0, "maybe"),
        (Rule("luminance", "below", 20, maybe=40), 22.0, "reject", math.nextafter(22.0, 99), "reject"),
        (Rule("luminance", "below", 20, maybe=40), 37.0, "maybe", 37.0, "keep"),
        (Rule("luminance", "below", 20, maybe=40), 90.0, "maybe", math.nextafter(90.0, 99), "maybe"),
    ],
)
def test_the_nearest_cutoff_of_one_rule(rule: Rule, value: float, cutoff: str, to: float, verdict: str) -> None:
    nearest = moves_of(rule, value)[0]
    assert (nearest.cutoff, nearest.to, nearest.verdict) == (cutoff, to, verdict)


def test_how_far_is_a_share_of_the_reach() -> None:
    assert moves_of(Rule("noise_sigma", "above", 12), 15.0)[0].share == pytest.approx(0.25)
    assert moves_of(Rule("luminance", "below", 20, maybe=40), 39.0)[0].share == pytest.approx(1 / 20)


def test_nothing_flips_what_was_not_measured() -> None:
    assert moves_of(Rule("noise_sigma", "above", 12), math.nan) == []
    assert moves_of(Rule("noise_sigma", "above", 12), math.inf) == []  # no cutoff is that high


@given(conditional(), NUMBERS, NUMBERS)
def test_a_move_flips_its_rule_and_a_smaller_one_does_not(rule: Rule, value: float, other: float) -> None:
    before = verdict_of(rule, value, other)
    for move in moves_of(rule, value, other):
        assert verdict_of(move.moved, value, other) == move.verdict != before
        nearer = math.nextafter(move.to, move.was)
        if nearer != move.was:
            assert verdict_of(replace(move, to=nearer).moved, value, other) == before


@given(conditional(), photos())
def test_reasons_carry_the_nearest_flip(rule: Rule, table: pd.DataFrame) -> None:
    (reason,) = explain(table, Policy("p", (rule,)), "a.jpg")
    assert (reason.verdict == "unjudged") == math.isnan(reason.value)
    assert (reason.flip is None) == (math.isnan(reason.value) or (reason.verdict == "exempt" and not _acts(reason)))
    assert (reason.verdict == "exempt") == math.isnan(reason.margin) or reason.verdict == "unjudged"
    if reason.flip is not None and "exempt" not in (reason.verdict, reason.flip.verdict):
        assert _verdict(table, Policy("p", (reason.flip.moved,))) == reason.flip.verdict != reason.verdict


@given(policies, photos())
def test_all_moves_together_flip_the_verdict_and_none_may_be_smaller(policy: Policy, table: pd.DataFrame) -> None:
    before, flip = _verdict(table, policy), nearest_flip(table, policy, "a.jpg")
    if flip is None:
        said = {verdict_of(rule, *_of(rule, table)) for rule in policy.rules}
        assert before == "unjudged" or (before == "keep" and "exempt" in said <= {"exempt", "unjudged"})
        return
    assert before != "unjudged"
    moved = policy.replace(*(move.moved for move in flip.moves))
    assert _verdict(table, moved) == flip.verdict != before
    for move in flip.moves:
        smaller = replace(move, to=math.nextafter(move.to, move.was))
        assert _verdict(table, moved.replace(smaller.moved)) == before


@given(policies, photos(), st.data())
def test_no_other_single_move_is_shorter(policy: Policy, table: pd.DataFrame, data: st.DataObject) -> None:
    before, flip = _verdict(table, policy), nearest_flip(table, policy, "a.jpg")
    assume(flip is not None)
    rule = data.draw(st.sampled_from(policy.rules))
    there = {"reject": True, "maybe": rule.maybe is not None, "unless": rule.unless is not None}
    cutoff = data.draw(st.sampled_from([name for name, is_there in there.items() if is_there]))
    share = data.draw(st.floats(-1, 1)) * 0.999 * flip.share
    now = {"reject": rule.reject, "maybe": rule.maybe, "unless": rule.unless and rule.unless.cutoff}[cutoff]
    reach = rule.unless.reach if cutoff == "unless" else rule.reach
    to = now + share * reach
    assume(abs(to - now) / reach < flip.share)  # the smallest floats are few and far between
    try:
        moved = replace(rule, **{cutoff: replace(rule.unless, cutoff=to) if cutoff == "unless" else to})
    except ValueError:  # the band would lie on the rejected side
        return
    assert _verdict(table, policy.replace(moved)) == before


@given(policies, photos())
def test_the_number_in_the_sentence_has_the_effect(policy: Policy, table: pd.DataFrame) -> None:
    flip = nearest_flip(table, policy, "a.jpg")
    assume(flip is not None)
    rules = [replace(move, to=float(move.rounded)).moved for move in flip.moves]
    assert _verdict(table, policy.replace(*rules)) == flip.verdict
    assert all(move.rounded in flip.text and move.rule.metric in flip.text for move in flip.moves)


def _table(**values: float) -> pd.DataFrame:
    return pd.DataFrame({name: [value] for name, value in values.items()}, index=["a.jpg"])


def test_the_sentence_for_one_cutoff() -> None:
    table = _table(noise_sigma=14.23456, luminance=90.0)
    policy = Policy("p", (Rule("noise_sigma", "above", 12), Rule("luminance", "below", 20)))
    flip = nearest_flip(table, policy, "a.jpg")
    assert flip is not None
    assert flip.text == "Would be kept if the cutoff of noise_sigma were 14.3 instead of 12."


def test_all_cutoffs_that_reject_are_needed() -> None:
    table = _table(noise_sigma=15.0, luminance=5.0)
    policy = Policy("p", (Rule("noise_sigma", "above", 12), Rule("luminance", "below", 20)))
    flip = nearest_flip(table, policy, "a.jpg")
    assert flip is not None
    assert flip.share == pytest.approx(0.25 + 0.75)
    assert flip.text == (
        "Would be kept only if all of these cutoffs moved: luminance 5 instead of 20, noise_sigma 15 instead of 12."
    )


def test_the_cutoff_of_a_condition_is_told_where_it_is_nearest() -> None:
    policy = Policy("p", (Rule("noise_sigma", "above", 12, unless=Unless("luminance", "above", 100)),))
    spared, rejected = (nearest_flip(_table(noise_sigma=30.0, luminance=value), policy, "a.jpg") for value in (110, 95))
    assert spared is not None
    assert spared.text == (
        "Would be rejected if the cutoff of luminance that exempts from noise_sigma were 110 instead of 100."
    )
    assert rejected is not None
    assert rejected.verdict == "keep"
    assert rejected.share == pytest.approx(0.05)
    assert rejected.moves[0].to == math.nextafter(95, 0)
    both = policy.replace(Rule("entropy", reject=4.0, unless=Unless("luminance", "above", 100)))
    twice = nearest_flip(_table(noise_sigma=30.0, entropy=1.0, luminance=99.0), both, "a.jpg")
    assert twice is not None
    assert twice.text.startswith(
        "Would be kept only if all of these cutoffs moved: luminance (exempting from noise_sigma)"
    )


def test_no_move_of_one_cutoff_flips_what_is_exempt_and_kept_anyway() -> None:
    policy = Policy("p", (Rule("noise_sigma", "above", 12, unless=Unless("luminance", "above", 100)),))
    assert nearest_flip(_table(noise_sigma=3.0, luminance=120.0), policy, "a.jpg") is None


def test_in_doubt_the_nearer_side_is_told() -> None:
    policy = Policy("p", (Rule("luminance", "below", 20, maybe=40),))
    near_reject, near_keep = (nearest_flip(_table(luminance=value), policy, "a.jpg") for value in (21.0, 39.0))
    assert near_reject is not None
    assert near_keep is not None
    assert near_reject.text.startswith("Would be rejected if the cutoff of luminance were 21.")
    assert near_keep.text == "Would be kept if the maybe cutoff of luminance were 39 instead of 40."


@pytest.mark.parametrize("column", [{"mark": "reject"}, {"error": "truncated"}])
def test_no_cutoff_overrules_a_person_or_an_error(column: dict[str, str]) -> None:
    table = _table(noise_sigma=15.0).assign(**column)
    assert nearest_flip(table, Policy("p", (Rule("noise_sigma", "above", 12),)), "a.jpg") is None


def test_a_cutoff_that_no_photo_can_lie_beyond_is_told_as_such() -> None:
    for value, possible in ((0.0, False), (0.05, True)):
        policy = Policy("p", (Rule("highlight_clipping", "above", 0.5),))
        flip = nearest_flip(_table(highlight_clipping=value), policy, "a.jpg")
        assert flip is not None
        assert flip.possible is possible


def test_an_unknown_photo_is_refused() -> None:
    with pytest.raises(ValueError, match="no photo"):
        nearest_flip(_table(noise_sigma=1.0), Policy("p", ()), "b.jpg")


def test_a_rounded_cutoff_stays_on_the_rejected_side_of_the_band() -> None:
    rule = Rule("luminance", "below", 0.2, maybe=0.3995)
    move = Move(rule, "reject", math.nextafter(0.3992, 1), "reject")
    assert 0.3992 < float(move.rounded) <= 0.3995
