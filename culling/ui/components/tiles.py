"""Photos as tiles: picture, verdict by letter and colour, and what the measures say. A click opens a photo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import pandas as pd
import streamlit as st

from culling.ui.links import thumb_url
from culling.ui.state import Session

_HERE = Path(__file__).parent

_tiles = st.components.v2.component(
    "culling_tiles",
    html='<div class="root"></div>',
    css=(_HERE / "tiles.css").read_text(encoding="utf-8"),
    js=(_HERE / "tiles.js").read_text(encoding="utf-8"),
)


def show_tiles(
    state: Session,
    photos: pd.DataFrame,
    *,
    key: str,
    among: Sequence[str] | None = None,
    lines: Callable[[str, Any], Sequence[str]] | None = None,
    layout: Literal["grid", "strip"] = "grid",
    cell: int = 150,
    empty: str = "No photos.",
) -> None:
    """Draw photos as tiles; a click shows one large.

    Args:
        state: the session; the photo that is clicked is then viewed.
        photos: rows of decisions in the order to show: index path, columns `verdict`, `source`, `reasons`.
        key: names this set of tiles on its page.
        among: what next and previous go through once a photo is open; these photos when left out.
        lines: (path, row) → the small lines under the name; the reasons when left out.
        layout: a grid that wraps, or one row that scrolls.
        cell: width of a tile in pixels.
        empty: said when there are no photos.
    """
    describe = lines or (lambda _path, row: [row.reasons] if row.reasons else [])

    def opened() -> None:
        state.view(st.session_state[key].open, among or [str(path) for path in photos.index])
        st.rerun()  # the dialog stands outside the fragment that the tiles are in

    shown = [_tile(state, str(row.Index), row, describe) for row in photos.itertuples()]
    _tiles(
        key=key,
        data={"photos": shown, "layout": layout, "cell": cell, "empty": empty},
        on_open_change=opened,
    )


def _tile(state: Session, path: str, row: Any, lines: Callable[[str, Any], Sequence[str]]) -> Mapping[str, Any]:
    readable = state.open is not None and not _has_error(state.table, path)
    return {
        "path": path,
        "name": PurePosixPath(path).name,
        "url": thumb_url(state.open.link(path)) if state.open is not None and readable else "",
        "verdict": str(row.verdict),
        "marked": row.source == "human",
        "lines": list(lines(path, row)),
    }


def _has_error(table: pd.DataFrame, path: str) -> bool:
    return "error" in table and isinstance(table["error"].get(path), str)
