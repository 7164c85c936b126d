"""What the network of models/subject learns from: masks of boxes, composites, pictures whose focus tells nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from models.subject.classical import barrier, spectral_residual
from models.subject.evaluate import box_of, holds, overlap
from models.subject.labels import Label, label
from models.subject.network import SIDE, SubjectNetwork
from models.subject.scenes import Scenes, refocused
from models.subject.teachers import Box, Said, normalised_cut
from models.subject.train import loss_of
from tests.subject.pictures import spot

RED = (60, 50, 140, 130)  # in a picture of 256 × 192
NOTHING = Said(np.zeros((257, 257), np.float32), [], np.zeros((28, 28), np.float32), np.zeros((28, 28), np.float32))


@pytest.fixture
def photo() -> Label:
    pixels = spot(256, 192, RED)
    mask = np.zeros((192, 256), np.float32)
    mask[50:130, 60:140] = 1
    return Label("p", pixels, mask, 1.0, True)


def read(left: object, *others: object) -> pd.Series:
    return pd.Series(dict(zip(("left", "top", "right", "bottom"), (left, *others), strict=True)))


def test_a_readers_box_is_cut_out_of_its_surroundings() -> None:
    """The box is drawn 5 % too wide on each side; the red part alone is the mask."""
    made = label("p", spot(256, 192, RED), NOTHING, read(0.18, 0.2, 0.6, 0.73))
    red = np.zeros((192, 256), bool)
    red[50:130, 60:140] = True
    inside = made.mask >= 0.5
    assert (inside & red).sum() / (inside | red).sum() > 0.95
    assert made.weight == 1


def test_where_the_reader_saw_nothing_there_is_nothing() -> None:
    made = label("p", spot(256, 192, RED), NOTHING, read("none", None, None, None))
    assert made.mask.max() == 0
    assert made.weight == 1


def test_without_a_reader_a_detected_object_counts_less() -> None:
    said = NOTHING._replace(boxes=[Box(60 / 256, 50 / 192, 140 / 256, 130 / 192, 0.8, 0)])
    made = label("p", spot(256, 192, RED), said, None)
    assert 0 < made.weight < 1
    assert made.mask[90, 100] > 0.9
    assert made.mask[20, 220] < 0.1


def test_two_kinds_of_features_are_cut_apart() -> None:
    features = np.random.default_rng(0).normal(0, 0.1, (8, 6, 6)).astype(np.float32)
    features[0, :, :3] += 3
    features[1, :, 3:] += 3
    cut = normalised_cut(features)
    assert np.abs(cut[:, :3].mean() - cut[:, 3:].mean()) > 0.9


def test_scenes_are_the_same_for_the_same_seed(photo: Label) -> None:
    scenes = Scenes([photo], np.random.default_rng(0))
    first, again, other = (scenes.draw(np.random.default_rng(seed)) for seed in (3, 3, 4))
    assert first[0].shape == (SIDE, SIDE, 3)
    assert first[1].shape == first[2].shape == (SIDE, SIDE)
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert (first[0] != other[0]).any()
    masks = np.stack([scenes.draw(np.random.default_rng(seed))[1] for seed in range(20)])
    assert masks.min() >= 0
    assert masks.max() <= 1
    assert (masks.max(axis=(1, 2)) > 0.5).mean() > 0.8


def test_the_subject_is_blurred_as_often_as_the_rest() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
    mask = np.zeros((SIDE, SIDE), np.float32)
    mask[:, : SIDE // 2] = 1
    softer = []
    for seed in range(400):
        made = refocused(noise, mask, np.random.default_rng(seed)).astype(float)
        left, right = made[:, 5:60].std(), made[:, 100:155].std()
        softer.append(0 if abs(left - right) < 2 else 1 if left < right else -1)
    assert 0.25 < softer.count(1) / 400 < 0.4
    assert 0.25 < softer.count(-1) / 400 < 0.4


def test_the_loss_is_least_for_the_mask_itself_and_ignores_what_does_not_count() -> None:
    mask = torch.zeros(1, 80, 80)
    mask[:, 20:40, 20:40] = 1
    counts = torch.ones(1, 80, 80)
    levels = torch.zeros(1, 3, SIDE, SIDE)

    def loss(logits: torch.Tensor, counted: torch.Tensor = counts) -> float:
        return float(loss_of(lambda _: logits, (levels, mask, counted)))  # type: ignore[arg-type]

    right = 20 * mask - 10
    assert loss(right) < 0.01 < loss(torch.zeros_like(mask)) < loss(-right)
    wrong_there = right.clone()
    wrong_there[:, 60:] = 10
    ignored = counts.clone()
    ignored[:, 60:] = 0
    assert loss(wrong_there, ignored) < 0.02 < loss(wrong_there)


def test_the_network_is_small_and_says_one_number_a_cell() -> None:
    network = SubjectNetwork().eval()
    assert sum(weights.numel() for weights in network.parameters()) < 250_000
    assert tuple(network(torch.zeros(2, 3, SIDE, SIDE)).shape) == (2, 80, 80)


def test_the_classical_finders_find_a_red_box_on_grey() -> None:
    pixels = spot(256, 192, (100, 70, 160, 120))
    box = (100 / 256, 70 / 192, 160 / 256, 120 / 192)
    assert holds(box, barrier(pixels))
    assert overlap(box_of(barrier(pixels) >= 0.5), box) > 0.7
    assert np.isfinite(spectral_residual(pixels)).all()


def test_boxes_overlap_as_by_hand() -> None:
    assert overlap((0, 0, 1, 0.5), (0, 0.25, 1, 0.75)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 0, 0), (0, 0, 0.5, 0.5)) == 0
    found = np.zeros((10, 20), np.float32)
    found[4, 10] = 1
    assert box_of(found > 0.5) == pytest.approx((0.5, 0.4, 0.55, 0.5))
    assert holds((0.5, 0.4, 0.6, 0.5), found)
    assert not holds((0, 0, 0.4, 1), found)
