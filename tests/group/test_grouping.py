"""`culling.group`: one call for every method, with keepers; what is missing or unknown is told."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import culling
from culling.group.grouping import METHODS
from culling.group.methods import suggest_distance
from culling.neighbours import find_neighbours
from tests.group.test_methods import at, table


@pytest.fixture
def photos() -> pd.DataFrame:
    """Two alike pairs and one photo alone; the second of each pair is sharper."""
    return table(
        after=[0, 1, 50, 51, 500],
        content_hash=["a", "b", "c", "c", "d"],
        perceptual_hash=["0" * 16, "0" * 16, "f" * 16, "f" * 16, "0f" * 8],
        blur=[0.9, 0.1, 0.8, 0.2, 0.5],
    )


VECTORS = at(0, 0.1, 1.5, 1.5, 3.0)


def nothing(path: str) -> None:
    """No photo can be seen."""


@pytest.mark.parametrize("method", ["likeness", "bursts", "near-duplicates", "hdbscan"])
def test_groups_and_keepers(photos: pd.DataFrame, method: str) -> None:
    found = culling.group(photos, VECTORS, method)
    assert list(found.columns) == ["group", "keeper", "keeper_reason"]
    assert found.index.equals(photos.index)
    assert found["group"].dtype == np.float64
    assert found["group"].fillna(-1).tolist() == [0, 0, 1, 1, -1]
    assert found["keeper"].tolist() == [False, True, False, True, False]
    assert "blur" in found["keeper_reason"].iloc[1]
    assert found["keeper_reason"].iloc[4] == ""


def test_methods_that_look_at_no_picture_need_no_vectors(photos: pd.DataFrame) -> None:
    assert culling.group(photos, method="exact")["group"].fillna(-1).tolist() == [-1, -1, 0, 0, -1]
    assert culling.group(photos, method="piccl", alpha_s=30)["group"].fillna(-1).tolist() == [0, 0, 1, 1, -1]


def test_neighbours_serve_every_method_and_say_the_same(photos: pd.DataFrame) -> None:
    neighbours = find_neighbours(VECTORS)
    for method in METHODS:
        frames = [culling.group(photos, given, method, picture=nothing) for given in (neighbours, VECTORS)]
        pd.testing.assert_frame_equal(*frames)


def test_the_distance_regroups(photos: pd.DataFrame) -> None:
    neighbours = find_neighbours(VECTORS)
    assert culling.group(photos, neighbours, distance=0.001)["group"].fillna(-1).tolist() == [-1, -1, 0, 0, -1]
    assert culling.group(photos, neighbours, distance=2)["group"].tolist() == [0, 0, 0, 0, 0]


def test_a_chosen_keeper_stays(photos: pd.DataFrame) -> None:
    found = culling.group(photos, VECTORS, chosen=["0.jpg"])
    assert found["keeper"].tolist() == [True, False, False, True, False]


def test_all_identical_photos_are_one_group_by_every_method() -> None:
    photos = table(after=[0] * 30, content_hash=["a"] * 30, perceptual_hash=["0" * 16] * 30)
    for method in METHODS:
        found = culling.group(photos, np.ones((30, 4)), method, picture=nothing)
        assert (found["group"] == 0).all(), method
        assert found["keeper"].sum() == 1


def test_photos_without_vector_are_alone(photos: pd.DataFrame) -> None:
    vectors = VECTORS.copy()
    vectors[3] = np.nan
    for method in ("likeness", "bursts", "near-duplicates"):
        assert culling.group(photos, vectors, method)["group"].isna().tolist() == [False, False, True, True, True]
    none = np.full_like(VECTORS, np.nan)
    assert culling.group(photos, none)["group"].isna().all()


def test_every_method_tells_what_it_does_and_where_its_settings_start() -> None:
    assert set(METHODS) == {"likeness", "scenes", "bursts", "near-duplicates", "exact", "piccl", "hdbscan"}
    for name, method in METHODS.items():
        assert method.name == name
        assert len(method.summary) > 30
    assert METHODS["piccl"].settings == {"alpha_s": 60, "beta_deg": 0.001, "gamma_deg": 0.001}
    assert METHODS["exact"].settings == {}
    assert METHODS["likeness"].settings == {"distance": None, "min_samples": 2}
    assert METHODS["scenes"].settings_for(200) == {"sure": 0.34, "distance": 0.52}
    assert METHODS["scenes"].settings_for(1600) == {"sure": 0.28, "distance": 0.52}
    assert METHODS["likeness"].settings_for(200, {"min_samples": 3}) == {"distance": 0.44, "min_samples": 3}


def test_the_more_photos_the_nearer_they_must_be() -> None:
    assert [suggest_distance(count) for count in (0, 1, 100, 200, 800, 1600, 10**6)] == [
        0.46,
        0.46,
        0.46,
        0.44,
        0.33,
        0.28,
        0.2,
    ]
    near = at(0, np.arccos(1 - 0.4))
    far = np.full((1598, 2), np.nan)
    assert culling.group(table(width=[1, 1]), near)["group"].tolist() == [0, 0]
    assert culling.group(table(width=[1] * 1600), np.concatenate([near, far]))["group"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"method": "alike"}, "no method 'alike'; choose from likeness, scenes, bursts"),
        ({"method": "piccl", "distance": 0.2}, "piccl has no setting distance; it has alpha_s, beta_deg, gamma_deg"),
        ({"method": "exact", "bits": 2}, "exact has no setting bits; it has no settings"),
        ({"vectors": None}, r"likeness needs vectors: give catalog.neighbours\(\)"),
        ({"vectors": VECTORS[:3]}, "3 vectors are not of this table of 5 photos"),
        ({"distance": 3}, "distance must be from 0"),
    ],
)
def test_bad_calls_say_what_is_wrong(photos: pd.DataFrame, arguments: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        culling.group(photos, **({"vectors": VECTORS} | arguments))
