"""From marks to a model: tried out on shoots that it did not learn from, and refused where it says nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.holdout import Lock
from culling.preference.examples import LearningError, Lesson, lesson
from culling.preference.features import FEATURES, design
from culling.preference.how_good import Tried, auc_of_shoots, beyond_chance, interval, singles, told_auc, tried
from culling.preference.model import Model
from culling.preference.shoots import Folds, divide
from culling.preference.validated import Validated, steps, validate

MEASURES, WITH_VECTORS = "measures", "measures and picture"
#: The basis of a model that reads vectors says under this name which network they are of.
VECTORS = "vectors"
_ENOUGH_VECTORS = 0.9
_SINGLES_TOLD = 5

Vectors = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Learned:
    """What came of it.

    Attributes:
        model: the model; it is not to be used where there is a refusal.
        refusal: why it is not saved; "" when it may be.
    """

    model: Model
    refusal: str = ""

    @property
    def tried(self) -> Tried:
        """What it said of photos that it had not learned from."""
        return Tried.of(self.model)


def learn(
    table: pd.DataFrame,
    said: Mapping[str, str],
    vectors: Vectors,
    basis: Mapping[str, str],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
    lock: Lock | None = None,
) -> Learned:
    """Learn to tell keep from reject. The same marks give the same model, to the byte.

    Models of the measures alone and of measures and vectors are tried out by cross-validation, whole shoots left out;
    the plainer one is taken unless the other's log loss is smaller by more than its standard error.

    Args:
        table: the folder's photos.
        said: keep, reject or maybe by path.
        vectors: of the photos in row order; NaN rows for those without.
        basis: versions of measures and networks, see `culling.preference.keeping.basis_today`.
        progress: called with (fits done, fits in all).
        cancel: set it to stop.
        lock: photos that it holds are not learned from, so that what was learned can be checked on them.

    Raises:
        LearningError: too few marks, or stopped.
    """
    found = lesson(table, said, lock)
    found.check()
    own = table.iloc[found.rows]
    folds = divide(own, vectors[found.rows], found.keep)
    photos = design(own, FEATURES, vectors[found.rows])
    offered = [MEASURES]
    if vectors.shape[1] and np.mean(~np.isnan(photos.vectors[:, 0])) >= _ENOUGH_VECTORS:
        offered.append(WITH_VECTORS)
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # a part of scikit-learn

    step = _Steps(len(offered) * steps(folds.count), progress, cancel)
    with threadpool_limits(1):  # small sums: more threads only wait for each other, and add in another order
        kinds = {
            name: validate(photos if name == WITH_VECTORS else photos.without_vectors(), found.keep, folds.fold, step)
            for name in offered
        }
    chosen, choice = _choose(kinds, folds)
    used = kinds[chosen]
    rests_on = {name: basis[name] for name in (*FEATURES, *([VECTORS] if chosen == WITH_VECTORS else []))}
    model = Model(
        FEATURES,
        used.model,
        rests_on,
        dict(zip(found.contents, zip(used.probabilities.tolist(), found.keep.tolist(), strict=True), strict=True)),
        found.sha256("\n".join(f"{name} {version}" for name, version in sorted(rests_on.items()))),
        _told(table, found, folds, kinds) | choice | _of_shoots(used, found, folds),
    )
    kept = Model.of(model.about())  # as the catalog gives it back, so that both say the same to the last digit
    return Learned(kept, _refusal(Tried.of(kept)))


class _Steps:
    """Counts fits, and stops between two of them."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None, cancel: threading.Event | None) -> None:
        self._done, self._total, self._progress, self._cancel = 0, total, progress, cancel

    def __call__(self) -> None:
        if self._cancel is not None and self._cancel.is_set():
            raise LearningError("stopped; nothing was changed")
        if self._progress is not None:
            self._progress(self._done, self._total)
        self._done += 1


def _choose(kinds: Mapping[str, Validated], folds: Folds) -> tuple[str, dict[str, Any]]:
    """The plainer kind, unless the other is better by more than the standard error (Breiman et al. 1984)."""
    if WITH_VECTORS not in kinds:
        return MEASURES, {"chosen": MEASURES}
    better = kinds[MEASURES].losses - kinds[WITH_VECTORS].losses
    mean, error = beyond_chance(better, folds.together)
    chosen = WITH_VECTORS if mean > error else MEASURES
    return chosen, {"chosen": chosen, "better_by": _short(mean), "standard_error": _short(error)}


def _told(table: pd.DataFrame, found: Lesson, folds: Folds, kinds: Mapping[str, Validated]) -> dict[str, Any]:
    best = singles(table, found)[:_SINGLES_TOLD]
    return {
        "keeps": found.keeps,
        "rejects": found.rejects,
        "maybe": found.maybe,
        "contradicting": found.contradicting,
        "unusable": found.unusable,
        "copies": found.copies,
        "locked": found.locked,
        "shoots": folds.shoots,
        "folds": folds.count,
        "by_shoot": folds.by_shoot,
        "kinds": {name: _of_kind(kind, found) for name, kind in kinds.items()},
        "singles": [[one.name, one.higher_is_worse, *map(_short, told_auc(one.auc))] for one in best],
    }


def _of_shoots(used: Validated, found: Lesson, folds: Folds) -> dict[str, Any]:
    if not folds.by_shoot:
        return {}
    return {"auc_of_shoots": [*map(_short, auc_of_shoots(tried(used.probabilities, found.keep), folds.together))]}


def _of_kind(kind: Validated, found: Lesson) -> dict[str, Any]:
    seen = tried(kind.probabilities, found.keep)
    return {
        "auc": [_short(part) for part in told_auc(seen.auc)],
        "log_loss": _short(float(kind.losses.mean())),
        "brier": _short(seen.brier),
        "strength": kind.strength,
    }


def _refusal(seen: Tried) -> str:
    """Why nothing is saved: what was said of unseen photos cannot be told from chance."""
    found = seen.auc
    if found.low > 0.5:
        return ""
    return (
        "your marks cannot be told apart by these numbers: on photos that it had not learned from, the model was right "
        f"no more often than chance (AUC {interval(told_auc(found))}, .5 is chance). It is not saved"
    )


def _short(number: float) -> float:
    return float(f"{number:.6g}")
