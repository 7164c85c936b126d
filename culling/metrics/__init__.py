"""The measures: one raw number per photo each. A new measure is one function and one line in `METRICS`."""

from __future__ import annotations

from functools import partial
from math import inf

from culling.metrics.blur import blur, blur_map_mean, motion_blur, sharp_area
from culling.metrics.colour import colorfulness, saturation
from culling.metrics.composition import golden_distance, head_room, horizon_tilt, subject_cut, thirds_distance
from culling.metrics.dark import p_dark
from culling.metrics.facts import aspect_ratio, file_mb, megapixels
from culling.metrics.flaws import flaw, own_flaw, p_blurred, p_camera_shake, p_distorted, p_overexposed, p_underexposed
from culling.metrics.focus import laplacian_variance, motion_direction_ratio, reblur, sharpest_tile, tenengrad
from culling.metrics.learned import p_keep
from culling.metrics.light import (
    contrast,
    dynamic_range,
    entropy,
    highlight_clipping,
    luminance,
    shadow_clipping,
)
from culling.metrics.metric import PARTS, Metric, metric
from culling.metrics.noise import noise_sigma
from culling.metrics.people import eyes_open, face_sharpness, face_size, faces, smile
from culling.metrics.screenshot import p_screenshot
from culling.metrics.subject import subject_area, subject_sharpness

__all__ = ["METRICS", "METRIC_NAMES", "PARTS", "Metric", "get_metric"]

ANALYSED = "luma, long side about 2000 px"
MEDIUM = "luma, long side ≤ 1280 px"
SMALL = "long side ≤ 640 px"
HEADER = "file and header"
WORKING = "luma, long side ≤ 640 px"
FACES = "faces at long side ≤ 640 px, each closer at 128 px"
SUBJECT = "subject mask, long side ≤ 160 cells"
CELLS = "whole photo at 192 px, textured cells at long side ≤ 640 px"
LEARNED = "the other measures, and vectors"
BANDS = "bands of luma at long side about 2000 px, colour at ≤ 640 px"

FOCUS_AND_SUBJECT = ("focus", "subject")
by_focus = partial(metric, networks=("focus",), part="focus")
by_flaws = partial(metric, networks=("flaws",), part="flaws")
of_subject = partial(metric, networks=("subject",), part="subject")
by_faces = partial(metric, networks=("faces", "focus", "eyes"), part="people")
by_smile = partial(metric, networks=("faces", "face-landmarker"), part="people")
EYES = ("ocec-s", "face-landmarker")
by_bands = partial(metric, networks=("screenshot",), part="screenshots")

# Cutoffs are cautious: each alone rejects at most 8 % of 147 photos that their photographers published, those of the
# header apart.
# fmt: off
METRICS: tuple[Metric, ...] = (
    #      function, unit, higher is better, span, cutoff, working size, source
    metric(laplacian_variance, "levels²", True, (0, 1020**2), 75, ANALYSED, "Pech-Pacheco 2000; PICCL"),
    metric(tenengrad, "levels²", True, (0, 2 * 1020**2), 1300, ANALYSED, "Krotkov 1988"),
    metric(reblur, "", False, (0, 1), 0.55, MEDIUM, "Crété-Roffet 2007"),
    metric(sharpest_tile, "levels²", True, (0, 1020**2), 200, ANALYSED, "Laplacian energy of 64 px tiles"),
    metric(motion_direction_ratio, "", False, (0, inf), 1.8, ANALYSED, "gradient tensor at two scales"),
    by_focus(blur, "", False, (0, 1), 0.35, WORKING, "our focus network", 2, networks=FOCUS_AND_SUBJECT),
    by_focus(sharp_area, "", True, (0, 1), 0.05, WORKING, "our focus network"),
    by_focus(blur_map_mean, "px", False, (0, inf), 3, WORKING, "A-Shot; our focus network"),
    by_focus(motion_blur, "", False, (0, 1), 0.5, WORKING, "our focus network"),
    by_flaws(flaw, "", False, (0, 1), 0.9, CELLS, "Temple's classes; our flaws network"),
    by_flaws(p_blurred, "", False, (0, 1), 0.9, CELLS, "Temple's classes; our flaws network"),
    by_flaws(p_camera_shake, "", False, (0, 1), 0.9, CELLS, "Temple's classes; our flaws network"),
    by_flaws(p_distorted, "", False, (0, 1), 0.9, CELLS, "Temple's classes; our flaws network"),
    by_flaws(p_underexposed, "", False, (0, 1), 0.9, CELLS, "Temple's classes; our flaws network"),
    by_flaws(p_overexposed, "", False, (0, 1), 0.9, CELLS, "Temple's classes; our flaws network"),
    by_flaws(p_dark, "", False, (0, 1), 0.9, "64 × 64 px", "PICCL's classes; our dark network", networks=("dark",)),
    by_faces(faces, "", None, (0, inf), 1, FACES, "our faces network or YuNet", networks=("faces",)),
    by_faces(face_size, "", None, (0, 1), None, FACES, "our faces network or YuNet", networks=("faces",)),
    by_faces(eyes_open, "", True, (0, 1), 0.5, FACES, "Flatiron; our eyes network", helped_by=EYES),
    by_smile(smile, "", True, (0, 1), None, FACES, "MediaPipe's face landmarker"),
    by_faces(face_sharpness, "", True, (0, 366), 40, FACES, "our focus network"),
    of_subject(subject_sharpness, "", True, (0, 1), 0.65, WORKING, "our focus network", networks=FOCUS_AND_SUBJECT),
    of_subject(subject_area, "", None, (0, 1), None, SUBJECT, "our subject mask"),
    of_subject(thirds_distance, "", None, (0, 0.334), None, SUBJECT, "our subject mask"),
    of_subject(golden_distance, "", None, (0, 0.382), None, SUBJECT, "our subject mask"),
    of_subject(subject_cut, "", False, (0, 1), None, SUBJECT, "our subject mask"),
    metric(horizon_tilt, "°", False, (0, 15), 4, SMALL, "line support regions, Burns 1986", part="subject"),
    by_faces(head_room, "", None, (0, 1), None, FACES, "our faces network or YuNet", networks=("faces",)),
    by_bands(p_screenshot, "", False, (0, 1), 0.8, BANDS, "our screenshot network"),
    metric(luminance, "levels", None, (0, 255), 20, SMALL, "Rec. 601 luma"),
    metric(contrast, "levels", True, (0, 127.5), 12, SMALL, "Peli 1990"),
    metric(shadow_clipping, "", False, (0, 1), 0.8, SMALL, "luma ≤ 5"),
    metric(highlight_clipping, "", False, (0, 1), 0.5, SMALL, "luma ≥ 250"),
    metric(dynamic_range, "levels", True, (0, 255), 75, SMALL, "percentiles of luma"),
    metric(noise_sigma, "levels", False, (0, 240), 16, ANALYSED, "Immerkær 1996"),
    metric(colorfulness, "levels", None, (0, 284), 5, SMALL, "Hasler–Süsstrunk 2003"),
    metric(entropy, "bits", True, (0, 8), 4, SMALL, "Shannon 1948"),
    metric(saturation, "", None, (0, 1), 0.05, SMALL, "HSV"),
    metric(megapixels, "MP", True, (0, inf), 1, HEADER, "header"),
    metric(aspect_ratio, "", None, (0, inf), 0.5, HEADER, "header"),
    metric(file_mb, "MB", None, (0, inf), 0.1, HEADER, "file"),
    by_flaws(own_flaw, "", False, (0, 1), 0.9, CELLS, "Temple's classes; your own network", networks=("own-flaw",)),
    metric(p_keep, "", True, (0, 1), None, LEARNED, "logistic regression on your marks", learned=True),
)
# fmt: on

METRIC_NAMES: tuple[str, ...] = tuple(known.name for known in METRICS)


def get_metric(name: str) -> Metric:
    """The measure of that name; ValueError lists the choices."""
    for known in METRICS:
        if known.name == name:
            return known
    raise ValueError(f"there is no measure {name!r}; choose from {', '.join(METRIC_NAMES)}")
