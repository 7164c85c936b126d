"""A policy, its measures and all others against labels: each against the pieces that it is made of."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from culling.audit.at_cutoff import check_measure, check_measures, check_policy, draw_check, draw_tells, tells
from culling.audit.confusion import confusion
from culling.audit.intervals import Rate
from culling.audit.said import rejected
from culling.labels import Truth
from culling.policy import Policy, Rule, Unless

RULES = (
    Rule("laplacian_variance", "below", 80.0, unless=Unless("subject_sharpness", "above", 0.8)),
    Rule("blur", "above", 0.6, maybe=0.4),
    Rule("luminance", "below", 20.0),
    Rule("luminance", "above", 235.0),
)
POLICY = Policy("p", RULES)


@pytest.fixture
def table() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    columns = {
        "laplacian_variance": rng.gamma(2, 150, 500),
        "blur": rng.random(500),
        "luminance": rng.uniform(0, 255, 500),
        "subject_sharpness": rng.random(500),
        "faces": np.round(rng.gamma(1, 1, 500)),
    }
    columns["blur"][::7] = math.nan
    index = pd.Index([f"{row:03}.jpg" for row in range(500)], name="path")
    table = pd.DataFrame(columns, index=index)
    table["mark"] = np.where(rng.random(500) < 0.2, "keep", None)
    table["error"] = np.where(np.arange(500) == 3, "unreadable", None)
    return table


@pytest.fixture
def truth(table: pd.DataFrame) -> Truth:
    """Blurred photos and those with many faces tend to be labelled reject; every fifth photo has no label."""
    rng = np.random.default_rng(12)
    score = table["blur"].fillna(0.5) + 0.15 * table["faces"] + rng.normal(0, 0.3, 500)
    said = {str(path): ("reject" if value > 0.8 else "keep") for path, value in score.items()}
    return Truth.of(table, {path: label for row, (path, label) in enumerate(said.items()) if row % 5})


def _ends(rate: Rate) -> tuple[float, float, float]:
    return rate.value, rate.low, rate.high


def test_the_policy_is_checked_as_if_nothing_were_marked(table: pd.DataFrame, truth: Truth) -> None:
    check = check_policy(table, POLICY, truth)
    assert (check.rejected == rejected(table, POLICY)).all()
    assert check.confusion == confusion(truth, rejected(table, POLICY))
    assert ((check.scores > 0) == check.rejected).all()


def test_each_measure_is_checked_as_a_policy_of_its_own(table: pd.DataFrame, truth: Truth) -> None:
    checks = check_measures(table, POLICY, truth)
    assert [check.name for check in checks] == ["laplacian_variance", "blur", "luminance"]
    for check in checks:
        alone = Policy("alone", POLICY.rules_on(check.name))
        assert (check.rejected == rejected(table, alone)).all()
        assert ((check.scores > 0) == check.rejected).all()
    dark, *_ = np.flatnonzero(table["luminance"] < 20)
    assert checks[2].scores[dark] == pytest.approx((20 - table["luminance"].iloc[dark]) / 20)


def test_what_a_condition_exempts_is_kept_and_what_has_no_value_unknown(table: pd.DataFrame, truth: Truth) -> None:
    check = check_measure(table, POLICY, "laplacian_variance", truth)
    exempt = (table["subject_sharpness"] > 0.8).to_numpy() & table["error"].isna().to_numpy()
    assert (np.isneginf(check.scores) == exempt).all()
    assert np.isnan(check.scores).sum() == 1
    blur = check_measure(table, POLICY, "blur", truth)
    assert (np.isnan(blur.scores) == (table["blur"].isna() | table["error"].notna()).to_numpy()).all()


def test_measures_stand_in_the_order_of_what_they_tell(table: pd.DataFrame, truth: Truth) -> None:
    found = tells(table, truth)
    assert {one.metric for one in found} == {"laplacian_variance", "blur", "luminance", "subject_sharpness", "faces"}
    values = [one.auc.value for one in found]
    assert values == sorted(values, reverse=True)
    blur = next(one for one in found if one.metric == "blur")
    own = table["blur"].to_numpy()[truth.rows]
    known = ~np.isnan(own)
    assert blur.auc.value == pytest.approx(roc_auc_score(~truth.keep[known], own[known]))
    assert blur.auc.left_out == (~known).sum() > 0
    assert (blur.low_is_worse, blur.chosen) == (False, False)


def test_a_measure_without_a_better_end_is_turned_as_the_labels_say(table: pd.DataFrame, truth: Truth) -> None:
    faces = next(one for one in tells(table, truth) if one.metric == "faces")
    assert (faces.low_is_worse, faces.chosen) == (False, True)
    assert 0.5 < faces.auc.low < faces.auc.value < faces.auc.high
    turned = next(one for one in tells(table.assign(faces=-table["faces"]), truth) if one.metric == "faces")
    assert turned.low_is_worse
    assert _ends(turned.auc) == pytest.approx(_ends(faces.auc))


def test_measures_that_cannot_be_checked_come_last(table: pd.DataFrame, truth: Truth) -> None:
    found = tells(table.assign(contrast=math.nan), truth)
    assert (found[-1].metric, found[-1].auc.known, found[-1].auc.left_out) == ("contrast", False, len(truth))
    assert not any(one.auc.known for one in tells(table, truth.where(truth.keep)))


def test_the_point_of_the_cutoffs_lies_on_the_curve(table: pd.DataFrame, truth: Truth) -> None:
    for check in (check_policy(table, POLICY, truth), *check_measures(table, POLICY, truth)):
        drawn = draw_check(check, truth, most=10_000)
        assert drawn.at is not None
        assert drawn.shares
        place = np.flatnonzero(drawn.thresholds > 0)[-1]  # as the cutoffs are, photos beyond them are rejected
        assert drawn.tpr.value[place] == pytest.approx(drawn.at.recall.value)
        assert drawn.fpr.value[place] == pytest.approx(drawn.at.keepers_lost.value)
        assert drawn.at.count == len(truth) - drawn.auc.left_out


def test_a_measure_without_a_rule_has_curves_and_no_point(table: pd.DataFrame, truth: Truth) -> None:
    faces = next(one for one in tells(table, truth) if one.metric == "faces")
    drawn = draw_tells(table, faces, truth)
    assert drawn.at is None
    assert _ends(drawn.auc) == pytest.approx(_ends(faces.auc))
    assert drawn.prevalence.value == pytest.approx((~truth.keep).mean())
    assert not draw_tells(table, faces, truth.where(truth.keep)).known
