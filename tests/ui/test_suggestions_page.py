"""The page of suggestions by its native parts: kinds, cutoffs, all or some accepted as marks, undo, empty states."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.errors import CullingError
from culling.suggest import KINDS, Suggestions, suggest
from culling.ui.jobs import BOARD
from culling.ui.rooms.suggestions import gallery
from culling.ui.suggesting import kept_settings
from tests.ui.pages import run, seen_rows, state, table, texts, tiles, widget

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Twelve photos, each blurred more than the one before; a copy of one, and a file that is none."""
    (photos / "copy_of_03.jpg").write_bytes((photos / "photo_03.jpg").read_bytes())
    (photos / "broken.jpg").write_bytes(b"")
    return dashboard(photos, "suggestions")


def _choose(app: AppTest, kind: str) -> AppTest:
    widget(app.get("button_group"), "suggestions_kind").set_value(kind)
    return run(app)


def _listed(app: AppTest) -> list[str]:
    """The photos that the gallery was given, in their order."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(gallery.KEY):
            order = json.loads(element.proto.json)["order"]
            return [str(state(app).table.index[row]) for row in np.frombuffer(base64.b64decode(order), "<u4")]
    return []


def _click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, [item.value for item in app.exception]
    return app


def _tabs(app: AppTest) -> list[str]:
    return list(widget(app.get("button_group"), "suggestions_kind").options)


def _marks(photos: Path) -> dict[str, tuple[str, str]]:
    history = BOARD.open(photos.resolve()).catalog.mark_history().drop_duplicates("path", keep="last")
    return {row.path: (row.mark, row.how) for row in history.itertuples() if row.mark}


def _expected(photos: Path, kind: str) -> list[str]:
    """The photos of a kind as the core says."""
    rows = table(photos)
    found = suggest(rows, vectors=BOARD.open(photos.resolve()).catalog.vectors(rows.index))
    return found.loc[found["kind"] == kind, "path"].tolist()


def _headlines(app: AppTest) -> str:
    return "\n".join([*(item.value for item in app.markdown), *(item.value for item in app.caption)])


def test_it_begins_with_the_first_kind_of_which_there_is_something(app: AppTest, photos: Path) -> None:
    assert state(app).suggesting.kind == "duplicate"
    assert _listed(app) == _expected(photos, "duplicate") != []
    assert [tab.split()[0] for tab in _tabs(app)] == [kind.title.split()[0] for kind in KINDS]
    assert "Nothing is deleted here" in _headlines(app)
    rows = suggest(table(photos)).drop_duplicates("path")
    assert f"**{len(rows)} photos · {-(-rows['bytes'].sum() // 1000)} kB** could go" in _headlines(app)


def test_each_kind_shows_its_photos_the_surest_first_with_the_reason(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    expected = _expected(photos, "shaky")
    assert _listed(app) == expected
    assert _tabs(app)[2].startswith(f"Shaky **{len(expected)}**")
    rows = suggest(table(photos)).query("kind == 'shaky'").set_index("path")
    assert [text for text in _lines(app) if text] == [f"{row.sure:.2f} · {row.why}" for row in rows.itertuples()]
    state(app).suggesting.walk.go(expected[-1])
    _choose(run(app), "unreadable")
    assert _listed(app) == ["broken.jpg"]
    assert state(app).suggesting.walk.current == "broken.jpg"  # another list begins at its first photo
    assert any("The file is empty (0 bytes)." in block.proto.body for block in app.get("html"))


def _lines(app: AppTest) -> list[str]:
    (told,) = [json.loads(item.proto.json) for item in app.get("bidi_component") if item.proto.id.endswith(gallery.KEY)]
    return list(told["reasons"])


def test_all_of_a_kind_are_marked_as_one_step_and_taken_back_as_one(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    shaky = _expected(photos, "shaky")
    button = app.button(key="suggestions_all")
    assert button.label.startswith(f"Mark these {len(shaky)} as reject – ")
    _click(app, "suggestions_all")
    assert _marks(photos) == dict.fromkeys(shaky, ("reject", "suggestion"))
    assert _listed(app) == shaky  # they stay where they are, as done
    assert _tabs(app)[2] == "Shaky **0**"
    assert f"{len(shaky)} marked reject already" in _headlines(app)
    assert "suggestions_all" not in {item.key for item in app.button}
    _click(app, "suggestions_undo")
    assert _marks(photos) == {}
    assert _tabs(app)[2].startswith(f"Shaky **{len(shaky)}**")


def test_one_is_accepted_and_one_is_kept_by_buttons(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    first, second = _listed(app)[:2]
    _click(app, "suggestion_reject")
    assert state(app).suggesting.walk.current == second
    _click(app, "suggestion_keep")
    assert _marks(photos) == {first: ("reject", "suggestion"), second: ("keep", "suggestion")}
    assert second in _listed(app)  # the list holds still
    state(app).suggesting.walk.go(second)
    run(app)
    assert "Marked keep: it is not suggested any more." in texts(app)
    _click(app, "suggestions_again")
    assert second not in _listed(app)
    assert first == _listed(app)[-1]  # what is done stands at the end


def test_a_selection_is_marked_as_one_step(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    three = tuple(_listed(app)[:3])
    state(app).suggesting.walk.selected = three
    run(app)
    assert app.button(key="suggestion_reject").label == "3 selected: Reject"
    _click(app, "suggestion_reject")
    assert set(_marks(photos)) == set(three)
    _click(app, "suggestions_undo")
    assert _marks(photos) == {}


def test_a_cutoff_changes_the_list_at_once_and_is_remembered_for_the_folder(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    before = _listed(app)
    widget(app.slider, "suggestions_blur").set_value(0.6).run()
    assert not app.exception
    after = suggest(table(photos), Suggestions({"blur": 0.6})).query("kind == 'shaky'")["path"].tolist()
    assert _listed(app) == after != before
    assert kept_settings(photos.resolve()) == Suggestions({"blur": 0.6})
    state(app).open_folder(photos)
    assert state(app).suggesting.settings == Suggestions({"blur": 0.6})
    state(app).suggesting.choose("shaky")
    run(app)
    _click(app, "suggestions_reset")
    assert _listed(app) == before
    assert kept_settings(photos.resolve()) == Suggestions()


def test_a_damaged_file_of_cutoffs_is_left_out(app: AppTest, photos: Path, tmp_path: Path) -> None:
    widget(_choose(app, "dark").slider, "suggestions_p_dark").set_value(0.5).run()
    (file,) = (tmp_path / "data" / "culling" / "suggestions").iterdir()
    file.write_text('{"blur": "much"}')
    assert kept_settings(photos.resolve()) == Suggestions()


def test_the_photos_of_a_kind_are_taken_to_review(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    shaky = _listed(app)
    state(app).mark(shaky[0], "reject")
    _click(run(app), "suggestions_review")
    assert seen_rows(state(app)) == shaky[1:]
    assert state(app).listing.title == "Suggested: shaky"


# -- the table -------------------------------------------------------------------------------------------------------


def _tick(app: AppTest, *rows: int) -> AppTest:
    app.session_state["suggestions_table_shaky_0"] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return run(app)


def test_the_table_says_the_same_and_what_is_ticked_is_marked(app: AppTest, photos: Path) -> None:
    _choose(app, "shaky")
    shaky = _listed(app)
    next(item for item in app.get("button_group") if item.key == "suggestions_as").set_value("table").run()
    shown = app.dataframe[0].value
    assert shown["file"].tolist() == shaky
    assert shown["why"].tolist() == suggest(table(photos)).query("kind == 'shaky'")["why"].tolist()
    assert app.button(key="suggestions_table_reject").disabled
    _tick(app, 0, 2)
    assert "2 ticked" in texts(app)
    _click(app, "suggestions_table_reject")
    assert _marks(photos) == {shaky[0]: ("reject", "suggestion"), shaky[2]: ("reject", "suggestion")}
    assert app.dataframe[0].value["mark"].tolist()[:3] == ["reject", "–", "reject"]
    assert "0 ticked" in texts(app)
    _click(app, "suggestions_undo")
    assert _marks(photos) == {}


# -- groups ----------------------------------------------------------------------------------------------------------


def test_groups_are_found_here_when_the_folder_keeps_none(app: AppTest, photos: Path) -> None:
    _choose(app, "similar")
    assert "No groups of similar photos are known" in _headlines(app)
    assert _listed(app) == []
    opened = BOARD.open(photos.resolve())
    app.button(key="suggestions_find").click().run()
    state(app).alike.finding(opened).wait(60)
    run(app)
    found = _listed(app)
    assert "copy_of_03.jpg" in found or "photo_03.jpg" in found
    assert "group" not in opened.table  # nothing is kept by looking
    assert {tile["path"] for tile in tiles(app, "suggestion_stays")} >= {state(app).suggesting.walk.current}
    _click(app, "suggestions_use")
    assert opened.catalog.grouping()["method"] == "likeness"
    assert _listed(app) == found == _expected(photos, "similar")


def test_the_last_photos_of_groups_are_held_back_and_counted(app: AppTest, photos: Path) -> None:
    opened = BOARD.open(photos.resolve())
    shaky = _expected(photos, "shaky")
    opened.keep_groups(pd.Series(0.0, index=shaky).reindex(opened.table.index), {"method": "by hand"})
    _choose(run(app), "shaky")
    assert len(_listed(app)) == len(shaky) - 1
    assert "1 more is the last of its group and stays." in _headlines(app)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("dark", "**Nothing found.** No photo of this kind is suggested."),
        ("screenshot", "**Not measured.** Scan the folder again on **Library**"),
    ],
)
def test_what_to_do_where_there_is_nothing(app: AppTest, kind: str, said: str) -> None:
    lacking = ["p_screenshot"] if kind == "screenshot" else []
    opened = state(app).open
    opened.table = opened.table.drop(columns=lacking, errors="ignore").assign(p_dark=0.0, luminance=99.0)
    _choose(run(app), kind)
    assert said in _headlines(app)
    assert _listed(app) == []


def test_a_folder_without_photos(dashboard: Start, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    app = dashboard(tmp_path / "empty", "suggestions")
    assert "No photos yet" in [item.value for item in app.subheader]


def test_closed_eyes_are_shown_by_the_faces(app: AppTest) -> None:
    opened = state(app).open
    opened.table = opened.table.assign(eyes_open=[np.nan, 0.02] + [np.nan] * (len(opened.table) - 2))
    _choose(run(app), "eyes closed")
    assert _listed(app) == [str(opened.table.index[1])]
    assert any("/picture/eyes/1" in str(item.proto.body) for item in app.get("html"))


def test_a_catalog_that_cannot_be_written_is_told(app: AppTest, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any, **_more: Any) -> None:
        raise CullingError("no space left")

    monkeypatch.setattr(BOARD.open(photos.resolve()).catalog, "set_marks", full)
    _choose(app, "shaky")
    _click(app, "suggestions_all")
    assert "no space left" in texts(app)
    assert _marks(photos) == {}


def test_a_hostile_name_is_plain_text(dashboard: Start, photos: Path) -> None:
    name = "<img src=x onerror=alert(1)>.jpg"
    for copy in (name, "![x](y).jpg"):
        (photos / copy).write_bytes((photos / "photo_03.jpg").read_bytes())
    app = dashboard(photos, "suggestions")
    bodies = [item.proto.body for item in app.get("html")]
    assert not any("<img src=x" in body for body in bodies)
    assert name not in _headlines(app)
    assert any("same bytes as ![x](y).jpg" in body for body in bodies)


def test_what_spares_photos_is_moved_as_well_where_it_is_measured(app: AppTest) -> None:
    opened = state(app).open
    _choose(app, "shaky")
    first = _listed(app)[0]
    lacking = opened.table.assign(subject_sharpness=np.nan, face_sharpness=np.nan)
    opened.table = lacking
    assert "suggestions_subject_sharpness" not in {slider.key.rpartition("_")[0] for slider in run(app).slider}
    opened.table = lacking.assign(subject_sharpness=np.where(lacking.index == first, 0.7, 0.1))
    widget(run(app).slider, "suggestions_subject_sharpness").set_value(0.6).run()
    assert not app.exception
    assert first not in _listed(app)
