"""What the colours of a map tell: photos sorted into layers by a column of the table, a line of the legend each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_bool_dtype, is_numeric_dtype
from plotly.colors import sample_colorscale

from culling.charts import VERDICT_COLOURS, Axis, axis_for
from culling.rule import number

#: Told apart from their neighbours in this order, and at least 3:1 against both a white and a near-black page.
PALETTE = (
    "#218DC4", "#D0731C", "#8A6FD6", "#4B9440", "#D0507F", "#A07F1E",
    "#1F9488", "#C2573F", "#6F83D8", "#A05FB4", "#74892C", "#8F7A6A",
)  # fmt: skip
#: From low to high, as far from white as from black throughout.
RAMP = ("#3A6FD8", "#7A62D2", "#B9529F", "#D95F4B", "#CB8400")
#: Verdicts are told apart without colours, too.
SHAPES = {"keep": "circle", "maybe": "diamond", "reject": "x", "unjudged": "circle-open"}
UNKNOWN = VERDICT_COLOURS["unjudged"]

_INKS = 64

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Layer:
    """Photos of one line of the legend: for each its row, its colour, and what is said of it besides its name.

    Attributes:
        symbol: plotly's word for what each is drawn as.
    """

    name: str
    rows: Rows
    colours: Sequence[str]
    words: Sequence[str]
    symbol: str = "circle"

    @classmethod
    def alike(cls, name: str, rows: Rows, colour: str, words: str = "") -> Layer:
        """All of one colour; verdicts have a shape as well."""
        return cls(name, rows, [colour] * len(rows), [words] * len(rows), SHAPES.get(name, "circle"))


def layers_of(colour: pd.Series[Any] | None, rows: Rows, unit: str, colours: Mapping[str, str]) -> list[Layer]:
    """The photos `rows` by what `colour` says of them; see `map_figure`. None is empty."""
    if colour is None:
        found = [Layer.alike("photos", rows, PALETTE[0])]
    elif colour.name == "group":
        found = _groups(colour.iloc[rows], rows)
    elif (axis := measure_axis(colour)) is not None:
        found = _measure(colour.iloc[rows], rows, axis, unit)
    else:
        found = _kinds(colour.iloc[rows], rows, colours)
    return [layer for layer in found if len(layer.rows)]


def measure_axis(colour: pd.Series[Any] | None) -> Axis | None:
    """The scale of a column of numbers; None for what has kinds."""
    if colour is None or colour.name == "group" or is_bool_dtype(colour) or not is_numeric_dtype(colour):
        return None
    return axis_for(colour.to_numpy(np.float64, na_value=np.nan))


def _groups(values: pd.Series[Any], rows: Rows) -> list[Layer]:
    alone = values.isna().to_numpy()
    numbers = values[~alone].astype(int).tolist()
    inks = [PALETTE[nth % len(PALETTE)] for nth in numbers]
    groups = len(set(numbers))
    return [
        Layer.alike("alone", rows[alone], UNKNOWN, "alone"),
        Layer(f"in {groups:,} group{'s' * (groups != 1)}", rows[~alone], inks, [f"group {nth}" for nth in numbers]),
    ]


def _kinds(values: pd.Series[Any], rows: Rows, colours: Mapping[str, str]) -> list[Layer]:
    """A layer a kind: verdicts in their order, then the most frequent first, rare ones together, unknown ones last."""
    said = [_said(value) for value in values.astype(object)]
    counts = pd.Series([text for text in said if text is not None], dtype=object).value_counts()
    verdicts = [kind for kind in VERDICT_COLOURS if kind in counts]
    kinds = verdicts + sorted(counts.index.difference(verdicts), key=lambda kind: (-counts[kind], kind))
    many = len(kinds) > len(PALETTE)
    few, rest = (kinds[: len(PALETTE) - 1], kinds[len(PALETTE) - 1 :]) if many else (kinds, [])
    inks = {**dict(zip(few, PALETTE, strict=False)), **VERDICT_COLOURS, **colours}
    place = {kind: nth for nth, kind in enumerate(kinds)}
    codes = np.array([-1 if text is None else place[text] for text in said], np.int64)
    layers = [Layer.alike(kind, rows[codes == nth], inks[kind], kind) for nth, kind in enumerate(few)]
    rare = codes >= len(few)
    words = [kinds[code] for code in codes[rare]]
    layers.append(Layer(f"{len(rest):,} others", rows[rare], [PALETTE[-1]] * len(words), words))
    unknown = f"no {values.name or 'value'}"
    return [*layers, Layer.alike(unknown, rows[codes < 0], UNKNOWN, unknown)]


def _said(value: object) -> str | None:
    if value is None or value is pd.NA or value != value or value == "":
        return None
    return ("yes" if value else "no") if isinstance(value, bool | np.bool_) else str(value)


def _measure(values: pd.Series[Any], rows: Rows, axis: Axis, unit: str) -> list[Layer]:
    numbers = values.to_numpy(np.float64, na_value=np.nan)
    known = np.isfinite(numbers)
    ramp = sample_colorscale(list(RAMP), np.linspace(0, 1, _INKS), colortype="rgb")
    inks = [ramp[round(_place(value, axis) * (_INKS - 1))] for value in numbers[known].tolist()]
    words = [f"{values.name} {number(float(f'{value:.4g}'))} {unit}".strip() for value in numbers[known].tolist()]
    return [
        Layer(str(values.name), rows[known], inks, words),
        Layer.alike("not measured", rows[~known], UNKNOWN, "not measured"),
    ]


def _place(value: float, axis: Axis) -> float:
    """Where a value lies on the scale, 0 … 1."""
    if axis.log:
        at = math.log(max(value, axis.low) / axis.low) / math.log(axis.high / axis.low)
    else:
        at = (value - axis.low) / (axis.high - axis.low)
    return min(max(at, 0.0), 1.0)
