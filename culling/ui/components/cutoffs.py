"""All cutoffs as histograms with lines that are dragged; the browser decides every photo again on each move.

The numbers come from the folder's sheet over HTTP, once; with a run come the rules, the axes, and the photos whose
verdict the rules do not decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from culling.policy import Policy
from culling.ui.components.cutoff_data import HTML, SCRIPTS, STYLE, Labelled, cutoff_data
from culling.ui.components.parts import joined
from culling.ui.sheet import Sheet

__all__ = ["Labelled", "show_cutoffs"]

_cutoffs = st.components.v2.component(
    "culling_cutoffs",
    html=HTML,
    css=joined(STYLE),
    js=joined(*SCRIPTS, "cutoffs/page.js"),
)


def show_cutoffs(
    sheet: Sheet,
    policy: Policy,
    axes: Mapping[str, Mapping[str, Any]],
    forced: NDArray[np.int8],
    guarded: bytes | None,
    *,
    labels: Labelled | None = None,
    heard: int,
    key: str,
    moved: Callable[[Any], None],
    opened: Callable[[Any], None],
    hidden: Callable[[Any], None],
) -> None:
    """Draw the histograms.

    Args:
        sheet: the photos, by row.
        policy: its rules are drawn as lines.
        axes: what is shown, by measure: `low`, `high`, `log`, `stops`, `unit`, `about`, `reach` (that of a rule with
            its cut at 0), and in `free` the sides that may have a further cut, with where it would start.
        forced: each row's verdict whatever the rules say, −1 where they decide.
        guarded: the groups that the group guard looks at, as `Tuning.guarded` has them; None without a guard.
        labels: what the cutoffs are compared with; None for nothing, and no word about it.
        heard: number of the last move that was taken up.
        key: names the histograms on their page.
        moved: takes what the browser says was moved, see `culling.ui.moves`.
        opened: takes the row of a photo that was clicked, and the measure at whose cut it stands: `[row, metric]`.
        hidden: takes the name of a measure without a rule that is not to be shown any more.
    """
    _cutoffs(
        key=key,
        data=cutoff_data(sheet, policy, axes, forced, guarded, labels, heard),
        on_moves_change=lambda: moved(st.session_state[key].moves),
        on_open_change=lambda: opened(st.session_state[key].open),
        on_hide_change=lambda: hidden(st.session_state[key].hide),
    )
