"""Known damage: its amount is what was asked for, and nothing else about the picture changes."""

from itertools import pairwise

import numpy as np
import pytest

from culling.srgb import to_levels, to_light
from culling.synth import (
    DAMAGES,
    FLAWS,
    add_noise,
    camera_shake,
    defocus,
    distort_x,
    gaussian_blur,
    get_damage,
    jpeg,
    linear_motion_blur,
    overexpose,
    underexpose,
)

BLURS = [d for d in DAMAGES if d.flaw in {"blurred", "camera_shake"}]
WITH_NEUTRAL = [d for d in DAMAGES if d.neutral is not None]


def by_name(damages):
    return pytest.mark.parametrize("damage", damages, ids=[d.name for d in damages])


@pytest.fixture(scope="module")
def scene() -> np.ndarray:
    """Detail at every size, in colour, no clipped pixel: mid-grey plus noise summed over octaves."""
    rng = np.random.default_rng(7)
    total = np.zeros((120, 160, 3))
    for block in (1, 4, 20):
        coarse = rng.normal(size=(120 // block, 160 // block, 3))
        total += coarse.repeat(block, axis=0).repeat(block, axis=1)
    return np.clip(128 + 25 * total, 5, 250).astype(np.uint8)


def gradient_energy(pixels: np.ndarray) -> float:
    luma = pixels.astype(float).mean(axis=2)
    return float((np.diff(luma, axis=0) ** 2).mean() + (np.diff(luma, axis=1) ** 2).mean())


def point(size: int = 41) -> np.ndarray:
    pixels = np.zeros((size, size, 3), np.uint8)
    pixels[size // 2, size // 2] = 255
    return pixels


def light_extent(pixels: np.ndarray) -> tuple[float, float]:
    """Standard deviation (x, y) of where the light lies, in px."""
    light = to_light(pixels)[..., 0].astype(float)
    y, x = np.indices(light.shape)
    share = light / light.sum()
    return tuple(float(np.sqrt((share * (axis - (share * axis).sum()) ** 2).sum())) for axis in (x, y))


@by_name(WITH_NEUTRAL)
def test_neutral_amount_returns_an_equal_copy(damage, scene):
    before = scene.copy()
    same = damage.apply(scene, damage.neutral, np.random.default_rng(0))
    assert np.array_equal(same, before)
    assert not np.shares_memory(same, scene)


@by_name(DAMAGES)
def test_every_amount_changes_the_picture_and_keeps_shape_dtype_and_input(damage, scene):
    before = scene.copy()
    for amount in damage.amounts:
        after = damage.apply(scene, amount, np.random.default_rng(1))
        assert (after.shape, after.dtype) == (scene.shape, np.uint8)
        assert not np.array_equal(after, scene)
    assert np.array_equal(scene, before)


@by_name(DAMAGES)
def test_more_is_worse(damage, scene):
    amounts = damage.amounts if damage.neutral is None else (damage.neutral, *damage.amounts)
    differences = [
        np.abs(damage.apply(scene, a, np.random.default_rng(3)).astype(float) - scene).mean() for a in amounts
    ]
    assert all(less < more for less, more in pairwise(differences))


@by_name([d for d in DAMAGES if d.seeded])
def test_same_generator_same_pixels_other_generator_other_pixels(damage, scene):
    first, again, other = (damage.apply(scene, damage.amounts[1], np.random.default_rng(s)) for s in (5, 5, 6))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@by_name(BLURS)
def test_gradient_energy_falls_with_the_amount(damage, scene):
    energies = [gradient_energy(damage.apply(scene, a, np.random.default_rng(2))) for a in (0.0, *damage.amounts)]
    assert all(more > less for more, less in pairwise(energies))


@by_name(BLURS)
def test_blur_keeps_the_mean_brightness(damage, scene):
    for amount in damage.amounts[:3]:
        after = damage.apply(scene, amount, np.random.default_rng(4))
        if damage.name == "gaussian_blur":
            assert after.mean() == pytest.approx(scene.mean(), abs=1.0)
        else:  # light is what is kept; within one level at this brightness
            one_level = 1 / 255 / 0.45
            assert to_light(after).mean() == pytest.approx(to_light(scene).mean(), abs=one_level)


@by_name(BLURS)
def test_blur_invents_no_dark_border(damage):
    white = np.full((30, 40, 3), 255, np.uint8)
    assert damage.apply(white, 12.0, np.random.default_rng(0)).min() == 255


def test_distortion_invents_no_dark_border():
    assert distort_x(np.full((30, 40, 3), 255, np.uint8), 12, np.random.default_rng(0)).min() == 255


@by_name(DAMAGES)
@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 50, 3), (50, 1, 3), (2, 3, 3)])
def test_tiny_pictures_survive(damage, shape):
    pixels = np.full(shape, 128, np.uint8)
    after = damage.apply(pixels, damage.amounts[-1], np.random.default_rng(0))
    assert after.shape == shape
    if damage.flaw in {"blurred", "camera_shake", "distorted"}:
        assert np.array_equal(after, pixels)


def test_gaussian_sigma_is_the_spread_of_an_edge():
    edge = np.zeros((20, 60, 3), np.uint8)
    edge[:, 30:] = 200
    slope = np.diff(gaussian_blur(edge, 3.0)[10, :, 0].astype(float))
    x = np.arange(59) - 29
    assert np.sqrt((slope / slope.sum() * x**2).sum()) == pytest.approx(3.0, rel=0.05)


@pytest.mark.parametrize("radius", [2.0, 4.5, 9.0])
def test_defocused_point_is_a_disk_of_that_radius(radius):
    # A uniform disk spreads r/2 along each axis, a square pixel √(1/12) more.
    spread = np.sqrt(radius**2 / 4 + 1 / 12)
    assert light_extent(defocus(point(), radius)) == pytest.approx((spread, spread), rel=0.03)


def test_defocused_lamp_stays_brighter_than_in_stored_levels():
    lamp = point()
    disk = defocus(lamp, 2)[20, 20, 0]
    assert disk > 255 / (np.pi * 4) * 2  # linear light: about 80 levels instead of 20


def test_linear_motion_spreads_along_its_angle_only():
    length = 12.0
    along, across = light_extent(linear_motion_blur(point(), length, 0))
    assert along == pytest.approx(length / np.sqrt(12), rel=0.08)
    assert across == 0
    assert light_extent(linear_motion_blur(point(), length, 90)) == pytest.approx((across, along), abs=0.02)


def test_linear_motion_turns_counter_clockwise():
    moved = linear_motion_blur(point(), 12, 45)[..., 0].astype(float)
    assert moved[16, 24] > 0  # up and right
    assert moved[16, 16] == 0


@pytest.mark.parametrize("angle", [0, 17.3, 45, 90, 133])
def test_linear_motion_forth_and_back_is_equal(angle, scene):
    assert np.array_equal(linear_motion_blur(scene, 9, angle), linear_motion_blur(scene, 9, angle + 180))


@pytest.mark.parametrize("seed", range(5))
def test_shaken_point_spans_the_amount(seed):
    lit = np.argwhere(camera_shake(point(81), 30, np.random.default_rng(seed))[..., 0] > 0)
    widest = np.linalg.norm(lit[:, None] - lit, axis=2).max()
    assert 27 <= widest <= 33  # a bilinear footprint of one pixel at either end


def test_distortion_pushes_rows_sideways_up_to_the_amount():
    ramp = np.repeat(np.arange(200, dtype=np.uint8)[None, :, None], 60, axis=0).repeat(3, axis=2)
    push = distort_x(ramp, 10, np.random.default_rng(1))[:, 100, 0].astype(float) - 100
    assert np.abs(push).max() == pytest.approx(10, abs=1)
    assert np.abs(np.diff(push)).max() < 5  # a wave, not tearing


@pytest.mark.parametrize("stops", [1, 2])
def test_each_stop_halves_the_light(stops, scene):
    after = to_light(underexpose(scene, stops))
    assert after.mean() == pytest.approx(to_light(scene).mean() / 2**stops, rel=0.01)


def test_each_stop_doubles_the_light_until_it_clips(scene):
    before, after = to_light(scene), overexpose(scene, 1)
    inside = before < 0.49
    assert np.abs(to_light(after)[inside] - 2 * before[inside]).max() < 0.006
    assert (after[before > 0.51] == 255).all()


def test_exposure_there_and_back_differs_by_rounding_alone():
    levels = np.arange(256, dtype=np.uint8).repeat(3).reshape(1, 256, 3)
    back = overexpose(underexpose(levels, 1), 1).astype(int)
    assert np.abs(back - levels).max() <= 1


def test_light_round_trip_is_exact_and_monotone():
    levels = np.arange(256, dtype=np.uint8)
    assert np.array_equal(to_levels(to_light(levels)), levels)
    assert (np.diff(to_light(levels)) > 0).all()
    assert to_light(levels)[188] == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("sigma", [3.0, 10.0, 25.0])
def test_noise_sigma_is_measured_back(sigma):
    grey = np.full((200, 200, 3), 128, np.uint8)
    noisy = add_noise(grey, sigma, np.random.default_rng(0)).astype(float)
    assert noisy.std() == pytest.approx(sigma, rel=0.02)
    assert noisy.mean() == pytest.approx(128, abs=0.3)
    assert np.corrcoef(noisy[..., 0].ravel(), noisy[..., 1].ravel())[0, 1] == pytest.approx(0, abs=0.02)


def test_jpeg_at_full_quality_is_nearly_the_picture():
    x, y = np.meshgrid(np.linspace(0, 255, 64), np.linspace(0, 255, 48))
    smooth = np.stack([x, y, 255 - x], axis=2).astype(np.uint8)
    assert np.abs(jpeg(smooth, 100).astype(int) - smooth).max() <= 6


@pytest.mark.parametrize("amount", [-1, float("nan"), float("inf")])
@by_name(DAMAGES)
def test_impossible_amount_is_refused(damage, amount, scene):
    with pytest.raises(ValueError, match="must be"):
        damage.apply(scene, amount, np.random.default_rng(0))


@pytest.mark.parametrize("quality", [0, 101])
def test_quality_out_of_range_is_refused(quality, scene):
    with pytest.raises(ValueError, match="from 1 to 100"):
        jpeg(scene, quality)


@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 4), (0, 8, 3)])
def test_other_arrays_are_refused(shape):
    with pytest.raises(ValueError, match="RGB uint8"):
        gaussian_blur(np.zeros(shape, np.uint8), 1)
    with pytest.raises(ValueError, match="RGB uint8"):
        underexpose(np.zeros((*shape[:2], 3), np.float32), 1)


def test_angle_must_be_finite(scene):
    with pytest.raises(ValueError, match="angle_deg"):
        linear_motion_blur(scene, 3, float("nan"))


def test_registry_names_its_functions_and_covers_every_flaw():
    import culling.synth

    assert all(callable(getattr(culling.synth, d.name)) for d in DAMAGES)
    assert {d.flaw for d in DAMAGES} - {None} == set(FLAWS) - {"original"}


def test_unknown_damage_lists_the_choices():
    with pytest.raises(ValueError, match="gaussian_blur, defocus"):
        get_damage("gausian_blur")


def test_amounts_in_px_follow_the_size_of_the_picture():
    assert get_damage("defocus").amounts_for(500) == tuple(a / 2 for a in get_damage("defocus").amounts)
    assert get_damage("underexpose").amounts_for(500) == get_damage("underexpose").amounts
