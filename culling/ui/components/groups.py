"""Groups of photos with their keepers, gone through by keyboard: accepted, another keeper chosen, marked, undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from culling.overlay import KINDS
from culling.ui.components import loupe, parts
from culling.ui.components.gallery import marking_now
from culling.ui.group_list import Ints, Told
from culling.ui.grouped import Said
from culling.ui.marking import mark_codes
from culling.ui.sheet import Sheet
from culling.ui.state import Session

_GALLERY = ("screen", "marks", "tile", "keys", "large")  # what it has in common with the gallery
_SCRIPTS = ("book", "bands", "card", "head", "canvas", "keys", "strip", "view", "walk", "groups")

_groups = st.components.v2.component(
    "culling_groups",
    html=parts.joined("groups/groups.html"),
    css=parts.joined("gallery/gallery.css", "groups/groups.css", *loupe.STYLES),
    js=parts.joined(
        "rows.js",
        "presses.js",
        *loupe.SCRIPTS,
        *(f"gallery/{name}.js" for name in _GALLERY),
        *(f"groups/{name}.js" for name in _SCRIPTS),
    ),
)


def show_groups(
    state: Session,
    told: Told,
    best: pd.DataFrame,
    said: Said,
    *,
    order: Ints,
    chosen: NDArray[np.bool_],
    key: str,
    pressed: Callable[[Any], None],
    rested: Callable[[], None],
    selected: Callable[[Any], None],
    empty: str,
) -> None:
    """Draw the groups.

    Args:
        state: the session; marks are read from it.
        told: the groups.
        best: `keeper` and `keeper_reason` of each photo as they are now.
        said: what the policy says of each photo.
        order: numbers of the groups to go through, in their order.
        chosen: photos that a person chose as keepers.
        key: names the groups on their page.
        pressed: takes what was pressed, `[number, sheet, "mark" | "undo", …]` as `Marking.take_up` has it, and
            `[number, sheet, "choose", row, whether]`.
        rested: called when keys pause after something was pressed.
        selected: takes the number of a group that is to be selected on the map.
        empty: said when the list is empty.
    """
    if state.open is None:
        return
    sheet = state.open.sheet
    keepers = np.flatnonzero(best["keeper"].to_numpy(dtype=np.bool_))
    data = {
        **_photos(state, sheet, said),
        "groups": sheet.offer(told.data),
        "order": parts.pack(order.astype(np.uint32)),
        "keepers": parts.pack(keepers[np.argsort(told.groups.of_row[keepers])].astype(np.uint32)),
        "chosen": np.flatnonzero(chosen).tolist(),
        "told": told.changed(best),
        "empty": empty,
    }
    _groups(
        key=key,
        data=data,
        on_presses_change=lambda: pressed(st.session_state[key].presses),
        on_rest_change=rested,
        on_selected_change=lambda: selected(st.session_state[key].selected),
    )


def _photos(state: Session, sheet: Sheet, said: Said) -> Mapping[str, Any]:
    return {
        "sheet": sheet.key,
        "address": sheet.address,
        "count": sheet.count,
        "verdicts": parts.pack(said.verdicts),
        "reasons": said.reasons,
        "reason_of": parts.pack(said.reason_of),
        "saved": np.flatnonzero(said.saved).tolist(),
        "broken": np.flatnonzero(state.table["error"].notna()).tolist() if "error" in state.table else [],
        "overlays": list(KINDS),
        "marks": parts.pack(mark_codes(state.table)),
        **marking_now(state),
    }
