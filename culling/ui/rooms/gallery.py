"""The photos that are gone through, as tiles or as a table; what is pressed is written at once and redraws little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from culling.ui.components.gallery import show_gallery
from culling.ui.listing import Rows
from culling.ui.marking import mark_codes
from culling.ui.redraw import redraw
from culling.ui.rooms import summary
from culling.ui.rooms.listed import take_up
from culling.ui.state import Session

KEY = "review_photos"
_WHAT_FOLLOWS = ["beside", "verdicts", "refresh"]  # shows marks, and where one is: redrawn when the keys pause

_STYLE = """
.stHtml table.culling-rules { width: 100%; border-collapse: collapse; font-size: 0.85rem; margin: 0; }
.culling-rules :is(th, td) { text-align: left; padding: 3px 7px 3px 0; border: 0; vertical-align: top; }
.culling-rules.photos thead th:nth-child(n+2) { white-space: normal; overflow-wrap: anywhere; font-size: 0.75rem; }
.culling-rules.photos { font-size: 0.8rem; }
.st-key-beside_column .stHtml { overflow-x: auto; }
.culling-rules th { font-weight: 400; opacity: 0.75; }
.culling-rules :is(th, td):nth-child(n+3) { font-variant-numeric: tabular-nums; white-space: nowrap; }
.st-key-beside_column { max-height: calc(100vh - 8.5rem); overflow-y: auto; scrollbar-width: thin; }
@media (max-width: 1000px) {
  .st-key-review_columns [data-testid="stHorizontalBlock"]:has(.st-key-beside_column) { flex-direction: column; }
  .st-key-review_columns [data-testid="stColumn"] { width: 100%; flex: none; }
  .st-key-beside_column { max-height: none; }
}
"""


def columns() -> Sequence[DeltaGenerator]:
    """Room for the gallery and for what stands beside it; below it in a narrow window."""
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="review_columns"):
        return st.columns([8, 4], gap="medium")


def choose_view(state: Session) -> str:
    """The switch between tiles and table, and the way to the summary; "tiles" or "table"."""
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
        view = st.segmented_control(
            "Photos as",
            ["tiles", "table"],
            default="tiles",
            required=True,
            key="review_as",
            persist_state="session",
            label_visibility="collapsed",
        )
        summary.show_button(state)
    return str(view)


@st.fragment(key="gallery")
def show(state: Session) -> None:
    """The gallery, on the list as it was when filters or order were last changed."""
    show_gallery(
        state,
        listed(state),
        walk=state.walk,
        key=KEY,
        pressed=lambda presses: pressed(state, presses),
        arrived=lambda at: _arrived(state, at),
        finished=lambda: _finish(state),
        value=state.listing.order.by,
        empty="No photo is in this list. The filters above choose which ones are.",
    )


def pressed(state: Session, presses: object) -> None:
    """Write what was pressed in the gallery."""
    if state.open is None:
        return
    problems = take_up(state, state.open, presses, "review")
    if problems:
        st.rerun()
    redraw(["gallery", *_WHAT_FOLLOWS] if state.walk.overtook(state.marking.heard) else ["gallery"])


def mark(state: Session, mark: str | None) -> None:
    """Mark the current photo, or those that are selected, as the keys in the gallery do; then go on as they do."""
    walk = state.walk
    meant = walk.marked_next
    state.mark_all([(path, mark) for path in meant], "review")
    if mark is not None and len(meant) == 1 and not walk.comparing and walk.onward != "stay":
        step(state, 1, undecided=walk.onward == "undecided")
    redraw(["gallery", *_WHAT_FOLLOWS])


def undo(state: Session) -> None:
    """Take the last step back and go to its photo."""
    steps = state.marking.steps
    back = [change.path for change in steps[-1]] if steps else []
    state.undo_mark()
    state.walk.go(next((path for path in back if place(state, path) >= 0), None))
    redraw(["gallery", *_WHAT_FOLLOWS])


def turn(state: Session, by: int, undecided: bool = False) -> None:
    """Go to the next (1) or previous (−1) photo, or to the next one without a mark."""
    step(state, by, undecided)
    redraw(["gallery", *_WHAT_FOLLOWS])


def step(state: Session, by: int, undecided: bool = False) -> None:
    """Move on in the list: up to its end; for one without a mark around the end, once."""
    rows, at = listed(state), place(state, state.walk.current)
    if undecided:
        ahead = np.roll(rows, -(at + 1))
        ahead = ahead[mark_codes(state.table)[ahead] == 0]
    else:
        ahead = rows[at + by : at + by + 1] if at + by >= 0 else rows[:0]
    if len(ahead):
        state.walk.go(str(state.table.index[ahead[0]]))


def listed(state: Session) -> Rows:
    """The list, by row number."""
    return state.listing.rows(state.table, state.tuning.decisions, state.policy)


def place(state: Session, path: str | None) -> int:
    """Where in the list a photo stands, from 0; −1 when it is not in it."""
    row = state.table.index.get_indexer(pd.Index([path], dtype=object))[0]
    found = np.flatnonzero(listed(state) == row)  # a photo that is gone has row −1, which is in no list
    return int(found[0]) if len(found) else -1


def _arrived(state: Session, at: object) -> None:
    if state.open is not None:
        state.walk.arrive(at, state.open.sheet)
        redraw(_WHAT_FOLLOWS)


def _finish(state: Session) -> None:
    state.walk.finished = True
    st.rerun()
