"""Marks as a table and as files: what is chosen in a cell or applied from a CSV is in the catalog, and undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import decide
from culling.export.lists.marks_csv import marks_csv
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.jobs import BOARD
from culling.ui.rooms import marks_table
from tests.ui.pages import run, state, table, texts

Start = Callable[..., AppTest]
POLICY = Policy("one rule", (Rule("sharpest_tile", "below", 100.0),))


def _page() -> None:
    from culling.ui.rooms import filters, marks_table
    from culling.ui.state import session

    here = session()
    marks_table.show(here, filters.show(here))


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The filters and the table, on twelve photos."""
    dashboard(photos)
    app = AppTest.from_function(_page, default_timeout=30).run()
    state(app).tuning.change(POLICY)
    return run(app)


def _shown(app: AppTest) -> pd.DataFrame:
    return app.data_editor[0].value


def _choose(app: AppTest, **cells: Any) -> AppTest:
    """What the browser says after marks were chosen in cells: all edits since the table was made."""
    (key,) = [editor.key for editor in app.data_editor]
    held = app.session_state["marks_editor"]
    rows = {held.content["path"].tolist().index(f"{name}.jpg"): {"mark": mark} for name, mark in cells.items()}
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return run(app)


def _marks(photos: Path) -> dict[str, tuple[str, str]]:
    history = BOARD.open(photos.resolve()).catalog.mark_history().drop_duplicates("path", keep="last")
    return {row.path: (row.mark, row.how) for row in history.itertuples() if row.mark}


def _upload(app: AppTest, text: str | bytes) -> AppTest:
    data = text.encode() if isinstance(text, str) else text
    app.file_uploader[0].upload("marks.csv", data).run()
    assert not app.exception
    return app


def test_the_table_tells_what_the_policy_says_and_a_measure(app: AppTest, photos: Path) -> None:
    rows = table(photos)
    shown = _shown(app)
    assert shown["path"].tolist() == list(rows.index)
    assert shown["verdict"].tolist() == decide(rows, POLICY)["verdict"].astype(str).tolist()
    assert shown["sharpest_tile"].tolist() == pytest.approx(rows["sharpest_tile"].tolist(), nan_ok=True)
    assert set(shown["mark"]) == {"–"}


def test_marks_chosen_in_cells_are_written_at_once_and_each_once(app: AppTest, photos: Path) -> None:
    before = app.data_editor[0].key
    _choose(app, photo_02="must-have")
    assert _marks(photos) == {"photo_02.jpg": ("must-have", "table")}
    _choose(app, photo_02="must-have", photo_05="reject", photo_06="splendid")
    assert _marks(photos) == {"photo_02.jpg": ("must-have", "table"), "photo_05.jpg": ("reject", "table")}
    assert app.data_editor[0].key == before  # the table stays as it is: neither place nor scroll is lost
    _choose(app, photo_02="–", photo_05="reject")
    assert _marks(photos) == {"photo_05.jpg": ("reject", "table")}
    assert len(BOARD.open(photos.resolve()).catalog.mark_history()) == 3


def test_a_mark_of_another_hand_is_shown_in_a_table_made_anew(app: AppTest) -> None:
    _choose(app, photo_02="keep")
    before = app.data_editor[0].key
    app.button(key="marks_undo").click().run()
    assert app.data_editor[0].key != before
    assert set(_shown(app)["mark"]) == {"–"}
    state(app).mark("photo_07.jpg", "maybe")
    shown = _shown(run(app)).set_index("path")
    assert shown["mark"]["photo_07.jpg"] == "maybe"
    assert shown["verdict"].tolist() == decide(state(app).table.drop(columns="mark"), POLICY)["verdict"].tolist()


def test_the_table_follows_filters_and_order_and_is_paged(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks_table, "PAGE", 5)
    assert len(_shown(run(app))) == 5
    app.pagination[0].select(3).run()
    assert _shown(app)["path"].tolist() == ["photo_10.jpg", "photo_11.jpg"]
    _choose(app, photo_11="keep")
    assert state(app).table["mark"]["photo_11.jpg"] == "keep"


def test_a_file_of_marks_is_looked_at_before_it_is_applied_as_one_step(app: AppTest, photos: Path) -> None:
    state(app).mark("photo_03.jpg", "keep")
    _upload(run(app), "path,mark\nphoto_01.jpg,reject\nphoto_02.jpg,\nphoto_03.jpg,clear\nnobody.jpg,keep\n")
    assert "Would change: 2 · set so already: 0 · problems: 1" in texts(app)
    assert "line 5: no photo 'nobody.jpg'" in texts(app)
    (preview,) = [frame.value for frame in app.dataframe if "would be" in frame.value]
    assert preview.to_dict("list") == {
        "file": ["photo_01.jpg", "photo_03.jpg"],
        "marked now": ["none", "keep"],
        "would be": ["reject", "none"],
    }
    assert _marks(photos) == {"photo_03.jpg": ("keep", "detail")}  # nothing has changed yet
    app.button(key="marks_apply").click().run()
    assert _marks(photos) == {"photo_01.jpg": ("reject", "csv")}
    assert "marks_apply" not in {button.key for button in app.button}
    app.button(key="marks_undo").click().run()
    assert _marks(photos) == {"photo_03.jpg": ("keep", "undo")}


def test_a_file_is_left_and_nothing_changes(app: AppTest, photos: Path) -> None:
    _upload(app, "path,mark\nphoto_01.jpg,reject\n")
    app.button(key="marks_close").click().run()
    assert _marks(photos) == {}
    assert "marks_apply" not in {button.key for button in app.button}


@pytest.mark.parametrize(
    ("data", "said"), [(b"\xff\xfea", "not UTF-8"), (b"file,verdict\n", "lacks the columns path and mark")]
)
def test_a_strange_file_is_refused_in_words(app: AppTest, photos: Path, data: bytes, said: str) -> None:
    _upload(app, data)
    assert said in texts(app)
    assert _marks(photos) == {}


def test_the_download_is_the_catalogs_marks(app: AppTest, photos: Path) -> None:
    _choose(app, photo_02="must-have")
    history = BOARD.open(photos.resolve()).catalog.mark_history()
    assert app.download_button(key="marks_download").label == "Marks as CSV"
    assert marks_csv(history).decode().splitlines()[1].startswith("photo_02.jpg,must-have,dashboard,table,")
