"""YOLOX-nano's real file finds what is there; its cells are decoded as it was taught."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skimage import data

from culling import read_photo
from culling.model_files import ModelError
from culling.photos import Pixels
from culling.things.yolox import Thing, find_things, letterboxed, things_of

CELLS = 52 * 52 + 26 * 26 + 13 * 13
real = pytest.mark.usefixtures("fetched")


def cell(stride: int, row: int, column: int) -> int:
    """Number of a cell among all, those of 8 px first."""
    before = {8: 0, 16: 52 * 52, 32: 52 * 52 + 26 * 26}[stride]
    return before + row * (416 // stride) + column


def said(*cells: tuple[int, int, float, tuple[float, float, float, float]]) -> np.ndarray:
    """Cells that say something: number, kind, score, and what they say of the frame."""
    rows = np.zeros((CELLS, 85), np.float32)
    for number, kind, score, frame in cells:
        rows[number, :4], rows[number, 4], rows[number, 5 + kind] = frame, score, 1
    return rows


def test_a_cell_is_decoded_by_hand() -> None:
    """Row 3, column 5 of 16 px: middle at (5.5, 3.25) cells, 2 cells wide and 4 high, in a picture twice as large."""
    rows = said((cell(16, 3, 5), 16, 0.9, (0.5, 0.25, np.log(2), np.log(4))))
    (thing,) = things_of(rows, 0.5, (832, 832), 0.4)
    assert (thing.name, thing.tag) == ("dog", "animal")
    assert thing.score == pytest.approx(0.9)
    assert thing.frame == pytest.approx((2 * (88 - 16), 2 * (52 - 32), 64, 128), abs=1e-3)


def test_one_kind_twice_in_one_place_is_one_thing_and_two_kinds_are_two() -> None:
    place = (0.5, 0.5, 2.0, 2.0)
    rows = said(
        (cell(32, 4, 4), 0, 0.8, place),
        (cell(16, 9, 9), 0, 0.7, (0.0, 0.0, 2.7, 2.7)),
        (cell(32, 4, 5), 56, 0.6, (-0.5, 0.5, 2.0, 2.0)),
    )
    assert [(thing.name, round(thing.score, 1)) for thing in things_of(rows, 1.0, (416, 416), 0.4)] == [
        ("person", 0.8),
        ("chair", 0.6),
    ]


def test_a_frame_ends_where_the_picture_ends() -> None:
    rows = said((cell(32, 0, 0), 0, 0.8, (0.0, 0.0, 2.0, 2.0)))
    (thing,) = things_of(rows, 1.0, (416, 100), 0.4)
    assert (thing.left, thing.top) == (0, 0)
    assert thing.height == 100
    assert thing.width == pytest.approx(32 * np.exp(2) / 2, rel=1e-4)


def test_a_damaged_answer_is_no_infinite_frame() -> None:
    rows = said((cell(8, 0, 0), 0, 0.8, (0.0, 0.0, 900.0, 900.0)))
    (thing,) = things_of(rows, 1.0, (416, 416), 0.4)
    assert np.isfinite(thing.frame).all()


def test_the_picture_lies_in_the_upper_left_on_grey() -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[..., 0] = 250
    given, scale = letterboxed(pixels)
    assert given.shape == (1, 3, 416, 416)
    assert given.dtype == np.float32
    assert scale == pytest.approx(2.08)
    assert (given[0, :, 300, 100] == 114).all()
    assert given[0, :, 100, 100].tolist() == [0, 0, 250], "blue first"


@real
@pytest.mark.parametrize(
    ("picture", "name"), [(data.chelsea(), "cat"), (data.astronaut(), "person"), (data.coffee(), "cup")]
)
def test_what_is_in_real_photos_is_found(picture: Pixels, name: str) -> None:
    assert find_things(np.ascontiguousarray(picture))[0].name == name


@real
@pytest.mark.parametrize("name", ["Canon_EOS_30D_4_.jpg", "Canon_EOS_REBEL_T3i.jpg"])
def test_the_one_person_of_a_snapshot_is_one(shared_data: Path, name: str) -> None:
    found = find_things(read_photo(shared_data / "camera_snapshots" / name).pixels)
    assert sum(thing.name == "person" for thing in found) == 1


@real
def test_frames_are_in_the_picture_s_own_pixels() -> None:
    cat = np.ascontiguousarray(data.chelsea())
    (small,) = [thing for thing in find_things(cat) if thing.name == "cat"]
    double = np.repeat(np.repeat(cat, 2, axis=0), 2, axis=1)
    (large,) = [thing for thing in find_things(double) if thing.name == "cat"]
    assert np.array(large.frame) / 2 == pytest.approx(np.array(small.frame), abs=15)


@real
@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (416, 416), (3000, 5000)])
@pytest.mark.parametrize("tone", [0, 128, 255])
def test_one_colour_has_nothing_in_it(size: tuple[int, int], tone: int) -> None:
    assert find_things(np.full((*size, 3), tone, np.uint8)) == []


@real
def test_twice_the_same_and_nothing_is_changed() -> None:
    photo = np.ascontiguousarray(data.coffee())
    before = photo.copy()
    assert find_things(photo) == find_things(photo)
    assert (photo == before).all()


@real
def test_a_higher_bar_finds_fewer() -> None:
    assert find_things(np.ascontiguousarray(data.coffee()), least=0.999) == []


@pytest.mark.parametrize(
    "wrong", [np.zeros((9, 9), np.uint8), np.zeros((9, 9, 3), np.float32), np.zeros((0, 9, 3), np.uint8)]
)
def test_what_is_no_picture_is_refused(wrong: Pixels) -> None:
    with pytest.raises(ValueError, match=r"RGB uint8 \(H, W, 3\), given was"):
        find_things(wrong)


def test_not_fetched_is_told_with_what_to_do(nothing_fetched: None) -> None:
    with pytest.raises(ModelError, match="Run: culling models fetch yolox-nano"):
        find_things(np.zeros((9, 9, 3), np.uint8))


def test_a_thing_tells_its_sides() -> None:
    thing = Thing("cat", "animal", 0.9, (1, 2, 3, 4))
    assert (thing.left, thing.top, thing.width, thing.height) == (1, 2, 3, 4)
