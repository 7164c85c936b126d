"""From answers to figures: AUC with its interval, accuracy, calibration, how often there is no answer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from culling import eyes
from models.eyes import people
from models.eyes.data import CLOSED, OPEN, Source
from models.training.scores import auc, share

Numbers = NDArray[np.float64]


class Scale(NamedTuple):
    """Calibration of one fold's network."""

    temperature: float
    bias: float


def truth_of(crops: list[Source]) -> Numbers:
    return np.array([crop.label == OPEN for crop in crops], float)


def probability_of(crops: list[Source], answer: Numbers, scale: list[Scale]) -> tuple[Numbers, NDArray[np.bool_]]:
    temperature, bias = np.array([scale[crop.fold] for crop in crops]).T
    return expit((answer[:, 0] + bias) / temperature), expit(answer[:, 1]) >= eyes.DOUBTFUL


def judged(crops: list[Source], answer: Numbers, scale: list[Scale]) -> dict[str, Any]:
    """AUC and accuracy where it answers, with intervals over sittings; how often it cannot; calibration error."""
    probability, told = probability_of(crops, answer, scale)
    truth = truth_of(crops)
    right = (probability > 0.5) == truth
    low, high = sitting_interval(truth[told], probability[told], sittings_of(crops)[told])
    return {
        "auc": rounded(auc_of(truth[told], probability[told])),
        "auc_interval": [rounded(low), rounded(high)],
        "accuracy": share(int(right[told].sum()), int(told.sum())),
        "cannot_judge": share(int((~told).sum()), len(told)),
        "auc_without_gate": rounded(auc_of(truth, probability)),
        "calibration_error": rounded(calibration_error(truth[told], probability[told])),
    }


def auc_of(truth: Numbers, score: Numbers) -> float:
    return auc(score[truth == CLOSED], score[truth == OPEN])


def rounded(value: float) -> float:
    return round(float(value), 4)


def sittings_of(crops: list[Source]) -> NDArray[np.int64]:
    """About one person each: ten numbers in a row, open and closed together."""
    seen: dict[int, int] = {}
    numbers = []
    for crop in crops:
        numbers.append(seen.get(crop.label, 0) // 10)
        seen[crop.label] = seen.get(crop.label, 0) + 1
    return np.array(numbers)


def sitting_interval(
    truth: Numbers, score: Numbers, sitting: NDArray[np.int64], rounds: int = 500
) -> tuple[float, float]:
    """95 % bootstrap interval of the AUC that draws sittings, not crops: crops of one person are not independent."""
    rng, groups = np.random.default_rng(0), [np.flatnonzero(sitting == value) for value in np.unique(sitting)]
    drawn = []
    for _ in range(rounds):
        index = np.concatenate([groups[one] for one in rng.integers(0, len(groups), len(groups))])
        if 0 < truth[index].sum() < len(index):
            drawn.append(auc_of(truth[index], score[index]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def calibration_error(truth: Numbers, probability: Numbers, bins: int = 10) -> float:
    """Expected calibration error over bins of equal width: 0 means that of all "70 % open", 70 % are."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(truth[place == b].mean() - probability[place == b].mean()) * (place == b).mean() for b in np.unique(place)
    ]
    return float(sum(gaps))


def coverage(crops: list[Source], answer: Numbers, scale: list[Scale]) -> list[dict[str, float]]:
    """Accuracy when only the crops judged most likely to be an eye are answered."""
    probability, _ = probability_of(crops, answer, scale)
    right = (probability > 0.5) == truth_of(crops)
    order = np.argsort(-answer[:, 1])
    steps = (1.0, 0.98, 0.95, 0.9, 0.8, 0.5)
    return [{"answered": part, "accuracy": rounded(right[order[: round(part * len(order))]].mean())} for part in steps]


def by_fold(crops: list[Source], answer: Numbers) -> list[float]:
    fold, truth = np.array([crop.fold for crop in crops]), truth_of(crops)
    return [rounded(auc_of(truth[fold == f], answer[fold == f, 0])) for f in range(people.FOLDS)]
