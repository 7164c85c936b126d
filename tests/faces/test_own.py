"""The bundled detector: works with nothing fetched. How many faces it finds on unseen photos is in its CARD.md."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from culling import read_photo
from culling.faces import yunet
from culling.faces.own import find_faces
from culling.photos import Pixels, find_photos
from tests.conftest import ROOT
from tests.faces.pictures import crowd, head, on_grey

pytestmark = pytest.mark.usefixtures("nothing_fetched")


def test_where_the_face_is(portrait: Pixels) -> None:
    """The same places as in test_yunet.py."""
    (face,) = find_faces(portrait)
    assert face.points[0] == pytest.approx([151, 93], abs=12)
    assert face.points[1] == pytest.approx([196, 96], abs=12)
    assert face.left == pytest.approx(130, abs=12)
    assert face.top + face.height == pytest.approx(173, abs=14)


def test_every_person_in_the_sample_photos_and_little_else() -> None:
    """18 photos show a face; which, is written in their labels."""
    labels = (ROOT / "sample_data" / "labels.csv").read_text("utf-8").splitlines()
    people = {line.split(",")[0] for line in labels if ",astronaut," in line or ",camera," in line}
    assert len(people) == 18
    photos = find_photos(ROOT / "sample_data")
    found = {path.relative_to(ROOT / "sample_data").as_posix(): find_faces(read_photo(path).pixels) for path in photos}
    seen = {path for path, faces in found.items() if faces}
    assert len(people & seen) >= 17
    assert len(seen - people) <= 4


def test_a_mirrored_picture_has_the_mirrored_face(portrait: Pixels) -> None:
    (face,), (mirrored,) = find_faces(portrait), find_faces(portrait[:, ::-1])
    assert mirrored.left + mirrored.width == pytest.approx(portrait.shape[1] - face.left, abs=8)


def test_sixty_faces_are_nearly_sixty(portrait: Pixels) -> None:
    faces = [head(portrait, 60)[:, :: 1 if place % 2 else -1] for place in range(60)]
    assert 57 <= len(find_faces(crowd(faces, columns=10, gap=4))) <= 61


@pytest.mark.parametrize(("x", "y"), [(-40, 100), (640 - 140, 100), (200, 480 - 140)])
def test_a_face_cut_by_the_border_is_found(portrait: Pixels, x: int, y: int) -> None:
    found = find_faces(on_grey(head(portrait, 180), x, y))
    assert any(face.middle == pytest.approx((x + 90, y + 97), abs=30) for face in found)


@pytest.mark.parametrize("size", [(1, 1), (1, 640), (640, 1), (3, 5000), (31, 33)])
def test_pictures_too_small_for_a_face_have_none(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert find_faces(noise) == []


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_one_colour_has_no_face(tone: int) -> None:
    assert find_faces(np.full((300, 400, 3), tone, np.uint8)) == []


def test_twice_the_same(portrait: Pixels) -> None:
    (one,), (other,) = find_faces(portrait), find_faces(portrait)
    assert (one.left, one.score) == (other.left, other.score)
    assert (one.points == other.points).all()


def test_most_of_yunets_faces_are_found_in_photos_never_trained_on(shared_data: Path, fetched: Path) -> None:
    """A floor for accidents (a wrong file, other preparation) on every second photo; the figures are in CARD.md."""
    sure = hits = 0
    for path in find_photos(shared_data / "camera_snapshots")[::2]:
        pixels = read_photo(path).pixels
        ours = find_faces(pixels)
        for face in yunet.find_faces(pixels, least=0.8):
            sure += 1
            away = [np.hypot(*(np.array(one.middle) - face.middle)) for one in ours]
            hits += bool(away) and min(away) < face.size / 3
    assert sure >= 20
    assert hits / sure > 0.75


def test_the_card_tells_of_this_very_file() -> None:
    digest = hashlib.sha256((ROOT / "models" / "faces" / "faces.onnx").read_bytes()).hexdigest()
    assert f"`{digest[:12]}…`" in (ROOT / "models" / "faces" / "CARD.md").read_text("utf-8")
