"""What the network of models/faces learns from: the teacher's maps, with what is known to be no face taken out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

import torch

from culling.faces.face import Face
from culling.photos import Pixels
from models.faces.found import matched
from models.faces.network import FaceNetwork
from models.faces.photos import Taught
from models.faces.scenes import SIDE, Scenes
from models.faces.soil import Soil
from models.faces.teacher import Teacher
from models.faces.train import drawn, loss_of, without

POINTS = np.array([[151, 93], [196, 96], [173, 118], [151, 134], [192, 135]], np.float32)
NONE = np.zeros((0, 3), np.float32)


def face(left: float, score: float = 0.9) -> Face:
    return Face(left, 0, 10, 10, score, np.zeros((0, 2), np.float32))


@pytest.fixture
def photo(portrait: Pixels) -> Taught:
    return Taught("p", portrait, [Face(128, 62, 90, 112, 0.9, POINTS)], NONE)


def test_the_network_is_small_and_says_fifteen_numbers_a_cell() -> None:
    network = FaceNetwork().eval()
    assert sum(weights.numel() for weights in network.parameters()) < 300_000
    maps = network(torch.zeros(1, 3, 96, 64))
    assert [tuple(cells.shape) for cells in maps] == [(1, 15, 12, 8), (1, 15, 6, 4), (1, 15, 3, 2)]


def test_scenes_are_the_same_for_the_same_seed_and_hold_faces(photo: Taught) -> None:
    scenes = Scenes([photo], [])
    first, again, other = (scenes.draw(np.random.default_rng(seed))[0] for seed in (3, 3, 4))
    assert first.shape == (SIDE, SIDE, 3)
    assert (first == again).all()
    assert (first != other).any()


def test_soil_keeps_every_pixel_in_its_place(photo: Taught) -> None:
    rng = np.random.default_rng(0)
    picture = np.zeros((SIDE, SIDE, 3), np.uint8)
    picture[100:140, 200:260] = 255
    soil = Soil(rng, SIDE)
    for _ in range(20):
        seen = soil.soiled(picture, rng).astype(int).mean(axis=2)
        assert seen[110:130, 210:250].mean() > seen[:80].mean() + 20


def test_the_teacher_loses_its_score_where_there_is_no_face(portrait: Pixels, shared_weights: Path) -> None:
    teacher = Teacher(shared_weights / "face_detection_yunet_dynamic.onnx")
    square = np.ascontiguousarray(portrait[:320, 10:330])
    assert max(cells[0].max() for cells in teacher.maps(square)) > 0.8
    wrong = np.array([[163, 118, 112]], np.float32)  # middle and size of the very face
    assert max(cells[0].max() for cells in without(teacher.maps(square), wrong)) < 0.3


def test_a_batch_is_what_the_loss_takes(photo: Taught, shared_weights: Path) -> None:
    teacher = Teacher(shared_weights / "face_detection_yunet_dynamic.onnx")
    levels, *maps = next(drawn(Scenes([photo], []), teacher, np.random.default_rng(0)))
    assert levels.shape == (16, 3, SIDE, SIDE)
    loss = loss_of(FaceNetwork(), (levels, *maps))
    assert torch.isfinite(loss)
    perfect = FaceNetwork()
    perfect.forward = (
        lambda _: tuple(  # type: ignore[method-assign]
            torch.cat([torch.logit(cells[:, :1].clamp(1e-4, 1 - 1e-4)), cells[:, 1:]], 1) for cells in maps
        )
    )
    assert loss_of(perfect, (levels, *maps)) < 0.01 * loss


def test_found_missed_and_false_are_counted(portrait: Pixels) -> None:
    wrong = np.array([[65, 5, 10]], np.float32)
    photo = Taught("p", portrait, [face(0), face(20), face(40, 0.6), face(60)], wrong)
    found = [face(1), face(40, 0.7), face(60, 0.95), face(90, 0.8), face(120, 0.3)]
    # Sure are those at 0 and 20; at 60 YuNet is wrong; at 90 is nothing; 120 is below the bar.
    assert matched(found, photo, 0.5) == (2, 1, 2)
