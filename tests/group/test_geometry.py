"""One scene or two: points that line up are counted right, patterns prove nothing, and blur is no disproof."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling import read_photo
from culling.group.geometry import CHANCE, ENOUGH, FEWEST, Agreement, Landmarks, find_landmarks, same_scene
from culling.synth import burst, defocus


def scene(seed: int, size: tuple[int, int] = (480, 640)) -> np.ndarray:
    """Some hundred rectangles of all sizes and colours: corners everywhere, no two alike."""
    rng = np.random.default_rng(seed)
    pixels = np.full((*size, 3), 128, np.uint8)
    for _ in range(400):
        x, y = rng.integers(0, size[1]), rng.integers(0, size[0])
        width, height = rng.integers(6, 90, 2)
        colour = rng.integers(0, 255, 3).tolist()
        cv2.rectangle(pixels, (int(x), int(y)), (int(x + width), int(y + height)), colour, -1)
    return pixels


def wall(seed: int, shift: int = 0) -> np.ndarray:
    """Bricks, each like the next, with a little grain of its own photo."""
    y, x = np.mgrid[0:480, 0:640]
    joints = (y % 40 < 5) | ((x + shift + y // 40 % 2 * 40) % 80 < 5)
    grain = np.random.default_rng(seed).normal(0, 2, y.shape)
    return np.repeat((np.where(joints, 190, 110) + grain).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)


def told(first: np.ndarray, second: np.ndarray) -> Agreement:
    return same_scene(find_landmarks(first), find_landmarks(second))


def test_frames_of_a_burst_are_one_scene_whatever_befell_them() -> None:
    frames = burst(scene(1), 6, seed=1)
    good = next(frame for frame in frames if frame.undamaged)
    for frame in frames:
        assert told(good.pixels, frame.pixels).same is True, frame.damage


@pytest.mark.parametrize("change", ["turned", "upside down", "larger", "half as large", "grey", "part of it"])
def test_a_changed_copy_is_one_scene(change: str) -> None:
    pixels = scene(2)
    copy = {
        "turned": lambda: np.rot90(pixels),
        "upside down": lambda: pixels[::-1, ::-1],
        "larger": lambda: cv2.resize(pixels, None, fx=1.7, fy=1.7),
        "half as large": lambda: cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        "grey": lambda: cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB),
        "part of it": lambda: pixels[60:420, 80:560],
    }[change]()
    assert told(pixels, np.ascontiguousarray(copy)).same is True


def test_strangers_of_one_kind_are_not() -> None:
    answers = [told(scene(one), scene(other)) for one, other in pairwise(range(10, 20))]
    assert all(answer.same is False for answer in answers)
    assert max(answer.agreeing for answer in answers) <= CHANCE
    assert min(answer.points for answer in answers) >= FEWEST


def test_one_pattern_all_over_proves_nothing() -> None:
    for seed, shift in ((2, 17), (3, 33), (4, 50), (5, 5)):
        answer = told(wall(1), wall(seed, shift))
        assert answer.same is None, answer


@pytest.mark.parametrize("pixels", [np.full((100, 100, 3), 9, np.uint8), np.zeros((1, 1, 3), np.uint8)])
def test_a_plain_picture_cannot_say(pixels: np.ndarray) -> None:
    assert len(find_landmarks(pixels)) == 0
    assert told(pixels, scene(1)) == Agreement(0, 0, 0)
    assert told(scene(1), pixels).same is None
    assert np.isnan(told(pixels, pixels).share)


def test_a_very_blurred_frame_is_not_thrown_out() -> None:
    answers = [told(scene(seed), defocus(scene(seed), 40)) for seed in range(6)]
    assert {answer.same for answer in answers} == {None}


@pytest.mark.parametrize(("agreeing", "liars"), [(40, 0), (25, 20), (12, 8)])
def test_points_that_agree_are_counted_and_the_others_are_not(agreeing: int, liars: int) -> None:
    rng = np.random.default_rng(agreeing)
    count = agreeing + liars
    looks = rng.integers(0, 256, (count, 32), dtype=np.uint8)
    here = rng.uniform(0, 320, (count, 2)).astype(np.float32)
    angle, zoom = 0.3, 1.4
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    there = (here @ turn.T + (20, -7)).astype(np.float32)
    there[agreeing:] = rng.uniform(500, 900, (liars, 2))
    answer = same_scene(Landmarks(here, looks), Landmarks(there, looks[:]))
    assert answer.matched == answer.points == count
    assert agreeing <= answer.agreeing <= agreeing + 1
    assert answer.share == answer.agreeing / count


def test_a_zoom_that_shrinks_everything_to_a_point_is_none() -> None:
    rng = np.random.default_rng(3)
    looks = rng.integers(0, 256, (30, 32), dtype=np.uint8)
    here = rng.uniform(0, 320, (30, 2)).astype(np.float32)
    assert same_scene(Landmarks(here, looks), Landmarks(here / 300, looks)).agreeing == 0


@pytest.mark.parametrize(
    ("agreeing", "points", "same"),
    [(ENOUGH, 20, True), (ENOUGH - 1, 500, None), (CHANCE + 1, 500, None), (CHANCE, FEWEST, False), (0, 199, None)],
)
def test_what_the_numbers_mean(agreeing: int, points: int, same: bool | None) -> None:
    assert Agreement(agreeing, 50, points).same is same


def test_the_same_photos_give_the_same_answer() -> None:
    assert told(scene(1), scene(2)) == told(scene(1), scene(2))


def test_real_near_duplicates_and_strangers(shared_data: Path) -> None:
    folder = shared_data / "near_dup"
    base = find_landmarks(read_photo(folder / "base_images__ukbench00120.jpg").pixels)
    for name in ("mixed_images__ukbench00120_resize", "mixed_images__ukbench00120_rotation", "ukbench00120_gray"):
        assert same_scene(base, find_landmarks(read_photo(folder / f"{name}.jpg").pixels)).same is True, name
    others = [path for path in sorted(folder.glob("base_*.jpg")) if "00120" not in path.name]
    for path in others:
        assert same_scene(base, find_landmarks(read_photo(path).pixels)).same is not True, path.name
