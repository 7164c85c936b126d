"""What is said of one photo in numbers: every measure, and the classes it may belong to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.synth.registry import FLAWS
from culling.ui.jobs import BOARD
from culling.ui.rooms import numbers
from tests.ui.dialog import captions, look, page_html
from tests.ui.pages import state

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The library with the sixth of twelve photos open."""
    return look(dashboard(photos), "photo_05.jpg")


def _with_classes(app: AppTest, photos: Path, **columns: float) -> None:
    folder = BOARD.open(photos.resolve())
    folder.table = folder.table.assign(**columns)
    app.run()
    assert not app.exception


def _shares(**others: float) -> dict[str, float]:
    return {f"p_{name}": 0.0 for name in FLAWS if name != "original"} | others


def test_class_probabilities_are_shown_in_words_and_bars(app: AppTest, photos: Path) -> None:
    _with_classes(app, photos, **_shares(p_camera_shake=0.72, p_blurred=0.2), p_dark=0.031)
    assert "Likeliest: **camera shake**, 72 %" in [item.value for item in app.markdown]
    bars = page_html(app)
    assert bars.count("<li>") == len(FLAWS)
    assert "width:72.0%" in bars
    assert "no flaw" in bars
    assert "8 %" in bars
    assert "Too dark to see what is in it: 3 %" in captions(app)


def test_classes_that_are_not_there_are_not_measured(app: AppTest, photos: Path) -> None:
    _with_classes(app, photos, **_shares(p_distorted=float("nan")), p_dark=float("nan"))
    assert "Kind of flaw: not measured." in captions(app)
    assert "Too dark" not in captions(app)


def test_the_first_class_is_what_the_flaws_leave_and_never_below_zero() -> None:
    assert numbers.class_probabilities(_shares(p_blurred=0.25)) == {
        "original": 0.75,
        "blurred": 0.25,
        "camera_shake": 0,
        "distorted": 0,
        "underexposed": 0,
        "overexposed": 0,
    }
    over = numbers.class_probabilities(_shares(p_blurred=0.7, p_distorted=0.300001))
    assert over is not None
    assert over["original"] == 0.0
    assert numbers.class_probabilities(_shares(p_blurred=float("nan"))) is None
    assert numbers.class_probabilities({}) is None


def test_every_measure_is_told_with_its_meaning(app: AppTest) -> None:
    (listed,) = [frame.value for frame in app.dataframe if "meaning" in frame.value]
    row = state(app).table.loc["photo_05.jpg"]
    for name in ("laplacian_variance", "blur", "sharp_area", "motion_blur", "file_mb"):
        (line,) = listed[listed["measure"] == name].to_dict("records")
        assert float(line["value"]) == pytest.approx(row[name], rel=1e-3)
        assert len(line["meaning"]) > 20
    known = [name for name in listed["measure"] if pd.notna(row[name])]
    assert len(known) == len(listed)


@pytest.mark.parametrize(
    ("tags", "shown"),
    [
        ("person,food", [":gray-badge[person] :gray-badge[food]"]),
        ("animal,![x](http://host/p.png)", [":gray-badge[animal]"]),
        ("", []),
        (None, []),
        (float("nan"), []),
    ],
)
def test_tags_are_chips_and_nothing_else_becomes_markdown(tags: object, shown: list[str]) -> None:
    def script(tags: object) -> None:
        import pandas as pd

        from culling.ui.rooms.numbers import show_tags

        show_tags(pd.Series({"tags": tags}))

    app = AppTest.from_function(script, args=(tags,)).run()
    assert not app.exception
    assert [markdown.value for markdown in app.markdown] == shown
