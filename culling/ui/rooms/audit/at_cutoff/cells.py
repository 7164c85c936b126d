"""The confusion matrix as four buttons, and the photos of the one that is open."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from culling.audit.at_cutoff import Check
from culling.audit.confusion import CELLS, Cell, Confusion, counted_in, rows_in
from culling.audit_figures import CELL_COLOURS
from culling.labels import Truth
from culling.labels.words import counted
from culling.ui.rooms import chosen
from culling.ui.rooms.audit.at_cutoff.view import FRAGMENT, View
from culling.ui.state import Session

_ROWS: tuple[tuple[str, Cell, Cell], ...] = (("labelled **reject**", "tp", "fn"), ("labelled **keep**", "fp", "tn"))
_STYLE = "".join(
    f".st-key-audit_cell_{cell} button {{ min-height: 3.1rem; border-left: 5px solid {colour}; }}\n"
    for cell, colour in CELL_COLOURS.items()
)
_STYLE += "[class*='st-key-audit_cell_'] button p { white-space: normal; overflow: visible; line-height: 1.2; }"


def show(state: Session, view: View, truth: Truth, check: Check) -> None:
    """Four counts; a click shows the photos."""
    st.html(f"<style>{_STYLE}</style>")
    left, *titles = st.columns([2, 3, 3], vertical_alignment="bottom", gap="small")
    left.caption("photos with a label")
    titles[0].caption("**rejected** by the rules")
    titles[1].caption("**not rejected**")
    for words, *cells in _ROWS:
        name, *places = st.columns([2, 3, 3], vertical_alignment="center", gap="small")
        name.markdown(words)
        for place, cell in zip(places, cells, strict=True):
            _cell(place, view, check, cell)
    if truth.weighted:
        st.caption(_weighted(check.confusion))
    if view.cell is not None:
        _photos(state, view, rows_in(truth, check.rejected, view.cell))


def _weighted(found: Confusion) -> str:
    """Why the counts are not the rates: said with the keepers as an example where there are any."""
    said = "The four numbers count labels. The rates count photos of the folder, as some labels stand for more of them."
    keepers = found.fp + found.tn
    if not keepers:
        return said
    lost, share = counted_in("fp", found.fp), found.keepers_lost.text.partition(" (")[0]
    return f"{said} So {lost} among {counted(keepers, 'label')} {'stands' if found.fp == 1 else 'stand'} for {share}."


def _cell(place: st.delta_generator.DeltaGenerator, view: View, check: Check, cell: Cell) -> None:
    count = getattr(check.confusion, cell)
    number, _, words = counted_in(cell, count).partition(" ")
    place.button(
        f"**{number}** {words}",
        key=f"audit_cell_{cell}",
        type="primary" if view.cell == cell else "secondary",
        width="stretch",
        disabled=not count and view.cell != cell,
        help="Show these photos, to look at them and to mark them; once more hides them.",
        on_click=view.open,
        args=(cell,),
    )


def _photos(state: Session, view: View, rows: NDArray[np.int64]) -> None:
    """The gallery of a cell, which follows the cutoffs."""
    cell = view.cell
    if cell is None:
        return
    view.selection = tuple(str(path) for path in state.table.index[rows])
    if not view.selection:
        st.caption(f"No photo: at these cutoffs there are no {CELLS[cell]}.")
        return
    chosen.show(
        state,
        view,
        rows.astype(np.uint32),
        name="audit_cutoff_cell",
        how=f"as {CELLS[cell]}",
        told=counted_in(cell, len(rows)),
        then=[FRAGMENT],
        value=view.metric,
    )
