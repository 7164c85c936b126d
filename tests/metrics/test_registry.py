"""What must hold for every measure, read off the registry: a new measure is tested by being listed."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from culling import METRICS, Metric, Photo, synth
from culling.measure import recipe
from culling.metrics import METRIC_NAMES, get_metric
from tests.metrics.pictures import SCENES, constant, scene

FIXED_NAMES = [
    *("laplacian_variance", "tenengrad", "reblur", "sharpest_tile", "motion_direction_ratio"),
    *("blur", "sharp_area", "blur_map_mean", "motion_blur"),
    *("flaw", "p_blurred", "p_camera_shake", "p_distorted", "p_underexposed", "p_overexposed", "p_dark"),
    *("faces", "face_size", "eyes_open", "smile", "face_sharpness"),
    *("subject_sharpness", "subject_area"),
    *("thirds_distance", "golden_distance", "subject_cut", "horizon_tilt", "head_room", "p_screenshot"),
    *("luminance", "contrast", "shadow_clipping", "highlight_clipping", "dynamic_range", "noise_sigma"),
    *("colorfulness", "entropy", "saturation", "megapixels", "aspect_ratio", "file_mb"),
    "own_flaw",
    "p_keep",
]

# The damage that each measure is there to see, and the way its number goes as the damage grows.
OWN_DAMAGE = {
    "laplacian_variance": ("gaussian_blur", -1),
    "tenengrad": ("defocus", -1),
    "reblur": ("defocus", +1),
    "sharpest_tile": ("gaussian_blur", -1),
    "blur": ("defocus", +1),
    "sharp_area": ("gaussian_blur", -1),
    "blur_map_mean": ("defocus", +1),
    "luminance": ("underexpose", -1),
    "contrast": ("underexpose", -1),
    "shadow_clipping": ("underexpose", +1),
    "highlight_clipping": ("overexpose", +1),
    "dynamic_range": ("underexpose", -1),
    "noise_sigma": ("add_noise", +1),
    "colorfulness": ("underexpose", -1),
    "entropy": ("underexpose", -1),
}
# What a network calls probable need not grow with every step of the damage: from none to the severest it must.
OWN_FLAW = {
    "motion_blur": "camera_shake",
    "flaw": "defocus",
    "p_blurred": "defocus",
    "p_camera_shake": "camera_shake",
    "p_distorted": "distort_x",
    "p_underexposed": "underexpose",
    "p_overexposed": "overexpose",
    "p_dark": "underexpose",
}
# Of these a picture may have none: then the measure is NaN.
OF_SOMETHING = ("people", "subject")
# Told by nobody until a person has trained a network: tests/test_own_network.py.
OWN = ("own_flaw",)
# What nobody should judge by without having looked: a new rule starts at the end of the folder's own values.
FACTS = {
    "smile",
    "subject_area",
    "thirds_distance",
    "golden_distance",
    "subject_cut",
    "head_room",
    "face_size",
    "p_keep",
}
HEADER_FACTS = {"megapixels", "aspect_ratio", "file_mb"}

kept = cache(scene)

every_metric = pytest.mark.parametrize("metric", METRICS, ids=METRIC_NAMES)
every_scene = pytest.mark.parametrize("name", SCENES)
sharp_scenes = pytest.mark.parametrize("name", ["astronaut", "coffee"])  # the cat is in doubt: soft but for its eyes


def test_names_are_fixed_and_unique() -> None:
    assert list(METRIC_NAMES) == FIXED_NAMES
    assert len(set(METRIC_NAMES)) == len(METRIC_NAMES)


@every_metric
def test_tells_about_itself(metric: Metric) -> None:
    low, high = metric.span
    assert low < high
    assert (metric.cutoff is None) == (metric.name in FACTS)
    assert metric.cutoff is None or low < metric.cutoff < high
    assert metric.summary.endswith(".")
    assert metric.summary in metric.details
    assert metric.source
    assert metric.working_size
    assert metric.version >= 1


@every_metric
@every_scene
def test_is_finite_and_inside_its_span(metric: Metric, name: str) -> None:
    value = metric.measure(kept(name))
    silent = math.isnan(value) and (metric.part in OF_SOMETHING or metric.learned or metric.name in OWN)
    assert silent or metric.span[0] <= value <= metric.span[1]


@pytest.mark.parametrize("metric", [known for known in METRICS if known.part in OF_SOMETHING], ids=lambda m: m.name)
def test_what_is_there_is_measured(metric: Metric) -> None:
    if metric.name != "smile":  # told by nobody until a network has been fetched
        assert math.isfinite(metric.measure(kept("astronaut")))


@every_metric
@pytest.mark.parametrize("kind", ["noise", "stripes", "black", "white", "halves"])
def test_stays_inside_its_span_at_the_extremes(metric: Metric, kind: str) -> None:
    value = metric.measure(extreme(kind))
    assert math.isnan(value) or metric.span[0] <= value <= metric.span[1]


@cache
def extreme(kind: str) -> Photo:
    """Made once: what its measures share is worked out once."""
    rng = np.random.default_rng(0)
    pixels = {
        "noise": rng.integers(0, 2, (300, 400, 3)) * 255,
        "stripes": np.broadcast_to((np.arange(400) % 2 * 255)[None, :, None], (300, 400, 3)),
        "black": np.zeros((300, 400, 3)),
        "white": np.full((300, 400, 3), 255),
        "halves": np.broadcast_to((np.arange(400) < 200)[None, :, None] * 255, (300, 400, 3)),
    }[kind]
    return Photo(np.ascontiguousarray(pixels, dtype=np.uint8))


@pytest.mark.parametrize("metric_name", OWN_DAMAGE)
@every_scene
def test_follows_its_own_damage(metric_name: str, name: str) -> None:
    damage_name, direction = OWN_DAMAGE[metric_name]
    damage, metric = synth.get_damage(damage_name), get_metric(metric_name)
    pixels = SCENES[name]
    values = [metric.measure(Photo(pixels))]
    for amount in damage.amounts:
        values.append(metric.measure(Photo(damage.apply(pixels, amount, np.random.default_rng(0)))))
    steps = np.diff(values) * direction
    slack = 0.02 if metric.networks else 0.0  # a network estimates
    assert (steps >= -slack).all(), values
    assert direction * (values[-1] - values[0]) > 0, values


@pytest.mark.parametrize("metric_name", OWN_FLAW)
@sharp_scenes
def test_a_network_sees_the_severest_of_its_own_damage(metric_name: str, name: str) -> None:
    damage, metric = synth.get_damage(OWN_FLAW[metric_name]), get_metric(metric_name)
    pixels = np.ascontiguousarray(SCENES[name])
    damaged = damage.apply(pixels, damage.amounts[-1], np.random.default_rng(0))
    assert metric.measure(Photo(pixels)) < 0.4
    assert metric.measure(Photo(damaged)) > 0.5


@pytest.mark.parametrize("metric", [known for known in METRICS if known.networks], ids=lambda known: known.name)
@sharp_scenes
def test_a_network_says_nearly_the_same_of_the_mirror_image(metric: Metric, name: str) -> None:
    pixels = SCENES[name]
    before, after = (metric.measure(Photo(np.ascontiguousarray(p))) for p in (pixels, pixels[:, ::-1]))
    loose = 0.65 if metric.name == "face_sharpness" else 0.2  # a ratio: by half of the blur where there is hardly any
    assert after == pytest.approx(before, abs=0.1, rel=loose, nan_ok=True)


@pytest.mark.parametrize("metric", [known for known in METRICS if not known.networks], ids=lambda known: known.name)
@every_scene
@pytest.mark.parametrize("turn", ["flip", "mirror", "transpose"])
def test_does_not_depend_on_how_the_picture_lies(metric: Metric, name: str, turn: str) -> None:
    height, width = (side // 4 * 4 for side in SCENES[name].shape[:2])  # even at each halving
    pixels = SCENES[name][:height, :width]
    if turn == "transpose":
        size = min(pixels.shape[:2])
        pixels = pixels[:size, :size]
    turned = {"flip": pixels[::-1], "mirror": pixels[:, ::-1], "transpose": pixels.transpose(1, 0, 2)}[turn]
    before, after = (metric.measure(Photo(np.ascontiguousarray(p))) for p in (pixels, turned))
    assert after == pytest.approx(before, rel=1e-4, abs=0.1 if metric.unit == "°" else 1e-12, nan_ok=True)


@pytest.mark.parametrize("level", [0, 7, 128, 255])
@pytest.mark.parametrize("size", [(240, 320), (3, 3), (1, 1), (1, 60), (60, 1)])
def test_a_constant_picture_is_defined(level: int, size: tuple[int, int]) -> None:
    values = {metric.name: metric.measure(constant(level, size)) for metric in METRICS}
    focus = ("laplacian_variance", "tenengrad", "reblur", "sharpest_tile", "motion_direction_ratio")
    focus += ("blur", "sharp_area", "blur_map_mean", "motion_blur")
    assert all(math.isnan(values[name]) for name in focus)
    assert values["luminance"] == level
    for name in ("contrast", "dynamic_range", "colorfulness", "entropy", "saturation"):
        assert values[name] == 0
    assert values["shadow_clipping"] == (1 if level <= 5 else 0)
    assert values["highlight_clipping"] == (1 if level >= 250 else 0)
    assert math.isnan(values["noise_sigma"]) if min(size) < 3 else values["noise_sigma"] == 0


@every_metric
def test_gives_the_same_number_twice(metric: Metric) -> None:
    before = metric.measure(scene("astronaut"))
    assert metric.measure(scene("astronaut")) == pytest.approx(before, rel=0, abs=0, nan_ok=True)


def test_what_is_learned_is_never_a_function_of_the_photo_alone() -> None:
    learned = [metric for metric in METRICS if metric.learned]
    assert [metric.name for metric in learned] == ["p_keep"]
    assert math.isnan(learned[0].measure(kept("astronaut")))
    assert "p_keep" not in recipe()


def test_an_unknown_measure_lists_the_choices() -> None:
    with pytest.raises(ValueError, match=r"no measure 'sharpness'.*laplacian_variance, tenengrad"):
        get_metric("sharpness")
