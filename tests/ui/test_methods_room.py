"""Two methods beside each other, without a browser: numbers, words, strips, and what a search that fails says."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.group.comparison import compare
from culling.group.grouping import METHODS
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.rooms.similar import methods, toolbar
from tests.ui.pages import state, texts, tiles, widget
from tests.ui.photos import write_photos

Start = Callable[..., AppTest]
ALONE = float("nan")


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """Three copies of one photo, and two others."""
    folder = tmp_path / "series"
    write_photos(folder, ["a.jpg", "d.jpg", "e.jpg"])
    for copy in ("b.jpg", "c.jpg"):
        shutil.copy(folder / "a.jpg", folder / copy)
    return folder


def _page() -> None:
    from culling.ui.rooms.similar import methods
    from culling.ui.state import session

    methods.show(session())


def _run(app: AppTest) -> AppTest:
    for _ in range(2):  # methods that have not answered when the page comes by have when it comes again
        here = state(app)
        for name in ("exact", "piccl", "likeness", "bursts", "near-duplicates", "hdbscan"):
            here.alike.finding(_folder(here.open.path), name).wait(60)  # type: ignore[union-attr]
        app.run()
    assert not app.exception, [item.value for item in app.exception]
    return app


@pytest.fixture
def app(dashboard: Start, series: Path) -> AppTest:
    """Equal files beside likeness at a distance that joins everything."""
    dashboard(series)
    app = AppTest.from_function(_page, default_timeout=30).run()
    state(app).alike.method, state(app).alike.versus = "exact", "likeness"
    state(app).alike.set("distance", 2.0, "likeness")
    return _run(app)


def _folder(path: Path) -> OpenFolder:
    return BOARD.open(path.resolve())


def _said(app: AppTest) -> str:
    return "\n".join(item.value for item in [*app.markdown, *app.caption, *app.text])


def _metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_the_two_are_counted_in_pairs_and_told_in_words(app: AppTest) -> None:
    # exact joins the 3 copies: 3 pairs; likeness all 5: 10 pairs
    counts = _metrics(app)
    assert counts.pop("Adjusted Rand index") == "0.000"
    assert counts == {"Pairs in both": "3", "Only exact": "0", "Only likeness": "7"}
    said = _said(app)
    assert "Whatever **exact** joins, **likeness** joins as well; of the pairs that **likeness** joins, 30%" in said
    assert "**likeness** joins 5 photos · **exact** leaves 3 together, 2 alone" in said


def test_a_difference_is_a_strip_part_by_part(app: AppTest) -> None:
    strip = tiles(app, "methods_differ_0")
    assert [(tile["path"], tile["lines"]) for tile in strip] == [
        ("a.jpg", ["part 1 of 3"]),
        ("b.jpg", ["part 1 of 3"]),
        ("c.jpg", ["part 1 of 3"]),
        ("d.jpg", ["alone there"]),
        ("e.jpg", ["alone there"]),
    ]
    assert tiles(app, "methods_differ_1") == []


def test_the_table_has_every_method_that_answers_at_once(app: AppTest) -> None:
    (shown,) = [frame.value for frame in app.dataframe if "method" in frame.value]
    rows = shown.set_index("method")
    assert list(rows.index) == [name for name in METHODS if name != "scenes"]
    assert rows.loc["exact", ["groups", "photos in groups", "largest"]].tolist() == [1, 3, 3]
    assert rows.loc["likeness", ["groups", "photos in groups", "largest"]].tolist() == [1, 5, 5]
    assert rows.loc["likeness", "settings"] == "distance 2, photos to begin a group 2"
    assert "Not in the table, as they take longer here: scenes" in _said(app)


def test_the_others_settings_are_sliders_and_its_own_stay(app: AppTest, series: Path) -> None:
    (slider,) = [slider for slider in app.slider if slider.label == "Distance"]
    slider.set_value(0.0).run()
    _run(app)
    assert state(app).alike.settings(5, "likeness")["distance"] == 0.0
    assert "**exact** and **likeness** make the same groups" in _said(app)
    assert _metrics(app)["Adjusted Rand index"] == "1.000"
    assert not tiles(app, "methods_differ_0")


def test_the_groups_in_use_can_be_compared_with(app: AppTest, series: Path) -> None:
    folder = _folder(series)
    folder.keep_groups(pd.Series([0.0, 0.0, ALONE, ALONE, ALONE], folder.table.index), {"method": "by hand"})
    state(app).follow()
    widget(_run(app).selectbox, "methods_versus").set_value(methods.IN_USE).run()
    assert _metrics(_run(app))["Only exact"] == "2"
    (shown,) = [frame.value for frame in app.dataframe if "method" in frame.value]
    assert shown.set_index("method").loc[methods.IN_USE, "groups"] == 1
    folder.drop_groups()
    state(app).follow()
    assert methods.IN_USE not in widget(_run(app).selectbox, "methods_versus").options


def test_a_search_that_was_cancelled_is_told_and_begun_again(
    app: AppTest, series: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, folder = state(app), _folder(series)
    going, seen = threading.Event(), folder.catalog.picture
    monkeypatch.setattr(folder.catalog, "picture", lambda path: (going.wait(60), seen(path))[1])
    here.alike.versus = "scenes"
    here.alike.set("sure", 0.0, "scenes")
    here.alike.set("distance", 2.0, "scenes")
    app.run()
    assert "scenes: photos are being compared" in texts(app)
    app.button(key="methods_cancel_scenes").click().run()
    going.set()
    here.alike.finding(folder, "scenes").wait(60)
    app.run()
    assert "scenes: The search for groups was cancelled." in texts(app)
    app.button(key="methods_again_scenes").click().run()
    here.alike.finding(folder, "scenes").wait(60)
    app.run()
    assert not app.exception
    assert here.alike.groups(folder, "scenes") is not None


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0, 0, ALONE), (0, 0, ALONE), "make the same groups"),
        ((0, 0, ALONE, ALONE), (ALONE, ALONE, 0, 0), "no pair of photos in common"),
        (
            (0, 0, 0),
            (0, 0, ALONE),
            "Whatever **two** joins, **one** joins as well; of the pairs that **one** joins, 33%",
        ),
        ((0, 0, 1, 1), (0, 0, 0, 1), "that **one** or **two** joins, 25% stand together in both"),
        ((0, 0), (ALONE, ALONE), "**two** joins no photos at all"),
    ],
)
def test_words(first: tuple[float, ...], second: tuple[float, ...], words: str) -> None:
    found = compare(*(pd.Series(np.array(numbers, float)) for numbers in (first, second)))
    assert words in methods.in_words(found, "one", "two")


def test_every_setting_has_a_label() -> None:
    for method in METHODS.values():
        for name in method.settings:
            assert name in toolbar.CONTROLS
