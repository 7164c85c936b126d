"""Precision, recall and base rate: the same cutoff on folders that hold many and few flawed photos."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from culling.audit.confusion import Cell, Confusion, confusion
from culling.audit.design import Bools, Design
from culling.audit.intervals import CONFIDENCE, NOTHING, Rate, weighted_rate
from culling.judge import apply, measured
from culling.labels.truth import Truth
from culling.lessons.lesson import Lesson
from culling.lessons.measured import sample_photos
from culling.metrics import METRICS, get_metric
from culling.policy import Rule

Floats = NDArray[np.float64]

LESSON = Lesson(
    key="base-rate",
    title="Precision, recall and base rate",
    claim=(
        "A cutoff that finds 97 % of the flawed photos and loses 6 % of the good ones is right in 94 of 100 rejections "
        "where half of the photos are flawed, and in 26 of 100 where 2 % are."
    ),
    about=(
        "Recall and the share of good photos lost belong to the measure and its cutoff: each is counted within photos "
        "of one kind. Precision, the share of rejections that is right, belongs to the **folder** too. Leave the "
        "cutoff alone and make flawed photos rare: the curve of the flawed shrinks, that of the good stays, and more "
        "and more of what lies beyond the cutoff is good. Then move the cutoff and see what saves precision, and what "
        "it costs."
    ),
    question=(
        "In a test folder, half of it blurred, a cutoff rejects with a precision of 90 %. "
        "What is its precision on a shoot of which 2 % is blurred?"
    ),
    choices=(
        "90 %: it is the same measure and the same cutoff",
        "Somewhat below 90 %, about 85 %",
        "About 16 %",
    ),
    answer=2,
    because=(
        "No: the measure says the same of each photo, but there are far fewer flawed ones among those that it names.",
        "No: at 50 % flawed, 90 % precision says that for 9 flawed photos it takes 1 good one, so its likelihood ratio "
        "is 9. From 2 % that is not enough to come near.",
        "Yes: the odds of flawed among the rejected are the odds before (2 : 98) times the likelihood ratio (9): "
        "18 : 98, that is 16 %.",
    ),
)


#: Of sharpness, by which the sample photos are told apart; the first is the one to begin with.
MEASURES = ("laplacian_variance", "blur", "tenengrad", "reblur", "sharpest_tile", "blur_map_mean")
#: What a measure of sharpness can find; of the other flaws it says nothing.
FLAWS = ("blurred", "camera_shake")
#: Labels of either kind without which a folder's own labels tell too little.
FEWEST = 10
#: Where the lesson begins on the first of `MEASURES`: it finds nearly all, and loses a few.
CUTOFF = 250.0
OF = 1000


@dataclass(frozen=True, eq=False)
class Labelled:
    """One measure of labelled photos.

    Attributes:
        measure: its name.
        truth: what was said of them; reject is flawed.
        values: of every photo of their table; NaN is never rejected.
    """

    measure: str
    truth: Truth
    values: Floats

    @property
    def known(self) -> tuple[Floats, Floats]:
        """Known values of the flawed and of the good photos."""
        own = self.values[self.truth.rows]
        there = ~np.isnan(own)
        return own[there & ~self.truth.keep], own[there & self.truth.keep]

    def shares(self, edges: Floats) -> tuple[Floats, Floats]:
        """Of the flawed and of the good photos, which share lies between each two `edges`, the ends taking what lies
        beyond; those without a value lie nowhere. Each label counts for the photos that it stands for.
        """
        own = np.clip(self.values[self.truth.rows], edges[0], edges[-1])
        there, weights = ~np.isnan(own), self.truth.weights
        flawed, good = (
            np.histogram(own[there & kind], edges, weights=weights[there & kind])[0] / max(weights[kind].sum(), 1e-9)
            for kind in (~self.truth.keep, self.truth.keep)
        )
        return flawed, good

    @property
    def base_rate(self) -> float:
        """Share of the labels that is flawed."""
        return float((~self.truth.keep).mean())


@dataclass(frozen=True)
class AtCutoff:
    """A cutoff on a folder of which a given share is flawed.

    Attributes:
        counts: the labels as they are, counted.
        recall: of the flawed photos, the share rejected.
        keepers_lost: of the good photos, the share rejected.
        precision: of the rejected, the share that is flawed; NaN where nothing is rejected.
        of_thousand: so many of 1,000 photos fall into each cell, whole numbers that add up.
    """

    counts: Confusion
    recall: Rate
    keepers_lost: Rate
    precision: Rate
    of_thousand: dict[Cell, int]


def sample_labels(measure: str) -> Labelled:
    """The sample photos that are blurred or shaken against those to keep; those with other flaws are left out."""
    photos = sample_photos()
    photos = photos[(photos["label"] == "keep") | photos["flaw"].isin(FLAWS)]
    return labels_of(photos, Truth.of(photos, dict(photos["label"])), measure)


def labels_of(table: pd.DataFrame, truth: Truth, measure: str) -> Labelled:
    """One measure of the photos that `truth` is about."""
    return Labelled(measure, truth, measured(table, measure))


def measures_of(table: pd.DataFrame, truth: Truth) -> list[str]:
    """Measures with a better end that are known of enough labelled photos of either kind."""
    names = [metric.name for metric in METRICS if metric.higher_is_better is not None and metric.name in table]
    known = {name: labels_of(table, truth, name).known for name in names}
    return [name for name, parts in known.items() if min(map(len, parts)) >= FEWEST]


def precision(recall: ArrayLike, keepers_lost: ArrayLike, base_rate: ArrayLike) -> Floats:
    """π·r / (π·r + (1 − π)·f): Bayes' theorem for a rejected photo; NaN where nothing is rejected.

    >>> float(precision(0.9, 0.1, 0.5)), round(float(precision(0.9, 0.1, 0.02)), 2)
    (0.9, 0.16)
    """
    found = np.asarray(base_rate, np.float64) * np.asarray(recall, np.float64)
    wrong = (1 - np.asarray(base_rate, np.float64)) * np.asarray(keepers_lost, np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(found / (found + wrong), np.float64)


def at_cutoff(labelled: Labelled, cutoff: float, base_rate: float) -> AtCutoff:
    """What a cutoff does on a folder with this share of flawed photos.

    Raises:
        ValueError: the cutoff is not finite, or the share lies outside 0 … 1.
    """
    _check(base_rate)
    truth = labelled.truth
    rejected = apply(Rule(labelled.measure, reject=cutoff), labelled.values)[0]
    recall, lost = _rates(truth, rejected, CONFIDENCE)
    return AtCutoff(
        counts=confusion(truth, rejected),
        recall=recall,
        keepers_lost=lost,
        precision=precision_rate(truth, rejected, base_rate),
        of_thousand=natural_frequencies(recall.value, lost.value, base_rate),
    )


def precision_rate(truth: Truth, rejected: Bools, base_rate: float) -> Rate:
    """Precision at a known share of flawed photos, with an interval of at least 95 %.

    Recall and keepers lost come from different photos, so their intervals at √0.95 hold both at once in 95 %;
    precision rises with the one and falls with the other, so its ends lie where theirs do. That is a little wider than
    need be. The share of flawed photos is taken as known.
    """
    _check(base_rate)
    recall, lost = _rates(truth, rejected, math.sqrt(CONFIDENCE))
    count = int(np.count_nonzero(rejected[truth.rows]))
    value = float(precision(recall.value, lost.value, base_rate))
    if math.isnan(value):
        return NOTHING
    low, high = precision([recall.low, recall.high], [lost.high, lost.low], base_rate)
    return Rate(value, float(np.nan_to_num(low)), float(np.nan_to_num(high, nan=1.0)), count)


def natural_frequencies(recall: float, keepers_lost: float, base_rate: float, photos: int = OF) -> dict[Cell, int]:
    """Of so many photos, how many are found, missed, lost and rightly kept; rounded so that they add up."""
    flawed = round(photos * base_rate)
    found, wrong = round(flawed * recall), round((photos - flawed) * keepers_lost)
    return {"tp": found, "fn": flawed - found, "fp": wrong, "tn": photos - flawed - wrong}


def _rates(truth: Truth, rejected: Bools, confidence: float) -> tuple[Rate, Rate]:
    """(recall, keepers lost), each with an interval of this confidence."""
    said, design = rejected[truth.rows], Design.of(truth.weights)
    return (
        weighted_rate(said, ~truth.keep, truth.weights, design, confidence),
        weighted_rate(said, truth.keep, truth.weights, design, confidence),
    )


def first_cutoff(measure: str) -> float | None:
    """Where a cutoff on a measure begins; None where nobody knows."""
    return CUTOFF if measure == MEASURES[0] else get_metric(measure).cutoff


def _check(base_rate: float) -> None:
    if not 0 <= base_rate <= 1:
        raise ValueError(f"the share of flawed photos must lie between 0 and 1, got {base_rate}")
