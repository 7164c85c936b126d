"""Whole image against subject: axes, parts, the cutoff that is proposed, and what a condition does."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.anatomy import (
    OF_SUBJECT,
    QUADRANTS,
    WHOLE,
    Scale,
    condition_on,
    effect,
    exempting,
    points,
    proposed_cutoff,
    quadrants,
    soft_side,
    subject_scale,
    whole_rules,
    whole_scale,
)
from culling.anatomy_figure import anatomy_figure
from culling.charts import Axis
from culling.decide import decide
from culling.metrics import get_metric
from culling.policy import Policy, Rule, Unless

SOFT = Rule("laplacian_variance", "below", 75.0)
POLICY = Policy("p", (SOFT, Rule("reblur", "above", 0.5), Rule("luminance", "below", 10.0)))


def photos() -> pd.DataFrame:
    """Sharp, two artistic, missed focus, blurred, dark and artistic, without a face, not measured."""
    return pd.DataFrame(
        {
            "laplacian_variance": [900.0, 40.0, 50.0, 800.0, 20.0, 30.0, 60.0, math.nan],
            "reblur": [0.2, 0.7, 0.4, 0.2, 0.8, 0.6, 0.6, math.nan],
            "face_sharpness": [120.0, 130.0, 90.0, 25.0, 20.0, 140.0, math.nan, 99.0],
            "luminance": [90.0, 90.0, 90.0, 90.0, 90.0, 5.0, 90.0, 90.0],
        },
        index=pd.Index([f"{name}.jpg" for name in "abcdefgh"], name="path"),
    )


def test_every_measure_is_known_and_higher_is_sharper_for_the_subject() -> None:
    assert all(get_metric(name).higher_is_better is not None for name in WHOLE)
    assert all(get_metric(name).higher_is_better for name in OF_SUBJECT)
    assert [soft_side(name) for name in ("laplacian_variance", "reblur", "blur_map_mean")] == [
        "below",
        "above",
        "above",
    ]


def test_photos_fall_into_four_parts() -> None:
    table = photos()
    codes = quadrants(
        table, whole_scale(table, POLICY, "laplacian_variance"), Scale("face_sharpness", Axis(0, 366), 60, True)
    )
    names = [list(QUADRANTS)[code] if code >= 0 else "" for code in codes]
    assert names == ["sharp", "artistic", "artistic", "missed focus", "blurred", "artistic", "", ""]


def test_a_photo_at_a_cut_is_where_the_rule_and_the_condition_have_it() -> None:
    table = pd.DataFrame({"laplacian_variance": [75.0, 74.9], "reblur": [0.5, 0.51], "face_sharpness": [60.0, 60.1]})
    subject = Scale("face_sharpness", Axis(0, 366), 60, True)
    for metric, cut in (("laplacian_variance", 75.0), ("reblur", 0.5)):
        assert quadrants(table, Scale(metric, Axis(0.1, 900), cut, True), subject).tolist() == [2, 1]


def test_sharper_is_farther_right_and_up_whichever_way_the_numbers_go() -> None:
    scale = Scale("laplacian_variance", Axis(10, 1000, log=True), 75, True)
    np.testing.assert_allclose(
        scale.places(np.array([0.0, 10, 100, 1000, 5000, math.nan])), [0, 0, 0.5, 1, 1, math.nan]
    )
    falling = Scale("reblur", Axis(0.2, 0.6), 0.5, True)
    np.testing.assert_allclose(falling.places(np.array([0.2, 0.3, 0.6, 0.9])), [1, 0.75, 0, 0])
    where = points(photos(), whole_scale(photos(), POLICY, "reblur"), subject_scale(photos(), POLICY, "face_sharpness"))
    assert where.dtype == np.float32
    assert np.isnan(where[6:]).all()
    assert where[0, 0] > where[4, 0]


def test_the_cuts_are_those_of_the_policy_where_it_has_them() -> None:
    table = photos()
    assert whole_scale(table, POLICY, "laplacian_variance").cut == 75.0
    usual = whole_scale(table, Policy("none"), "laplacian_variance")
    assert (usual.cut, usual.set) == (get_metric("laplacian_variance").cutoff, False)
    exempt = exempting(POLICY, "face_sharpness", 61.0)
    assert subject_scale(table, POLICY, "face_sharpness").set is False
    assert subject_scale(table, exempt, "face_sharpness").cut == 61.0
    assert subject_scale(table, exempt, "face_sharpness", tried=80.0).cut == 80.0


def test_a_condition_is_put_on_every_whole_image_rule_and_taken_off_again() -> None:
    other = Rule("tenengrad", "below", 900.0, unless=Unless("contrast", "above", 40))
    wrong_side = Rule("sharpest_tile", "above", 9000.0)
    policy = POLICY.replace(other, wrong_side)
    assert [rule.metric for rule in whole_rules(policy, "face_sharpness")] == ["laplacian_variance", "reblur"]
    after = exempting(policy, "face_sharpness", 60)
    unless = Unless("face_sharpness", "above", 60.0)
    assert {rule.metric: rule.unless for rule in after.rules} == {
        "laplacian_variance": unless, "reblur": unless, "luminance": None,
        "tenengrad": other.unless, "sharpest_tile": None,
    }  # fmt: skip
    assert condition_on(policy, "face_sharpness") is None
    assert condition_on(after, "face_sharpness") == unless
    assert exempting(after, "face_sharpness", None) == policy
    assert [rule.metric for rule in whole_rules(policy, "sharpest_tile")] == ["laplacian_variance", "reblur"]


def test_what_a_condition_would_do_is_counted() -> None:
    table = photos()
    selected = np.isin(table.index, ["a.jpg", "b.jpg", "c.jpg"])
    found = effect(table, POLICY, exempting(POLICY, "face_sharpness", 80.0), "face_sharpness", selected)
    assert found.selected == 2  # a is kept without it
    assert found.others == 1  # f, which is too dark as well
    assert found.turned == (("reject", "keep", 2),)
    assert decide(table, found.policy)["verdict"].tolist()[:6] == ["keep", "keep", "keep", "keep", "reject", "reject"]
    nothing = effect(table, POLICY, POLICY, "face_sharpness", selected)
    assert (nothing.selected, nothing.others, nothing.turned) == (0, 0, ())


NONE = Policy("none")


def test_the_cutoff_that_is_proposed_is_short_and_takes_nine_in_ten() -> None:
    assert proposed_cutoff(photos(), NONE, "face_sharpness", [1, 2, 5]) == 89.0
    assert proposed_cutoff(photos(), NONE, "face_sharpness", [6]) is None
    assert proposed_cutoff(photos(), NONE, "face_sharpness", []) is None
    table = pd.DataFrame({"face_sharpness": [0.0, *(float(value) for value in range(51, 71))]})
    assert proposed_cutoff(table, NONE, "face_sharpness", range(1, 21)) == 52.0  # 51 and 52 may be left out
    close = pd.DataFrame({"face_sharpness": [60.123456, 60.123457]})
    assert proposed_cutoff(close, NONE, "face_sharpness", [1]) == 60.0  # short is better than exact


def test_what_needs_no_exemption_says_nothing_of_the_cutoff() -> None:
    assert proposed_cutoff(photos(), POLICY, "face_sharpness", [1, 2, 3]) == 89.0  # d is sharp as a whole
    assert proposed_cutoff(photos(), POLICY, "face_sharpness", [0, 3]) == 24.0  # neither needs one


values = st.one_of(st.sampled_from([0.0, 1.0, 1e-300, 0.1 + 0.2, math.nan]), st.floats(-1e6, 1e6))


@given(st.lists(values, min_size=1, max_size=40), st.data())
def test_what_is_proposed_exempts_the_selected_and_hardly_a_softer_one(known: list[float], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(known) - 1), unique=True))
    column = np.array(known)
    own = np.sort(column[rows][~np.isnan(column[rows])]) if rows else np.array([])
    cutoff = proposed_cutoff(pd.DataFrame({"face_sharpness": known}), NONE, "face_sharpness", rows)
    assert (cutoff is None) == (len(own) == 0)
    if cutoff is not None:
        taken = own[own > cutoff]
        assert len(taken) >= len(own) - len(own) // 10
        least = own[len(own) // 10]
        softer = column[(column > cutoff) & (column < least)]
        assert (softer >= least - 0.0101 * abs(least)).all()


def test_the_chart_shows_each_photo_once_by_its_verdict() -> None:
    table = photos()
    scales = whole_scale(table, POLICY, "laplacian_variance"), subject_scale(table, POLICY, "face_sharpness")
    figure = anatomy_figure(table, decide(table, POLICY), *scales, selected=[1, 4])
    rows = {trace.name: list(trace.customdata) for trace in figure.data}
    assert rows == {"keep": [0, 3], "reject": [1, 2, 4, 5]}
    assert [list(trace.selectedpoints) for trace in figure.data] == [[], [0, 2]]
    assert len({trace.marker.symbol for trace in figure.data}) == 2
    said = " ".join(note.text for note in figure.layout.annotations)
    assert all(words in said for words in QUADRANTS.values())
    falling = anatomy_figure(table, decide(table, POLICY), whole_scale(table, POLICY, "reblur"), scales[1])
    assert falling.layout.xaxis.range[0] > falling.layout.xaxis.range[1]


@pytest.mark.parametrize("name", ["<b>x</b>.jpg", "a\u202egnp.jpg"])
def test_names_of_files_are_shown_as_they_are(name: str) -> None:
    table = photos().iloc[:1].set_axis(pd.Index([name], name="path"))
    scales = whole_scale(table, POLICY, "laplacian_variance"), subject_scale(table, POLICY, "face_sharpness")
    assert "<b>" not in str(anatomy_figure(table, decide(table, POLICY), *scales).data[0].text)
