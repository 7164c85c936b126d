"""Photos as tiles that are gone through by keyboard: marked, undone, filtered, looked at large, compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from culling.marks import MARKS
from culling.overlay import KINDS
from culling.ui.components import loupe, parts
from culling.ui.listing import Rows
from culling.ui.marking import mark_codes
from culling.ui.safety import signed_in
from culling.ui.sheet import Sheet
from culling.ui.state import Session
from culling.ui.walk import Walk

_UNDONE_AT_ONCE = 2000  # photos of the last steps whose marks the browser takes back without asking

_SCRIPTS = ("screen", "marks", "list", "tile", "grid", "keys", "strip", "large", "moves", "view", "gallery")

_gallery = st.components.v2.component(
    "culling_gallery",
    html=parts.joined("gallery/gallery.html"),
    css=parts.joined("gallery/gallery.css", *loupe.STYLES),
    js=parts.joined("rows.js", "presses.js", *loupe.SCRIPTS, *(f"gallery/{name}.js" for name in _SCRIPTS)),
)


@dataclass(frozen=True, eq=False)
class Lines:
    """A line for each row: of each the place of its text."""

    texts: list[str]
    of_row: NDArray[np.integer[Any]]


def show_gallery(
    state: Session,
    listed: Rows,
    *,
    walk: Walk,
    key: str,
    pressed: Any,
    arrived: Any,
    finished: Any = None,
    value: str | None = None,
    lines: Lines | None = None,
    empty: str = "No photo is in this list.",
) -> None:
    """Draw the gallery.

    Args:
        state: the session; marks are read from it.
        listed: row numbers of the photos to go through, in their order.
        walk: where a person is among them.
        key: names the gallery on its page.
        pressed: called with what was pressed, for `Marking.take_up`.
        arrived: called with where the person is now, for `Walk.arrive`.
        finished: called when the person asks for the summary; None where there is none.
        value: the measure that stands on the tiles.
        lines: what stands on the tiles instead of the policy's reasons.
        empty: said when the list is empty.
    """
    if state.open is None:
        return
    photos, place = _photos(state, state.open.sheet), _place(state, listed, walk)
    shown = value if value is not None and state.open.sheet.has(value) else None
    if lines is not None:
        photos = {**photos, "reasons": lines.texts, "reason_of": parts.pack(lines.of_row.astype(np.uint32))}
    data = {**photos, **place, "value": shown, "summary": finished is not None, "empty": empty}
    _gallery(
        key=key,
        data=data,
        on_presses_change=lambda: pressed(st.session_state[key].presses),
        on_at_change=lambda: arrived(st.session_state[key].at),
        on_finished_change=finished or (lambda: None),
    )


def _photos(state: Session, sheet: Sheet) -> Mapping[str, Any]:
    """What the policy says of every row, and what a person said."""
    table = state.table
    alone = state.tuning.alone
    return {
        "sheet": sheet.key,
        "address": sheet.address,
        "count": sheet.count,
        "verdicts": parts.pack(alone["verdict"].cat.codes.to_numpy().astype(np.uint8)),
        "reasons": [str(text) for text in alone["reasons"].cat.categories],
        "reason_of": parts.pack(alone["reasons"].cat.codes.to_numpy().astype(np.uint32)),
        "broken": np.flatnonzero(table["error"].notna()).tolist() if "error" in table else [],
        "overlays": list(KINDS),
        "marks": parts.pack(mark_codes(table)),
        **marking_now(state),
    }


def _place(state: Session, listed: Rows, walk: Walk) -> Mapping[str, Any]:
    return {
        "order": parts.pack(listed.astype(np.uint32)),
        "onward": walk.onward,
        "go": [walk.sent, _row(state, walk.current)],
    }


def marking_now(state: Session) -> Mapping[str, Any]:
    """Whether the person may mark, what can be undone, and up to which press Python has heard."""
    return {
        "may_mark": signed_in.user().may("mark"),
        "undo": _undo_steps(state),
        "can_undo": state.marking.can_undo,
        "heard": state.marking.heard,
    }


def _undo_steps(state: Session) -> list[list[list[int]]]:
    """The last steps, oldest first: rows, what they were marked before, what the step marked them."""
    codes = {mark: code for code, mark in enumerate((None, *MARKS))}
    steps: list[list[list[int]]] = []
    left = _UNDONE_AT_ONCE
    for step in reversed(state.marking.steps[-100:]):
        left -= len(step)
        if left < 0:
            break
        rows = [_row(state, change.path) for change in step]
        steps.append([rows, [codes[change.before] for change in step], [codes[change.after] for change in step]])
    return steps[::-1]


def _row(state: Session, path: str | None) -> int:
    """−1 for a photo that is not there (any more)."""
    return int(state.table.index.get_indexer(pd.Index([path], dtype=object))[0])
