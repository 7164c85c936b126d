"""The tune page: every control moves the policy, and the counts are those of `decide`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.metrics import METRIC_NAMES
from culling.policy import Policy
from culling.rule import Rule
from culling.ui import places, remembered
from culling.ui.rooms.rules import new_rule, sides_of
from culling.ui.tuning import Move
from tests.ui.pages import said_counts, state, table, texts, tiles, true_counts, widget

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The page with one rule on one measure, without a band; sliders show it, as a page without a browser can."""
    app = dashboard(photos, "tune")
    app.segmented_control(key="cutoffs_as").set_value("sliders").run()
    _use(app, Policy("one rule", (Rule("sharpest_tile", "below", 100.0),)))
    return app


def _use(app: AppTest, policy: Policy) -> None:
    state(app).tuning.change(policy)
    app.run()
    assert not app.exception


def _slide_to(app: AppTest, place: int) -> float:
    slider = widget(app.select_slider, "cut_sharpest_tile_below")
    stop = state(app).axis("sharpest_tile").stops()[place]
    slider.set_value(stop).run()
    assert not app.exception
    return stop


def test_the_counts_are_those_of_decide(app: AppTest, photos: Path) -> None:
    assert said_counts(app) == true_counts(photos, state(app).policy)


@pytest.mark.parametrize("place", [0, 60, 120, -1])
def test_a_slider_decides_exactly_as_decide(app: AppTest, photos: Path, place: int) -> None:
    stop = _slide_to(app, place)
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", stop),)
    assert said_counts(app) == true_counts(photos, Policy("p", (Rule("sharpest_tile", "below", stop),)))


def test_a_move_shows_what_it_newly_rejects_and_then_newly_keeps(app: AppTest, photos: Path) -> None:
    before = set(state(app).tuning.decisions.query("verdict == 'reject'").index)
    stop = _slide_to(app, -1)
    values = table(photos)["sharpest_tile"]
    expected = set(values[values < stop].index) - before
    shown = tiles(app, "turned_reject")
    assert {tile["path"] for tile in shown} == expected
    assert len(expected) > 0
    values_shown = [values[tile["path"]] for tile in shown]
    assert values_shown == sorted(values_shown, reverse=True)  # nearest to the cutoff first
    assert all(f"< {stop:.12g}" in tile["lines"][1] for tile in shown)
    _slide_to(app, 0)
    assert {tile["path"] for tile in tiles(app, "turned_keep")} >= expected


def test_counts_tell_the_change_of_the_last_move(app: AppTest) -> None:
    before = said_counts(app)
    _slide_to(app, -1)
    change = {metric.label.split()[-1]: int(metric.delta or 0) for metric in app.metric}
    after = said_counts(app)
    assert change == {name: after[name] - before[name] for name in after}


def test_the_number_beside_the_slider_is_its_twin(app: AppTest, photos: Path) -> None:
    widget(app.number_input, "reject_sharpest_tile_below").set_value(123.456).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", 123.456),)
    assert widget(app.select_slider, "cut_sharpest_tile_below").value == 123.456
    assert said_counts(app) == true_counts(photos, state(app).policy)
    stop = _slide_to(app, 40)
    assert widget(app.number_input, "reject_sharpest_tile_below").value == stop


def test_a_number_beyond_the_axis_makes_the_axis_longer(app: AppTest) -> None:
    widget(app.number_input, "reject_sharpest_tile_below").set_value(90_000.0).run()
    assert state(app).axis("sharpest_tile").high >= 90_000
    assert said_counts(app)["keep"] == 0


def test_a_band_of_doubt_is_switched_on_moved_and_off(app: AppTest, photos: Path) -> None:
    widget(app.toggle, "band_sharpest_tile_below").set_value(True).run()
    (rule,) = state(app).policy.rules
    assert rule.maybe is not None
    assert rule.maybe > rule.reject
    assert widget(app.select_slider, "cut_sharpest_tile_below").value == (rule.reject, rule.maybe)
    stops = state(app).axis("sharpest_tile").stops()
    widget(app.select_slider, "cut_sharpest_tile_below").set_value((stops[50], stops[200])).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", stops[50], stops[200]),)
    assert said_counts(app) == true_counts(photos, state(app).policy)
    widget(app.number_input, "reject_sharpest_tile_below").set_value(stops[210]).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", stops[210], stops[210]),)
    widget(app.toggle, "band_sharpest_tile_below").set_value(False).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", stops[210]),)


def test_undo_and_redo(app: AppTest) -> None:
    first = state(app).policy
    counts = said_counts(app)
    stop = _slide_to(app, -1)
    moved = said_counts(app)
    assert moved != counts
    _press(app, "Undo")
    assert state(app).policy == first
    assert said_counts(app) == counts
    assert widget(app.select_slider, "cut_sharpest_tile_below").value == 100.0
    _press(app, "Redo")
    assert said_counts(app) == moved
    assert widget(app.select_slider, "cut_sharpest_tile_below").value == stop


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_the_policy_survives_other_pages(app: AppTest) -> None:
    stop = _slide_to(app, 30)
    for page in ("library", "export", "tune"):
        app.switch_page(str(places.PAGES / f"{page}.py")).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", stop),)
    assert widget(app.select_slider, "cut_sharpest_tile_below").value == stop


def test_a_measure_is_added_on_the_chosen_side_and_removed(app: AppTest) -> None:
    app.selectbox(key="add_measure").set_value(("luminance", "above")).run()
    app.button(key="add_rule").click().run()
    assert [rule.key for rule in state(app).policy.rules] == [("sharpest_tile", "below"), ("luminance", "above")]
    assert app.get_by_key("box_luminance") is not None
    app.button(key="remove_luminance_above").click().run()
    assert [rule.key for rule in state(app).policy.rules] == [("sharpest_tile", "below")]


def test_every_measure_can_be_added(app: AppTest, photos: Path) -> None:
    app.button(key="add_rule").click().run()
    assert len(state(app).policy.rules) == 2
    every = [new_rule(state(app), name, side) for name in METRIC_NAMES for side in sides_of(name)]
    _use(app, Policy("all", tuple(every)))
    assert len(state(app).policy.rules) > 40
    assert said_counts(app) == true_counts(photos, state(app).policy)
    assert not [button for button in app.button if button.key == "add_rule"]


def test_without_rules_nothing_is_judged(app: AppTest) -> None:
    app.button(key="remove_sharpest_tile_below").click().run()
    assert not app.exception
    assert said_counts(app) == {"keep": 0, "maybe": 0, "reject": 0, "unjudged": 12}


def test_presets_are_saved_loaded_and_reset(app: AppTest) -> None:
    stop = _slide_to(app, 70)
    app.text_input(key="preset_name").set_value("my cutoffs").run()
    app.button(key="preset_save").click().run()
    assert remembered.saved_policies()[0]["my cutoffs"].rules == (Rule("sharpest_tile", "below", stop),)
    _press(app, "Reset")
    assert state(app).policy == Policy.default()
    app.selectbox(key="preset").set_value("my cutoffs").run()
    app.button(key="preset_load").click().run()
    assert state(app).policy == Policy("my cutoffs", (Rule("sharpest_tile", "below", stop),))
    _press(app, "Undo")
    assert state(app).policy == Policy.default()


def test_a_preset_without_a_name_is_refused_in_words(app: AppTest) -> None:
    app.button(key="preset_save").click().run()
    assert "Give the policy a name" in texts(app)


def test_a_policy_file_is_taken_up(app: AppTest, photos: Path) -> None:
    policy = Policy("from a file", (Rule("entropy", "below", 5.0, 6.0),))
    app.file_uploader(key="policy_upload").upload("p.toml", policy.to_toml().encode()).run()
    assert state(app).policy == policy
    assert said_counts(app) == true_counts(photos, policy)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name = 'x'\n[[rules]]\nmetric = 'sharpnes'\nreject_below = 1\n", "sharpnes"),
        (b"not toml [", "TOML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"name = 'x'\n[[rules]]\nmetric = 'entropy'\nreject_below = 3\nmaybe_below = 2\n", "maybe"),
    ],
)
def test_a_wrong_policy_file_is_refused_in_words(app: AppTest, content: bytes, told: str) -> None:
    before = state(app).policy
    app.file_uploader(key="policy_upload").upload("p.toml", content).run()
    assert not app.exception
    assert app.error[0].value == "The policy was left as it was."
    assert told in texts(app)
    assert state(app).policy == before


def test_at_the_edge_are_the_nearest_on_both_sides(app: AppTest, photos: Path) -> None:
    stop = _slide_to(app, 120)
    values = table(photos)["sharpest_tile"].dropna()
    below = values[values < stop].sort_values(ascending=False).index[:6]
    above = values[values >= stop].sort_values().index[:6]
    assert [tile["path"] for tile in tiles(app, "edge_rejected")] == list(below)
    assert [tile["path"] for tile in tiles(app, "edge_kept")] == list(above)


def test_a_mark_wins_over_the_slider(app: AppTest) -> None:
    _slide_to(app, -1)
    state(app).mark("photo_03.jpg", "keep")
    app.run()
    assert state(app).tuning.decisions.loc["photo_03.jpg", "verdict"] == "keep"
    assert isinstance(state(app).tuning.last, Move)


def test_before_the_scan_is_over_the_page_says_so(dashboard: Start, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    app = dashboard(tmp_path / "empty", "tune")
    assert app.subheader[0].value == "No photos yet"


def test_the_edge_follows_the_cutoff_that_was_moved_and_can_be_chosen(app: AppTest) -> None:
    _use(app, Policy("two rules", (Rule("sharpest_tile", "below", 100.0), Rule("luminance", "below", 20.0))))
    assert widget(app.selectbox, "edge_measure").value is None
    _slide_to(app, 40)
    assert widget(app.selectbox, "edge_measure").value == "sharpest_tile"
    widget(app.selectbox, "edge_measure").set_value("luminance").run()
    assert {tile["lines"][0].split(" ")[0] for tile in tiles(app, "edge_kept")} == {"luminance"}
    _slide_to(app, 50)
    assert widget(app.selectbox, "edge_measure").value == "sharpest_tile"
    app.button(key="remove_sharpest_tile_below").click().run()
    assert widget(app.selectbox, "edge_measure").value is None


def test_cutoffs_that_were_left_are_offered_to_the_next_session(app: AppTest, dashboard: Start, photos: Path) -> None:
    stop = _slide_to(app, 70)
    other = dashboard(photos, "tune")
    assert state(other).policy == Policy.default()
    other.button(key="last_cutoffs").click().run()
    assert not other.exception
    assert state(other).policy.rules == (Rule("sharpest_tile", "below", stop),)
    assert not [button for button in other.button if button.key == "last_cutoffs"]
    _press(other, "Undo")
    assert state(other).policy == Policy.default()


def test_a_damaged_note_of_the_last_cutoffs_is_passed_over(dashboard: Start, photos: Path) -> None:
    remembered.keep_last_policy(photos.resolve(), Policy("left", (Rule("entropy", "below", 3.0),)))
    (note,) = (places.data_dir() / "policies" / "last").glob("*.toml")
    note.write_bytes(b"\xff not toml")
    app = dashboard(photos, "tune")
    assert not [button for button in app.button if button.key == "last_cutoffs"]
    assert note.read_bytes() == b"\xff not toml"
