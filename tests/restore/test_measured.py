"""Measures before and after: at one size, with a direction that says better or worse, NaN where nothing can be said."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from culling.metrics import get_metric
from culling.photos import Photo
from culling.restore.edit import Region
from culling.restore.measured import COMPARED, box_of, direction, in_a_line, measures_before_after
from tests.restore.rescued import scene

FOCUS = ("laplacian_variance", "tenengrad", "reblur", "noise_sigma", "luminance")


@pytest.fixture(scope="module")
def sharp() -> np.ndarray:
    """Blocks of all sizes, so that there are edges."""
    blocks = np.random.default_rng(0).integers(30, 220, (30, 40, 3), np.uint8)
    return cv2.resize(blocks, (400, 300), interpolation=cv2.INTER_NEAREST)


def test_blur_makes_every_measure_of_focus_worse_and_its_undoing_better(sharp: np.ndarray) -> None:
    soft = cv2.GaussianBlur(sharp, (0, 0), 2)
    assert measures_before_after(sharp, soft, FOCUS[:3])["direction"].tolist() == ["worse"] * 3
    assert measures_before_after(soft, sharp, FOCUS[:3])["direction"].tolist() == ["better"] * 3


def test_the_numbers_are_those_of_the_measures(sharp: np.ndarray) -> None:
    found = measures_before_after(sharp, sharp // 2, FOCUS)
    assert found.loc["laplacian_variance", "before"] == get_metric("laplacian_variance").measure(Photo(sharp))
    assert found.loc["luminance", "after"] == pytest.approx(found.loc["luminance", "before"] / 2, abs=1)
    assert found.loc["luminance", "direction"] == "changed", "neither end is better"
    assert found["unit"].tolist() == ["levels²", "levels²", "", "levels", "levels"]


def test_an_enlarged_result_is_compared_at_the_size_of_the_photo(sharp: np.ndarray) -> None:
    """Each pixel repeated is the same picture: its sharpness per pixel falls, but nothing was lost."""
    found = measures_before_after(sharp, sharp.repeat(4, axis=0).repeat(4, axis=1), FOCUS)
    assert found["direction"].tolist() == ["same"] * len(FOCUS)
    assert found["before"].tolist() == found["after"].tolist()


def test_only_a_part_is_measured_where_that_is_asked(sharp: np.ndarray) -> None:
    after = sharp.copy()
    after[:150] = cv2.GaussianBlur(sharp, (0, 0), 3)[:150]
    above, below = (0.0, 0.0, 1.0, 0.5), (0.0, 0.5, 1.0, 0.5)
    assert measures_before_after(sharp, after, ("tenengrad",), above).loc["tenengrad", "direction"] == "worse"
    assert measures_before_after(sharp, after, ("tenengrad",), below).loc["tenengrad", "direction"] == "same"


def test_other_pictures_cannot_be_compared(sharp: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"before times one factor, got \(300, 300\) for \(300, 400\)"):
        measures_before_after(sharp, sharp[:, :300])


def test_one_pixel_cannot_say_and_is_no_error() -> None:
    one = np.full((1, 1, 3), 200, np.uint8)
    found = measures_before_after(one, one)
    assert found.index.tolist() == list(COMPARED)
    assert found.loc["blur", "direction"] == "cannot say"
    assert in_a_line(found) == ""


@pytest.mark.parametrize(
    ("name", "before", "after", "expected"),
    [
        ("blur", 0.6, 0.3, "better"),
        ("blur", 0.3, 0.6, "worse"),
        ("blur", 0.030, 0.034, "same"),
        ("laplacian_variance", 100, 107, "better"),
        ("laplacian_variance", 100, 105, "same"),
        ("laplacian_variance", 0, 0, "same"),
        ("blur", math.nan, 0.3, "cannot say"),
        ("luminance", 20, 80, "changed"),
    ],
)
def test_direction_follows_the_better_end(name: str, before: float, after: float, expected: str) -> None:
    assert direction(get_metric(name), before, after) == expected


def test_one_measure_in_words() -> None:
    pixels = cv2.resize(scene(), (480, 320))
    line = in_a_line(measures_before_after(pixels, 255 - pixels, ("luminance",)), "luminance")
    assert line.startswith("luminance 1")
    assert line.endswith(" levels (changed)")


def test_the_box_around_a_region() -> None:
    assert box_of(None) is None
    assert box_of(Region("subject")) is None
    assert box_of(Region("rectangle", box=(-0.5, 0.25, 1.0, 0.5))) == (0, 0.25, 0.5, 0.5)
    lasso = Region("lasso", points=((0.25, 0.5), (0.75, 0.25), (0.5, 1.5)))
    assert box_of(lasso) == (0.25, 0.25, 0.5, 0.75)
    assert box_of(Region("rectangle", box=(2.0, 2.0, 1.0, 1.0))) is None
