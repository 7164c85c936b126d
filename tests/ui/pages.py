"""How tests read a page: tiles, widgets by their name, the counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from culling.decide import counts, decide
from culling.policy import Policy
from culling.ui.jobs import BOARD
from culling.ui.state import Session


def run(app: AppTest) -> AppTest:
    """Run the page once more, without an exception."""
    app.run()
    assert not app.exception, [item.value for item in app.exception]
    return app


def tiles(app: AppTest, key: str) -> list[dict[str, Any]]:
    """The photos that a set of tiles shows; none when it is not on the page."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(key):
            return list(json.loads(element.proto.json)["photos"])
    return []


def viewer(app: AppTest) -> dict[str, Any]:
    """What the photo dialog's viewer was given; empty when no photo is open."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith("detail_viewer"):
            return dict(json.loads(element.proto.json))
    return {}


def seen(app: AppTest, place: int = 0) -> dict[str, Any]:
    """What the viewer was told of one of its photos, from left to right."""
    return dict(viewer(app)["photos"][place])


def widget(widgets: Any, name: str) -> Any:
    """The one widget whose key is `name`, whatever version of it."""
    found = [item for item in widgets if item.key and item.key.rpartition("_")[0] == name]
    assert len(found) == 1, [item.key for item in widgets]
    return found[0]


def said_counts(app: AppTest) -> dict[str, int]:
    """The four counts that the page shows."""
    return {metric.label.split()[-1]: int(metric.value.replace(",", "")) for metric in app.metric}


def true_counts(folder: Path, policy: Policy) -> dict[str, int]:
    """What `decide` says of the folder."""
    return counts(decide(table(folder), policy))


def table(folder: Path) -> pd.DataFrame:
    return BOARD.open(folder.resolve()).catalog.table()


def seen_rows(here: Session) -> list[str]:
    """The photos of the list that is looked through, in its order."""
    return [str(here.table.index[row]) for row in here.listing.rows(here.table, here.tuning.decisions, here.policy)]


def state(app: AppTest) -> Session:
    return app.session_state["culling"]


def texts(app: AppTest) -> str:
    """All plain text on the page."""
    return "\n".join(item.value for item in app.text)
