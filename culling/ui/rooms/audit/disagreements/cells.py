"""The two by two as four galleries, with one key to side with either column."""

from __future__ import annotations

from functools import partial

import streamlit as st

from culling.audit.compare.disagree import CELLS, Cell, Disagreement, Right
from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.rooms.audit.disagreements.kept import kept, sources
from culling.ui.rooms.tiles_list import Answer, show_list
from culling.ui.state import Session

TILES: dict[Cell, int] = {"left_only": 12, "right_only": 12, "both": 6, "neither": 6}
_FIRST: dict[Cell, str] = {
    "left_only": "furthest apart first",
    "right_only": "furthest apart first",
    "both": "surest first",
    "neither": "closest to going first",
}
KEY = "audit_disagreement_cells"
HOW = "disagreement"
_KEYS = "Keys over a photo: A as the left column says · X the other way · K M R P mark · C clear · U undo · Enter look"
_OTHER = {"reject": "keep", "keep": "reject"}


@st.fragment(key=KEY)
def show(state: Session) -> None:
    """Four galleries, disagreements above; they hold still while photos are marked."""
    folder = state.open
    if folder is None:
        return
    own = kept(state)
    found = own.found(state, folder, sources(state, folder, own))
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(_KEYS, width="content")
        _twin(state, found)
        if own.stale(state):
            st.button(
                "Compare anew",
                key="audit_cells_again",
                type="tertiary",
                icon=":material/refresh:",
                help="Marks have changed since; the galleries hold still while you mark.",
                on_click=own.refresh,
            )
    right = own.right_as_labelled(state, folder)
    for pair in (CELLS[:2], CELLS[2:]):
        for column, cell in zip(st.columns(2, gap="medium"), pair, strict=True):
            with column, st.container(border=True):
                _cell(state, found, cell, right)


def title(found: Disagreement, cell: Cell) -> str:
    """What the photos of a cell have in common."""
    left, right = found.left.name, found.right.name
    return {
        "left_only": f"{left}: should go · {right}: stays",
        "right_only": f"{right}: should go · {left}: stays",
        "both": "Both: should go",
        "neither": "Both: stays",
    }[cell]


def answers(found: Disagreement, cell: Cell, _path: str) -> tuple[str, str]:
    """(the mark that sides with the left column, the mark that does not)."""
    as_left = "reject" if cell in ("left_only", "both") else "keep"
    return as_left, _OTHER[as_left]


def _cell(state: Session, found: Disagreement, cell: Cell, right: Right | None) -> None:
    rows = found.rows(cell)
    paths = [str(state.table.index[row]) for row in rows]
    st.text(title(found, cell))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        more = f" · {TILES[cell]} shown, {_FIRST[cell]}" if len(rows) > TILES[cell] else ""
        st.markdown(f"**{len(rows):,}**{more}", width="content")
        if len(rows) and st.button(
            "Review these" if not more else f"Review all {len(rows):,}",
            key=f"audit_review_{cell}",
            type="tertiary",
            icon=":material/arrow_forward:",
        ):
            state.listing.show_only(paths, title(found, cell))
            st.switch_page(PAGES / "review.py")
    agree = right.by_cell.get(cell) if right is not None else None
    if right is not None and agree is not None and agree.count:
        st.caption(f"People agree with the left column in {agree.text}: {right.counts(cell)}.")
    shown = rows[: TILES[cell]]
    at = dict(zip(paths, rows.tolist(), strict=True))
    show_tiles(
        state,
        state.tuning.decisions.iloc[shown],
        key=f"audit_cell_{cell}",
        label=title(found, cell),
        among=lambda: paths,
        lines=lambda path, _row: _lines(found, at[path]),
        cell=118,
        empty="No photo.",
        acts=Acts(HOW, partial(answers, found, cell), follow),
    )


def _lines(found: Disagreement, row: int) -> list[str]:
    return [f"left: {found.left.says(row)}", f"right: {found.right.says(row)}"]


def follow(pause: bool = True) -> None:
    """Draw again what shows marks; between fast presses the counts in the sidebar alone."""
    redraw([KEY, "verdicts"] if pause else ["verdicts"])


def _twin(state: Session, found: Disagreement) -> None:
    """The galleries as a list with buttons."""
    cells = {str(state.table.index[row]): cell for cell in CELLS for row in found.rows(cell)[: TILES[cell]]}
    titles = {path: title(found, cell) for path, cell in cells.items()}

    def offered(path: str) -> list[Answer]:
        marks = zip(("As the left column", "The other way"), answers(found, cells[path], path), strict=True)
        return [Answer(mark, f"{words}: {mark}", mark, HOW) for words, mark in marks]

    show_list(state, titles, offered, key="audit_cells", follow=follow, help="Disagreements come first.")
