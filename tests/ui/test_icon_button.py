"""Buttons of which only the icon is seen have words all the same."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from culling.ui import places
from culling.ui.rooms import icon_button

BARE = re.compile(r"button\(\s*(f?\"\"|f?\"[^\w\"]*\")\s*,")


def _page() -> None:
    from culling.ui.rooms.icon_button import icon_button

    icon_button("Undo the last mark", key="undo", icon=":material/undo:", disabled=True)


def test_the_words_are_the_button_s_and_hidden_from_sight_alone() -> None:
    app = AppTest.from_function(_page).run()
    assert (app.button(key="undo").label, app.button(key="undo").disabled) == ("Undo the last mark", True)
    assert "st-key-icon_only_" in icon_button.STYLE
    assert "clip-path" in icon_button.STYLE


def test_no_button_goes_without_words() -> None:
    rooms = Path(places.HOME, "culling", "ui")
    assert [path.name for path in rooms.rglob("*.py") if BARE.search(path.read_text())] == []
    assert BARE.search('st.button(\n    "",\n    key="close")')
