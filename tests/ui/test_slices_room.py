"""Slices without a browser: rates by slice, the one that is looked into, its photos, empty states."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.said import rejected
from culling.audit.slicing.slices import Sliced
from culling.labels import Label
from culling.policy import Policy
from culling.rule import Rule
from culling.slices_figure import bars, slices_figure
from culling.ui.jobs import BOARD
from culling.ui.rooms.audit.slices.chart import slices_csv
from culling.ui.rooms.audit.slices.kept import Kept, kept
from tests.ui.pages import run, state, table, texts, tiles, widget
from tests.ui.photos import write_photos

Start = Callable[..., AppTest]
NOW = Policy("now", (Rule("contrast", "below", 4.2),))


def _alone() -> None:
    from culling.ui.rooms.audit.slices import room as slices
    from culling.ui.rooms.frame import show_sidebar
    from culling.ui.state import session

    here = session()
    show_sidebar(here)
    slices.show(here, here.open)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sharp photos in one folder, blurred ones in another."""
    write_photos(tmp_path / "photos", [f"{'sharp' if at < 6 else 'soft'}/{at:02}.jpg" for at in range(12)])
    return tmp_path / "photos"


def _start(dashboard: Start, folder: Path, labelled: bool) -> AppTest:
    dashboard(folder)
    catalog = BOARD.open(folder.resolve()).catalog
    if labelled:
        names = list(catalog.table().index)
        catalog.add_labels([Label(name, "keep" if at < 9 else "reject") for at, name in enumerate(names)])
    app = run(AppTest.from_function(_alone, default_timeout=30))
    state(app).tuning.change(NOW)
    return run(app)


@pytest.fixture
def app(dashboard: Start, folder: Path) -> AppTest:
    return _start(dashboard, folder, labelled=True)


def _frame(app: AppTest) -> pd.DataFrame:
    return app.dataframe[0].value


def _least(app: AppTest, count: int) -> None:
    widget(app.number_input, "audit_slice_least").set_value(count)
    run(app)


def test_reject_rates_by_folder(app: AppTest, folder: Path) -> None:
    rows = table(folder)
    go = rejected(rows, NOW)
    widget(app.selectbox, "audit_slice_way").set_value("sub-folder")
    run(app)
    assert "By sub-folder every slice is too small" in "\n".join(item.value for item in app.caption)
    _least(app, 5)
    soft = np.array([str(path).startswith("soft") for path in rows.index])
    shown = _frame(app).set_index("slice")
    assert shown.loc["soft", "rate"] == f"{100 * go[soft].mean():.0f} %"
    assert shown.loc["soft", "rest"] == f"{100 * go[~soft].mean():.0f} %"
    assert shown["photos"].tolist() == [6, 6]
    assert shown.loc["soft", "test"] == "differs"
    assert "differs from the rest" in texts(app)
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    rates = [int(text.removesuffix(" %")) for text in _frame(app)["rate"]]
    np.testing.assert_allclose(figure["data"][1]["x"], rates, atol=0.5)


def test_rates_of_errors_need_labels(dashboard: Start, folder: Path) -> None:
    app = _start(dashboard, folder, labelled=False)
    assert widget(app.selectbox, "audit_slice_rate").options == ["Rejected"]
    captions = "\n".join(item.value for item in app.caption)
    assert "once photos are labelled" in captions
    assert "No photo here has EXIF" in captions
    assert BOARD.open(folder.resolve()).catalog.looks().empty


def test_keepers_lost_by_folder_and_the_photos_behind_them(app: AppTest, folder: Path) -> None:
    widget(app.selectbox, "audit_slice_rate").set_value("lost")
    run(app)
    widget(app.selectbox, "audit_slice_way").set_value("sub-folder")
    run(app)
    rows = table(folder)
    lost = {path for path in rows.index[rejected(rows, NOW)] if path in set(rows.index[:9])}
    shown = _frame(app).set_index("slice")
    assert shown["photos"].tolist() == [6, 3]
    assert shown.loc["soft", "rate"] == f"{100 * sum(path.startswith('soft') for path in lost) / 3:.0f} %"
    assert BOARD.open(folder.resolve()).catalog.looks()["policy_id"].tolist() == [NOW.policy_id]
    kept(state(app)).pick("table", "soft")
    run(app)
    assert {tile["path"] for tile in tiles(app, "audit_slice_tiles")} == {
        path for path in lost if path.startswith("soft")
    }
    widget_of = next(item for item in app.get("button_group") if "audit_slice_which" in (item.key or ""))
    widget_of.set_value("all")
    run(app)
    assert {tile["path"] for tile in tiles(app, "audit_slice_tiles")} == {p for p in rows.index if p.startswith("soft")}
    first = tiles(app, "audit_slice_tiles")[0]["path"]
    app.button(key="audit_slice_mark_keep").click().run()
    assert not app.exception
    assert BOARD.open(folder.resolve()).catalog.marks().to_dict() == {first: "keep"}
    assert tiles(app, "audit_slice_tiles")[0]["mark"] == "keep"


def test_photos_that_cannot_be_told_apart(dashboard: Start, tmp_path: Path) -> None:
    write_photos(tmp_path / "alone", ["one.jpg"])
    app = _start(dashboard, tmp_path / "alone", labelled=False)
    assert not app.dataframe
    assert "There is only one photo here, so there are no slices to compare." in texts(app)


def test_choices_in_chart_and_table_forget_each_other() -> None:
    own = Kept(way="camera")
    own.pick("chart", "A")
    assert (own.chosen, own.drawn, own.picked) == ("A", None, {"chart": 0, "table": 1})
    own.pick("table", "B")
    assert (own.chosen, own.drawn, own.picked) == ("B", "B", {"chart": 1, "table": 1})
    own.cut("lens")
    assert (own.way, own.chosen, own.drawn) == ("lens", None, None)


def test_every_slice_is_downloaded_and_hostile_names_are_drawn_as_they_are(app: AppTest) -> None:
    here = state(app)
    assert here.open is not None
    found: Sliced = kept(here).found(here, here.open)
    rows = list(csv.DictReader(io.StringIO(slices_csv(found).decode())))
    assert [(row["by"], row["slice"]) for row in rows] == list(
        zip(found.frame["by"], found.frame["slice"], strict=True)
    )
    assert rows[0]["rate"] == "rejected"
    frame = pd.concat([found.frame.iloc[:1]] * 40, ignore_index=True).assign(slice="<a href='x'>y</a>", look=-1)
    assert bars(frame) == 12
    figure = slices_figure(frame, found.overall, what="rejected", chosen=3)
    assert figure.layout.yaxis.ticktext[0] == "&lt;a href=&#x27;x&#x27;&gt;y&lt;/a&gt;"
    assert figure.data[0].selectedpoints == (3,)
    assert bars(frame.assign(look=0)) == 30
