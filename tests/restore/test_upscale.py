"""Enlarging: our networks against bicubic on sample photos, Real-ESRGAN by a stand-in of the same shape."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from culling import model_files, nets
from culling.model_files import ModelError
from culling.restore.edit import UPSCALES
from culling.restore.plan import upscale_tiling
from culling.restore.tiles import run_tiles
from culling.restore.upscale import UPSCALERS, Runner, bicubic, get_upscaler, runner_for
from tests.networks import entry

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "100_WALK"

#: float32 (1, 3, h, w) → (1, 3, 4·h, 4·w): bilinear, times 1.5, less .25, so that it overshoots; with onnx.helper.
STAND_IN = base64.b64decode(
    "CAg67wEKVwoBeAoACgFzEgF5IgZSZXNpemUqLwoeY29vcmRpbmF0ZV90cmFuc2Zvcm1hdGlvbl9tb2RlIgpoYWxmX3BpeGVsoAEDKhEKBG1vZGUi"
    "BmxpbmVhcqABAwoOCgF5CgFhEgF6IgNNdWwKDgoBegoBYhIBbyIDQWRkEgFyKhkIBBABQgFzShAAAIA/AACAPwAAgEAAAIBAKgsQAUIBYUoEAADA"
    "PyoLEAFCAWJKBAAAgL5aHQoBeBIYChYIARISCgIIAQoCCAMKAxIBaAoDEgF3Yh0KAW8SGAoWCAESEgoCCAEKAggDCgMSAUgKAxIBV0IECgAQEQ=="
)


def sample(name: str, factor: int) -> NDArray[np.uint8]:
    """A photo whose sides are multiples of the factor."""
    photo = np.asarray(Image.open(SAMPLE / name).convert("RGB"))
    height, width = (side // factor * factor for side in photo.shape[:2])
    return photo[:height, :width]


def smaller(photo: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    size = photo.shape[1] // factor, photo.shape[0] // factor
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC))


def decibels(ours: NDArray[np.uint8], truth: NDArray[np.uint8]) -> float:
    error = np.square(ours.astype(float) - truth)[4:-4, 4:-4].mean()
    return float(10 * np.log10(255**2 / error))


def batch_of(height: int, width: int, n: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(0).random((n, 3, height, width), np.float32)


@pytest.fixture
def fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """`realesr` is fetched: the stand-in."""
    manifest = tmp_path / "manifest.toml"
    manifest.write_text(entry("optional", "realesr", "realesr.onnx", STAND_IN), "utf-8")
    (tmp_path / "fetched").mkdir()
    (tmp_path / "fetched" / "realesr.onnx").write_bytes(STAND_IN)
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    nets.clear()
    model_files.use(manifest)
    yield
    model_files.use(None)
    nets.clear()


def test_the_names_are_those_of_an_edit() -> None:
    assert tuple(upscaler.name for upscaler in UPSCALERS) == UPSCALES


@pytest.mark.parametrize(("factor", "least"), [(2, 1.5), (4, 0.5)])
@pytest.mark.parametrize("name", ["IMG_0109.JPG", "IMG_0116.JPG", "IMG_0153.JPG"])
def test_ours_comes_nearer_to_the_true_photo_than_bicubic(name: str, factor: int, least: float) -> None:
    truth = sample(name, factor)
    small = smaller(truth, factor)
    ours = run_tiles(small, runner_for("own", factor), upscale_tiling("own", factor))
    assert decibels(ours, truth) > decibels(bicubic(small, factor), truth) + least


@pytest.mark.parametrize("factor", [2, 4])
@pytest.mark.parametrize("name", ["own", "bicubic"])
@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 7), (5, 3), (33, 18)])
def test_any_size_goes_in_and_the_same_comes_out_each_time(name: str, factor: int, height: int, width: int) -> None:
    batch, run = batch_of(height, width, n=2), runner_for(name, factor)
    larger = run(batch)
    assert larger.shape == (2, 3, factor * height, factor * width)
    assert larger.dtype == np.float32
    assert 0 <= larger.min() <= larger.max() <= 1
    assert np.array_equal(run(batch), larger)
    assert np.array_equal(run(batch[1:]), larger[1:])


@pytest.mark.parametrize("factor", [2, 4])
@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_a_plain_surface_stays_plain(factor: int, level: float) -> None:
    larger = runner_for("own", factor)(np.full((1, 3, 24, 24), level, np.float32))
    assert np.abs(larger - level).max() < 0.03


@pytest.mark.parametrize("factor", [2, 4])
def test_tiles_leave_no_seam(factor: int) -> None:
    photo = np.tile(smaller(sample("IMG_0101.JPG", 2), 2)[:90], (1, 3, 1))
    run, tiling = runner_for("own", factor), upscale_tiling("own", factor)
    assert tiling.count((photo.shape[1], photo.shape[0])) > 1
    whole = np.rint(run(photo.transpose(2, 0, 1)[None].astype(np.float32) / 255)[0].transpose(1, 2, 0) * 255)
    assert np.abs(run_tiles(photo, run, tiling) - whole).max() <= 1


@pytest.mark.parametrize("factor", [2, 4])
def test_bicubic_in_tiles_is_bicubic(factor: int) -> None:
    photo = np.random.default_rng(0).integers(60, 200, (13, 17, 3), np.uint8)
    ours = runner_for("bicubic", factor)(photo.transpose(2, 0, 1)[None].astype(np.float32) / 255)
    assert np.abs(ours[0].transpose(1, 2, 0) * 255 - bicubic(photo, factor)).max() < 1.5


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("size", [(1, 1), (5, 9), (16, 12)])
def test_what_overshoots_is_cut_off_and_by_two_is_the_mean_of_by_four(size: tuple[int, int]) -> None:
    batch = batch_of(*size)
    plain = batch[0].transpose(1, 2, 0)
    by_four = cv2.resize(plain, (4 * size[1], 4 * size[0]), interpolation=cv2.INTER_LINEAR) * 1.5 - 0.25
    by_four = by_four.clip(0, 1)
    by_two = cv2.resize(by_four, (2 * size[1], 2 * size[0]), interpolation=cv2.INTER_AREA)
    for factor, expected in ((4, by_four), (2, by_two)):
        larger = runner_for("realesr", factor)(batch)[0].transpose(1, 2, 0)
        assert larger.shape == expected.shape
        assert np.abs(larger - expected).max() < 1e-5


@pytest.mark.usefixtures("fetched")
def test_a_network_that_takes_one_picture_is_given_one_at_a_time() -> None:
    batch, run = batch_of(6, 5, n=3), runner_for("realesr", 4)
    assert np.array_equal(run(batch)[2:], run(batch[2:]))
    assert get_upscaler("realesr").problem(2) is None


@pytest.mark.usefixtures("nothing_fetched")
def test_what_was_not_fetched_says_how_to_fetch_it() -> None:
    assert get_upscaler("own").problem(2) is None
    assert get_upscaler("bicubic").problem(4) is None
    assert "culling models fetch realesr" in (get_upscaler("realesr").problem(4) or "")
    with pytest.raises(ModelError, match="culling models fetch realesr"):
        runner_for("realesr", 2)(batch_of(4, 4))


def test_another_machine_may_run_the_network() -> None:
    asked = []

    def runner_of(network: str) -> Runner:
        asked.append(network)
        return lambda batch: batch.repeat(4, axis=2).repeat(4, axis=3)

    assert np.array_equal(runner_for("realesr", 2, runner_of)(batch_of(3, 2)), batch_of(3, 2).repeat(2, 2).repeat(2, 3))
    assert asked == ["realesr"]


def test_a_wrong_name_or_factor_says_what_there_is() -> None:
    with pytest.raises(ValueError, match="did you mean 'bicubic'"):
        runner_for("bicubics", 2)
    with pytest.raises(ValueError, match="there are own, realesr, bicubic"):
        runner_for("magic", 2)
    for factor in (0, 1, 3):
        with pytest.raises(ValueError, match=f"upscale takes 2 or 4, got {factor}"):
            runner_for("own", factor)
