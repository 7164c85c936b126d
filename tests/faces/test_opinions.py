"""What several networks say of the same eyes, and what follows."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from culling import read_photo
from culling.faces import opinions
from culling.faces.find import find_faces
from culling.faces.judge import judge
from culling.faces.landmarks import NETWORK as LANDMARKS
from culling.faces.opinions import CALIBRATION, OCEC, OURS, Opinions, ask, calibrated, ocec_matrix, together
from culling.photos import Pixels
from models.faces.closing import crops, with_eyes
from tests.faces.test_judge import FACE


@pytest.mark.usefixtures("nothing_fetched")
def test_with_nothing_fetched_ours_alone_decides(portrait: Pixels) -> None:
    said = ask(portrait, FACE)
    assert set(said.eyes_open) == {OURS}
    assert math.isnan(said.smile)
    assert said.is_face
    assert together(said.eyes_open) == said.eyes_open[OURS]


@pytest.mark.usefixtures("all_fetched")
def test_all_are_asked_once_they_are_there(portrait: Pixels) -> None:
    said = ask(portrait, FACE)
    assert set(said.eyes_open) == {OURS, OCEC, LANDMARKS}
    assert min(said.eyes_open.values()) > 0.5
    assert said.smile > 0.7
    judged = judge(portrait, FACE)
    assert (judged.smile, judged.opinions) == (said.smile, said.eyes_open)
    assert judged.eyes_open == together(said.eyes_open)


def test_together_is_the_mean_of_the_log_odds() -> None:
    factor, term = CALIBRATION[OCEC]
    ours, ocec = math.log(0.9 / 0.1), factor * math.log(0.3 / 0.7) + term
    assert together({OURS: 0.9, OCEC: 0.3}) == pytest.approx(1 / (1 + math.exp(-(ours + ocec) / 2)))
    assert math.isnan(together({}))
    assert calibrated(OURS, 1.0) == pytest.approx(math.log(999)), "no opinion outweighs all others"


def test_two_who_are_sure_overrule_one_who_is() -> None:
    assert together({OURS: 0.999, OCEC: 0.001, LANDMARKS: 0.05}) < 0.5
    assert together({OURS: 0.001, OCEC: 0.999, LANDMARKS: 0.98}) > 0.5


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize("name", ["n02113023_Pembroke", "n01677366_common_iguana", "n02124075_Egyptian_cat"])
def test_animals_that_were_taken_for_people_are_not_judged(shared_data: Path, name: str) -> None:
    pixels = read_photo(shared_data / "train_sharp" / "imagenet" / f"{name}.webp").pixels
    found = find_faces(pixels)
    assert found, "the detector takes it for a face"
    said = judge(pixels, found[0])
    assert said.why == "unclear"
    assert math.isnan(said.eyes_open)
    assert math.isnan(said.smile)


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize("label", ["open", "closed"])
def test_other_eyes_are_told(portrait: Pixels, shared_data: Path, label: str) -> None:
    eyes = crops(shared_data / "eyes", label)[::29]
    said = [judge(with_eyes(portrait, FACE, eye, eye[:, ::-1]), FACE).eyes_open for eye in eyes]
    right = [value > 0.5 if label == "open" else value < 0.5 for value in said if not math.isnan(value)]
    assert len(right) >= 0.8 * len(eyes)
    assert np.mean(right) > 0.9


@pytest.mark.parametrize("which", [0, 1])
def test_ocec_sees_the_eye_upright_in_its_frame(which: int) -> None:
    matrix = ocec_matrix(FACE, which)
    eye = FACE.points[which]
    across = (FACE.points[1] - FACE.points[0]) / 2
    unit = float(np.linalg.norm(FACE.points[1] - FACE.points[0]))
    there = matrix[:, :2] @ eye + matrix[:, 2]
    assert there == pytest.approx((20, 12 - 24 * 0.1 / 0.4)), "a little above the middle"
    beside = matrix[:, :2] @ (eye + across) + matrix[:, 2]
    assert np.linalg.norm(beside - there) == pytest.approx(40 / 0.6 / 2, rel=0.02), f"eyes are {unit:.0f} px apart"


def test_nobody_is_believed_where_ours_sees_no_eye(portrait: Pixels, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinions, "_ours", lambda _pixels, _face: math.nan)
    said = ask(portrait, FACE)
    assert isinstance(said, Opinions)
    assert said.eyes_open == {}
    assert judge(portrait, FACE).why == "unclear"
