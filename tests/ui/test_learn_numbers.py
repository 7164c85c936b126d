"""The lessons on exposure, base rates and overfitting, each by itself: what moves with a control, what is ignored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.labels import Label
from culling.lessons import base_rate
from culling.lessons.overfitting import Setting, draw
from culling.ui.jobs import BOARD
from tests.ui.pages import run

Room = Callable[..., AppTest]


def _lesson_alone(name: str) -> None:
    from importlib import import_module

    from culling.ui.state import session

    import_module(f"culling.ui.rooms.learn.lessons.{name}").show(session())


@pytest.fixture
def room(photos: Path, dashboard: Callable[..., AppTest]) -> Room:
    """One lesson on a folder of twelve photos, as an address opens it."""
    dashboard(photos)

    def start(name: str, **address: str) -> AppTest:
        app = AppTest.from_function(_lesson_alone, default_timeout=30, args=(name,))
        for key, value in address.items():
            app.query_params[key.replace("_", "-")] = value
        return run(app)

    return start


def said(app: AppTest) -> str:
    words = "\n".join(item.value for item in [*app.markdown, *app.caption])
    return words.replace("\N{NO-BREAK SPACE}", " ")


def values(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_light_moves_measures_and_says_what_is_lost(room):
    app = room("exposure")
    assert "| luminance | 147 → **196** |" in said(app)
    assert "58 % of the pixels do not come back, by up to 118 of 255 levels" in said(app)
    app.slider(key="exposure-ev").set_value(-2.0)
    run(app)
    assert "no highlight is burnt" in said(app)
    app.toggle(key="exposure-back").set_value(True)
    run(app)
    assert "| luminance | 147 → **147** |" in said(app)
    app.slider(key="exposure-ev").set_value(0.0)
    run(app)
    assert "As taken. Move the slider." in said(app)


def test_the_table_says_what_the_default_policy_says(room):
    app = room("exposure", exposure_ev="4.0")
    assert ":yellow-badge[maybe] above 0.75 |" in said(app)
    assert "| p_overexposed | 0.0013 → **1** | no rule (0.9) |" in said(app)


def test_the_address_opens_the_view_and_what_it_cannot_mean_is_ignored(room):
    asked = room("exposure", exposure_ev="-1.5", exposure_show="clipping", exposure_photo="../../etc/passwd")
    assert asked.slider(key="exposure-ev").value == -1.5
    assert "Orange stripes: burnt to white." in said(asked)
    for number in ("nan", "40"):
        assert room("exposure", exposure_ev=number).slider(key="exposure-ev").value == 2.0


def test_precision_falls_with_the_share_while_recall_stays(room):
    app = room("base_rate")
    assert values(app) == {"Recall": "97 %", "Keepers lost": "6 %", "Precision": "94 %"}
    assert "**483 of these 511 are flawed**" in said(app)
    app.select_slider(key="base-rate-share").set_value(2.0)
    run(app)
    assert values(app) == {"Recall": "97 %", "Keepers lost": "6 %", "Precision": "26 %"}
    assert "Of **1,000 photos** 20 are flawed: 19 of them are rejected, 1 missed." in said(app)
    assert "**19 of these 74 are flawed**" in said(app)


def test_each_measure_has_a_cutoff_of_its_own_and_a_strict_one_rejects_nobody(room):
    app = room("base_rate")
    app.selectbox(key="base-rate-measure").set_value("blur")
    run(app)
    slider = app.select_slider(key="base-rate-cutoff-blur")
    assert (slider.label, slider.value) == ("Reject above", 0.35)
    assert values(app)["Recall"] == "69 %"
    app.select_slider(key="base-rate-cutoff-blur").set_value(max(map(float, slider.options)))
    run(app)
    assert values(app)["Precision"] == "–"
    assert "nothing is rejected" in said(app)


def test_a_share_that_is_not_offered_is_ignored(room):
    for share in ("nan", "2;drop"):
        assert room("base_rate", base_rate_share=share).select_slider(key="base-rate-share").value == 50.0


def test_own_labels_are_offered_once_there_are_enough_and_each_cutoff_counts_as_a_look(
    room, photos, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(base_rate, "FEWEST", 5)
    opened = BOARD.open(photos.resolve())
    app = room("base_rate", base_rate_labels="yours")
    assert "With 5 of either kind in the open folder, yours can be chosen." in said(app)
    paths = [str(path) for path in opened.table.index[opened.table["error"].isna()]]
    told = [Label(path, "keep" if place < len(paths) // 2 else "reject") for place, path in enumerate(paths)]
    opened.catalog.add_labels(told)
    run(app)
    app.segmented_control(key="base-rate-labels").set_value("own")
    run(app)
    assert "contrast" in app.selectbox(key="base-rate-measure").options
    looks = opened.catalog.looks()
    assert [about["where"] for about in looks["about"]] == ["Learn"]
    measure = app.selectbox(key="base-rate-measure").value
    slider = app.select_slider(key=f"base-rate-cutoff-{measure}")
    slider.set_value(float(slider.options[3]))
    run(app)
    assert len(opened.catalog.looks()) == 2


def test_the_sample_photos_labels_are_no_look(room, photos):
    room("base_rate")
    assert BOARD.open(photos.resolve()).catalog.looks().empty


def test_the_winner_looks_better_on_its_labels_and_coins_teach_nothing(room):
    app = room("overfitting")
    assert values(app) == {
        "On the labels that chose it": "86 %",
        "On the other photos": "70 %",
        "Looks too good by": "15 points",
    }
    app.toggle(key="overfitting-coin").set_value(True)
    run(app)
    assert values(app)["On the other photos"] == "50 %"


def test_fewer_tries_and_more_labels_bring_the_two_together(room):
    app = room("overfitting", overfitting_labels="73", overfitting_measures="1", overfitting_cutoffs="1")
    drawn = draw(Setting(73, 1, 1))
    assert values(app)["Looks too good by"] == f"{100 * drawn.optimism:.0f} points"
    assert abs(drawn.optimism) < 0.02
    assert "the best of 1 on 73 labels" in said(app)


def test_another_draw_is_another_winner_and_the_same_number_is_the_same_draw(room):
    first, again, other = (said(room("overfitting", overfitting_seed=seed)) for seed in ("3", "3", "4"))
    assert "**Draw 3**" in first
    assert first == again != other


def test_numbers_of_an_address_that_no_slider_has_are_ignored(room):
    app = room("overfitting", overfitting_labels="1e99", overfitting_measures="nan", overfitting_seed="-5")
    assert values(app)["On the labels that chose it"] == "86 %"
