"""The sum that is learned: its parts, its calibration, what is not measured."""

from __future__ import annotations

import numpy as np
import pytest

from culling.preference.features import FEATURES, Design, design
from culling.preference.fitting import fit, platt
from culling.preference.linear import LARGEST, Scaling, probability
from tests.preference.made import made


def test_parts_add_up_to_the_logit_also_after_calibration_and_where_something_is_not_measured() -> None:
    photos = made(of_picture=1.0)
    asked = design(photos.table, FEATURES, photos.vectors)
    asked.vectors[3] = np.nan
    (model,) = fit(asked, photos.keep, [0.1])
    for linear in (model, model.calibrated(0.7, -0.2)):
        parts = linear.parts(asked)
        assert parts.shape == (len(asked), len(FEATURES) + 1)
        np.testing.assert_allclose(linear.intercept + parts.sum(axis=1), linear.logits(asked), rtol=0, atol=1e-12)
    assert model.parts(asked)[3, -1] == 0, "a photo without a vector gets nothing from the picture"
    np.testing.assert_allclose(model.calibrated(0.7, -0.2).logits(asked), 0.7 * model.logits(asked) - 0.2, atol=1e-12)


def test_it_is_scikit_learns_logistic_regression_on_standardised_measures() -> None:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    photos = made(of_blur=1.0)
    numbers = photos.table[["blur", "luminance", "contrast"]].to_numpy()
    scaled = StandardScaler().fit_transform(numbers)
    assert np.abs(scaled).max() < LARGEST, "else the two would differ by what is cut off"
    rival = LogisticRegression(C=0.3).fit(scaled, photos.keep)
    (model,) = fit(Design(numbers, np.empty((len(numbers), 0))), photos.keep, [0.3])
    expected = rival.predict_proba(scaled)[:, 1]
    np.testing.assert_allclose(
        probability(model.logits(Design(numbers, np.empty((len(numbers), 0))))), expected, atol=1e-3
    )


def test_vectors_count_by_their_principal_components() -> None:
    from sklearn.decomposition import PCA
    from sklearn.linear_model import LogisticRegression

    photos = made(of_blur=0, of_picture=2, size=12)
    none = np.empty((len(photos.table), 0))
    components = PCA(11).fit_transform(photos.vectors.astype(np.float64))
    scaled = np.column_stack([components / components[:, 0].std(), PCA(12).fit_transform(photos.vectors)[:, 11:]])
    scaled[:, 11] /= components[:, 0].std()
    rival = LogisticRegression(C=1.0, max_iter=500).fit(scaled, photos.keep)
    asked = Design(none, photos.vectors.astype(np.float64))
    (model,) = fit(asked, photos.keep, [1.0])
    np.testing.assert_allclose(probability(model.logits(asked)), rival.predict_proba(scaled)[:, 1], atol=2e-3)


def test_what_is_not_measured_has_a_weight_of_its_own_and_the_average_adds_nothing() -> None:
    rng = np.random.default_rng(1)
    absent = rng.random(400) < 0.4
    numbers = np.where(absent, np.nan, rng.normal(size=400))[:, None]
    asked = Design(numbers, np.empty((400, 0)))
    (model,) = fit(asked, ~absent, [1.0])
    known, unknown = Design(np.zeros((1, 1)), np.empty((1, 0))), Design(np.full((1, 1), np.nan), np.empty((1, 0)))
    assert model.logits(known)[0] > 1 > -1 > model.logits(unknown)[0]
    assert model.parts(asked).mean() == pytest.approx(0, abs=1e-9)


def test_a_measure_without_spread_or_value_says_nothing() -> None:
    scaling = Scaling.of(np.array([[1.0, np.nan, 2.0], [1.0, np.nan, 4.0]]))
    np.testing.assert_array_equal(scaling.values(np.array([[9.0, 9.0, 3.0]])), [[0, 0, 0]])
    np.testing.assert_array_equal(scaling.values(np.array([[np.nan, np.nan, 1e9]])), [[0, 0, LARGEST]])


def test_platt_minimises_the_cross_entropy_to_his_targets() -> None:
    from scipy.optimize import minimize

    rng = np.random.default_rng(2)
    logits = rng.normal(size=300) * 3
    keep = rng.random(300) < 1 / (1 + np.exp(-0.4 * logits - 0.3))
    target = np.where(keep, (keep.sum() + 1) / (keep.sum() + 2), 1 / ((~keep).sum() + 2))

    def loss(ab: np.ndarray) -> float:
        return float(np.sum(np.logaddexp(0, ab[0] * logits + ab[1]) - target * (ab[0] * logits + ab[1])))

    best = minimize(loss, [1.0, 0.0], tol=1e-10).x
    assert platt(logits, keep) == pytest.approx(tuple(best), abs=1e-3)
    slope, _ = platt(np.where(keep, 5.0, -5.0), keep)
    assert slope < 2, "marks that are told apart without a fault give no certainty"
    assert platt(np.where(keep, -1.0, 1.0), keep)[0] == 0, "the order is never turned round"
