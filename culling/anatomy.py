"""Blur anatomy: how sharp a photo is as a whole against how sharp its subject is.

A measure of the whole image takes a soft background for a blurred photo. Off the diagonal of the two lie artistic bokeh
(subject sharp, the rest soft) and missed focus (the rest sharp, the subject soft); a condition exempts the former.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.charts import Axis, axis_for
from culling.judge import Bools, Floats, exempted, measured, would_act
from culling.metrics import METRIC_NAMES, get_metric
from culling.policy import Policy
from culling.rule import Rule, Side, Unless
from culling.versus import versus

#: Measures that look at the whole image, and so take bokeh for blur.
WHOLE = (
    "laplacian_variance", "tenengrad", "reblur", "sharpest_tile", "sharp_area", "blur_map_mean", "blur", "p_blurred",
)  # fmt: skip
_OF_SUBJECT = ("subject_sharpness", "face_sharpness", "sharpest_tile")
#: Measures of what matters in the photo, higher is sharper, the best one first; the last needs no subject to be found.
OF_SUBJECT = tuple(name for name in _OF_SUBJECT if name in METRIC_NAMES)

#: What the two measures say together, and in words; the order is that of the codes of `quadrants`.
QUADRANTS = {
    "sharp": "sharp all over",
    "artistic": "subject sharp, the rest soft",
    "missed focus": "the rest sharp, subject soft",
    "blurred": "soft all over",
}
_LEFT_OUT = 10  # one in so many of the selected need not be exempt: a loop catches a few too many
_ROUGH = 0.01  # by so much of itself a cutoff is rounded, though a few more photos are then exempt


@dataclass(frozen=True)
class Scale:
    """One measure as an axis on which sharper is farther, whichever way its numbers go.

    Attributes:
        metric: name of the measure.
        axis: the stretch that is drawn.
        cut: from where on a photo counts as sharp, in the measure's unit.
        set: whether a rule or a condition of the policy says so; else it is the measure's usual cutoff.
    """

    metric: str
    axis: Axis
    cut: float
    set: bool

    @property
    def falling(self) -> bool:
        """Whether lower numbers are sharper."""
        return get_metric(self.metric).higher_is_better is False

    def places(self, values: Floats) -> Floats:
        """Where values lie, 0 soft to 1 sharp; what lies beyond the stretch is at its end, NaN stays NaN."""
        axis = self.axis
        if axis.log:
            with np.errstate(divide="ignore"):
                share = np.log(np.maximum(values, axis.low) / axis.low) / math.log(axis.high / axis.low)
        else:
            share = (values - axis.low) / (axis.high - axis.low)
        share = np.clip(share, 0.0, 1.0)
        return 1.0 - share if self.falling else share


def soft_side(metric: str) -> Side:
    """Which values of a measure of sharpness are soft."""
    return "above" if get_metric(metric).higher_is_better is False else "below"


def whole_scale(table: pd.DataFrame, policy: Policy, metric: str) -> Scale:
    """The axis of a whole-image measure; its cut is the policy's."""
    rule = next((rule for rule in policy.rules_on(metric) if rule.side == soft_side(metric)), None)
    return _scale(table, metric, None if rule is None else rule.reject)


def subject_scale(table: pd.DataFrame, policy: Policy, metric: str, tried: float | None = None) -> Scale:
    """The axis of a measure of the subject; its cut is the one tried, else that of the policy's condition."""
    present = condition_on(policy, metric)
    known = None if present is None else present.cutoff
    return _scale(table, metric, known if tried is None else tried)


def _scale(table: pd.DataFrame, metric: str, cut: float | None) -> Scale:
    known = measured(table, metric)
    known = known[~np.isnan(known)]
    described = get_metric(metric)
    usual = described.cutoff if described.cutoff is not None else float(np.median(known)) if len(known) else 0.0
    at = usual if cut is None else cut
    return Scale(metric, axis_for(known, [at], described.span), at, cut is not None)


def points(table: pd.DataFrame, whole: Scale, subject: Scale) -> NDArray[np.float32]:
    """(n, 2): where each photo lies, right and up is sharper, 0 to 1; NaN where a measure is not known."""
    places = [scale.places(measured(table, scale.metric)) for scale in (whole, subject)]
    found = np.column_stack(places).astype(np.float32)
    found[np.isnan(found).any(axis=1)] = np.nan
    return found


def quadrants(table: pd.DataFrame, whole: Scale, subject: Scale) -> NDArray[np.int8]:
    """Of each photo its place in `QUADRANTS`, −1 where a measure is not known.

    The whole image is sharp unless it lies beyond the cut, as a rule has it; the subject is sharp beyond its cut, as a
    condition has it.
    """
    values, of_subject = measured(table, whole.metric), measured(table, subject.metric)
    soft = values > whole.cut if whole.falling else values < whole.cut
    codes = np.where(of_subject > subject.cut, np.where(soft, 1, 0), np.where(soft, 3, 2)).astype(np.int8)
    codes[np.isnan(values) | np.isnan(of_subject)] = -1
    return codes


# -- the condition ---------------------------------------------------------------------------------------------------


def whole_rules(policy: Policy, metric: str) -> tuple[Rule, ...]:
    """The rules that reject what is soft as a whole and may be given a condition on this measure of the subject."""
    return tuple(
        rule
        for rule in policy.rules
        if rule.metric in WHOLE
        and rule.metric != metric
        and rule.side == soft_side(rule.metric)
        and (rule.unless is None or (rule.unless.metric, rule.unless.side) == (metric, "above"))
    )


def condition_on(policy: Policy, metric: str) -> Unless | None:
    """The condition on this measure that whole-image rules of the policy have now; the first where they differ."""
    return next((rule.unless for rule in whole_rules(policy, metric) if rule.unless is not None), None)


def exempting(policy: Policy, metric: str, cutoff: float | None) -> Policy:
    """The policy whose whole-image rules do not count where the subject is sharper than this; None: always count."""
    unless = None if cutoff is None else Unless(metric, "above", cutoff)
    return policy.replace(*(replace(rule, unless=unless) for rule in whole_rules(policy, metric)))


def proposed_cutoff(
    table: pd.DataFrame, policy: Policy, metric: str, rows: Sequence[int] | NDArray[np.integer]
) -> float | None:
    """A cutoff in few digits beyond which nine in ten of these photos lie; None where none of them has a value.

    Of these photos those count that a whole-image rule would reject or doubt; where it would none, all of them.
    """
    values = measured(table, metric)
    among = np.zeros(len(table), np.bool_)
    among[np.asarray(rows, np.int64)] = True
    soft = np.zeros(len(table), np.bool_)
    for rule in whole_rules(policy, metric):
        soft |= would_act(rule, measured(table, rule.metric))
    among &= ~np.isnan(values)
    own = np.sort(values[among & soft] if (among & soft).any() else values[among])
    if not len(own):
        return None
    least = float(own[len(own) // _LEFT_OUT])
    lower = values[values < least]
    return _just_below(least, float(lower.max()) if len(lower) else -math.inf)


def _just_below(value: float, before: float) -> float:
    """A number in few digits that is less than `value`: not less than the one before it, or by a hundredth at most."""
    if not math.isfinite(value):
        return float(np.finfo(np.float64).max) if value > 0 else -float(np.finfo(np.float64).max)
    floor = min(before, value - abs(value) * _ROUGH)
    for digits in range(2, 17):
        unit = 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1) if value else 10.0**-digits
        tried = float(f"{(math.ceil(value / unit) - 1) * unit:.12g}")
        if floor <= tried < value:
            return tried
    return math.nextafter(value, -math.inf)


@dataclass(frozen=True)
class Effect:
    """What a condition would do.

    Attributes:
        policy: with the condition.
        selected: of the selected photos, how many it takes out of reach of a rule that would reject or doubt them.
        others: the same of the photos that are not selected.
        turned: (was, is, how many) of verdicts that would change, most first.
    """

    policy: Policy
    selected: int
    others: int
    turned: tuple[tuple[str, str, int], ...]


def effect(table: pd.DataFrame, policy: Policy, after: Policy, metric: str, selected: Bools) -> Effect:
    """What `after`, as `exempting` gives it, does in the place of `policy`."""
    conditioned = [rule for rule in whole_rules(after, metric) if rule.unless is not None]
    spared = np.zeros(len(table), np.bool_)
    for rule in conditioned:
        spared |= exempted(rule, table)
    found = versus(table, policy, after)
    return Effect(after, int((spared & selected).sum()), int((spared & ~selected).sum()), tuple(found.directions))
