"""One scene, one direction: what must hold for every photo, and what the network learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from culling import synth
from culling.embed import EMBEDDING_SIZE, INPUT_SIDE_PX, embed, network_input
from culling.photos import Photo, read_photo

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
SCENES = ("100_WALK/IMG_0101.JPG", "100_WALK/IMG_0121.JPG", "100_WALK/IMG_0131.JPG", "100_WALK/IMG_0153.JPG")
SCENES += ("101_HOME/IMG_0214.JPG", "101_HOME/IMG_0227.JPG", "101_HOME/IMG_0238.JPG")  # one of a burst each


@pytest.fixture(scope="module")
def photos() -> list[Photo]:
    return [read_photo(SAMPLE / name) for name in SCENES]


def shapes() -> list[tuple[int, int]]:
    return [(1, 1), (1, 500), (500, 1), (2, 3), (7, 1300), (90, 60)]


@pytest.mark.parametrize("shape", shapes(), ids=str)
@pytest.mark.parametrize("level", [0, 128, 255, None])
def test_every_photo_has_a_finite_unit_vector(shape: tuple[int, int], level: int | None) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    vector = embed(Photo(noise if level is None else np.full_like(noise, level)))
    assert vector.shape == (EMBEDDING_SIZE,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_same_photo_has_the_same_vector(photos: list[Photo]) -> None:
    again = Photo(photos[0].pixels.copy())
    assert np.array_equal(embed(photos[0]), embed(again))


def test_the_input_is_the_whole_frame_as_rgb_levels() -> None:
    pixels = np.zeros((40, 400, 3), np.uint8)
    pixels[:, :200, 0] = 255
    given = network_input(pixels)
    assert given.shape == (1, 3, INPUT_SIDE_PX, INPUT_SIDE_PX)
    assert given.dtype == np.float32
    assert given[0, 0, :, : INPUT_SIDE_PX // 2].min() == 255
    assert given[0, 0, :, INPUT_SIDE_PX // 2 :].max() == given[0, 1:].max() == 0


@pytest.mark.parametrize("damage", synth.DAMAGES, ids=lambda damage: damage.name)
def test_a_damaged_photo_stays_nearer_to_itself_than_to_any_other_scene(
    damage: synth.Damage, photos: list[Photo]
) -> None:
    clean = np.array([embed(photo) for photo in photos])
    amount = damage.amounts_for(max(photos[0].pixels.shape))[1]
    for at, photo in enumerate(photos):
        damaged = embed(Photo(damage.apply(photo.pixels, amount, np.random.default_rng(0))))
        cosines = clean @ damaged
        assert cosines.argmax() == at
        assert cosines[at] > np.delete(cosines, at).max() + 0.2


def test_a_burst_stays_together_when_frames_are_shaken_or_badly_exposed(photos: list[Photo]) -> None:
    lake = np.array([embed(read_photo(SAMPLE / f"100_WALK/IMG_{number:04}.JPG")) for number in range(101, 109)])
    strangers = np.array([embed(photo) for photo in photos[1:]])
    least = (lake @ lake.T).min()
    assert least > 0.5
    assert least > (lake @ strangers.T).max() + 0.3


def test_cosines_of_the_sample_photos_are_as_measured(photos: list[Photo]) -> None:
    """Another network, input size or resampling shows here."""
    vectors = np.array([embed(photo) for photo in photos])
    assert vectors[0] @ vectors.T == pytest.approx([1, 0.071, 0.033, 0.073, 0.006, 0.067, 0.018], abs=0.02)
