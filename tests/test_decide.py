import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from culling.decide import VERDICTS, at_the_edge, counts, decide, explain, flips, full_reasons
from culling.policy import Policy, Rule, Unless
from tests.judged_by_hand import guard_by_hand, judge_one, policies, tables

BLUR = Rule("laplacian_variance", "below", 400, maybe=600)
NOISE = Rule("noise_sigma", "above", 12)
POLICY = Policy("test", (BLUR, NOISE))


@settings(max_examples=120)
@given(tables(), policies)
@np.errstate(over="ignore")
def test_decide_agrees_with_judging_one_photo_at_a_time(table, policy):
    before = table.copy()
    decisions = decide(table, policy)
    expected = [judge_one(row, policy) for _, row in table.iterrows()]
    if policy.guard and "group" in table:
        expected = guard_by_hand(table, expected)
    assert list(decisions.columns) == ["verdict", "source", "margin", "reasons"]
    assert decisions.index.equals(table.index)
    for column, values in zip(decisions.columns, zip(*expected, strict=True), strict=False):
        if column == "margin":
            np.testing.assert_array_equal(decisions[column], values)
        else:
            assert decisions[column].tolist() == list(values)
    pd.testing.assert_frame_equal(table, before)
    pd.testing.assert_frame_equal(decide(table, policy), decisions)


@given(tables(), policies)
def test_below_zero_means_rejected_by_the_policy(table, policy):
    decisions = decide(table.drop(columns="mark", errors="ignore"), policy)
    saved = decisions["reasons"].str.startswith("saved by guard: ").astype(bool)
    assert ((decisions["margin"] < 0) == ((decisions["verdict"] == "reject") | saved)).all()
    assert decisions["margin"][decisions["verdict"] == "unjudged"].isna().all()
    if all(rule.unless is None for rule in policy.rules):
        assert (decisions["margin"].isna() == (decisions["verdict"] == "unjudged")).all()


def table(**columns) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame(columns, index=pd.Index([f"{'abcdefgh'[row]}.jpg" for row in range(size)], name="path"))


def test_values_at_the_cutoffs():
    at = table(laplacian_variance=[399.9, 400.0, 599.9, 600.0], noise_sigma=[12.0, 12.0, 12.0, 12.1])
    decisions = decide(at, POLICY)
    assert decisions["verdict"].tolist() == ["reject", "maybe", "maybe", "reject"]
    assert decisions["reasons"].tolist() == [
        "laplacian_variance < 400",
        "laplacian_variance in 400–600",
        "laplacian_variance in 400–600",
        "noise_sigma > 12",
    ]
    assert decisions["margin"].tolist() == pytest.approx([-0.1 / 400, 0, 0, -0.1 / 12])


def test_a_mark_wins_over_everything_and_an_error_over_the_rules():
    marked = table(
        laplacian_variance=[1.0, 1.0, 900.0, math.nan],
        noise_sigma=[1.0, 1.0, 1.0, math.nan],
        mark=["keep", None, None, "reject"],
        error=[None, None, "truncated", "truncated"],
    )
    decisions = decide(marked, POLICY)
    assert decisions["verdict"].tolist() == ["keep", "reject", "unjudged", "reject"]
    assert decisions["source"].tolist() == ["human", "policy", "policy", "human"]
    assert decisions["reasons"].tolist() == [
        "marked keep", "laplacian_variance < 400", "unreadable: truncated", "marked reject",
    ]  # fmt: skip
    assert full_reasons(marked, POLICY).tolist() == [
        "marked keep; the policy alone: reject (laplacian_variance 1 < 400 (margin −399))",
        "laplacian_variance 1 < 400 (margin −399)",
        "unreadable: truncated",
        "marked reject; the policy alone: unjudged (unreadable: truncated)",
    ]


def test_nan_never_rejects_and_without_any_value_nothing_is_judged():
    some = table(laplacian_variance=[math.nan, math.nan], noise_sigma=[3.0, math.nan])
    assert decide(some, POLICY)["verdict"].tolist() == ["keep", "unjudged"]
    assert decide(some, POLICY)["reasons"].tolist() == ["", "no measure could judge"]


BOKEH = Rule("laplacian_variance", "below", 75, maybe=90, unless=Unless("face_sharpness", "above", 60))


def test_a_rule_does_not_count_where_its_condition_holds():
    photos = table(
        laplacian_variance=[50.0, 50.0, 50.0, 80.0, 200.0, math.nan, 50.0],
        face_sharpness=[82.0, 60.0, math.nan, 60.5, 99.0, 99.0, 82.0],
        noise_sigma=[math.nan] * 6 + [14.0],
    )
    decisions = decide(photos, Policy("bokeh", (BOKEH, NOISE)))
    # at the cutoff and not measured it counts; exempt from all that has a value: kept; without any value: unjudged
    assert decisions["verdict"].tolist() == ["keep", "reject", "reject", "keep", "keep", "unjudged", "reject"]
    exempt, rejected = "exempt: face_sharpness > 60", "laplacian_variance < 75"
    assert decisions["reasons"].tolist() == [
        exempt, rejected, rejected, exempt, "", "no measure could judge", "noise_sigma > 12",
    ]  # fmt: skip
    np.testing.assert_allclose(
        decisions["margin"], [math.nan, -1 / 3, -1 / 3, math.nan, math.nan, math.nan, -1 / 6], rtol=1e-12
    )
    assert full_reasons(photos, Policy("bokeh", (BOKEH, NOISE))).tolist() == [
        "laplacian_variance 50 < 75, exempt: face_sharpness 82 > 60",
        "laplacian_variance 50 < 75 (margin −25)",
        "laplacian_variance 50 < 75 (margin −25)",
        "laplacian_variance 80 ≥ 75, exempt: face_sharpness 60.5 > 60",
        "",
        "no measure could judge",
        "noise_sigma 14 > 12 (margin −2)",
    ]


def test_one_condition_of_several_rules_is_told_once():
    unless = Unless("face_sharpness", "above", 60)
    policy = Policy(
        "two", (Rule("laplacian_variance", "below", 75, unless=unless), Rule("reblur", reject=0.5, unless=unless))
    )
    photos = table(laplacian_variance=[50.0], reblur=[0.7], face_sharpness=[60.00001])
    assert decide(photos, policy)["reasons"].tolist() == ["exempt: face_sharpness > 60"]
    assert full_reasons(photos, policy).tolist() == [
        "laplacian_variance 50 < 75, exempt: face_sharpness 60.00001 > 60; "
        "reblur 0.7 > 0.5, exempt: face_sharpness 60.00001 > 60"
    ]


def test_what_a_condition_looks_at_must_be_in_the_table():
    with pytest.raises(ValueError, match="no column face_sharpness, which policy 'bokeh' needs"):
        decide(table(laplacian_variance=[50.0]), Policy("bokeh", (BOKEH,)))


def test_an_exempt_rule_is_explained_without_a_margin():
    photos = table(laplacian_variance=[50.0, 200.0], face_sharpness=[82.0, 82.0])
    (spared,), (anyway,) = (explain(photos, Policy("bokeh", (BOKEH,)), path) for path in ("a.jpg", "b.jpg"))
    assert (spared.verdict, spared.exempt) == ("exempt", "exempt: face_sharpness 82 > 60")
    assert math.isnan(spared.margin)
    assert spared.flip is not None
    assert (spared.flip.cutoff, spared.flip.to, spared.flip.verdict) == ("unless", 82.0, "reject")
    assert anyway.verdict == "exempt"
    assert anyway.flip is None  # it would be kept also if the rule counted


def test_without_rules_nothing_is_judged():
    empty = decide(table(laplacian_variance=[1.0]), Policy("empty"))
    assert empty["verdict"].tolist() == ["unjudged"]
    assert empty["reasons"].tolist() == ["the policy has no rules"]
    assert full_reasons(table(laplacian_variance=[1.0]), Policy("empty")).tolist() == ["the policy has no rules"]


def test_an_empty_table_has_an_empty_answer():
    empty = table(laplacian_variance=[], noise_sigma=[], mark=[], error=[])
    assert decide(empty, POLICY).shape == (0, 4)
    assert counts(decide(empty, POLICY)) == dict.fromkeys(VERDICTS, 0)
    assert at_the_edge(empty, POLICY, 3).empty
    assert full_reasons(empty, POLICY).empty


def test_what_is_missing_or_wrong_in_the_table_is_named():
    with pytest.raises(ValueError, match=r"no column noise_sigma, which policy 'test' needs; scan"):
        decide(table(laplacian_variance=[1.0]), POLICY)
    with pytest.raises(ValueError, match="column noise_sigma must hold numbers"):
        decide(table(laplacian_variance=[1.0], noise_sigma=["much"]), POLICY)
    with pytest.raises(ValueError, match="one of must-have, keep, maybe, reject, got 'Keep'"):
        decide(table(laplacian_variance=[1.0], noise_sigma=[1.0], mark=["Keep"]), POLICY)


def test_other_number_types_decide_like_float64():
    plain = table(laplacian_variance=[300.0, math.nan, 700.0], noise_sigma=[1.0, 20.0, math.nan])
    expected = decide(plain, POLICY)
    for kind in ("float32", "Float64", object):
        pd.testing.assert_frame_equal(decide(plain.astype(kind), POLICY), expected)
    none = plain.astype(object).where(plain.notna(), None)
    pd.testing.assert_frame_equal(decide(none, POLICY), expected)


def test_reasons_name_value_cutoff_and_margin():
    one = table(laplacian_variance=[312.4, 450.0, 312.4], noise_sigma=[3.0, 3.0, 14.0])
    assert full_reasons(one, POLICY).tolist() == [
        "laplacian_variance 312.4 < 400 (margin −87.6)",
        "laplacian_variance 450 in 400–600 (margin 50)",
        "laplacian_variance 312.4 < 400 (margin −87.6); noise_sigma 14 > 12 (margin −2)",
    ]
    found = explain(one, POLICY, "c.jpg")
    assert [(reason.rule, reason.value, reason.verdict) for reason in found] == [
        (BLUR, 312.4, "reject"), (NOISE, 14.0, "reject"),
    ]  # fmt: skip
    assert [reason.margin for reason in found] == pytest.approx([-87.6, -2])
    assert [reason.share for reason in found] == pytest.approx([-87.6 / 400, -2 / 12])
    kept = explain(table(laplacian_variance=[math.nan], noise_sigma=[3.0]), POLICY, "a.jpg")
    assert [reason.text for reason in kept] == [
        "laplacian_variance could not be measured", "noise_sigma 3 ≤ 12 (margin 9)",
    ]  # fmt: skip
    with pytest.raises(ValueError, match=r"no photo 'z\.jpg'"):
        explain(one, POLICY, "z.jpg")


def test_a_value_just_beyond_the_cutoff_is_never_shown_as_the_cutoff():
    close = table(laplacian_variance=[np.nextafter(400, 0)], noise_sigma=[12.000001])
    assert full_reasons(close, POLICY).tolist() == [
        "laplacian_variance 399.9999999999999 < 400 (margin −5.684e−14); noise_sigma 12.000001 > 12 (margin −1e−06)"
    ]
    large = table(file_mb=[1234567.8])
    text = full_reasons(large, Policy("x", (Rule("file_mb", "above", 1000),))).iloc[0]
    assert text == "file_mb 1234568 > 1000 (margin −1233568)"


@given(tables(), policies)
def test_full_reasons_tell_of_the_same_rules_as_the_short_ones(table, policy):
    decisions = decide(table, policy)
    for path, full in full_reasons(table, policy).items():
        short = decisions.loc[path, "reasons"]
        saved = short.startswith("saved by guard: ")
        rejected = decisions.loc[path, "verdict"] == "reject" and decisions.loc[path, "source"] == "policy"
        if rejected or saved:
            assert full.startswith("saved by guard: ") == saved
            short = short.removeprefix("saved by guard: ")
            assert full.count(" (margin ") == len(short.split("; "))
            told = {reason.rule.text for reason in explain(table, policy, path) if reason.verdict == "reject"}
            assert told == set(short.split("; "))
        elif short.startswith("exempt: "):
            assert decisions.loc[path, "verdict"] == "keep"
            assert {name.split(" ")[0] for name in full.split("exempt: ")[1:]} == {
                name.split(" ")[0] for name in short.split("exempt: ")[1:]
            }
        else:
            assert (full == "") == (short == "")


def test_flips_are_the_changed_ones_nearest_first():
    photos = table(laplacian_variance=[100.0, 380.0, 399.0, 450.0, 900.0])
    before = decide(photos, Policy("a", (Rule("laplacian_variance", reject=400),)))
    after = decide(photos, Policy("b", (Rule("laplacian_variance", reject=300, maybe=500),)))
    changed = flips(before, after)
    assert changed.index.tolist() == ["b.jpg", "c.jpg", "d.jpg"]
    assert changed["was"].tolist() == ["reject", "reject", "keep"]
    assert changed["is"].tolist() == ["maybe"] * 3
    assert changed["margin"].tolist() == pytest.approx([80 / 300, 99 / 300, 150 / 300])
    assert flips(after, after).empty
    assert flips(after, before).index.tolist() == ["c.jpg", "b.jpg", "d.jpg"]
    with pytest.raises(ValueError, match="not of the same photos"):
        flips(before, after.iloc[::-1])


def test_at_the_edge_takes_the_nearest_of_both_sides():
    photos = table(
        laplacian_variance=[10.0, 390.0, 410.0, 4000.0, 399.0, math.nan],
        noise_sigma=[1.0, 11.9, 1.0, 30.0, 1.0, math.nan],
    )
    assert at_the_edge(photos, POLICY, 2).index.tolist() == ["b.jpg", "e.jpg", "c.jpg"]
    assert at_the_edge(photos, POLICY, 1, "laplacian_variance").index.tolist() == ["e.jpg", "c.jpg"]
    assert at_the_edge(photos, POLICY, 1, "noise_sigma").index.tolist() == ["d.jpg", "b.jpg"]
    edge = at_the_edge(photos, POLICY, 9, "noise_sigma")
    assert edge["margin"].is_monotonic_increasing
    assert edge.loc["b.jpg", "verdict"] == "reject"
    with pytest.raises(ValueError, match="no rule on 'luminance'; its rules are on: laplacian_variance, noise_sigma"):
        at_the_edge(photos, POLICY, 2, "luminance")
    with pytest.raises(ValueError, match="at least 1"):
        at_the_edge(photos, POLICY, 0)


@given(tables(), policies)
def test_counts_add_up(table, policy):
    decisions = decide(table, policy)
    found = counts(decisions)
    assert tuple(found) == VERDICTS
    assert found == {verdict: decisions["verdict"].tolist().count(verdict) for verdict in VERDICTS}


def test_a_full_house_of_rules_keeps_its_bits_apart():
    names = [rule.metric for rule in (BLUR, NOISE)]
    both = [Rule(metric, side, 5) for metric in names for side in ("below", "above")]
    photos = table(laplacian_variance=[4.0, 6.0], noise_sigma=[6.0, 4.0])
    assert decide(photos, Policy("all", tuple(both)))["reasons"].tolist() == [
        "laplacian_variance < 5; noise_sigma > 5",
        "laplacian_variance > 5; noise_sigma < 5",
    ]


@pytest.mark.parametrize("policy", ["policy.toml", None, 3])
def test_what_is_no_policy_is_a_bad_call(policy):
    with pytest.raises(ValueError, match=r"policy must be a Policy, got .*Policy\.load"):
        decide(pd.DataFrame({"luminance": [1.0]}), policy)
