"""What a rescue gains: tried on a part, measured before and after, worth something only against a policy."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
import simplejpeg

from culling.decoding.pixels import Pixels
from culling.policy import Policy, Rule
from culling.restore.agreement import agreement, noise_growth
from culling.restore.edit import Edit
from culling.restore.gain import Gain, detail_of, try_remedy, worth
from culling.restore.light import brighten
from culling.restore.preview import SIDE, part_of
from culling.synth import add_noise, gaussian_blur, underexpose


def scene(width: int = 640, height: int = 400) -> Pixels:
    """Blocks and lines at many scales: something to be in focus everywhere."""
    rng = np.random.default_rng(3)
    layers = [
        cv2.resize(
            rng.integers(0, 256, (height // s, width // s, 3)).astype(np.uint8), (width, height), interpolation=0
        )
        for s in (4, 12, 40)
    ]
    return np.mean(layers, axis=0).astype(np.uint8)


def sharpened(pixels: Pixels, edit: Edit) -> Pixels:
    """Stands for the network: an unsharp mask, where the edit deblurs; light as it is."""
    if edit.deblur:
        soft = cv2.GaussianBlur(pixels, (0, 0), 2).astype(np.float32)
        pixels = np.clip(np.rint(pixels + 2.0 * (pixels - soft)), 0, 255).astype(np.uint8)
    return brighten(pixels, edit.light)


# -- the part --------------------------------------------------------------------------------------------------------


def test_a_small_photo_is_tried_whole_and_a_large_one_where_it_has_most_texture() -> None:
    assert part_of(scene()).box == (0.0, 0.0, 1.0, 1.0)
    large = np.full((1500, 2400, 3), 120, np.uint8)
    large[900:1400, 1700:2200] = scene(500, 500)
    part = part_of(large)
    assert part.pixels.shape == (SIDE, SIDE, 3)
    assert np.array_equal(part.pixels, large[part.top : part.top + SIDE, part.left : part.left + SIDE])
    assert abs(part.top - 894) < 40
    assert abs(part.left - 1694) < 40


def test_measures_see_a_part_at_the_scale_of_the_whole_photo() -> None:
    whole = np.full((3000, 4000, 3), 120, np.uint8)  # analysed at half its size
    part = part_of(whole)
    seen = part.as_photo(part.pixels)
    assert seen.pixels.shape == (1500, 2000, 3)
    assert seen.full_size == (4000, 3000)
    stripes = np.zeros((SIDE, SIDE, 3), np.uint8)
    stripes[:, ::4] = stripes[:, 1::4] = 200  # two on, two off: one on, one off at half the size
    row = part.as_photo(stripes).pixels[0, :8, 0]
    assert row.tolist() == [200, 0, 200, 0, 200, 0, 200, 0]


# -- what cannot be fooled -------------------------------------------------------------------------------------------


def test_a_photo_that_was_blurred_agrees_with_the_sharp_one_and_noise_does_not() -> None:
    sharp = scene()
    blurred = gaussian_blur(sharp, 1.5)
    noisy = add_noise(blurred, 12, np.random.default_rng(0))
    assert agreement(blurred, sharp) > 0.99
    assert agreement(blurred, blurred) == 1.0
    assert agreement(blurred, scene()[::-1].copy()) < 0.5  # another picture
    assert noise_growth(blurred, noisy) > 5
    assert noise_growth(noisy, blurred) < 0.5
    assert noise_growth(blurred, blurred) == 1.0


def test_detail_is_the_root_mean_square_of_the_change_in_levels() -> None:
    grey = np.full((8, 8, 3), 100, np.uint8)
    assert detail_of(grey, grey) == 0.0
    assert detail_of(grey, grey + 5) == pytest.approx(5.0)
    half = grey.copy()
    half[:4] = 94
    assert detail_of(grey, half) == pytest.approx(18**0.5)  # 36 in half of the pixels


# -- remedies --------------------------------------------------------------------------------------------------------


def test_deblurring_is_measured_before_and_after_on_the_same_part() -> None:
    blurred = gaussian_blur(scene(), 2.0)
    tried = try_remedy(blurred, "deblur", ["laplacian_variance", "luminance", "eyes_open"], sharpened)
    gain = tried.gain
    assert gain.edit == Edit(deblur="own")
    assert set(gain.after) == {"laplacian_variance"}  # the others are not changed by deblurring
    assert gain.after["laplacian_variance"] > 2 * gain.before["laplacian_variance"]
    assert gain.detail > 3
    before, after = (simplejpeg.decode_jpeg(data) for data in (tried.before, tried.after))
    assert before.shape == after.shape == (320, 320, 3)
    assert after.std() > before.std()


def test_light_is_suggested_and_measured_on_the_whole_photo_without_a_network() -> None:
    def no_network(pixels: Pixels, edit: Edit) -> Pixels:
        assert not edit.deblur
        return brighten(pixels, edit.light)

    dark = underexpose(scene(), 4)
    gain = try_remedy(dark, "light", ["luminance", "blur"], no_network).gain
    assert gain.edit.light.stops > 0
    assert set(gain.after) == {"luminance"}
    assert gain.after["luminance"] > 2 * gain.before["luminance"]
    assert (gain.detail, gain.agreement, gain.noise) == (0.0, 1.0, 1.0)


def test_both_remedies_are_measured_each_by_its_own_measures() -> None:
    dark = underexpose(gaussian_blur(scene(), 2.0), 3)
    gain = try_remedy(dark, "both", ["luminance", "laplacian_variance"], sharpened).gain
    assert gain.edit.deblur == "own"
    assert gain.edit.light.stops > 0
    assert gain.after["luminance"] > gain.before["luminance"]
    assert gain.after["laplacian_variance"] > gain.before["laplacian_variance"]


# -- what it is worth ------------------------------------------------------------------------------------------------


def gain_of(before: dict[str, float], after: dict[str, float]) -> Gain:
    return Gain(Edit(deblur="own"), (0.0, 0.0, 1.0, 1.0), before, after)


def test_a_gain_is_worth_what_the_policy_says_of_it() -> None:
    policy = Policy("test", (Rule("blur", "above", 0.4, maybe=0.2), Rule("luminance", "below", 20.0)))
    found = worth(gain_of({"blur": 0.6}, {"blur": 0.3}), policy)
    assert found.before == pytest.approx(-0.5)
    assert found.after == pytest.approx(0.25)
    assert found.gained == pytest.approx(0.75)
    assert found.verdict == "maybe"
    stricter = Policy("strict", (Rule("blur", "above", 0.25),))
    assert worth(gain_of({"blur": 0.6}, {"blur": 0.3}), stricter).verdict == "reject"
    assert worth(gain_of({"blur": 0.6}, {"blur": 0.1}), policy).verdict == "keep"


def test_the_worst_rule_counts_and_what_light_spoils_counts_as_well() -> None:
    policy = Policy("test", (Rule("luminance", "below", 20.0), Rule("highlight_clipping", "above", 0.5)))
    before, after = {"luminance": 10.0, "highlight_clipping": 0.1}, {"luminance": 80.0, "highlight_clipping": 0.6}
    found = worth(gain_of(before, after), policy)
    assert found.verdict == "reject"
    assert found.after == pytest.approx(-0.2)


def test_where_no_measure_could_say_nothing_is_promised() -> None:
    policy = Policy("test", (Rule("blur", "above", 0.4),))
    assert worth(gain_of({"blur": 0.6}, {"blur": math.nan}), policy).verdict == "unjudged"
    assert worth(gain_of({}, {}), policy).verdict == "unjudged"


def test_what_no_blur_takes_back_counts_for_nothing() -> None:
    deblurred = Gain(Edit(deblur="own"), (0.0, 0.0, 1.0, 1.0), {}, {}, detail=8.0, agreement=0.25)
    assert deblurred.score == 2.0
    assert math.isnan(Gain(Edit(), (0.0, 0.0, 1.0, 1.0), {}, {}).score)  # light alone has no such number


def test_a_gain_is_written_down_and_read_again() -> None:
    gain = gain_of({"blur": 0.6, "reblur": math.nan}, {"blur": 0.3, "reblur": 0.5})
    again = Gain.from_dict(gain.as_dict())
    assert math.isnan(again.before["reblur"])
    assert again.as_dict() == gain.as_dict()
    assert again.edit == gain.edit
    for broken in ({}, {**gain.as_dict(), "box": [1]}, {**gain.as_dict(), "after": 3}):
        with pytest.raises(ValueError, match="this is no gain"):
            Gain.from_dict(broken)
