"""Where a measure's cuts may lie and where a first one starts; its axis as browser parts draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from culling.charts import Axis, axis_for
from culling.metrics import get_metric
from culling.rule import SIDES, Rule, Side

__all__ = ["axis_data", "axis_of", "first_rule", "sides_of"]

_SHARE = 0.03  # of the photos that a cut takes where the measure has no cutoff of its own

Floats = NDArray[np.floating[Any]]


def sides_of(metric: str) -> tuple[Side, ...]:
    """Which values of a measure can be a flaw: the low ones, the high ones, or both."""
    return {True: SIDES[:1], False: SIDES[1:], None: SIDES}[get_metric(metric).higher_is_better]


def first_rule(metric: str, side: Side, known: Floats, axis: Axis) -> Rule:
    """A rule that starts at the measure's own cutoff; where it has none for this side, at 3 % of the photos.

    Args:
        metric: its name.
        side: which values it rejects.
        known: the measure's values without NaN.
        axis: at one of whose stops the cut lies.
    """
    described = get_metric(metric)
    usual: Side = "above" if described.higher_is_better is False else "below"
    if described.cutoff is not None and side == usual:
        return Rule(metric, side, described.cutoff)
    rough = described.cutoff or 0.0
    if len(known):
        rough = float(np.quantile(known, _SHARE if side == "below" else 1 - _SHARE))
    return Rule(metric, side, min(axis.stops(), key=lambda stop: abs(stop - rough)))


def axis_of(metric: str, known: Floats, rules: Sequence[Rule] = ()) -> Axis:
    """The stretch of a measure that is drawn: its values, its own cutoff, and those of the rules on it."""
    described = get_metric(metric)
    own = [described.cutoff] if described.cutoff is not None else []
    cutoffs = [cut for rule in rules for cut in (rule.reject, rule.maybe) if cut is not None]
    return axis_for(known, [*cutoffs, *own], described.span)


def axis_data(metric: str, axis: Axis, known: Floats, rules: Sequence[Rule]) -> Mapping[str, Any]:
    """What the histograms with cut lines draw of a measure, apart from its numbers.

    Args:
        metric: its name.
        axis: the stretch that is drawn.
        known: the measure's values without NaN.
        rules: the rules on it; sides without one may get a further cut.
    """
    described = get_metric(metric)
    taken = {rule.side for rule in rules}
    free = [side for side in sides_of(metric) if side not in taken]
    return {
        "low": axis.low,
        "high": axis.high,
        "log": axis.log,
        "stops": axis.stops(),
        "reach": Rule(metric, "below", 0.0).reach,
        "unit": described.unit,
        "about": described.in_short,
        "free": {side: first_rule(metric, side, known, axis).reject for side in free},
    }
