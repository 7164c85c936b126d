"""Photos on a map: selected by a loop or a box, marked, grouped at a distance that is dragged.

Long lists (places, links, groups, verdicts) go over HTTP by an address that changes with them, so that each is fetched
once; a run sends little more than the addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from culling.charts import VERDICT_COLOURS
from culling.forest import Forest
from culling.map_layers import PALETTE, RAMP, UNKNOWN
from culling.ui.components import parts
from culling.ui.components.gallery import marking_now
from culling.ui.marking import mark_codes
from culling.ui.sheet import Sheet
from culling.ui.state import Session

_FIRST = ("rows.js", "presses.js", "gallery/marks.js", "cutoffs/scale.js")
_PARTS = ("joins", "space", "frame", "paint", "inks", "thumbs", "card", "joining", "hand", "keys")
_VIEWS = ("sight", "told", "photo_map")

_map = st.components.v2.component(
    "culling_photo_map",
    html=parts.joined("photo_map/photo_map.html"),
    css=parts.joined("photo_map/photo_map.css"),
    js=parts.joined(*_FIRST, *(f"photo_map/{name}.js" for name in (*_PARTS, *_VIEWS))),
)


@dataclass(frozen=True)
class Colouring:
    """What the colours of the map tell.

    Attributes:
        by: "verdict", "mark", "group", "text" (a column of few values) or "measure" (a column of numbers).
        name: the column of a text or measure.
        unit: of the measure.
        words: what a text column holds, the most frequent first.
        codes: uint8 per row, which of `words` it has; above them what is rare or not known.
    """

    by: str
    name: str = ""
    unit: str = ""
    words: tuple[str, ...] = ()
    codes: NDArray[np.uint8] | None = None


def show_photo_map(
    state: Session,
    sheet: Sheet,
    points: NDArray[np.float32],
    colouring: Colouring,
    *,
    key: str,
    groups: pd.DataFrame | None,
    forest: Forest | None,
    distance: float,
    heard: int,
    acted: Callable[[Any], None],
    pressed: Callable[[Any], None],
    selection: Sequence[str] | None = None,
    frame: Mapping[str, Any] | None = None,
) -> None:
    """Draw the map.

    Args:
        state: the session; marks, selection and the photo whose likes are shown are read from it.
        sheet: the photos, by row.
        points: float32 (n, 2), NaN for photos without a place.
        colouring: what the colours tell.
        key: names the map on its page.
        groups: as `Alike.table` gives them; None while they are being found.
        forest: what joins photos at which distance, where the method goes by that alone: the browser then groups by
            itself while a person drags the line. None for other methods.
        distance: where the line stands.
        heard: number of the last act that was taken up.
        acted: takes what was selected, moved or chosen: see `culling.ui.rooms.similar.map_acts`.
        pressed: takes what was marked, for `Marking.take_up`.
        selection: paths of the selected photos; those of the page of similar photos when left out.
        frame: of a map of two measures its axes (see web/photo_map/frame.js); points then run from 0 to 1, and a click
            opens a photo instead of showing its likes.
    """
    data = {**_photos(state, sheet), **_groups(sheet, groups), **_links(sheet, forest, distance)}
    _map(
        key=key,
        data={
            **data,
            **_selection(state, sheet, state.alike.selection if selection is None else selection),
            **_colours(sheet, colouring),
            "points": _offer(sheet, points),
            "frame": frame,
            "like": _row(state, state.alike.like) if frame is None else -1,
            "done": heard,
        },
        on_acts_change=lambda: acted(st.session_state[key].acts),
        on_presses_change=lambda: pressed(st.session_state[key].presses),
    )


def pack_rows(rows: NDArray[np.intp], count: int) -> bytes:
    """Which of `count` rows these are, a bit each, the first row in the lowest bit of the first byte."""
    flags = np.zeros(count, np.uint8)
    flags[rows] = 1
    return np.packbits(flags, bitorder="little").tobytes()


def _offer(sheet: Sheet, array: np.ndarray[Any, Any]) -> str:
    return sheet.offer(np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False)).tobytes())


def _photos(state: Session, sheet: Sheet) -> Mapping[str, Any]:
    alone = state.tuning.alone
    return {
        "sheet": sheet.key,
        "base": sheet.address,
        "count": sheet.count,
        "verdicts": _offer(sheet, alone["verdict"].cat.codes.to_numpy().astype(np.uint8)),
        "marks": _offer(sheet, mark_codes(state.table)),
        **marking_now(state),
        "verdict_colours": list(VERDICT_COLOURS.values()),
        "palette": list(PALETTE),
        "ramp": list(RAMP),
        "unknown": UNKNOWN,
    }


def _groups(sheet: Sheet, groups: pd.DataFrame | None) -> Mapping[str, Any]:
    """int32 numbers, −1 for photos that are alone, then a byte each that tells keepers."""
    if groups is None:
        return {"groups": None}
    numbers = groups["group"].fillna(-1).to_numpy().astype("<i4")
    return {"groups": sheet.offer(numbers.tobytes() + groups["keeper"].to_numpy(np.uint8).tobytes())}


def _links(sheet: Sheet, forest: Forest | None, distance: float) -> Mapping[str, Any]:
    """int32 ends, then float32 lengths."""
    if forest is None:
        return {"links": None, "link_count": 0, "distance": distance}
    ends = (end.astype("<i4").tobytes() for end in (forest.first, forest.second))
    links = sheet.offer(b"".join(ends) + forest.lengths.astype("<f4").tobytes())
    return {"links": links, "link_count": len(forest), "distance": distance}


def _selection(state: Session, sheet: Sheet, paths: Sequence[str]) -> Mapping[str, Any]:
    rows = state.table.index.get_indexer(pd.Index(paths, dtype=object))
    known = rows[rows >= 0]
    return {"selected": sheet.offer(pack_rows(known, sheet.count)) if len(known) else None}


def _row(state: Session, path: str | None) -> int:
    """−1 for a photo that is not there (any more)."""
    return int(state.table.index.get_indexer(pd.Index([path], dtype=object))[0])


def _colours(sheet: Sheet, colouring: Colouring) -> Mapping[str, Any]:
    codes = None if colouring.codes is None else _offer(sheet, colouring.codes)
    told = {"by": colouring.by, "name": colouring.name, "unit": colouring.unit, "words": list(colouring.words)}
    return {"colour": {**told, "codes": codes}}
