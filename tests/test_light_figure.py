"""Tones before and after, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from culling.light_figure import STEPS, tones_figure, tones_of
from culling.metrics.light import highlight_clipping, shadow_clipping
from culling.photos import Photo


def quarters() -> np.ndarray:
    """A quarter each of level 0, 5, 100 and 251."""
    return np.repeat(np.array([0, 5, 100, 251], np.uint8), 25)[:, None, None].repeat(10, 1).repeat(3, 2)


def test_tones_are_shares_of_the_pixels():
    tones = tones_of(quarters())
    assert np.flatnonzero(tones.shares).tolist() == [0, 1, 25, 62]
    assert tones.shares[[0, 1, 25, 62]].tolist() == [0.25] * 4
    assert (tones.black, tones.white) == (0.5, 0.25)


def test_what_clips_is_what_the_measures_count():
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8) // 3 * 3
    tones = tones_of(pixels)
    assert tones.black == pytest.approx(shadow_clipping(Photo(pixels)))
    assert tones.white == pytest.approx(highlight_clipping(Photo(pixels)))


def test_both_outlines_are_drawn_on_the_scale_of_the_middle():
    half_black = np.zeros((10, 10, 3), np.uint8)
    half_black[5:] = np.linspace(40, 200, 10).astype(np.uint8)[None, :, None]
    figure = tones_figure(tones_of(half_black), tones_of(quarters()))
    assert [trace.name for trace in figure.data] == ["before", "after"]
    assert all(len(trace.x) == STEPS for trace in figure.data)
    assert figure.layout.yaxis.range[1] == pytest.approx(1.08 * 0.25)


def test_a_black_photo_has_a_figure():
    black = tones_of(np.zeros((4, 4, 3), np.uint8))
    assert tones_figure(black, black).layout.yaxis.range[1] > 0
