"""The better detector that is at hand, and what the settings say of it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from culling import read_photo
from culling.faces.find import CLOSER_LOOKS, detector_in_use, find_faces
from culling.model_files import find
from culling.photos import Pixels
from tests.faces.pictures import crowd, head


@pytest.mark.usefixtures("nothing_fetched")
def test_with_nothing_fetched_our_own_finds_the_face(portrait: Pixels) -> None:
    used = detector_in_use()
    assert used.name == "faces"
    assert used.problem is not None
    assert "culling models fetch yunet" in used.problem
    assert used.fingerprint == find("faces").sha256
    assert len(find_faces(portrait)) == 1


def test_yunet_is_used_once_it_is_there(fetched: Path, portrait: Pixels) -> None:
    used = detector_in_use()
    assert (used.name, used.problem, used.fingerprint) == ("yunet", None, find("yunet").sha256)
    (face,) = find_faces(portrait)
    assert face.points[:2] == pytest.approx(np.array([[151, 93], [196, 96]]), abs=4)


def test_a_damaged_yunet_is_passed_over_and_told(fetched: Path, portrait: Pixels) -> None:
    fetched.write_bytes(b"x" * fetched.stat().st_size)
    used = detector_in_use()
    assert used.name == "faces"
    assert "yunet is damaged" in (used.problem or "")
    assert len(find_faces(portrait)) == 1


@pytest.mark.usefixtures("fetched")
def test_largest_first_and_all_of_a_crowd(portrait: Pixels) -> None:
    picture = crowd([head(portrait, 80)] * 19, columns=10, gap=4)
    large = np.full((picture.shape[0] + 260, picture.shape[1], 3), 120, np.uint8)
    large[260:] = picture
    large[10:250, 100:340] = head(portrait, 240)
    found = find_faces(large)
    assert len(found) == 20 > CLOSER_LOOKS
    assert [face.size for face in found] == sorted((face.size for face in found), reverse=True)
    assert found[0].middle == pytest.approx((220, 140), abs=20)


@pytest.mark.usefixtures("nothing_fetched")
@pytest.mark.parametrize("size", [(1, 1), (20, 900), (64, 64)])
def test_no_faces_is_an_empty_list(size: tuple[int, int]) -> None:
    assert find_faces(np.full((*size, 3), 90, np.uint8)) == []


@pytest.mark.usefixtures("nothing_fetched")
@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
def test_a_photo_stored_turned_or_mirrored_has_its_face(portrait: Pixels, tmp_path: Path, orientation: int) -> None:
    """2 is mirrored, 3 upside down, 6 and 8 are on their sides; the EXIF says so."""
    undo = {2: portrait[:, ::-1], 3: portrait[::-1, ::-1], 6: np.rot90(portrait), 8: np.rot90(portrait, -1)}
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = tmp_path / "turned.png"
    Image.fromarray(np.ascontiguousarray(undo[orientation])).save(file, exif=exif)
    (turned,), (face,) = find_faces(read_photo(file).pixels), find_faces(portrait)
    assert turned.middle == pytest.approx(face.middle, abs=1)


@pytest.mark.usefixtures("nothing_fetched")
def test_in_a_drawing_nothing_but_its_face_is_found() -> None:
    drawing = np.full((300, 300, 3), 255, np.uint8)
    cv2.ellipse(drawing, (150, 150), (80, 100), 0, 0, 360, (20, 20, 20), 3)
    for x in (120, 180):
        cv2.circle(drawing, (x, 125), 9, (20, 20, 20), -1)
    cv2.ellipse(drawing, (150, 190), (35, 18), 0, 0, 180, (20, 20, 20), 3)
    assert all(100 < face.middle[0] < 200 for face in find_faces(drawing))
