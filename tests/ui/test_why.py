"""Why a photo has its verdict, and how photos compare: each rule in full, the better one marked."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import decide
from culling.explain import nearest_flip
from culling.metrics import METRICS
from culling.policy import Policy, Rule, Unless
from culling.ui.rooms import why
from culling.ui.state import Session
from culling.ui.tuning import Tuning

POLICY = Policy("p", (Rule("noise_sigma", "above", 12, maybe=9), Rule("luminance", "below", 20)))
HOSTILE = "100/![x](http://evil.example/p.png).jpg"


def _table(**columns: list[Any]) -> pd.DataFrame:
    """Four photos; what is not given is unknown."""
    paths = ["a.jpg", "b.jpg", HOSTILE, "broken.jpg"]
    table = pd.DataFrame({metric.name: math.nan for metric in METRICS}, index=pd.Index(paths, name="path"))
    given = {
        "noise_sigma": [14.25, 3.0, 10.0, math.nan],
        "luminance": [90.0, 100.0, 100.0, math.nan],
        "laplacian_variance": [100.0, 900.0, 500.0, math.nan],
        "contrast": [30.0, 35.0, 90.0, math.nan],
        "error": [None, None, None, "The file ends early."],
        "mark": [None, None, "must-have", None],
        "camera": ["X1", None, None, None],
        "iso": [400.0, math.nan, math.nan, math.nan],
    }
    return table.assign(**(given | columns))


@pytest.fixture
def state() -> Session:
    return Session(tuning=Tuning(_table(), POLICY))


def _shown(state: Session, what: str, paths: str | list[str]) -> AppTest:
    def script(state, what, paths):  # type: ignore[no-untyped-def]  # it runs without the names that stand here
        from culling.ui.rooms import why

        getattr(why, what)(state, paths)

    app = AppTest.from_function(script, args=(state, what, paths)).run()
    assert not app.exception
    return app


def _texts(app: AppTest) -> list[str]:
    return [item.value for item in app.text]


def test_all_is_said_of_a_rejected_photo(state: Session) -> None:
    app = _shown(state, "show", "a.jpg")
    flip = nearest_flip(state.table, POLICY, "a.jpg")
    assert flip is not None
    assert _texts(app) == ["a.jpg", "X1 · ISO 400", flip.text]
    assert app.markdown[0].value == ":red-badge[R reject] by the policy"
    rows = app.dataframe[0].value.to_dict("records")
    assert [row["measure"] for row in rows] == ["luminance", "noise_sigma"]
    assert rows[1] == {
        "verdict": "reject",
        "measure": "noise_sigma",
        "value": "14.25",
        "cutoff": "above 12",
        "margin": "−2.25",
        "flips at": "14.3 → maybe",
        "by": "19 %",
        "unit": "levels",
    }


def test_a_rule_that_does_not_count_says_why() -> None:
    rule = Rule("noise_sigma", "above", 12, unless=Unless("luminance", "above", 60))
    app = _shown(Session(tuning=Tuning(_table(), Policy("p", (rule,)))), "show", "a.jpg")
    assert app.markdown[0].value == ":blue-badge[K keep] by the policy"
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (row["verdict"], row["margin"]) == ("exempt", "exempt: luminance 90 > 60")
    assert row["flips at"] == "luminance 90 → reject"
    assert (
        "Would be rejected if the cutoff of luminance that exempts from noise_sigma were 90 instead of 60."
        in _texts(app)
    )


def test_a_mark_says_whose_it_is_and_no_cutoff_is_told(state: Session) -> None:
    app = _shown(state, "show", HOSTILE)
    assert app.markdown[0].value == ":blue-badge[K keep] must-have, marked by you"
    assert _texts(app) == [HOSTILE, "No EXIF."]  # as text, never as Markdown
    assert not any(HOSTILE in item.value for item in app.markdown)


def test_an_unreadable_photo_has_its_error(state: Session) -> None:
    app = _shown(state, "show", "broken.jpg")
    assert "The file ends early." in _texts(app)
    assert not app.dataframe


def test_a_photo_that_is_gone_shows_nothing(state: Session) -> None:
    assert not _shown(state, "show", "gone.jpg").text
    assert not _shown(state, "show_compare", ["gone.jpg"]).dataframe


def test_photos_compare_in_what_the_policy_asks_for_and_in_what_they_differ(state: Session) -> None:
    app = _shown(state, "show_compare", ["a.jpg", "b.jpg", "a.jpg", "gone.jpg"])
    frame = app.dataframe[0].value
    assert list(frame) == ["measure", "a.jpg", "b.jpg", "unit", "cutoff"]
    rows = {row["measure"]: row for row in frame.to_dict("records")}
    assert list(rows) == ["verdict", "luminance", "noise_sigma", "laplacian_variance", "contrast"]
    assert (rows["verdict"]["a.jpg"], rows["verdict"]["b.jpg"]) == ("reject", "keep")
    assert (rows["noise_sigma"]["a.jpg"], rows["noise_sigma"]["b.jpg"]) == ("14.25", "● 3")  # lower is better
    assert (rows["laplacian_variance"]["a.jpg"], rows["laplacian_variance"]["b.jpg"]) == ("100", "● 900")
    assert (rows["luminance"]["a.jpg"], rows["luminance"]["b.jpg"]) == ("90", "100")  # no better end
    assert rows["noise_sigma"]["cutoff"] == "above 12 (maybe above 9)"
    assert rows["contrast"]["cutoff"] == "–"


def test_measures_are_chosen_by_how_far_apart_photos_lie_in_the_folder(state: Session) -> None:
    assert why.differing(state, ["a.jpg", "b.jpg"], but=["noise_sigma"])[0] == "laplacian_variance"
    assert why.differing(state, ["a.jpg", HOSTILE], but=["noise_sigma"])[0] == "contrast"
    assert why.differing(state, ["a.jpg", "b.jpg"], most=1) == why.differing(state, ["a.jpg", "b.jpg"])[:1]
    assert why.differing(state, ["a.jpg", "broken.jpg"]) == []


def test_numbers_that_are_nearly_the_same_are_not_apart() -> None:
    table = _table(p_distorted=[1e-9, 1e-6, 0.9, math.nan], contrast=[1.0, 1.0, 1.0, math.nan])
    state = Session(tuning=Tuning(table, POLICY))
    assert "p_distorted" not in why.differing(state, ["a.jpg", "b.jpg"])  # though half of the folder lies between
    assert "p_distorted" in why.differing(state, ["a.jpg", HOSTILE])
    assert "contrast" not in why.differing(state, ["a.jpg", "b.jpg"])


def test_ties_and_unknown_values_have_no_better_one() -> None:
    table = _table(noise_sigma=[3.0, 3.0, math.nan, math.nan])
    decisions = decide(table, POLICY)
    tied = why.comparison(table, decisions, POLICY, ["a.jpg", "b.jpg"], ["noise_sigma"])
    assert tied[["a.jpg", "b.jpg"]].iloc[1].tolist() == ["3", "3"]
    unknown = why.comparison(table, decisions, POLICY, ["a.jpg", HOSTILE], ["noise_sigma"])
    assert unknown.iloc[1].tolist()[1:3] == ["3", "not measured"]


def test_photos_of_one_name_are_told_apart_by_their_folders() -> None:
    table = _table()
    table.index = pd.Index(["x/a.jpg", "y/a.jpg", "unit", "d.jpg"], name="path")
    decisions = decide(table, POLICY)
    assert list(why.comparison(table, decisions, POLICY, ["x/a.jpg", "y/a.jpg"], [])) == [
        "measure",
        "/x/a.jpg",
        "/y/a.jpg",
        "unit",
        "cutoff",
    ]
    assert "/unit" in why.comparison(table, decisions, POLICY, ["unit"], [])
