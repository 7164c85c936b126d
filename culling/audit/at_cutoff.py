"""All numbers of a policy at its cutoffs, against labels: as a whole, of each measure it uses, and of all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from culling.audit.auc import Auc, auc_of
from culling.audit.confusion import Confusion, confusion
from culling.audit.curves import Band, average_precision, bands, curve_of, places, scores
from culling.audit.design import Bools, Design, Floats
from culling.audit.intervals import Rate
from culling.audit.ranking import rank
from culling.audit.said import decide_alone
from culling.judge import REJECT, judge, measured
from culling.labels.truth import Truth
from culling.metrics import METRICS, Metric
from culling.policy import Policy


@dataclass(frozen=True, eq=False)
class Check:
    """A policy, or its rules on one measure alone, against labels.

    Attributes:
        name: of the policy or the measure.
        rejected: for every photo of the table.
        scores: for every photo, how far it lies beyond a cutoff: above 0 is rejected, NaN unjudged; see `scores`.
        confusion: at the cutoffs as they are.
    """

    name: str
    rejected: Bools
    scores: Floats
    confusion: Confusion


@dataclass(frozen=True)
class Tells:
    """Whether a measure by itself tells rejects from keepers.

    Attributes:
        metric: its name.
        low_is_worse: whether low values speak for reject; of a measure without a better end what the labels say.
        chosen: whether the labels had to say that.
        auc: how well it does; with `chosen`, never below 0.5.
    """

    metric: str
    low_is_worse: bool
    chosen: bool
    auc: Auc


@dataclass(frozen=True, eq=False)
class Drawn:
    """A curve ready to be drawn: fewer points than labels, with intervals, and where the cutoffs stand on it.

    Attributes:
        name: of what is drawn.
        thresholds: at each point, in the unit of the values; the first, where nothing is rejected, is ±infinity.
        tpr, fpr, precision: at each point, with pointwise 95 % intervals.
        auc: the area under the ROC curve.
        average_precision: mean precision over recall.
        prevalence: share labelled reject, of the labels on the curve.
        at: what is rejected now, of the labels on the curve; None without a cutoff.
        shares: whether thresholds are those of `Check.scores`: at 0.1 every cutoff is milder by a tenth of itself.
    """

    name: str
    thresholds: Floats
    tpr: Band
    fpr: Band
    precision: Band
    auc: Auc
    average_precision: float
    prevalence: Rate
    at: Confusion | None
    shares: bool = False

    @property
    def known(self) -> bool:
        """Whether both classes are there, so that there is a curve."""
        return self.auc.known


def check_policy(table: pd.DataFrame, policy: Policy, truth: Truth, design: Design | None = None) -> Check:
    """The whole policy by itself: marks aside, guard and all."""
    decisions = decide_alone(table, policy)
    rejected = np.asarray(decisions["verdict"].cat.codes.to_numpy() == REJECT)
    return Check(policy.name, rejected, scores(decisions), confusion(truth, rejected, design))


def check_measure(
    table: pd.DataFrame, policy: Policy, metric: str, truth: Truth, design: Design | None = None
) -> Check:
    """The rules on one measure, as if the policy had no others."""
    judged = judge(table, Policy(metric, policy.rules_on(metric)))
    exempt = np.isnan(judged.margin) & judged.known
    rejected = judged.fired != 0
    return Check(metric, rejected, np.where(exempt, -np.inf, -judged.margin), confusion(truth, rejected, design))


def check_measures(table: pd.DataFrame, policy: Policy, truth: Truth, design: Design | None = None) -> list[Check]:
    """Each measure that has a rule, in the policy's order."""
    names = dict.fromkeys(rule.metric for rule in policy.rules)
    return [check_measure(table, policy, name, truth, design) for name in names]


def tells(table: pd.DataFrame, truth: Truth, metrics: Iterable[Metric] = METRICS) -> list[Tells]:
    """Every measure of the table by itself, without any cutoff: those that tell most first, unknown ones last.

    What points the wrong way comes after what tells nothing, since the list is by the area itself.
    """
    design = Design.of(truth.weights)
    found = [_tells(table, metric, truth, design) for metric in metrics if metric.name in table.columns]
    return sorted(found, key=lambda one: (not one.auc.known, -one.auc.value if one.auc.known else 0.0))


def draw(
    name: str,
    truth: Truth,
    values: Floats,
    higher_is_worse: bool,
    rejected: Bools | None = None,
    design: Design | None = None,
    most: int = 200,
) -> Drawn:
    """The curves of a number that every photo of the table has.

    Args:
        name: of the number.
        truth: what people said.
        values: for every photo; NaN is left out.
        higher_is_worse: whether high values speak for reject.
        rejected: for every photo, what is rejected now; shown on the curve. None for nothing to show.
        design: `Design.of(truth.weights)`, to have it worked out once.
        most: points.
    """
    ranking = rank(truth, values, higher_is_worse, design)
    whole = curve_of(ranking)
    at = places(whole, most)
    parts = bands(ranking, whole, at)
    there = truth.where(~np.isnan(np.asarray(values, np.float64)[truth.rows])) if ranking.left_out else truth
    own_design = design if there is truth else Design.of(there.weights)
    now = confusion(there, rejected if rejected is not None else np.zeros(len(values), np.bool_), own_design)
    return Drawn(
        name=name,
        thresholds=whole.thresholds[at],
        tpr=parts["tpr"],
        fpr=parts["fpr"],
        precision=parts["precision"],
        auc=auc_of(ranking),
        average_precision=average_precision(whole),
        prevalence=now.prevalence,
        at=None if rejected is None else now,
    )


def draw_check(found: Check, truth: Truth, design: Design | None = None, most: int = 200) -> Drawn:
    """The curves of a policy or of the rules on one measure, with the point where they stand."""
    return replace(draw(found.name, truth, found.scores, True, found.rejected, design, most), shares=True)


def draw_tells(table: pd.DataFrame, found: Tells, truth: Truth, design: Design | None = None) -> Drawn:
    """The curves of a measure by itself."""
    return draw(found.metric, truth, measured(table, found.metric), not found.low_is_worse, None, design)


def _tells(table: pd.DataFrame, metric: Metric, truth: Truth, design: Design) -> Tells:
    low_is_worse = metric.higher_is_better is not False
    found = auc_of(rank(truth, measured(table, metric.name), not low_is_worse, design))
    chosen = metric.higher_is_better is None
    if chosen and found.value < 0.5:
        low_is_worse = not low_is_worse
        found = replace(found, value=1 - found.value, low=1 - found.high, high=1 - found.low)
    return Tells(metric.name, low_is_worse, chosen, found)
