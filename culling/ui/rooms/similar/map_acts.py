"""What was done on the map: photos selected, one chosen to see its likes, the distance moved.

The browser sends `[number, what, sheet, value]` until it knows that it was heard: "select" with a bit for each row,
"like" with a row, "distance" with a number. Anything else that a browser may send is passed over.
"""

from __future__ import annotations

import base64
import binascii
import math

import numpy as np

from culling.ui.presses import new_presses
from culling.ui.sheet import Sheet
from culling.ui.state import Session

KEY = "similar_map"
_FARTHEST = 1.0  # where the slider ends


def take_up(state: Session, acts: object) -> set[str]:
    """Do what is new, in order; which kinds of acts there were."""
    done: set[str] = set()
    if state.open is None:
        return done
    for number, what, *said in new_presses(acts, state.pressed.get(KEY, 0)):
        state.pressed[KEY] = number
        key, value = said if len(said) == 2 else (None, None)
        sheet = state.open.find_sheet(key) if isinstance(key, str) else None
        if sheet is not None and isinstance(what, str) and what in _ACTS and _ACTS[what](state, sheet, value):
            done.add(what)
    return done


def selected_paths(sheet: Sheet, bits: object) -> list[str] | None:
    """The photos whose bits are set; None for what is no such list."""
    try:
        packed = base64.b64decode(bits, validate=True) if isinstance(bits, str) else b""
    except (binascii.Error, ValueError):
        return None
    if not isinstance(bits, str) or len(packed) != math.ceil(sheet.count / 8):
        return None
    flags = np.unpackbits(np.frombuffer(packed, np.uint8), count=sheet.count, bitorder="little")
    return [sheet.paths[row] for row in np.flatnonzero(flags)]


def _select(state: Session, sheet: Sheet, bits: object) -> bool:
    paths = selected_paths(sheet, bits)
    if paths is not None:
        state.alike.select(paths)
    return paths is not None


def _like(state: Session, sheet: Sheet, row: object) -> bool:
    if type(row) is not int or not 0 <= row < sheet.count:
        return False
    state.alike.like, state.alike.beside = sheet.paths[row], "like"
    return True


def _distance(state: Session, _sheet: Sheet, value: object) -> bool:
    """Only for a method that has a distance; another may have been chosen meanwhile."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _FARTHEST:
        return False
    if state.alike.method != "likeness":
        return False
    state.alike.set("distance", float(value))
    return True


_ACTS = {"select": _select, "like": _like, "distance": _distance}
