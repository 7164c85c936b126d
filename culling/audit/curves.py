"""What every cutoff of a number would do: ROC and precision–recall curves of a measure or of the whole policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.auc import Auc, auc, auc_of, auc_sentence
from culling.audit.design import Bools, Design, Floats
from culling.audit.intervals import wilson
from culling.audit.ranking import Places, Ranking, rank
from culling.audit.said import decide_alone
from culling.judge import UNJUDGED
from culling.labels.truth import Truth
from culling.policy import Policy

__all__ = ["Auc", "Band", "Curve", "auc", "auc_of", "auc_sentence", "average_precision", "curve", "curve_of"]
__all__ += ["policy_score", "scores"]


@dataclass(frozen=True, eq=False)
class Band:
    """One rate along a curve, with its interval at each threshold by itself (pointwise, 95 %)."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Curve:
    """Rates at every cutoff between two labelled photos, from "nothing is rejected" to "all is".

    Attributes:
        thresholds: in the number's own unit; at each, photos at it or worse are rejected. The first is ±infinity:
            nothing is.
        tpr: of the photos that should go, the share found (recall), ascending.
        fpr: of the keepers, the share lost, ascending.
        precision: of the rejected, the share rightly so; 1 where nothing is rejected.
        rejects, keeps: labels of each class.
        left_out: labels of photos without a value.
    """

    thresholds: Floats
    tpr: Floats
    fpr: Floats
    precision: Floats
    rejects: int
    keeps: int
    left_out: int

    @property
    def recall(self) -> Floats:
        """The same as `tpr`, by the name that it has beside precision."""
        return self.tpr

    @property
    def known(self) -> bool:
        """Whether both classes are there."""
        return bool(self.rejects and self.keeps)


def curve(truth: Truth, values: Floats, higher_is_worse: bool, design: Design | None = None) -> Curve:
    """ROC and precision–recall curve of a number that every photo of the table has; NaN is left out.

    The rates are those of scikit-learn's `roc_curve` and `precision_recall_curve` with `sample_weight`. Rates of a
    class without labels are NaN.
    """
    return curve_of(rank(truth, values, higher_is_worse, design))


def curve_of(ranking: Ranking) -> Curve:
    """The curve of labels that are in their order."""
    tp, fp = (np.append(0.0, part) for part in ranking.running)
    found, lost = ranking.total
    with np.errstate(invalid="ignore", divide="ignore"):
        tpr, fpr = tp / found if ranking.rejects else tp * np.nan, fp / lost if ranking.keeps else fp * np.nan
        precision = np.append(1.0, (tp / (tp + fp))[1:])
    first = np.inf if ranking.higher_is_worse else -np.inf
    thresholds = np.append(first, ranking.values[ranking.ends - 1])
    return Curve(thresholds, tpr, fpr, precision, ranking.rejects, ranking.keeps, ranking.left_out)


def average_precision(found: Curve) -> float:
    """Mean of the precision over the recall that each cutoff adds; the prevalence for chance, 1 for perfect.

    As scikit-learn's `average_precision_score`: no interpolation. NaN without a photo labelled reject.
    """
    return float((np.diff(found.tpr) * found.precision[1:]).sum()) if found.rejects else float("nan")


def places(found: Curve, most: int = 200) -> Places:
    """Where a drawn curve needs points: all, or evenly along its length so that no step is lost to the eye."""
    if len(found.tpr) <= most:
        return np.arange(len(found.tpr))
    length = np.append(0.0, np.cumsum(np.abs(np.diff(found.tpr)) + np.abs(np.diff(found.fpr))))
    picked = np.searchsorted(length, np.linspace(0.0, length[-1], most))
    return np.unique(np.append([0, 1, len(length) - 1], np.minimum(picked, len(length) - 1)))


def bands(ranking: Ranking, found: Curve, at: Places) -> dict[str, Band]:
    """Wilson's interval of `tpr`, `fpr` and `precision` at some points of the curve, weights respected."""
    ends, design = np.append(0, ranking.ends)[at], ranking.design
    (go, keep), (many_go, many_keep) = _scattered(ranking), _counted(ranking, ends)
    claimed_go, claimed_keep = (design.running(ranking.order, mask, ends) for mask in (go, keep))
    claimed = (claimed_go[0] + claimed_keep[0], claimed_go[1] + claimed_keep[1])
    parts = {
        "tpr": (claimed_go, _repeated(design.sums(go), len(at)), many_go, np.full_like(ends, ranking.rejects)),
        "fpr": (claimed_keep, _repeated(design.sums(keep), len(at)), many_keep, np.full_like(ends, ranking.keeps)),
        "precision": (claimed_go, claimed, many_go, many_go + many_keep),
    }
    return {
        name: _band(getattr(found, name)[at], design.effective_count(hit, among, (hits, count)))
        for name, (hit, among, hits, count) in parts.items()
    }


def policy_score(table: pd.DataFrame, policy: Policy) -> Floats:
    """How far beyond its nearest cutoff each photo lies by the policy alone: above 0 it is rejected, NaN unjudged.

    The negative margin of `decide`, marks aside: higher is worse. It ranks the photos in the order in which they would
    be rejected if all cutoffs moved by the same share of themselves; −infinity where every rule is exempt.
    """
    return scores(decide_alone(table, policy))


def scores(decisions: pd.DataFrame) -> Floats:
    """`policy_score` of decisions that are there."""
    margin = decisions["margin"].to_numpy()
    judged = decisions["verdict"].cat.codes.to_numpy() != UNJUDGED
    return np.where(np.isnan(margin) & judged, -np.inf, -margin)


def _band(value: Floats, effective: Floats) -> Band:
    count, inside = np.nan_to_num(effective), np.clip(np.nan_to_num(value), 0.0, 1.0)
    low, high = wilson(np.minimum(inside * count, count), count)
    return Band(value, np.minimum(low, inside), np.maximum(high, inside))


def _counted(ranking: Ranking, ends: Places) -> tuple[Places, Places]:
    """How many of the first labels are reject, and how many keep."""
    go = np.append(0, np.cumsum(ranking.go))[ends]
    return go, ends - go


def _scattered(ranking: Ranking) -> tuple[Bools, Bools]:
    """(labelled reject, labelled keep) by label, False for those without a value."""
    masks = np.zeros((2, len(ranking.design.weights)), np.bool_)
    masks[0, ranking.order], masks[1, ranking.order] = ranking.go, ~ranking.go
    return masks[0], masks[1]


def _repeated(sums: tuple[Floats, Floats], count: int) -> tuple[Floats, Floats]:
    return np.broadcast_to(sums[0], (count, len(sums[0]))), np.broadcast_to(sums[1], (count, len(sums[1])))
