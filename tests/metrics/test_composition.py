"""The measures of composition, with subject and faces given by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from culling import METRICS, Photo, composition, read_photo
from culling.faces.face import Face
from culling.faces.judge import Judgement
from culling.metrics.composition import golden_distance, head_room, horizon_tilt, subject_cut, thirds_distance
from culling.presets import PRESETS
from culling.subject import Subject
from tests.composition.drawn import leaves, sea

NAMES = ("thirds_distance", "golden_distance", "subject_cut", "horizon_tilt", "head_room")


def _photo(mask: np.ndarray | None = None, faces: tuple[Face, ...] = (), luma: np.ndarray | None = None) -> Photo:
    luma = np.full((300, 400), 90, np.uint8) if luma is None else luma
    photo = Photo(np.repeat(luma[..., None], 3, axis=2))
    photo.__dict__["subject"] = None if mask is None else Subject(mask.astype(np.float32))  # as cached
    photo.__dict__["faces"] = [Judgement(face, math.nan, math.nan, "small") for face in faces]
    return photo


def test_distances_are_shares_of_the_picture_s_own_diagonal() -> None:
    mask = np.zeros((120, 160))
    mask[50:70, 70:90] = 1  # the middle of a picture of 400 × 300
    assert thirds_distance(_photo(mask)) == pytest.approx(1 / 6)
    assert golden_distance(_photo(mask)) == pytest.approx(math.sqrt(5) / 2 - 1)


def test_a_subject_over_the_whole_border_is_all_cut() -> None:
    assert subject_cut(_photo(np.ones((120, 160)))) == 1


def test_a_tilt_has_no_side() -> None:
    right, left = (horizon_tilt(_photo(luma=sea(tilt))) for tilt in (6.0, -6.0))
    assert right == pytest.approx(6, abs=0.2)
    assert left == pytest.approx(6, abs=0.2)


def test_head_room_is_told_by_faces_alone() -> None:
    face = Face(100, 90, 100, 100, 0.9, np.zeros((0, 2), np.float32))
    assert head_room(_photo(faces=(face,))) == pytest.approx((90 - 30) / 300)
    assert math.isnan(head_room(_photo(np.ones((120, 160)))))  # a subject alone gives none


def test_nothing_to_measure_is_no_number() -> None:
    nothing = _photo(luma=leaves())
    for measure in (thirds_distance, golden_distance, subject_cut, horizon_tilt, head_room):
        assert math.isnan(measure(nothing))


def test_no_preset_judges_by_composition() -> None:
    ruled = {rule.metric for policy in PRESETS.values() for rule in policy.rules}
    assert ruled
    assert not ruled & set(NAMES)


def test_what_is_left_out_with_people_is_the_room_above_heads() -> None:
    parts = {metric.name: metric.part for metric in METRICS if metric.name in NAMES}
    assert parts == dict.fromkeys(NAMES, "subject") | {"head_room": "people"}


#: How a picture has to be stored, so that the EXIF orientation makes it upright again.
STORED = {
    1: lambda upright: upright,
    2: np.fliplr,
    3: lambda upright: np.rot90(upright, 2),
    4: np.flipud,
    5: lambda upright: np.swapaxes(upright, 0, 1),
    6: np.rot90,
    7: lambda upright: np.swapaxes(np.rot90(upright, 2), 0, 1),
    8: lambda upright: np.rot90(upright, -1),
}


@pytest.mark.parametrize("orientation", STORED)
def test_a_photo_stored_lying_or_mirrored_is_measured_as_it_is_shown(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(STORED[orientation](sea(3.0)))
    Image.fromarray(stored).save(tmp_path / "photo.jpg", quality=95, exif=exif)
    photo = read_photo(tmp_path / "photo.jpg")
    assert photo.pixels.shape == (427, 640, 3)
    assert horizon_tilt(photo) == pytest.approx(3.0, abs=0.2)
    found = composition.find_horizon(photo.small_luma)
    assert found is not None
    assert found.tilt > 0  # to the right, as it is shown
