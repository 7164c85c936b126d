"""What the map may be coloured by, as canvas and as chart; hostile names stay text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from culling.map_layers import PALETTE
from culling.ui.rooms.similar import map_chart, map_colours
from tests.ui.maps import Dashboard, similar, told

HOSTILE = "<img src=x onerror=alert(1)> **EOS** [x](http://evil.example)"


def test_every_measure_and_fact_may_colour(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    options = app.selectbox(key="map_colour").options
    assert options[:3] == ["group", "verdict", "mark"]
    assert {"blur", "luminance", "width"} <= set(options)
    assert "camera" not in options  # no photo tells its camera
    app.selectbox(key="map_colour").set_value("blur").run()
    assert told(app)["colour"]["by"] == "measure"
    assert told(app)["colour"]["name"] == "blur"
    app.selectbox(key="map_colour").set_value("verdict").run()
    assert told(app)["colour"]["by"] == "verdict"


def test_hostile_cameras_stay_text() -> None:
    table = pd.DataFrame({"camera": [HOSTILE, "Canon", None, "Canon", " "]}, index=list("abcde"))
    assert map_colours.choices(table) == ["group", "verdict", "mark", "camera"]
    found = map_colours.colouring(table, "camera")
    assert found.words == ("Canon", HOSTILE)
    assert found.codes is not None
    assert found.codes.tolist() == [1, 0, 2, 0, 2]


def test_rare_cameras_share_a_colour() -> None:
    names = [f"camera {number:02}" for number in range(20)]
    table = pd.DataFrame({"camera": ["often", "often", *names, None]}, index=[str(row) for row in range(23)])
    found = map_colours.colouring(table, "camera")
    assert len(found.words) == len(PALETTE)
    assert found.words[0] == "often"
    assert found.words[-1] == "10 others"
    assert found.codes is not None
    assert found.codes.tolist() == [0, 0, *range(1, 11), *[11] * 10, 12]


def test_a_colour_that_is_gone_gives_way_to_groups() -> None:
    assert map_colours.colouring(pd.DataFrame(index=["a"]), "camera").by == "group"


def test_the_chart_is_the_twin_of_the_canvas(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    for colour in ("group", "verdict", "mark", "blur"):
        app.selectbox(key="map_colour").set_value(colour)
        _as(app, "chart")
        assert not told(app)
        assert len(app.get("plotly_chart")) == 1
    rows = [{"customdata": 2}, {"customdata": [7]}, {"customdata": 2}, {"customdata": 99}, {"customdata": "x"}, 5]
    app.session_state[map_chart.KEY] = {"selection": {"points": rows}}
    assert map_chart.selected_rows(app.session_state[map_chart.KEY], 12) == [2, 7]
    assert map_chart.selected_rows(None, 12) == map_chart.selected_rows({"selection": None}, 12) == []


def _as(app: AppTest, form: str) -> None:
    next(item for item in app.get("button_group") if item.key == "map_as").set_value(form)
    app.run()
    assert not app.exception


def test_colours_are_told_apart_from_the_page_and_their_neighbours() -> None:
    for colour in PALETTE:
        assert min(_contrast(colour, page) for page in ("#FFFFFF", "#17181A")) >= 3, colour
    assert all(one != other for one, other in zip(PALETTE, [*PALETTE[1:], PALETTE[0]], strict=True))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
