"""Screenshots and pages against photos: drawn here, real ones beside the project, with and without EXIF."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from culling import Photo, read_photo, synth
from culling.metrics.screenshot import p_screenshot
from culling.photos import Pixels, halve_until
from tests.metrics.pictures import SCENES

every_scene = pytest.mark.parametrize("name", SCENES)


def page() -> Pixels:
    """A dialog with a title bar, lines of text and two buttons."""
    image = Image.new("RGB", (900, 700), "#f3f3f3")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 900, 60), "#2457a7")
    for row in range(22):
        draw.text((40, 90 + 22 * row), "Lorem ipsum dolor sit amet consectetur adipiscing elit " * 2, "#222222")
    draw.rectangle((560, 620, 700, 670), "#2457a7")
    draw.rectangle((720, 620, 860, 670), "#cccccc")
    return np.asarray(image, np.uint8).copy()


def half(pixels: Pixels) -> Pixels:
    return halve_until(pixels, max(pixels.shape) - 1)


SENT: dict[str, Callable[[Pixels], Pixels]] = {
    "as it was": lambda pixels: pixels,
    "jpeg": lambda pixels: synth.jpeg(pixels, 75),
    "half": half,
    "half, jpeg": lambda pixels: synth.jpeg(half(pixels), 75),
    "grey": lambda pixels: np.repeat(pixels.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2),
}


@pytest.mark.parametrize("sent", SENT)
def test_a_drawn_page_is_a_screenshot_however_it_is_sent(sent: str) -> None:
    assert p_screenshot(Photo(np.ascontiguousarray(SENT[sent](page())))) > 0.9


@pytest.mark.parametrize("sent", SENT)
@every_scene
def test_a_photo_is_none_however_it_is_sent(sent: str, name: str) -> None:
    assert p_screenshot(Photo(np.ascontiguousarray(SENT[sent](SCENES[name])))) < 0.1


@every_scene
@pytest.mark.parametrize("stops", [-4, 2])
def test_a_dark_or_burnt_photo_is_none(name: str, stops: float) -> None:
    pixels = np.ascontiguousarray(SCENES[name])
    lit = synth.overexpose(pixels, stops) if stops > 0 else synth.underexpose(pixels, -stops)
    assert p_screenshot(Photo(lit)) < 0.5


def test_an_exposure_in_the_exif_makes_it_twenty_times_less_likely() -> None:
    """Odds, by hand: e³ = 20.1."""
    unsure = Photo(np.ascontiguousarray(SCENES["coffee"]))
    without = p_screenshot(unsure)
    with_exif = p_screenshot(Photo(unsure.pixels, exif={"iso": 100.0}))
    odds = (without / (1 - without)) / (with_exif / (1 - with_exif))
    assert odds == pytest.approx(math.exp(3), rel=1e-3)


def test_a_date_alone_is_no_camera() -> None:
    dated = Photo(page(), exif={"taken_at": "2024-05-01T10:00:00"})
    assert p_screenshot(dated) == p_screenshot(Photo(page()))


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (20, 500), (300, 400)])
def test_one_colour_cannot_be_told(size: tuple[int, int]) -> None:
    assert math.isnan(p_screenshot(Photo(np.full((*size, 3), 90, np.uint8))))


def test_an_animation_s_first_frame_is_judged(tmp_path: Path) -> None:
    first, second = Image.fromarray(page()), Image.new("RGB", (900, 700), "white")
    first.save(tmp_path / "page.gif", save_all=True, append_images=[second])
    assert p_screenshot(read_photo(tmp_path / "page.gif")) > 0.9


def test_a_huge_page_is_judged_at_the_analysed_size() -> None:
    large = np.repeat(np.repeat(page(), 6, axis=0), 6, axis=1)
    assert p_screenshot(Photo(halve_until(large, 2000), full_size=(5400, 4200))) > 0.9


def test_real_screenshots_are_found_and_photos_are_not(shared_data: Path) -> None:
    """All but one of 25 at the cutoff; of 24 photos at most one at even odds."""
    shots = [p_screenshot(read_photo(file)) for file in sorted((shared_data / "screenshots").iterdir())]
    photos = [p_screenshot(read_photo(file)) for file in sorted((shared_data / "kodak").iterdir())]
    assert np.mean(np.array(shots) > 0.9) > 0.95
    assert np.mean(np.array(photos) > 0.5) < 0.05


def test_the_one_screenshot_among_the_sample_photos_is_found() -> None:
    """A phone's list of walks, the only picture of the folder that no camera took."""
    folder = Path(__file__).resolve().parents[2] / "sample_data"
    told = {file.name: p_screenshot(read_photo(file)) for file in sorted(folder.rglob("*.JPG"))}
    assert [name for name, share in told.items() if share > 0.5] == ["IMG_0166.JPG"]
    assert told["IMG_0166.JPG"] > 0.9
