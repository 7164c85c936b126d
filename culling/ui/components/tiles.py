"""Photos as tiles: picture, verdict by letter and colour, and what the measures say. A click opens a photo.

Where marking is on, keys over a tile mark its photo. The browser shows that at once and sends what was pressed as
`[number, act, path, mark]` until it knows that it was heard, so that fast presses are neither lost nor done twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, Literal

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.marks import MARKS
from culling.ui.components.parts import joined
from culling.ui.presses import new_presses
from culling.ui.safety import signed_in
from culling.ui.state import Session

_tiles = st.components.v2.component(
    "culling_tiles",
    html='<div class="tiles"><ul class="list"></ul><div class="empty"></div><p class="said" role="status"></p></div>',
    css=joined("tiles/tiles.css"),
    js=joined("rows.js", "presses.js", "tiles/tile.js", "tiles/presses.js", "tiles/tiles.js"),
)

Lines = Callable[[str, Any], Sequence[str]]


@dataclass(frozen=True)
class Acts:
    """What keys over the tiles do, besides opening a photo.

    Attributes:
        how: the occasion, as it stands in the history of marks.
        answers: path → (mark when the person accepts, mark when they contest), None where there is no such answer.
        marked: called when photos were marked, to draw again what shows marks: with False between fast presses, when
            that should be little, with True when they pause.
    """

    how: str
    answers: Callable[[str], tuple[str | None, str | None]]
    marked: Callable[[bool], None]


def show_tiles(
    state: Session,
    photos: pd.DataFrame,
    *,
    key: str,
    label: str = "Photos",
    among: Callable[[], Sequence[str]] | None = None,
    lines: Lines | None = None,
    layout: Literal["grid", "strip"] = "grid",
    cell: int = 150,
    empty: str = "No photos.",
    acts: Acts | None = None,
    verdicts: pd.Series[str] | None = None,
) -> None:
    """Draw photos as tiles; a click shows one large, arrows lead from one to the next.

    Args:
        state: the session; the photo that is clicked is then viewed.
        photos: rows of decisions in the order to show: index path, columns `verdict`, `source`, `reasons`.
        key: names this set of tiles on its page.
        label: what the tiles are, for screen readers.
        among: gives what next and previous go through once a photo is open; these photos when left out.
        lines: (path, row) → the small lines under the name; the reasons when left out.
        layout: a grid that wraps, or one row that scrolls.
        cell: width of a tile in pixels.
        empty: said when there are no photos.
        acts: lets A accept, X contest, K, M, R, P and C mark, U undo; without it tiles only open.
        verdicts: by path, to show in the place of the policy's own.
    """
    describe = lines or (lambda _path, row: [row.reasons] if row.reasons else [])

    def opened() -> None:
        state.view(st.session_state[key].open, among() if among else [str(path) for path in photos.index])
        st.rerun()  # the dialog stands outside the fragment that the tiles are in

    _tiles(
        key=key,
        data={
            "photos": _photos(state, photos, describe, acts, verdicts),
            "layout": layout,
            "cell": cell,
            "label": label,
            "empty": empty,
            "marking": acts is not None,
            "may_mark": signed_in.user().may("mark"),
            "heard": state.pressed.get(key, 0),
            "said": state.pressed_said.get(key, (0, "", None)),
        },
        on_open_change=opened,
        on_pressed_change=partial(_pressed, state, key, acts),
    )


def _pressed(state: Session, key: str, acts: Acts | None) -> None:
    """Take up what was pressed; a catalog that cannot be written is told at the top of the page."""
    if acts is None:
        return
    try:
        pause = take_up(state, key, st.session_state[key].pressed, acts.how)
    except CullingError as reason:
        state.notes.append(str(reason))
        st.rerun()
    acts.marked(pause)


def take_up(state: Session, key: str, presses: object, how: str) -> bool:
    """Do what was pressed over the tiles `key`, each press once; what makes no sense is passed over.

    Marks that follow one another on the same occasion are written together.

    Returns:
        Whether to draw everything now: the presses pause, or the last one was an undo, which only Python knows.
    """
    new = [press for press in new_presses(presses, state.pressed.get(key, 0)) if _makes_sense(press)]
    for act, together in groupby(new, key=lambda press: press[1]):
        group = list(together)
        state.pressed[key] = group[-1][0]
        if act == "undo":
            said = [_undo(state) for _ in group]
            state.pressed_said[key] = (group[-1][0], *said[-1])
        elif act != "rest":
            marks = [(path, mark) for _, _, path, mark in group if path in state.table.index]
            state.mark_each(marks, how if act == "mark" else f"{how} {act}")
    return not new or new[-1][1] in ("undo", "rest")


def _undo(state: Session) -> tuple[str, str | None]:
    """Take the last step of marking back, wherever it was made: (what it was in words, the path of its first photo)."""
    if not state.marking.can_undo:
        return "There is nothing to undo.", None
    paths = [change.path for change in state.marking.steps[-1]]
    state.undo_mark()
    more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
    return f"Taken back: {PurePosixPath(paths[0]).name}{more}", paths[0]


def _makes_sense(press: list[Any]) -> bool:
    """Whether it is [number, act, path, mark] with an act and a mark that there are."""
    if len(press) != 4:
        return False
    _, act, path, mark = press
    known = act in ("undo", "rest") or (act in ("accept", "contest", "mark") and isinstance(path, str))
    return known and mark in (None, *MARKS)


def _photos(
    state: Session, photos: pd.DataFrame, lines: Lines, acts: Acts | None, verdicts: pd.Series[str] | None
) -> list[Mapping[str, Any]]:
    """What the browser is told of each photo: the verdict is the policy's, beside the mark."""
    rows = state.table.loc[photos.index] if len(photos) else state.table.iloc[:0]
    alone = (state.tuning.alone["verdict"] if verdicts is None else verdicts).loc[photos.index].astype(str)
    marks = rows["mark"] if "mark" in rows else pd.Series(None, rows.index, dtype=object)
    errors = rows["error"] if "error" in rows else pd.Series(None, rows.index, dtype=object)
    return [
        {
            "path": str(row.Index),
            "name": PurePosixPath(str(row.Index)).name,
            "url": state.open.sheet.picture("thumb", str(row.Index))
            if state.open and not isinstance(error, str)
            else "",
            "verdict": verdict,
            "mark": mark if isinstance(mark, str) else None,
            "lines": list(lines(str(row.Index), row)),
            **dict(zip(("accept", "contest"), acts.answers(str(row.Index)) if acts else (None, None), strict=True)),
        }
        for row, verdict, mark, error in zip(photos.itertuples(), alone, marks, errors, strict=True)
    ]
