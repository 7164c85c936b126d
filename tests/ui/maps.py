"""How tests read the page Similar without a browser: what the map was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.rooms.similar import map_acts
from tests.ui.pages import state

Dashboard = Callable[..., AppTest]


def similar(dashboard: Dashboard, folder: Path) -> AppTest:
    """The page, when the photos are compared."""
    app = dashboard(folder, "similar")
    opened(folder).likeness.finding.wait(60)
    app.run()
    assert not app.exception
    return app


def told(app: AppTest) -> dict[str, Any]:
    """What the map was given; empty when it is not on the page."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(map_acts.KEY):
            return dict(json.loads(element.proto.json))
    return {}


def opened(folder: Path) -> OpenFolder:
    return BOARD.open(folder.resolve())


def offered(app: AppTest, name: str) -> bytes:
    address = told(app)[name]
    folder = state(app).open
    assert folder is not None
    data = folder.sheet.offered(address.rpartition("/")[2])
    assert data is not None
    return data
