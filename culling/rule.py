"""One rule of a policy: a measure, a side, a cutoff, a band of doubt, and the condition where it does not count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Literal, cast

from culling.metrics import METRICS, Metric

Side = Literal["below", "above"]
_FROM_METRIC = cast("Side", None)
SIDES: tuple[Side, Side] = ("below", "above")

_POSITION = {metric.name: place for place, metric in enumerate(METRICS)}


@dataclass(frozen=True, slots=True)
class Unless:
    """Where a rule does not count: one measure, one side, one cutoff.

    It holds beyond the cutoff, not at it, and never for NaN: what was not measured exempts nothing.

    Attributes:
        metric: name of a measure in `METRICS`.
        side: "above" or "below": which values exempt. Left out, it is the better end of the measure.
        cutoff: in the measure's own unit.

    Raises:
        ValueError: unknown metric, no or unknown side, a cutoff that is not finite.
    """

    metric: str
    side: Side = _FROM_METRIC
    cutoff: float = math.nan

    def __post_init__(self) -> None:
        metric = _metric(self.metric)
        side = _better(metric) if self.side is _FROM_METRIC else self.side
        if side not in SIDES:
            raise ValueError(f"side of the condition on {self.metric} must be 'below' or 'above', got {side!r}")
        object.__setattr__(self, "side", side)
        object.__setattr__(self, "cutoff", _cutoff(self.metric, "unless", self.cutoff))

    @property
    def reach(self) -> float:
        """What a move of the cutoff is a share of: see `Rule.reach`."""
        return _reach(self.metric, self.cutoff)

    @property
    def text(self) -> str:
        """As in the reasons: "subject_sharpness > 0.6"."""
        return f"{self.metric} {'<' if self.side == 'below' else '>'} {number(self.cutoff)}"

    def __str__(self) -> str:
        return f"{self.metric} {self.side} {number(self.cutoff)}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One measure, one side, one reject cutoff, and on its keep side an optional band of doubt.

    A value exactly at a cutoff is not beyond it: below 400 rejects 399.9 and not 400; with `maybe=600`,
    400 ≤ value < 600 is doubtful. NaN never rejects. Where the condition `unless` holds, the rule sees NaN.

    Attributes:
        metric: name of a measure in `METRICS`.
        side: "below" or "above": which values are rejected. Left out, it follows from `higher_is_better`.
        reject: the cutoff, in the measure's own unit.
        maybe: where the band of doubt ends; None for no band.
        unless: where the rule does not count; None where it always does.

    Raises:
        ValueError: unknown metric, no or unknown side, a cutoff that is not finite, `maybe` beyond `reject`, a
            condition that is none or is on the rule's own measure.
    """

    metric: str
    side: Side = _FROM_METRIC
    reject: float = math.nan
    maybe: float | None = None
    unless: Unless | None = None

    def __post_init__(self) -> None:
        metric = _metric(self.metric)
        side = _side(metric) if self.side is _FROM_METRIC else self.side
        if side not in SIDES:
            raise ValueError(f"side of a rule on {self.metric} must be 'below' or 'above', got {side!r}")
        object.__setattr__(self, "side", side)
        object.__setattr__(self, "reject", _cutoff(self.metric, "reject", self.reject))
        if self.maybe is not None:
            object.__setattr__(self, "maybe", _cutoff(self.metric, "maybe", self.maybe))
            self._check_band(self.maybe)
        if self.unless is not None:
            self._check_condition(self.unless)

    def _check_band(self, maybe: float) -> None:
        if (maybe < self.reject) if self.side == "below" else (maybe > self.reject):
            word = "at least" if self.side == "below" else "at most"
            raise ValueError(
                f"maybe cutoff {number(maybe)} of {self.metric} lies on the rejected side of {self.side} "
                f"{number(self.reject)}; give {word} {number(self.reject)}, or none"
            )

    def _check_condition(self, unless: Any) -> None:
        if not isinstance(unless, Unless):
            raise ValueError(
                f"unless of a rule on {self.metric} must be an Unless(metric, side, cutoff), got {unless!r}"
            )
        if unless.metric == self.metric:
            raise ValueError(f"a rule on {self.metric} cannot be exempt by {self.metric}: move its cutoff instead")

    @property
    def key(self) -> tuple[str, Side]:
        """What a policy may hold only once: (metric, side)."""
        return self.metric, self.side

    @property
    def place(self) -> tuple[int, int]:
        """Where the rule stands in a policy: by its measure in `METRICS`, below before above."""
        return _POSITION[self.metric], SIDES.index(self.side)

    @property
    def reach(self) -> float:
        """What a margin is a share of, > 0: |cutoff|; at cutoff 0 the width of the measure's span, else 1.

        So margins of different measures compare: −0.05 says that the cutoff would have to move by 5 % of
        itself. A share of the span would not do: variance of the Laplacian spans 0 to 1,040,400, and photos
        live below 3,000.
        """
        return _reach(self.metric, self.reject)

    @property
    def text(self) -> str:
        """The rejecting condition, as in the reasons: "laplacian_variance < 400"."""
        return f"{self.metric} {'<' if self.side == 'below' else '>'} {number(self.reject)}"

    @property
    def band(self) -> str:
        """The doubtful condition, as in the reasons: "laplacian_variance in 400–600"; "" without a band."""
        if self.maybe is None:
            return ""
        low, high = sorted((self.reject, self.maybe))
        return f"{self.metric} in {number(low)}–{number(high)}"

    def __str__(self) -> str:
        band = "" if self.maybe is None else f" (maybe {self.side} {number(self.maybe)})"
        unless = "" if self.unless is None else f" unless {self.unless}"
        return f"{self.metric} {self.side} {number(self.reject)}{band}{unless}"


def number(value: float) -> str:
    """A cutoff as a person writes it: 400, 0.35, 1e+20; 12 digits, so that 0.1 + 0.2 shows as 0.3."""
    return f"{value:.12g}"


def _metric(name: str) -> Metric:
    if name in _POSITION:
        return METRICS[_POSITION[name]]
    close = get_close_matches(str(name), _POSITION, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"unknown metric {name!r}{hint} There are: {', '.join(_POSITION)}")


def _side(metric: Metric) -> Side:
    if metric.higher_is_better is None:
        raise ValueError(f"{metric.name} has no better end: name the side of its rule, 'below' or 'above'")
    return "below" if metric.higher_is_better else "above"


def _better(metric: Metric) -> Side:
    if metric.higher_is_better is None:
        raise ValueError(f"{metric.name} has no better end: name the side of the condition, 'below' or 'above'")
    return "above" if metric.higher_is_better else "below"


def _reach(metric: str, cutoff: float) -> float:
    low, high = _metric(metric).span
    width = high - low
    return abs(cutoff) or (width if math.isfinite(width) and width > 0 else 1.0)


def _cutoff(metric: str, word: str, value: Any) -> float:
    try:
        cutoff = math.nan if isinstance(value, bool | str | bytes) else float(value)
    except (TypeError, ValueError, OverflowError):
        cutoff = math.nan
    if not math.isfinite(cutoff):
        raise ValueError(f"{word} cutoff of {metric} must be a finite number, got {value!r}")
    return cutoff + 0.0  # −0.0 and 0.0 are one cutoff and must give one policy_id
