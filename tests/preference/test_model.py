"""A kept model: JSON and back, reasons that add up, and predictions that no cutoff can be fooled by."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from culling.errors import CullingError
from culling.preference import Contribution, Model, learn
from culling.preference.linear import probability
from tests.preference.made import BASIS, Made, made


@pytest.fixture(scope="module")
def photos() -> Made:
    return made(220, of_blur=1.5, of_picture=2.5)


@pytest.fixture(scope="module")
def model(photos: Made) -> Model:
    said = {path: photos.said[path] for path in photos.table.index[:180]}
    return learn(photos.table, said, photos.vectors, BASIS).model


def test_json_gives_the_same_model_back(photos: Made, model: Model) -> None:
    again = Model.of(json.loads(model.json()))
    assert again.json() == model.json()
    np.testing.assert_array_equal(
        again.p_keep(photos.table, photos.vectors), model.p_keep(photos.table, photos.vectors)
    )


def test_contributions_and_intercept_sum_to_the_logit(photos: Made, model: Model) -> None:
    logits = model.logits(photos.table, photos.vectors)
    for row in (0, 7, 200):
        parts = model.contributions(photos.table, photos.table.index[row], photos.vectors)
        assert model.linear.intercept + sum(part.logit for part in parts) == pytest.approx(logits[row], abs=1e-9)
        assert [abs(part.logit) for part in parts] == sorted((abs(part.logit) for part in parts), reverse=True)
        assert len(parts) == len(model.measures) + 1
    blur = next(part for part in parts if part.name == "blur")
    assert blur.value == photos.table["blur"].iloc[200], "the measure's own number, not its logarithm"


def test_of_photos_learned_from_it_says_what_was_said_without_them(photos: Made, model: Model) -> None:
    p = model.p_keep(photos.table, photos.vectors)
    plain = probability(model.logits(photos.table, photos.vectors))
    assert (p[:180] != plain[:180]).all()
    np.testing.assert_array_equal(p[180:], plain[180:])
    assert np.all((p > 0) & (p < 1))


def test_unreadable_photos_have_none(photos: Made, model: Model) -> None:
    table = photos.table.copy()
    table.iloc[200, table.columns.get_loc("content_hash")] = None
    assert np.isnan(model.p_keep(table, photos.vectors)).nonzero()[0].tolist() == [200]


def test_it_is_out_of_date_when_a_measure_or_the_network_changes(model: Model) -> None:
    assert model.outdated(BASIS) == []
    assert model.outdated(BASIS | {"blur": "2", "vectors": "other"}) == ["blur", "vectors"]
    assert "blur" in model.outdated({name: said for name, said in BASIS.items() if name != "blur"})


@pytest.mark.parametrize(
    "change",
    [
        *({"format": 0}, {"weights": "x"}, {"trained": 3}, {"measures": None}, {"scaling": {}}),
        *({"measures": ["blur"]}, {"weights": [1.0]}, {"basis": [1]}, {"told": "x"}, {"sha256": None}),
    ],
)
def test_a_damaged_or_foreign_model_is_told_and_not_used(model: Model, change: dict[str, object]) -> None:
    with pytest.raises(CullingError, match="learn again"):
        Model.of(model.about() | change)


def test_a_contribution_in_words() -> None:
    assert Contribution("blur", 0.8, -1.23).text == "blur 0.8: −1.2"
    assert Contribution("tenengrad", 2361.7, 0.44).text == "tenengrad 2362: +0.4"
    assert Contribution("eyes_open", math.nan, 0.4).text == "eyes_open not measured: +0.4"
    assert Contribution("what is in the picture", math.nan, 0.4).text == "what is in the picture: +0.4"
