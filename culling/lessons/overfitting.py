"""Overfitting a cutoff: the best of many, chosen with few labels, looks better on these labels than it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from culling.audit import thermometer
from culling.judge import apply
from culling.lessons.lesson import Lesson
from culling.lessons.measured import MEASURES as MEASURED
from culling.lessons.measured import sample_photos
from culling.metrics import get_metric
from culling.rule import Rule

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LESSON = Lesson(
    key="overfitting",
    title="Overfitting a cutoff",
    claim=(
        "Chosen with 20 labels, the best of 420 cutoffs agrees with 86 % of them and with 70 % of the other photos; a "
        "cutoff that nobody chose agrees with equally many of both."
    ),
    about=(
        "Some of the 104 sample photos lend their labels, and of all cutoffs tried the one that agrees with most of "
        "them wins. Then it is shown the photos that had no say. Each of 400 draws takes other photos. **Fewer labels**"
        " or **more tries** pull the two apart. With labels **by coin toss** there is nothing to learn at all, and the "
        "winner still shines. *Audit* therefore counts your policies (the thermometer) and can lock 30 % of the labels "
        "away (the holdout) until you have settled."
    ),
    question=(
        "You tried 200 cutoffs on 20 labels. The best agrees with 19 of 20. What do you know of it on other photos?"
    ),
    choices=(
        "It agrees with about 95 % of them",
        "It most likely agrees with fewer; labels that had no say tell with how many",
        "Nothing needs checking: with 200 tries, it is surely the best cutoff there is",
    ),
    answer=1,
    because=(
        "No: 19 of 20 is the largest of 200 numbers, each with luck in it. The largest has the most luck.",
        "Yes: that it was chosen by these labels makes its number too good. Labels locked away before are free of it.",
        "No: more tries find a better cutoff only as far as the labels can tell them apart, and 20 labels hardly can. "
        "By coin toss, too, one of 200 wins.",
    ),
)

#: Measures that have a better end, so that a cutoff needs no side: in the order of the table.
MEASURES = tuple(name for name in MEASURED if get_metric(name).higher_is_better is not None)
MOST_CUTOFFS = 20  # of each measure
LEAST_LABELS, MOST_LABELS = 5, 80
DRAWS = 400


@dataclass(frozen=True)
class Setting:
    """What is tried with how many labels.

    Attributes:
        labels: photos that lend their labels, `LEAST_LABELS` … `MOST_LABELS`; the others have no say.
        measures: tried, drawn by lot, 1 … len(MEASURES).
        cutoffs: of each measure, evenly through its values, 1 … `MOST_CUTOFFS`.
        by_coin: whether a coin is tossed for every label, so that there is nothing to learn.
        seed: of the first draw, 0 or more.

    Raises:
        ValueError: one is out of range.
    """

    labels: int = 20
    measures: int = len(MEASURES)
    cutoffs: int = MOST_CUTOFFS
    by_coin: bool = False
    seed: int = 0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("labels", self.labels, LEAST_LABELS, MOST_LABELS),
            ("measures", self.measures, 1, len(MEASURES)),
            ("cutoffs", self.cutoffs, 1, MOST_CUTOFFS),
        ):
            if not low <= value <= high:
                raise ValueError(f"{name} must lie between {low} and {high}, got {value}")
        if self.seed < 0:
            raise ValueError(f"seed must be 0 or more, got {self.seed}")

    @property
    def looks(self) -> int:
        """How many cutoffs are compared with the labels."""
        return self.measures * self.cutoffs


@dataclass(frozen=True, eq=False)
class Draws:
    """The winner of each draw.

    Attributes:
        chosen: number of the winner among `rules_tried(cutoffs)`.
        training: share of the labels that chose it that it agrees with.
        fresh: share of the other photos that it agrees with.
    """

    chosen: NDArray[np.int64]
    training: Floats
    fresh: Floats

    @property
    def optimism(self) -> float:
        """By how much the winner looks better than it is, on average over the draws; −1 … 1."""
        return float((self.training - self.fresh).mean())


def rules_tried(cutoffs: int) -> list[Rule]:
    """All cutoffs there are to try, measure by measure: quantiles of the values, for which no label is needed."""
    photos = sample_photos()
    places = (np.arange(cutoffs) + 1) / (cutoffs + 1)
    return [Rule(name, reject=float(cut)) for name in MEASURES for cut in np.nanquantile(photos[name], places)]


def draw(setting: Setting, draws: int = DRAWS) -> Draws:
    """Choose anew with other photos, so many times; the same setting gives the same draws."""
    return _choose(setting, (setting.measures,), draws)[0]


def over_tries(setting: Setting, measures: Sequence[int], draws: int = DRAWS) -> list[Draws]:
    """The same draws for other numbers of measures: those of a smaller number are among those of a larger one."""
    return _choose(setting, measures, draws)


def bound(setting: Setting, training: float) -> float:
    """What Audit's thermometer would warn of, for so many labels and looks: the upper bound of the optimism."""
    return thermometer.optimism(training, setting.labels, setting.looks)


def _choose(setting: Setting, measures: Sequence[int], draws: int) -> list[Draws]:
    rejects, flawed = _decisions(setting.cutoffs)
    rng = np.random.default_rng(setting.seed)
    photos = len(flawed)
    lending = rng.random((photos, draws)).argsort(axis=0) < setting.labels
    rank = rng.random((len(MEASURES), draws)).argsort(axis=0)  # of each measure: in which order it is tried
    luck = rng.random((len(rejects), draws)) * 1e-9  # who wins among equals
    said = rng.random((photos, draws)) < 0.5 if setting.by_coin else np.repeat(flawed[:, None], draws, axis=1)
    training, fresh = _agreement(rejects, said, lending), _agreement(rejects, said, ~lending)
    found, at = [], np.arange(draws)
    for count in measures:
        tried = np.repeat(rank < count, setting.cutoffs, axis=0)
        chosen = np.where(tried, training + luck, -1.0).argmax(axis=0)
        found.append(Draws(chosen, training[chosen, at], fresh[chosen, at]))
    return found


def _agreement(rejects: Floats, said: Bools, among: Bools) -> Floats:
    """Share of the photos `among` that each rule (down) agrees with in each draw (across)."""
    go, stay = (among & said).astype(np.float64), (among & ~said).astype(np.float64)
    agreed = rejects @ (go - stay) + stay.sum(axis=0)
    return np.asarray(agreed / among.sum(axis=0), np.float64)


@cache
def _decisions(cutoffs: int) -> tuple[Floats, Bools]:
    """(1.0 where a rule rejects a photo, rules × photos; which photos are labelled reject)."""
    photos = sample_photos()
    columns = {name: photos[name].to_numpy(np.float64) for name in MEASURES}
    rejected = [apply(rule, columns[rule.metric])[0] for rule in rules_tried(cutoffs)]
    return np.array(rejected, np.float64), (photos["label"] == "reject").to_numpy()
