"""What the upscaling networks learn from, what they begin with, and how they are scored."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from models.upscale.data import KERNELS, batch_of, fit, jpeg, noisy, pairs
from models.upscale.network import BLOCKS, REACH, Cubic, UpscaleNetwork
from models.upscale.scores import decibels, gains, interval, luma, similarity

HERE = Path(__file__).resolve().parents[2] / "models" / "upscale"
RNG = np.random.default_rng(0)
SOFT = np.kron(RNG.integers(60, 200, (24, 30, 3), np.uint8), np.ones((8, 8, 1), np.uint8))


@pytest.mark.parametrize("factor", [2, 4])
def test_the_network_begins_with_what_pillow_calls_bicubic(factor: int) -> None:
    photo = RNG.integers(80, 170, (12, 15, 3), np.uint8)
    size = photo.shape[1] * factor, photo.shape[0] * factor
    pillow = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC)).astype(float)
    drawn = torch.nn.functional.pixel_shuffle(Cubic(factor)(torch.from_numpy(batch_of(photo[None]))), factor)
    ours = drawn[0].permute(1, 2, 0).numpy() * 255
    inside = slice(2 * factor, -2 * factor), slice(2 * factor, -2 * factor)  # Pillow has its own way at the edge
    assert np.abs(ours[inside] - pillow[inside]).max() < 1.5


def test_a_pixel_depends_on_what_is_within_reach_and_on_nothing_else() -> None:
    network = UpscaleNetwork(2, channels=4)
    for weights in network.parameters():
        torch.nn.init.constant_(weights, 0.1)  # so that no path is cut off by a negative sum
    rgb = torch.full((1, 3, 2 * REACH + 5, 3), 0.8, requires_grad=True)
    network(rgb)[0, 0, 0].sum().backward()
    assert torch.nonzero(rgb.grad.abs().sum(dim=(0, 1, 3))).max() == REACH == 2 * BLOCKS + 2


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("factor", [2, 4])
def test_every_way_to_make_a_photo_small_keeps_its_place_and_light(name: str, factor: int) -> None:
    small = KERNELS[name](SOFT, factor)
    assert small.shape == (SOFT.shape[0] // factor, SOFT.shape[1] // factor, 3)
    assert abs(float(small.mean()) - float(SOFT.mean())) < 1
    plain = SOFT[factor // 2 :: factor, factor // 2 :: factor]
    turned = KERNELS[name](np.ascontiguousarray(SOFT[::-1, ::-1]), factor)[::-1, ::-1]
    assert np.abs(turned.astype(int) - small).max() <= 1  # no half pixel to one side
    assert np.abs(small.astype(int) - plain).mean() < 12


def test_crops_show_the_same_place(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    Image.fromarray(SOFT).save(file)
    crops = pairs([file], 2, np.random.default_rng(0))
    small, truth = crops["small"], crops["truth"]
    assert len(small) == len(truth) > 10
    assert truth.shape[1:] == (2 * small.shape[1], 2 * small.shape[2], 3)
    means = truth.reshape(len(truth), small.shape[1], 2, small.shape[2], 2, 3).mean(axis=(2, 4))
    assert np.abs(means - small).mean() < 6
    assert np.abs(means[::-1] - small).mean() > 12


def test_damage_is_mild() -> None:
    assert np.abs(jpeg(SOFT, 80).astype(int) - SOFT).mean() < 8
    assert 2.5 < (noisy(SOFT, 3.0, np.random.default_rng(0)).astype(float) - SOFT).std() < 3.5
    assert fit(SOFT[:-1, :-3], 4).shape == (188, 236, 3)


def test_scores_are_those_of_the_definitions() -> None:
    assert decibels(np.full((4, 4), 100), np.full((4, 4), 110)) == pytest.approx(20 * np.log10(25.5))
    assert luma(np.array([[[255, 255, 255], [0, 0, 0]]], np.uint8))[0] == pytest.approx([235, 16], abs=0.01)
    mean, low, high = interval([1.0, 2.0, 3.0, 4.0])
    assert 1 <= low < mean == 2.5 < high <= 4
    better = [{"y": 2.0, "rgb": 3.0, "ssim": 0.5}]
    assert gains(better, [{"y": 1.0, "rgb": 1.0, "ssim": 0.25}])["rgb"] == "+2.00 (2.00 to 2.00)"


def test_similarity_is_that_of_scikit_image() -> None:
    metrics = pytest.importorskip("skimage.metrics")
    ours, truth = luma(SOFT), luma(noisy(SOFT, 20.0, np.random.default_rng(0)))
    theirs = metrics.structural_similarity(
        ours, truth, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    assert similarity(ours, truth) == pytest.approx(theirs, abs=1e-6)
    assert similarity(ours, ours) == pytest.approx(1)


def test_the_figures_of_the_card_are_those_that_were_measured() -> None:
    card = (HERE / "CARD.md").read_text("utf-8")
    known = set(re.findall(r"[-+]?\d+\.\d+ \([^)]*\)", (HERE / "evaluation.json").read_text("utf-8")))
    told = re.findall(r"[-+]?\d+\.\d+ \(-?\d+\.\d+ to -?\d+\.\d+\)", card)
    assert len(told) > 20
    assert set(told) <= known
    for factor in ("x2", "x4"):
        found = json.loads((HERE / "evaluation.json").read_text("utf-8"))[factor]
        assert f"{found['seconds_per_megapixel']:.2f} s" in card
        assert f"{found['bytes']:,} bytes" in card
        assert (HERE / f"upscale_{factor}.onnx").stat().st_size == found["bytes"]
