"""YuNet's real file: it finds what is there, at any size, place and turn, and nothing where nothing is."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from culling import read_photo
from culling.faces.yunet import find_faces
from culling.model_files import ModelError
from culling.photos import Pixels
from tests.faces.pictures import crowd, head, on_grey

pytestmark = pytest.mark.usefixtures("fetched")


@pytest.mark.parametrize(
    ("name", "count"),  # counted by eye
    [
        ("Canon_EOS_30D_4_.jpg", 1),
        ("Canon_EOS_REBEL_T3i.jpg", 1),
        ("Canon_PowerShot_SD100.jpg", 2),
        ("Canon_IXUS_300.jpg", 3),
        ("Canon_PowerShot_A560.jpg", 6),
    ],
)
def test_people_in_real_photos_are_counted(shared_data: Path, name: str, count: int) -> None:
    assert len(find_faces(read_photo(shared_data / "camera_snapshots" / name).pixels)) == count


def test_where_the_face_is(portrait: Pixels) -> None:
    """Read off the sample photo with a grid over it; YuNet's eyes are up to a fifth of their distance off."""
    (face,) = find_faces(portrait)
    right_eye, left_eye, nose, *mouth = face.points
    assert right_eye == pytest.approx([151, 93], abs=10)
    assert left_eye == pytest.approx([196, 96], abs=10)
    assert nose == pytest.approx([173, 118], abs=10)
    assert np.array(mouth) == pytest.approx(np.array([[151, 134], [192, 135]]), abs=10)
    assert face.left == pytest.approx(130, abs=10)
    assert face.left + face.width == pytest.approx(217, abs=10)
    assert face.top + face.height == pytest.approx(173, abs=10), "the chin"
    assert face.score > 0.9


def test_a_mirrored_picture_has_the_mirrored_face(portrait: Pixels) -> None:
    (face,), (mirrored,) = find_faces(portrait), find_faces(portrait[:, ::-1])
    width = portrait.shape[1]
    assert mirrored.left + mirrored.width == pytest.approx(width - face.left, abs=6)
    assert mirrored.points[0, 0] == pytest.approx(width - face.points[1, 0], abs=8), "right and left eye change places"


@pytest.mark.parametrize("degrees", [-30, -15, 15, 30])
def test_a_tilted_head_is_found(portrait: Pixels, degrees: float) -> None:
    height, width = portrait.shape[:2]
    (face,) = find_faces(portrait)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    (turned,) = find_faces(np.asarray(cv2.warpAffine(portrait, turn, (width, height)), np.uint8))
    expected = face.points @ turn[:, :2].T + turn[:, 2]
    assert turned.points.mean(axis=0) == pytest.approx(expected.mean(axis=0), abs=12)


def test_a_larger_picture_gives_the_same_face_in_its_own_pixels(portrait: Pixels) -> None:
    (face,) = find_faces(portrait)
    large = np.asarray(cv2.resize(portrait, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC), np.uint8)
    (found,) = find_faces(large)
    assert found.points / 4 == pytest.approx(face.points, abs=8)
    assert found.size / 4 == pytest.approx(face.size, rel=0.1)


def test_sixty_faces_are_sixty(portrait: Pixels) -> None:
    faces = [head(portrait, 60)[:, :: 1 if place % 2 else -1] for place in range(60)]
    found = find_faces(crowd(faces, columns=10, gap=4))
    assert len(found) == 60
    assert len({(int(face.middle[0]) // 64, int(face.middle[1]) // 64) for face in found}) == 60
    assert [face.score for face in found] == sorted((face.score for face in found), reverse=True)


@pytest.mark.parametrize(("x", "y"), [(-50, 100), (640 - 130, 100), (200, -40), (200, 480 - 130)])
def test_a_face_cut_by_the_border_is_found(portrait: Pixels, x: int, y: int) -> None:
    (face,) = find_faces(on_grey(head(portrait, 180), x, y))
    assert face.middle == pytest.approx((x + 90, y + 97), abs=25)


@pytest.mark.parametrize("size", [(1, 1), (1, 640), (640, 1), (3, 5000), (31, 33), (64, 64)])
def test_pictures_too_small_for_a_face_have_none(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert find_faces(noise) == []


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_one_colour_has_no_face(tone: int) -> None:
    assert find_faces(np.full((300, 400, 3), tone, np.uint8)) == []


def test_a_huge_picture_is_searched(portrait: Pixels) -> None:
    huge = on_grey(head(portrait, 2000), 3000, 2000, (6000, 8000))
    (face,) = find_faces(huge)
    assert face.middle == pytest.approx((4000, 3080), abs=200)


def test_twice_the_same(portrait: Pixels) -> None:
    (one,), (other,) = find_faces(portrait), find_faces(portrait)
    assert (one.left, one.top, one.width, one.height, one.score) == (
        *(other.left, other.top, other.width, other.height),
        other.score,
    )
    assert (one.points == other.points).all()


def test_the_picture_is_not_changed(portrait: Pixels) -> None:
    before = portrait.copy()
    find_faces(portrait)
    assert (portrait == before).all()


def test_a_higher_bar_finds_fewer(portrait: Pixels) -> None:
    assert find_faces(portrait, least=0.99) == []


@pytest.mark.parametrize(
    "wrong", [np.zeros((9, 9), np.uint8), np.zeros((9, 9, 3), np.float32), np.zeros((0, 9, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(wrong: Pixels) -> None:
    with pytest.raises(ValueError, match=r"RGB uint8 \(H, W, 3\), given was"):
        find_faces(wrong)


def test_a_damaged_file_is_told(fetched: Path, portrait: Pixels) -> None:
    fetched.write_bytes(fetched.read_bytes()[:-1])
    with pytest.raises(ModelError, match="yunet is damaged"):
        find_faces(portrait)


def test_not_fetched_is_told_with_what_to_do(fetched: Path, portrait: Pixels) -> None:
    fetched.unlink()
    with pytest.raises(ModelError, match="Run: culling models fetch yunet"):
        find_faces(portrait)
