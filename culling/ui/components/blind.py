"""One photo alone in the whole window, labelled by key: nothing on the screen tells what anything says of it.

What goes to the browser names photos by row number only.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from culling.ui.components import loupe, parts
from culling.ui.labelling import ACTS, Labelling
from culling.ui.sheet import Sheet

_blind = st.components.v2.component(
    "culling_blind",
    html=parts.joined("blind/blind.html"),
    css=parts.joined(*loupe.STYLES, "blind/blind.css"),
    js=parts.joined("rows.js", "presses.js", *loupe.SCRIPTS, "blind/book.js", "blind/blind.js"),
)


def show_blind(labelling: Labelling, sheet: Sheet, *, key: str, pressed: Callable[[object], None]) -> None:
    """Cover the window with the photo that is to be labelled next.

    Args:
        labelling: the sample, and how far it is.
        sheet: the rows that the browser asks for.
        key: names the component on its page.
        pressed: called with what was pressed, for `Labelling.take_up`.
    """
    book = labelling.book
    rows = sheet.table.index.get_indexer(pd.Index(book.paths, dtype=object))
    codes = [4 * step.item + ACTS.index(step.act) for step in book.steps]
    data = {
        "draw": labelling.number,
        "address": sheet.address,
        "rows": parts.pack(rows.astype(np.uint32)),  # −1 for a photo that is gone; it is in no queue
        "sizes": parts.pack(_sizes(sheet.table, rows)),
        "queue": parts.pack(np.array(book.queue, np.uint32)),
        "steps": parts.pack(np.array(codes, np.uint32)),
        "total": labelling.total,
        "heard": labelling.heard,
        "problem": labelling.problem,
    }
    _blind(key=key, data=data, on_presses_change=lambda: pressed(st.session_state[key].presses))


def _sizes(table: pd.DataFrame, rows: NDArray[np.intp]) -> NDArray[np.uint32]:
    """Width and height of the photo of each item, 0 where unknown: the picture then says its own."""
    sizes = np.zeros((len(rows), 2), np.uint32)
    if {"width", "height"} <= set(table.columns):
        known = table[["width", "height"]].to_numpy(dtype=float, na_value=0.0)
        sizes[rows >= 0] = np.nan_to_num(known[rows[rows >= 0]]).astype(np.uint32)
    return sizes
