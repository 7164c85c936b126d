"""One sample photo's numbers, held fast: a change here is a change of what stored cutoffs mean.

When a measure is meant to change, raise its `version` in `METRICS` and write the new number here.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from culling import METRICS, Metric, Photo, read_photo
from culling.metrics import get_metric
from culling.metrics.facts import perceptual_hash
from tests.metrics.pictures import scene

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "100_WALK"
PHOTO = SAMPLE / "IMG_0101.JPG"
SHAKEN = SAMPLE / "IMG_0103.JPG"  # networks have something to say of it

GOLDEN = {
    "laplacian_variance": 4839.56,
    "tenengrad": 24359.5,
    "reblur": 0.179597,
    "sharpest_tile": 12923.2,
    "motion_direction_ratio": 1.49269,
    "horizon_tilt": 0.4,
    "luminance": 147.194,
    "contrast": 82.34,
    "shadow_clipping": 0.0122208,
    "highlight_clipping": 0.0280542,
    "dynamic_range": 250,
    "noise_sigma": 7.64843,
    "colorfulness": 34.8679,
    "entropy": 7.76155,
    "saturation": 0.254737,
    "megapixels": 0.24,
    "aspect_ratio": 1.5,
    "file_mb": 0.085803,
}

FROM_NETWORKS = {
    "blur": 0.569,
    "sharp_area": 0.000,
    "blur_map_mean": 2.950,
    "motion_blur": 1.000,
    "flaw": 1.000,
    "p_blurred": 0.000,
    "p_camera_shake": 1.000,
    "p_distorted": 0.000,
    "p_underexposed": 0.000,
    "p_overexposed": 0.000,
    "p_dark": 0.000,
    "p_screenshot": 0.000,
    "subject_sharpness": 0.407,
    "subject_area": 0.266,
    "thirds_distance": 0.060,
    "golden_distance": 0.031,
    "subject_cut": 0.000,
}


# Nobody is in the photos above: these are of scikit-image's astronaut.
OF_PEOPLE = {
    "faces": 1,
    "face_size": 0.0389,
    "eyes_open": 0.999,
    "face_sharpness": 117.2,
    "head_room": 0.0489,
}


FETCHED = {"smile", "own_flaw"}  # told by nobody until a network has been fetched, or trained


@pytest.fixture(scope="module")
def photo() -> Photo:
    return read_photo(PHOTO)


def test_every_measure_has_a_golden_number() -> None:
    assert list(GOLDEN) == [metric.name for metric in METRICS if not metric.networks and not metric.learned]
    people = {metric.name for metric in METRICS if metric.part == "people"} - FETCHED
    assert OF_PEOPLE.keys() == people
    assert FROM_NETWORKS.keys() == {metric.name for metric in METRICS if metric.networks} - people - FETCHED


@pytest.mark.parametrize("metric", [get_metric(name) for name in GOLDEN], ids=list(GOLDEN))
def test_the_sample_photo_measures_as_before(photo: Photo, metric: Metric) -> None:
    # JPEG decoders differ by a level here and there, which fine detail notices.
    assert metric.measure(photo) == pytest.approx(GOLDEN[metric.name], rel=2e-3)


@pytest.mark.parametrize("name", FROM_NETWORKS)
def test_networks_say_of_the_shaken_photo_what_they_said_before(name: str) -> None:
    # Processors add in different orders, and a probability is steep where it is in doubt.
    assert get_metric(name).measure(read_photo(SHAKEN)) == pytest.approx(FROM_NETWORKS[name], abs=0.02)


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_networks_say_of_a_person_what_they_said_before(name: str) -> None:
    assert get_metric(name).measure(scene("astronaut")) == pytest.approx(OF_PEOPLE[name], rel=0.02)


def test_the_sample_photo_hashes_as_before(photo: Photo) -> None:
    assert perceptual_hash(photo) == "9db8c087c41fb70d"
