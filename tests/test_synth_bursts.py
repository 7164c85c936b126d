"""Bursts: each frame is what its record says, and nothing else was done to it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.synth import burst, get_damage
from culling.synth.bursts import MARGIN, Frame


@pytest.fixture(scope="module")
def scene() -> np.ndarray:
    """Smooth hills of light with some fine grain: an exact view of it can be worked out by interpolation."""
    y, x = np.mgrid[0:300, 0:400]
    waves = [120 + 60 * np.sin(x / 11 + phase) * np.cos(y / 17 - phase) for phase in (0, 1, 2)]
    return np.rint(np.stack(waves, axis=2)).astype(np.uint8)


def told(frames: list[Frame]) -> list[tuple[str, float, int]]:
    return [(frame.damage, frame.amount, frame.seed) for frame in frames]


@pytest.mark.parametrize("n", [2, 3, 5, 6, 9])
def test_each_damage_befalls_one_frame_and_the_rest_is_good(scene: np.ndarray, n: int) -> None:
    frames = burst(scene, n, seed=n)
    spoilt = [frame.damage.replace("under", "").replace("over", "") for frame in frames if not frame.undamaged]
    assert len(frames) == n
    assert len(spoilt) == min(n - 1, 4)
    assert len(set(spoilt)) == len(spoilt)
    assert set(spoilt) <= {"camera_shake", "defocus", "expose", "add_noise"}
    assert {frame.pixels.shape for frame in frames} == {(270, 360, 3)}


def test_the_order_and_the_damages_are_drawn(scene: np.ndarray) -> None:
    drawn = [burst(scene, 3, seed=seed) for seed in range(12)]
    assert {frame.damage for frames in drawn for frame in frames} == {
        "none", "camera_shake", "defocus", "underexpose", "overexpose", "add_noise",
    }  # fmt: skip
    assert {[frame.undamaged for frame in frames].index(True) for frames in drawn} == {0, 1, 2}


def test_the_same_arguments_give_the_same_frames(scene: np.ndarray) -> None:
    first, again, other = (burst(scene, 5, seed) for seed in (3, 3, 4))
    assert told(first) == told(again) != told(other)
    assert all((one.pixels == two.pixels).all() for one, two in zip(first, again, strict=True))


def test_a_good_frame_is_its_view_and_no_more(scene: np.ndarray) -> None:
    """Asked of another interpolation than the one that made it, at each pixel's place in the photo."""
    for frame in burst(scene, 8, seed=1):
        if not frame.undamaged:
            continue
        view = np.array(frame.view).reshape(2, 3)
        y, x = np.mgrid[0:270, 0:360]
        places = np.tensordot(view, np.stack([x, y, np.ones_like(x)]), axes=1).astype(np.float32)
        expected = cv2.remap(scene, places[0], places[1], cv2.INTER_CUBIC)
        assert np.abs(frame.pixels.astype(int) - expected).max() <= 3


def test_no_frame_looks_beyond_the_photo_and_none_is_where_another_is(scene: np.ndarray) -> None:
    views = []
    for seed in range(30):
        for frame in burst(scene, 5, seed):
            view = np.array(frame.view).reshape(2, 3)
            corners = np.array([[0, 0, 1], [359, 0, 1], [0, 269, 1], [359, 269, 1]]) @ view.T
            assert (corners >= 0).all()
            assert (corners <= (399, 299)).all()
            views.append(corners.mean(axis=0))
    reach = np.ptp(views, axis=0)
    assert (reach > 0.03 * np.array([400, 300])).all()
    assert (reach <= 2 * MARGIN * np.array([400, 300])).all()


def test_the_record_repeats_the_damage(scene: np.ndarray) -> None:
    """Frames of two severities have the same views, so one undone by hand gives the other's pixels."""
    harsh, mild = burst(scene, 5, seed=2), burst(scene, 5, seed=2, severity=1e-9)
    for frame, almost_good in zip(harsh, mild, strict=True):
        assert frame.view == almost_good.view
        if frame.undamaged:
            continue
        assert almost_good.amount == pytest.approx(1e-9 * frame.amount)
        low, high = min(amounts := get_damage(frame.damage).amounts_for(360)), max(amounts)
        assert low <= frame.amount <= high
        rng = np.random.default_rng(frame.seed)
        repeated = get_damage(frame.damage).apply(almost_good.pixels, frame.amount, rng)
        assert np.abs(repeated.astype(int) - frame.pixels).max() <= 1
        assert (almost_good.pixels != frame.pixels).mean() > 0.05


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"n": 1}, "at least 2 frames, got n = 1"),
        ({"seed": -1}, "seed must be 0 or more, got -1"),
        ({"severity": 0.0}, "severity must be a finite number above 0, got 0"),
        ({"severity": float("nan")}, "severity must be a finite number"),
    ],
)
def test_bad_calls_say_what_is_allowed(scene: np.ndarray, arguments: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        burst(scene, **arguments)  # type: ignore[arg-type]


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError, match=r"at least 32 px, got 31 × 100"):
        burst(np.zeros((100, 31, 3), np.uint8))
    with pytest.raises(ValueError, match="RGB uint8"):
        burst(np.zeros((100, 100), np.uint8))
