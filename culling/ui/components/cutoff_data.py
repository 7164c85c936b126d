"""What the histograms with cut lines are made of and told, on a page as in a notebook: scripts, rules, labels."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from culling.audit.design import Design
from culling.judge import text_codes
from culling.labels import Truth
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.components.parts import pack
from culling.ui.sheet import Sheet

_PARTS = ("verdicts", "exempt", "guard", "labels", "scale", "plot", "readout", "card", "head", "cutoffs", "act")

#: Files of `web/`: all of the histograms but what shows them on a page of Streamlit.
SCRIPTS = ("rows.js", "presses.js", *(f"cutoffs/{name}.js" for name in _PARTS))
STYLE = "cutoffs/cutoffs.css"
HTML = '<div class="root" tabindex="-1"></div>'


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


def cutoff_data(
    sheet: Sheet,
    policy: Policy,
    axes: Mapping[str, Mapping[str, Any]],
    forced: NDArray[np.int8],
    guarded: bytes | None,
    labels: Labelled | None,
    heard: int,
) -> dict[str, Any]:
    """What goes to the browser, see `show_cutoffs`; numbers, groups and labels stand at the sheet's addresses."""
    return {
        "base": sheet.address,
        "count": sheet.count,
        "rules": [_rule(rule) for rule in policy.rules],
        "axes": axes,
        "forced": pack(np.frombuffer(zlib.compress(forced.tobytes()), np.uint8)),
        "guard": None if guarded is None else sheet.offer(guarded),
        "labels": None if labels is None else _labels(sheet, labels),
        "heard": heard,
    }


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
