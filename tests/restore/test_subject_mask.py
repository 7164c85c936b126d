"""The subject's outline on drawn pictures whose truth is known, with and without the network."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.errors import CullingError
from culling.model_files import ModelError
from culling.restore import subject_mask
from culling.restore.edit import Region
from culling.restore.region import mask_of
from culling.restore.subject_mask import subject_values
from culling.subject import Subject

SIZE = (600, 400)  # width, height
FULL = 255


def ball(noise: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """A red ball on a blue ground with noise, and where it is."""
    rng = np.random.default_rng(5)
    truth = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    cv2.circle(truth, (330, 190), 110, 1, -1)
    drawn = np.where(truth[..., None] > 0, (190, 60, 40), (50, 90, 150)) + rng.normal(0, noise, (*truth.shape, 3))
    return np.clip(drawn, 0, 255).astype(np.uint8), truth > 0


def coarse(truth: np.ndarray, cells: int = 40, shift: int = 14) -> Subject:
    """What a network might say: few cells, soft, beside the truth by some pixels."""
    moved = np.roll(truth.astype(np.float32), (shift, -shift), axis=(0, 1))
    small = cv2.resize(moved, (cells, cells * SIZE[1] // SIZE[0]), interpolation=cv2.INTER_AREA)
    return Subject(cv2.GaussianBlur(small, (0, 0), 1.5))


def overlap(found: np.ndarray, truth: np.ndarray) -> float:
    return float((found & truth).sum() / (found | truth).sum())


def test_the_outline_follows_the_photo_not_the_cells():
    pixels, truth = ball()
    said = coarse(truth)
    raw = cv2.resize(said.mask, SIZE) >= 0.5
    found = subject_values(pixels, said) > FULL // 2
    assert overlap(raw, truth) < 0.85
    assert overlap(found, truth) > 0.97


def test_without_the_network_what_differs_from_the_border_is_the_subject(monkeypatch: pytest.MonkeyPatch):
    def missing(_: object) -> None:
        raise ModelError("The network subject is missing.")

    monkeypatch.setattr("culling.subject.find_subject", missing)
    pixels, truth = ball()
    assert overlap(subject_values(pixels) > FULL // 2, truth) > 0.95


def test_where_the_network_finds_nothing_colour_decides(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("culling.subject.find_subject", lambda _: None)
    pixels, truth = ball()
    assert overlap(subject_values(pixels) > FULL // 2, truth) > 0.95


@pytest.mark.parametrize("shape", [(200, 300), (1, 1), (9, 400)])
def test_a_plain_photo_has_no_subject_and_says_what_to_do(shape: tuple[int, int]):
    with pytest.raises(CullingError, match="draw a rectangle or a lasso"):
        subject_values(np.full((*shape, 3), 90, np.uint8))


def test_where_colour_leads_astray_the_network_is_followed(monkeypatch: pytest.MonkeyPatch):
    pixels, truth = ball()
    elsewhere = np.roll(truth, 250, axis=1).astype(np.float32)
    monkeypatch.setattr(subject_mask, "_grabbed", lambda small, _: cv2.resize(elsewhere, small.shape[1::-1]))
    found = subject_values(pixels, coarse(truth, shift=0)) > FULL // 2
    assert overlap(found, truth) > 0.85


def test_the_same_photo_has_the_same_mask_whatever_was_drawn_by_chance_before():
    pixels, truth = ball(noise=40)
    first = subject_values(pixels, coarse(truth))
    cv2.setRNGSeed(77)
    assert np.array_equal(first, subject_values(pixels, coarse(truth)))


def test_a_preview_has_the_same_subject():
    pixels, truth = ball()
    said = coarse(truth)
    large = cv2.resize(pixels, (2400, 1600), interpolation=cv2.INTER_CUBIC)
    shares = [mask_of(Region("subject", feather=0), photo, said).share for photo in (pixels, large)]
    assert shares[0] == pytest.approx(shares[1], rel=0.03)


def test_bands_leave_no_seam(monkeypatch: pytest.MonkeyPatch):
    pixels, truth = ball()
    whole = subject_values(pixels, coarse(truth))
    monkeypatch.setattr(subject_mask, "BAND", 37)
    assert np.abs(whole.astype(int) - subject_values(pixels, coarse(truth))).max() <= 1


def test_the_feather_softens_the_outline():
    pixels, truth = ball(noise=1)
    hard, soft = (mask_of(Region("subject", feather=f), pixels, coarse(truth)) for f in (0, 0.1))
    between = [int(((mask.values > 10) & (mask.values < 245)).sum()) for mask in (hard, soft)]
    assert between[1] > 5 * between[0]
