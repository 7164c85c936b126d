"""The group guard on the pages: its switch, whom it saved and where to find them, what is said of a group."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import decide
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.jobs import BOARD
from culling.ui.places import PAGES
from culling.ui.rooms.why import group_lines
from tests.ui.pages import run, said_counts, seen_rows, state, table, texts, tiles, true_counts, widget

Start = Callable[..., AppTest]
HARSH = Policy("harsh", (Rule("luminance", "below", 256.0),))  # rejects every photo


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Tune, on three groups of three photos and three photos that are alone; every photo is rejected."""
    app = dashboard(photos, "tune")
    _group(photos)
    state(app).tuning.change(HARSH)
    return run(app)


def _group(photos: Path) -> None:
    opened = BOARD.open(photos.resolve())
    numbers = [float(row // 3) if row < 9 else math.nan for row in range(12)]
    opened.keep_groups(pd.Series(numbers, index=opened.table.index), {"method": "by hand"})


def _switch(app: AppTest, on: bool) -> AppTest:
    widget(app.toggle, "guard").set_value(on).run()
    assert not app.exception
    return app


def _keepers(photos: Path) -> list[str]:
    kept = table(photos)
    return [str(path) for path in kept.index[kept["keeper"]]]


def test_the_switch_is_a_move_that_is_undone_like_any_other(app: AppTest, photos: Path) -> None:
    assert widget(app.toggle, "guard").value is False
    before = said_counts(app)
    _switch(app, True)
    assert state(app).policy == HARSH.guarding()
    assert said_counts(app) == true_counts(photos, HARSH.guarding())
    assert said_counts(app)["maybe"] == before["maybe"] + 3
    assert "guard: off → on" in texts(app)
    assert sorted(tile["path"] for tile in tiles(app, "turned_maybe")) == _keepers(photos)
    assert all(tile["lines"][-1] == "saved by guard" for tile in tiles(app, "turned_maybe"))
    next(button for button in app.button if button.label == "Undo").click().run()
    assert state(app).policy == HARSH
    assert widget(app.toggle, "guard").value is False
    assert said_counts(app) == before


def test_without_groups_the_switch_says_where_to_choose_them(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos, "tune")
    switch = widget(app.toggle, "guard")
    assert switch.disabled
    assert "choose groups on **Similar**" in switch.help
    assert app.button(key="guard_groups").label == "choose groups on Similar"
    state(app).tuning.change(HARSH.guarding())
    run(app)
    assert not widget(app.toggle, "guard").disabled  # what is on can be switched off
    assert any("this folder keeps none" in caption.value for caption in app.caption)
    _group(photos)
    run(app)
    assert not widget(app.toggle, "guard").disabled
    assert "guard_groups" not in {button.key for button in app.button}


def test_whom_the_guard_saved_is_counted_and_leads_to_them(app: AppTest, photos: Path) -> None:
    assert not any("saved by guard" in item.value for item in app.markdown)
    _switch(app, True)
    assert any("**3** saved by guard" in item.value for item in app.markdown)
    app.button(key="review_saved").click().run()
    assert not app.exception
    assert "Only: saved by guard" in texts(app)
    assert seen_rows(state(app)) == _keepers(photos)


def test_the_filter_finds_them_and_follows_the_cutoffs(app: AppTest, photos: Path) -> None:
    app.switch_page(str(PAGES / "review.py")).run()
    assert not [box for box in app.checkbox if box.label == "Saved by guard"]
    state(app).tuning.change(HARSH.guarding())
    run(app)
    widget(app.checkbox, "filter_saved").set_value(True).run()
    assert seen_rows(state(app)) == _keepers(photos)
    assert state(app).listing.filter.active == 1
    state(app).tuning.change(HARSH)
    assert seen_rows(state(run(app))) == []
    widget(app.checkbox, "filter_saved").set_value(False).run()  # still there to be taken back
    assert len(seen_rows(state(app))) == 12


def test_beside_the_gallery_it_is_told_why(app: AppTest, photos: Path) -> None:
    state(app).tuning.change(HARSH.guarding())
    app.switch_page(str(PAGES / "review.py")).run()
    kept = table(photos)
    for path in (_keepers(photos)[1], kept.index[9]):
        state(app).walk.current = str(path)
        run(app)
        grouped = not np.isnan(kept.at[path, "group"])
        assert ("Saved by guard: the rules or you reject every photo of its group." in texts(app)) == grouped
        assert (f"Group 1 of 3 photos\nKeeper: this photo, {kept.at[path, 'keeper_reason']}" in texts(app)) == grouped
        assert any(item.value.endswith("by the policy, saved by guard") for item in app.markdown) == grouped


def test_the_histograms_are_shown_and_told_of_the_groups(app: AppTest) -> None:
    _switch(app, True)
    opened, tuning = state(app).open, state(app).tuning
    assert opened is not None
    guarded = tuning.guarded
    assert guarded is not None
    assert np.frombuffer(guarded[:48], np.int32).tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, -1, -1, -1]
    assert np.frombuffer(guarded[48:], np.uint8).tolist() == [int(keeper) for keeper in tuning.table["keeper"]]
    assert opened.sheet.offered(opened.sheet.offer(guarded).rpartition("/")[2]) == guarded
    assert [item.proto.id.endswith("cutoffs_plot") for item in app.get("bidi_component")].count(True) == 1


def test_a_group_is_told_in_words() -> None:
    rows = {
        "group": [4.0, 4.0, math.nan],
        "keeper": [False, True, False],
        "keeper_reason": ["softer", "sharper than the other", ""],
    }
    kept = pd.DataFrame(rows, index=pd.Index(["a.jpg", "b.jpg", "c.jpg"], name="path"))
    assert group_lines(kept, "a.jpg") == [
        "Group 4 of 2 photos",
        "Keeper: b.jpg, sharper than the other",
        "This photo: softer",
    ]
    assert group_lines(kept, "b.jpg") == ["Group 4 of 2 photos", "Keeper: this photo, sharper than the other"]
    assert group_lines(kept, "c.jpg") == group_lines(kept.drop(columns="group"), "a.jpg") == []
    assert group_lines(kept[["group"]], "a.jpg") == ["Group 4 of 2 photos"]


def test_a_mark_in_the_group_makes_it_safe(app: AppTest, photos: Path) -> None:
    _switch(app, True)
    first = table(photos).index[0]
    state(app).mark(str(first), "keep")
    run(app)
    assert any("**2** saved by guard" in item.value for item in app.markdown)
    assert state(app).tuning.counts() == true_counts(photos, HARSH.guarding())
    assert decide(table(photos), HARSH.guarding())["verdict"].tolist().count("maybe") == 2
