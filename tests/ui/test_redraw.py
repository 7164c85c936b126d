"""Parts of a page are drawn again from callbacks; on the way to another page nothing takes its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.ui import places


def _page() -> None:
    import streamlit as st

    from culling.ui import redraw

    def counted(name: str) -> None:
        st.session_state[name] = st.session_state.get(name, 0) + 1

    @st.fragment(key="one")
    def one() -> None:
        counted("one")

    @st.fragment(key="two")
    def two() -> None:
        counted("two")

    redraw.shown()
    counted("page")
    st.session_state.setdefault("parts", ["one"])
    st.button("again", on_click=lambda: redraw.redraw(st.session_state["parts"]))
    one()
    two()


def _counts(parts: list[str], page: str | None) -> list[int]:
    app = AppTest.from_function(_page).run()
    app.session_state["parts"] = parts
    if page is not None:
        app.session_state["page_shown"] = page
    app.button[0].click().run()
    assert not app.exception
    return [app.session_state[name] for name in ("page", "one", "two")]


@pytest.mark.parametrize(
    ("parts", "page", "counts"),
    [
        (["one"], None, [1, 2, 1]),
        (["two", "gone"], None, [1, 1, 2]),
        (["gone"], None, [2, 2, 2]),
        (["one"], "another page", [2, 2, 2]),
    ],
    ids=["a part", "one that is gone is passed over", "none is there: the whole page", "on the way to another page"],
)
def test_parts_are_drawn_again(parts: list[str], page: str | None, counts: list[int]) -> None:
    assert _counts(parts, page) == counts


def test_every_callback_names_parts_here() -> None:
    """Named to Streamlit itself, they would take the place of a page that was asked for."""
    named = re.compile(r"st\.rerun\((?!\))")
    files = [path for path in Path(places.HOME, "culling", "ui").rglob("*.py") if named.search(path.read_text())]
    assert [path.name for path in files] == ["redraw.py"]


def test_no_page_stops_its_script() -> None:
    """Streamlit then forgets what was asked for meanwhile, and keeps parts that are gone for keys that come late."""
    sources = [*Path(places.HOME, "culling", "ui").rglob("*.py"), *places.PAGES.glob("*.py")]
    assert [path.name for path in sources if re.search(r"^\s*st\.stop\(", path.read_text(), re.M)] == []
