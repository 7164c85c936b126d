"""Photos that are no portrait: crowds, borders, drawings, one colour, every EXIF orientation."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from culling import Photo, read_photo
from culling.faces.find import CLOSER_LOOKS
from culling.faces.judge import WHY
from culling.metrics import METRICS
from culling.photos import Pixels
from tests.faces.pictures import crowd, head, on_grey

OF_PEOPLE = [metric for metric in METRICS if metric.part == "people"]
KINDS = ("landscape", "portrait")


def measured(pixels: Pixels) -> dict[str, float]:
    photo = Photo(np.ascontiguousarray(pixels))
    return {metric.name: metric.measure(photo) for metric in OF_PEOPLE}


def inside_its_span(said: dict[str, float]) -> bool:
    spans = {metric.name: metric.span for metric in OF_PEOPLE}
    return all(math.isnan(value) or spans[name][0] <= value <= spans[name][1] for name, value in said.items())


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize("tone", [0, 127, 255])
def test_one_colour(tone: int) -> None:
    said = measured(np.full((400, 600, 3), tone, np.uint8))
    assert said["faces"] == 0
    assert all(math.isnan(said[name]) for name in ("eyes_open", "smile", "face_sharpness"))


@pytest.mark.usefixtures("all_fetched")
def test_sixty_people(portrait: Pixels) -> None:
    photo = Photo(crowd([head(portrait, 150)] * 60, columns=10, gap=6))
    assert len(photo.faces) == 60
    assert sum(not math.isnan(one.eyes_open) for one in photo.faces) == CLOSER_LOOKS
    assert all(one.why == "small" for one in photo.faces[CLOSER_LOOKS:])
    assert inside_its_span(measured(photo.pixels))


@pytest.mark.usefixtures("nothing_fetched")
def test_sixty_people_by_our_own(portrait: Pixels) -> None:
    photo = Photo(crowd([head(portrait, 150)] * 60, columns=10, gap=6))
    assert 54 <= len(photo.faces) <= 61


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize(("x", "y"), [(-70, 100), (500, 120), (200, -50), (200, 340), (-80, -60), (540, 380)])
def test_at_the_border(portrait: Pixels, x: int, y: int) -> None:
    photo = Photo(on_grey(head(portrait, 220), x, y))
    assert len(photo.faces) <= 1
    assert all(one.why in ("", *WHY) for one in photo.faces)
    assert inside_its_span(measured(photo.pixels))


@pytest.mark.usefixtures("all_fetched")
def test_of_a_drawing_nothing_is_said_but_of_its_face() -> None:
    drawing = np.full((500, 700, 3), 255, np.uint8)
    cv2.ellipse(drawing, (350, 250), (130, 165), 0, 0, 360, (20, 20, 20), 5)
    for x in (300, 400):
        cv2.circle(drawing, (x, 210), 15, (20, 20, 20), -1)
    cv2.ellipse(drawing, (350, 320), (58, 30), 0, 0, 180, (20, 20, 20), 5)
    photo = Photo(drawing)
    assert all(200 < one.face.middle[0] < 500 for one in photo.faces)
    assert inside_its_span(measured(drawing))


@pytest.mark.parametrize("detector", ["nothing_fetched", "all_fetched"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_stored_in_any_orientation_it_is_the_same_face(
    portrait: Pixels, tmp_path: Path, orientation: int, detector: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(detector)
    stored = {
        1: portrait,
        2: portrait[:, ::-1],
        3: portrait[::-1, ::-1],
        4: portrait[::-1],
        5: portrait.transpose(1, 0, 2),
        6: np.rot90(portrait),
        7: np.rot90(portrait, 2).transpose(1, 0, 2),
        8: np.rot90(portrait, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(np.ascontiguousarray(stored)).save(tmp_path / "stored.png", exif=exif)
    ((one,), (same,)) = read_photo(tmp_path / "stored.png").faces, Photo(portrait).faces
    assert one.face.middle == pytest.approx(same.face.middle, abs=0.5)
    assert one.eyes_open == pytest.approx(same.eyes_open, abs=0.02)
    assert one.smile == pytest.approx(same.smile, abs=0.02, nan_ok=True)


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("kind", KINDS)
def test_a_waterfall_has_no_face_in_any_orientation(shared_data: Path, kind: str) -> None:
    folder = shared_data / "exif" / "orientation_faces"
    found = [len(read_photo(folder / f"{kind}_{orientation}.jpg").faces) for orientation in range(1, 9)]
    assert found == [0] * 8


@pytest.mark.usefixtures("all_fetched")
def test_a_mirrored_photo_says_the_same(portrait: Pixels) -> None:
    ((one,), (other,)) = Photo(portrait).faces, Photo(np.ascontiguousarray(portrait[:, ::-1])).faces
    assert other.eyes_open == pytest.approx(one.eyes_open, abs=0.05)
    assert other.smile == pytest.approx(one.smile, abs=0.1)
    assert other.sharpness == pytest.approx(one.sharpness, rel=0.3)


@pytest.mark.usefixtures("all_fetched")
@pytest.mark.parametrize("name", ["camera_snapshots/Kodak_DC3400.jpg", "train_sharp/imagenet/n02804610_bassoon.webp"])
def test_nobody_behind_sunglasses_is_judged(shared_data: Path, name: str) -> None:
    """Seen by eye: a couple that kisses, both with dark glasses; and a woman with pink ones."""
    faces = read_photo(shared_data / name).faces
    assert faces
    assert all(math.isnan(one.eyes_open) for one in faces)
