"""Circular labels are refused, honest ones are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from culling.decide import decide
from culling.labels.circular import ENOUGH, ENOUGH_OF_EACH, circularity, seen_of
from culling.labels.label import How
from culling.labels.truth import Truth
from culling.metrics import METRIC_NAMES, METRICS
from culling.policy import Policy
from culling.presets import PRESETS
from culling.rule import Rule
from tests.labels.honest import sample_labels, sample_table

COUNT = 300
POLICY = Policy("own", (Rule("blur", "above", 0.6), Rule("luminance", "below", 60.0, maybe=90.0)))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Measures drawn at random, some of them unknown; two photos cannot be read."""
    chance = np.random.default_rng(7)
    values = chance.random((COUNT, len(METRIC_NAMES)))
    values[chance.random(values.shape) < 0.02] = np.nan
    drawn = pd.DataFrame(values, columns=list(METRIC_NAMES), index=[f"{at}.jpg" for at in range(COUNT)])
    drawn["luminance"] *= 255
    drawn["error"] = pd.Series([None] * COUNT, dtype=object, index=drawn.index)
    drawn.loc[["3.jpg", "4.jpg"], "error"] = "damaged"
    return drawn


def _copied(table: pd.DataFrame, policy: Policy, maybe: str | None = None) -> Truth:
    """Labels copied from verdicts; what is maybe is left out, or called something."""
    verdicts = decide(table, policy)["verdict"].astype(str).replace({"maybe": maybe or "maybe"})
    return Truth.of(table, {path: verdict for path, verdict in verdicts.items() if verdict in ("keep", "reject")})


@pytest.mark.parametrize("maybe", [None, "keep", "reject"])
def test_labels_copied_from_the_policy_are_refused(table: pd.DataFrame, maybe: str | None) -> None:
    truth = _copied(table, POLICY, maybe)
    findings = circularity(truth, table, POLICY)
    assert [finding.refuses for finding in findings] == [True]
    assert findings[0].text.startswith(f"The policy gives back every one of all {len(truth)} labels")


def test_marks_do_not_hide_a_copy(table: pd.DataFrame) -> None:
    marked = table.assign(mark=["keep", *[None] * (COUNT - 1)])
    assert circularity(_copied(table, POLICY), marked, POLICY)[0].refuses


def test_labels_copied_from_a_preset_are_refused_whatever_is_audited(table: pd.DataFrame) -> None:
    table = table.assign(luminance=128.0, highlight_clipping=0.0, blur=table["blur"] / 2)
    findings = circularity(_copied(table, PRESETS["default"]), table, POLICY)
    assert findings[0].refuses
    assert "The preset “default”" in findings[0].text


def test_labels_copied_from_one_cutoff_are_refused(table: pd.DataFrame) -> None:
    for metric, side in (("reblur", "above"), ("laplacian_variance", "below")):
        truth = _copied(table, Policy("one", (Rule(metric, side, 0.4),)))
        findings = circularity(truth, table, POLICY)
        assert findings[0].refuses
        assert f"A single cutoff, {metric} {side} 0." in findings[0].text
        cutoff = float(findings[0].text.partition(f"{side} ")[2].partition(",")[0])
        assert cutoff == pytest.approx(0.4, abs=0.02)


def test_one_label_turned_round_is_enough_for_a_doubt(table: pd.DataFrame) -> None:
    truth = _copied(table, POLICY)
    for place in (0, len(truth) // 2):
        keep = truth.keep.copy()
        keep[place] = ~keep[place]
        turned = Truth(truth.paths, truth.rows, keep, truth.weights, truth.how)
        assert circularity(turned, table, POLICY) == []


def test_few_labels_are_not_judged(table: pd.DataFrame) -> None:
    whole = _copied(table, POLICY)
    out, kept = np.flatnonzero(~whole.keep), np.flatnonzero(whole.keep)
    for rejects, keeps in ((ENOUGH_OF_EACH, ENOUGH - ENOUGH_OF_EACH), (ENOUGH - ENOUGH_OF_EACH, ENOUGH_OF_EACH)):
        for less_out, less_kept, refused in ((0, 0, True), (1, 0, False), (0, 1, False)):
            chosen = np.zeros(len(whole), np.bool_)
            chosen[out[: rejects - less_out]] = chosen[kept[: keeps - less_kept]] = True
            assert bool(circularity(whole.where(chosen), table, POLICY)) == refused


@pytest.mark.parametrize("name", list(PRESETS))
def test_the_sample_photos_labels_are_honest_for_every_preset_and_copies_are_not(name: str) -> None:
    table, policy = sample_table(), PRESETS[name]
    assert circularity(sample_labels(table), table, policy) == []
    copied = _copied(table, policy)
    if min(copied.keep.sum(), (~copied.keep).sum()) >= ENOUGH_OF_EACH:
        assert circularity(copied, table, policy)[0].refuses


def test_honest_people_who_agree_with_a_policy_on_9_of_10_photos_are_rarely_refused(table: pd.DataFrame) -> None:
    whole = _copied(table, POLICY)
    chance, refused = np.random.default_rng(1), 0
    places = np.r_[np.flatnonzero(~whole.keep)[:20], np.flatnonzero(whole.keep)[:20]]
    part = whole.where(np.isin(np.arange(len(whole)), places))
    for _ in range(50):
        turned = part.keep ^ (chance.random(len(part)) < 0.1)
        truth = Truth(part.paths, part.rows, turned, part.weights, part.how)
        refused += any(finding.refuses for finding in circularity(truth, table, POLICY))
    assert refused <= 4  # 0.9⁴⁰ = 1.5 % of 50, and 4 of 50 are more than 99.9 % would see


@pytest.mark.parametrize(("how", "sampled", "level"), [
    ("blind", True, "warn"), ("blind", False, "refuse"), ("seen", True, "refuse"), ("imported", True, "refuse"),
])  # fmt: skip
def test_labels_given_blind_of_a_sample_cannot_be_copied_and_are_only_warned_of(
    table: pd.DataFrame, how: How, sampled: bool, level: str
) -> None:
    whole = _copied(table, POLICY)
    truth = replace(whole, how=(how,) * len(whole), sampled=sampled)
    found = circularity(truth, table, POLICY)[0]
    assert found.level == level
    assert found.text.startswith(f"The policy gives back every one of all {len(whole)} labels")
    assert ("they are not copied" in found.text) == (level == "warn")
    mixed = replace(truth, how=("imported", *truth.how[1:]))
    assert circularity(mixed, table, POLICY)[0].refuses


def test_honest_people_who_agree_on_49_of_50_photos_are_never_refused_for_blind_labels(table: pd.DataFrame) -> None:
    whole = _copied(table, POLICY)
    places = np.r_[np.flatnonzero(~whole.keep)[:20], np.flatnonzero(whole.keep)[:20]]
    part = whole.where(np.isin(np.arange(len(whole)), places))
    chance, warned = np.random.default_rng(2), 0
    for _ in range(50):
        turned = part.keep ^ (chance.random(len(part)) < 0.02)
        found = circularity(replace(part, keep=turned, how=("blind",) * 40, sampled=True), table, POLICY)
        assert not any(finding.refuses for finding in found)
        warned += bool(found)
    assert 10 < warned < 40  # 0.98⁴⁰ = 45 % of 50


def _some_cutoff(values: np.ndarray, out: np.ndarray) -> bool:
    """Whether any cutoff on either side rejects exactly these, tried one by one."""
    ends = [-np.inf, *values[~np.isnan(values)], np.inf]
    return any(
        np.array_equal(said, out) for end in ends for said in (values < end, values > end, values <= end, values >= end)
    )


def test_single_cutoffs_are_those_that_brute_force_finds() -> None:
    chance, hits = np.random.default_rng(3), 0
    for trial in range(150):
        values = chance.integers(0, 12, 60).astype(float)  # many ties
        values[chance.random(60) < 0.05 * (trial % 2)] = np.nan
        out = values < chance.integers(2, 9) if trial % 3 else values > chance.integers(2, 9)
        if trial % 5 == 0:
            out = out ^ (chance.random(60) < 0.02)
        known = np.count_nonzero(~np.isnan(values))
        if min(out.sum(), known - out.sum()) < ENOUGH_OF_EACH or known < ENOUGH:
            continue
        table = pd.DataFrame({"reblur": values, "error": None}, index=[f"{at}" for at in range(60)])
        truth = Truth.of(table, {path: "reject" if go else "keep" for path, go in zip(table.index, out, strict=True)})
        found = bool(circularity(truth, table, Policy("none")))
        assert found == _some_cutoff(values, out)
        hits += found
    assert 80 < hits < 150


def test_labels_given_with_the_policys_measures_in_sight_are_warned_of(table: pd.DataFrame) -> None:
    versions = {metric.name: f"{metric.name}={metric.version}" for metric in METRICS}
    paths = [f"{at}.jpg" for at in range(10, 20)]
    truth = Truth.of(table, dict.fromkeys(paths, "keep"), how="seen")
    seen = dict.fromkeys(paths[:4], f"reblur=1;{versions['blur']}") | dict.fromkeys(paths[4:6], "blur=0")
    findings = circularity(truth, table, POLICY, seen)
    assert [finding.level for finding in findings] == ["warn"]
    assert "4 of 10 labels were given with blur on the screen" in findings[0].text
    assert not findings[0].refuses
    assert circularity(truth, table, POLICY, dict.fromkeys(paths, versions["reblur"])) == []
    assert "10 of 10 labels were given where numbers" in circularity(truth, table, POLICY)[0].text
    blind = Truth.of(table, dict.fromkeys(paths, "keep"), how="blind")
    assert circularity(blind, table, POLICY, seen) == []


def test_what_was_seen_is_that_of_the_last_label() -> None:
    rows = [
        ("a", "keep", "seen", "blur=1"),
        ("a", "keep", "seen", "blur=2"),
        ("b", "keep", "blind", ""),
        ("c", None, "seen", "x"),
    ]
    history = pd.DataFrame(rows, columns=["path", "label", "how", "seen"], dtype=object)
    assert seen_of(history) == {"a": "blur=2"}


def test_nothing_to_judge_is_nothing_found(table: pd.DataFrame) -> None:
    assert circularity(Truth.of(table, {}), table, POLICY) == []
    assert circularity(Truth.of(table, dict.fromkeys(table.index, "keep")), table, POLICY) == []


def test_ten_thousand_labels_by_lot_are_no_copy() -> None:
    chance = np.random.default_rng(0)
    large = pd.DataFrame(chance.random((10_000, len(METRIC_NAMES))), columns=list(METRIC_NAMES))
    large.index = pd.Index([f"{at}.jpg" for at in range(10_000)])
    truth = Truth.of(
        large, dict(zip(large.index, np.where(chance.random(10_000) < 0.4, "keep", "reject"), strict=True))
    )
    assert circularity(truth, large, Policy.default()) == []
