"""Flips in words."""

from __future__ import annotations

from culling.probe.curve import curve
from culling.probe.dials import get_dial
from culling.probe.probed import Probed
from culling.probe.words import sentences
from tests.probe.photos import FOCUS, LIGHT, flat, texture
from tests.probe.test_curve import DEFOCUS, RULE, Drawn


def test_a_sentence_tells_amount_rule_and_value() -> None:
    found = curve(Drawn({0.0: 300.0, 2.0: 50.0, 5.0: 300.0}), DEFOCUS, RULE)
    assert sentences(found) == [
        "Out of focus: kept at first; rejected from 2 px on, by tenengrad 50 < 100 (margin −50); "
        "kept from 5 px on, as tenengrad 300 ≥ 100 (margin 200)."
    ]


def test_each_way_of_exposure_has_its_own_sentence_and_no_flip_is_said_too() -> None:
    dark, bright = sentences(curve(Probed(flat(60)), get_dial("exposure"), LIGHT))
    assert dark.startswith("Exposure: kept at first; rejected from −")
    assert "rejected from +" in bright
    (stays,) = sentences(curve(Probed(flat(120)), get_dial("jpeg"), LIGHT))
    assert stays == "JPEG: stays kept up to quality 5."


def test_nothing_is_said_of_a_curve_that_is_not_whole() -> None:
    from culling.probe.curve import growing_curve

    assert sentences(next(growing_curve(Probed(texture()), DEFOCUS, FOCUS))) == []
