"""The sample photos with labels and measures, measured beforehand: what lessons on many photos count with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

#: Written by sample_data/make_measured.py: path, label, the flaw that labels.csv names, then `MEASURES`.
FILE = Path(__file__).with_name("measured.csv")

#: Names in `culling.metrics.METRICS`.
MEASURES = (
    "blur",
    "laplacian_variance",
    "tenengrad",
    "reblur",
    "sharpest_tile",
    "motion_direction_ratio",
    "sharp_area",
    "blur_map_mean",
    "motion_blur",
    "p_blurred",
    "p_camera_shake",
    "p_distorted",
    "p_underexposed",
    "p_overexposed",
    "p_dark",
    "contrast",
    "shadow_clipping",
    "highlight_clipping",
    "dynamic_range",
    "noise_sigma",
    "entropy",
    "luminance",
)


def sample_photos() -> pd.DataFrame:
    """One row per sample photo: `label` (keep or reject), `flaw`, `MEASURES`; index = path. Yours to change."""
    return _read().copy()


@cache
def _read() -> pd.DataFrame:
    return pd.read_csv(FILE, index_col="path")
