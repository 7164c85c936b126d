"""A probed photo: damage as `culling.synth` does it, in one order; each measure once."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling import nets
from culling.metrics import get_metric
from culling.photos import Photo
from culling.probe import probed as module
from culling.probe.probed import Probed, setting
from culling.synth import damaged_photo
from tests.probe.photos import texture


def test_a_setting_leaves_out_what_does_nothing_and_has_one_order() -> None:
    assert setting({"noise": 4, "jpeg": 100, "exposure": 0, "defocus": 1}) == (("defocus", 1.0), ("noise", 4.0))
    assert setting({}) == ()


def test_damage_is_that_of_synth_one_after_the_other() -> None:
    photo = texture()
    where = setting({"noise": 6, "exposure": -1})
    blurred = damaged_photo(damaged_photo(photo, "underexpose", 1.0, seed=3), "add_noise", 6.0, seed=3)
    assert np.array_equal(Probed(photo, 3).damaged(where).pixels, blurred.pixels)


def test_values_are_those_of_the_measures_on_the_damaged_photo() -> None:
    photo = texture()
    where = setting({"gaussian_blur": 2})
    values = Probed(photo).values(where, ["luminance", "tenengrad"])
    worse = damaged_photo(photo, "gaussian_blur", 2.0)
    assert values == {name: get_metric(name).measure(worse) for name in ("luminance", "tenengrad")}


def test_nothing_is_measured_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(photo: Photo, damage: str, amount: float, seed: int = 0) -> Photo:
        calls.append(damage)
        return damaged_photo(photo, damage, amount, seed)

    monkeypatch.setattr(module, "damaged_photo", counted)
    probed, where = Probed(texture()), setting({"noise": 4})
    first = probed.values(where, ["luminance"])
    assert probed.knows(where, ["luminance"])
    assert not probed.knows(where, ["luminance", "contrast"])
    assert probed.values(where, ["luminance"]) == first
    assert calls == ["add_noise"]


def test_what_is_learned_or_has_no_network_cannot_say(tiny: object) -> None:
    nets.clear()  # the manifest knows the network `tiny` alone
    values = Probed(texture()).values((), ["p_keep", "blur", "luminance"])
    assert math.isnan(values["p_keep"])
    assert math.isnan(values["blur"])
    assert values["luminance"] > 0


def test_a_seed_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="seed must be 0 or more"):
        Probed(texture(), -1)
