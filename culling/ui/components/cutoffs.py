"""All cutoffs as histograms with lines that are dragged; the browser decides every photo again on each move.

The numbers come from the folder's sheet over HTTP, once; with a run come the rules, the axes, and the photos whose
verdict the rules do not decide.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from culling.audit.design import Design
from culling.judge import text_codes
from culling.labels import Truth
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.components.parts import joined, pack
from culling.ui.sheet import Sheet

_SCRIPTS = ("verdicts", "exempt", "guard", "labels", "scale", "plot", "readout", "card", "head", "cutoffs", "act")

_cutoffs = st.components.v2.component(
    "culling_cutoffs",
    html='<div class="root" tabindex="-1"></div>',
    css=joined("cutoffs/cutoffs.css"),
    js=joined("rows.js", "presses.js", *(f"cutoffs/{name}.js" for name in _SCRIPTS)),
)


class Labelled(NamedTuple):
    """The labels that the cutoffs are compared with on every move, marks aside.

    Attributes:
        truth: the labels; may be empty.
        line: what stands beneath the numbers, or in their place.
        about: more about that, shown where a pointer rests.
    """

    truth: Truth
    line: str
    about: str = ""


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
        data={
            "base": sheet.address,
            "count": sheet.count,
            "rules": [_rule(rule) for rule in policy.rules],
            "axes": axes,
            "forced": pack(np.frombuffer(zlib.compress(forced.tobytes()), np.uint8)),
            "guard": None if guarded is None else sheet.offer(guarded),
            "labels": None if labels is None else _labels(sheet, labels),
            "heard": heard,
        },
        on_moves_change=lambda: moved(st.session_state[key].moves),
        on_open_change=lambda: opened(st.session_state[key].open),
        on_hide_change=lambda: hidden(st.session_state[key].hide),
    )


def _rule(rule: Rule) -> list[Any]:
    """Metric, side, cutoffs, and the condition as `[metric, side, cutoff]` or None."""
    unless = rule.unless and [rule.unless.metric, rule.unless.side, rule.unless.cutoff]
    return [rule.metric, rule.side, rule.reject, rule.maybe, unless]


def _labels(sheet: Sheet, labels: Labelled) -> dict[str, Any]:
    """Where the labels are: weights, rows, rows of unreadable photos, 1 for keep or 0 for reject, strata."""
    truth, words = labels.truth, {"line": labels.line, "about": labels.about}
    if not len(truth):
        return {"at": "", "count": 0, "errors": 0, "drawn": [], **words}
    design = Design.of(truth.weights)
    errors = np.flatnonzero(text_codes(sheet.table, "error")[0] >= 0)
    rows = (truth.rows.astype("<u4"), errors.astype("<u4"))
    parts = (truth.weights.astype("<f8"), *rows, truth.keep.astype(np.uint8), design.strata.astype(np.uint8))
    at = sheet.offer(b"".join(part.tobytes() for part in parts))
    return {"at": at, "count": len(truth), "errors": len(errors), "drawn": design.drawn.tolist(), **words}
