"""The page of measures is what the registry says, and its pictures show what they are said to show."""

from __future__ import annotations

import math
from functools import cache

import pytest
from PIL import Image

from culling import METRICS, Metric, Photo, read_photo
from culling.metrics import METRIC_NAMES
from docs.measures_page import PAGE, PICTURES, SAMPLE, WIDTH, chosen, measures_page, picture

PAIRS = chosen()
every_metric = pytest.mark.parametrize("metric", METRICS, ids=METRIC_NAMES)


@cache
def photo(name: str) -> Photo:
    """Decoded once: what measures share is worked out once."""
    return read_photo(SAMPLE / name)


def test_the_page_is_that_of_the_registry() -> None:
    assert PAGE.read_text("utf-8") == measures_page(), "run: python -m docs.measures_page"


@every_metric
def test_the_high_picture_measures_higher_than_the_low_one(metric: Metric) -> None:
    pair = PAIRS.get(metric.name)
    if pair is None:
        assert math.isnan(metric.measure(photo("101_HOME/IMG_0230.JPG")))
        return
    low, high = metric.measure(photo(pair.low)), metric.measure(photo(pair.high))
    assert low < high
    assert (low, high) == pytest.approx((pair.low_value, pair.high_value), rel=0.05, abs=0.05)


def test_the_pictures_are_small_and_none_is_left_over() -> None:
    named = {picture(name) for pair in PAIRS.values() for name in (pair.low, pair.high)}
    assert set(PICTURES.glob("*.webp")) == named
    assert sum(path.stat().st_size for path in named) < 600_000
    for path in named:
        with Image.open(path) as shown:
            assert shown.size[0] == WIDTH
