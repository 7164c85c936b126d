"""Plots of a report as inline SVG: no script, nothing loaded, colours by the page's own style."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from culling.audit.at_cutoff import Drawn
from culling.audit.auc import Auc, decimals
from culling.audit.curves import Band
from culling.audit.design import Floats
from culling.audit.intervals import Rate
from culling.audit.report.html import Html, tag

_SIZE = 300  # of the square that a curve is drawn in
_LEFT, _TOP, _BELOW, _RIGHT = 46, 8, 40, 18
_ROW = 22
_NAME, _BAR, _VALUE = 190, 300, 150


def roc_svg(found: Drawn) -> Html:
    """Recall over keepers lost, with the pointwise interval of recall and where the policy stands."""
    at = None if found.at is None else (found.at.keepers_lost, found.at.recall)
    told = f"ROC curve of {found.name}: {found.auc.text}"
    return _plane(
        told, ("keepers lost", "recall: found of those that should go"), found.fpr.value, found.tpr, at, (0.0, 0.0, 1.0)
    )


def pr_svg(found: Drawn) -> Html:
    """Precision over recall, with its pointwise interval and where the policy stands."""
    at = None if found.at is None else (found.at.recall, found.at.precision)
    base = found.prevalence.value
    told = f"Precision–recall curve of {found.name}: average precision {decimals(found.average_precision)}"
    return _plane(
        told,
        ("recall: found of those that should go", "precision: rightly rejected"),
        found.tpr.value,
        found.precision,
        at,
        (base, 0.0, base),
    )


def rate_svg(rate: Rate, words: str) -> Html:
    """A rate on a line from 0 to 100 %: the dot is the rate, the bar its interval."""
    if not rate.known:
        return Html("")
    low, high, value = (round(160 * part, 1) for part in (rate.low, rate.high, rate.value))
    marks = (
        tag("line", x1=0, y1=9, x2=160, y2=9, class_="axis"),
        tag("rect", x=low, y=5, width=round(max(high - low, 1.0), 1), height=8, rx=3, class_="interval"),
        tag("circle", cx=value, cy=9, r=4.5, class_="dot"),
    )
    return _svg(f"{words}: {rate.text}", -6, 0, 172, 18, *marks, class_="rate")


def forest_svg(rows: Sequence[tuple[str, Auc]]) -> Html:
    """The area under the ROC curve of each measure, with its interval; the line is what chance does."""
    height = _ROW * len(rows) + 26
    middle = _NAME + _BAR / 2
    marks = [tag("line", x1=middle, y1=0, x2=middle, y2=height - 22, class_="chance")]
    for place, (name, found) in enumerate(rows):
        y = _ROW * place + _ROW / 2
        low, high, value = (round(_NAME + _BAR * part, 1) for part in (found.low, found.high, found.value))
        inside = "dot" if found.told_from_chance else "dot unsure"
        marks += [
            tag("text", name, x=_NAME - 12, y=y + 4, text_anchor="end"),
            tag("line", x1=low, y1=y, x2=high, y2=y, class_="whisker"),
            tag("circle", cx=value, cy=y, r=4.5, class_=inside),
            tag("text", found.text.removeprefix("AUC "), x=_NAME + _BAR + 12, y=y + 4, class_="small"),
        ]
    for share in (0.0, 0.5, 1.0):
        marks.append(tag("text", decimals(share), x=_NAME + _BAR * share, y=height - 6, text_anchor="middle"))
    told = "Area under the ROC curve of each measure: " + "; ".join(f"{name} {found.text}" for name, found in rows)
    return _svg(told, 0, 0, _NAME + _BAR + _VALUE, height, *marks, class_="forest")


def _plane(
    told: str,
    axes: tuple[str, str],
    x: Floats,
    y: Band,
    at: tuple[Rate, Rate] | None,
    chance: tuple[float, float, float],
) -> Html:
    """A curve in the unit square. `chance`: (height at the left, left end, height at the right) of what chance does."""
    left, begin, right = chance
    marks = [*_grid(axes)]
    if np.isfinite([left, right]).all():
        x1, y1 = _point(begin, left)
        x2, y2 = _point(1.0, right)
        marks.append(tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_="chance"))
    edge = [*zip(x, y.high, strict=True), *zip(x[::-1], y.low[::-1], strict=True)]
    marks.append(tag("polygon", points=_points(edge), class_="band"))
    marks.append(tag("path", d=f"M{_points(zip(x, y.value, strict=True))}", class_="curve"))
    if at is not None and at[0].known and at[1].known:
        marks += _here(*at)
    return _svg(told, 0, 0, _LEFT + _SIZE + _RIGHT, _TOP + _SIZE + _BELOW, *marks, class_="plane")


def _grid(axes: tuple[str, str]) -> list[Html]:
    marks = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _point(share, share)
        marks += [
            tag("line", x1=x, y1=_TOP, x2=x, y2=_TOP + _SIZE, class_="grid"),
            tag("line", x1=_LEFT, y1=y, x2=_LEFT + _SIZE, y2=y, class_="grid"),
            tag("text", f"{100 * share:.0f}", x=x, y=_TOP + _SIZE + 16, text_anchor="middle"),
            tag("text", f"{100 * share:.0f}", x=_LEFT - 7, y=y + 4, text_anchor="end"),
        ]
    middle = _TOP + _SIZE / 2
    return [
        *marks,
        tag("text", f"{axes[0]}, %", x=_LEFT + _SIZE / 2, y=_TOP + _SIZE + 35, text_anchor="middle"),
        tag("text", f"{axes[1]}, %", x=12, y=middle, text_anchor="middle", transform=f"rotate(-90 12 {middle:g})"),
    ]


def _here(x: Rate, y: Rate) -> list[Html]:
    """Where the cutoffs stand, with both intervals."""
    cx, cy = _point(x.value, y.value)
    (low_x, low_y), (high_x, high_y) = _point(x.low, y.low), _point(x.high, y.high)
    return [
        tag("line", x1=low_x, y1=cy, x2=high_x, y2=cy, class_="whisker"),
        tag("line", x1=cx, y1=low_y, x2=cx, y2=high_y, class_="whisker"),
        tag("circle", cx=cx, cy=cy, r=5.5, class_="dot"),
    ]


def _point(x: float, y: float) -> tuple[float, float]:
    return round(_LEFT + _SIZE * x, 1), round(_TOP + _SIZE * (1 - y), 1)


def _points(pairs: object) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in (_point(*pair) for pair in pairs))  # type: ignore[attr-defined]


def _svg(told: str, x: float, y: float, width: float, height: float, *marks: Html, class_: str) -> Html:
    box = f"{x:g} {y:g} {width:g} {height:g}"
    return tag(
        "svg",
        tag("title", told),
        *marks,
        viewBox=box,
        preserveAspectRatio="xMinYMid",
        role="img",
        aria_label=told,
        class_=class_,
    )
