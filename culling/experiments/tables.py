"""What a training saves, read back and looked at: architectures, curves, confusions, predictions.

Files may be damaged or somebody else's: whatever they hold, they are read as numbers and short texts or refused in one
sentence that names the file.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.intervals import Rate, wilson
from culling.errors import CullingError
from culling.folders import printable
from culling.synth.registry import DAMAGES, FLAWS

Numbers = NDArray[np.float64]

MOST_BYTES = 4_000_000
_MOST_ROWS = 20_000
_DAMAGES = ("none", *(known.name for known in DAMAGES))
_NAME = re.compile(r"[A-Za-z0-9][\w .-]{0,63}")

#: Curves by the column they are saved in; a run that is older may lack some.
CURVES: Mapping[str, str] = {
    "loss": "loss, training",
    "validation_loss": "loss, validation",
    "train_accuracy": "accuracy, training",
    "validation_accuracy": "accuracy, validation",
}


@dataclass(frozen=True)
class Architecture:
    """One line of the comparison.

    Attributes:
        ms: time of one photo on one thread, without cutting what the network sees.
        minutes: of one core, training alone.
        validation, test: share of the held-out pictures that are told rightly.
    """

    name: str
    parameters: int
    ms: float
    minutes: float
    validation: Rate
    test: Rate


@dataclass(frozen=True, eq=False)
class Curve:
    """How one training went, by the number of its batches.

    Attributes:
        steps: increasing.
        values: one of `CURVES` → a number per step; those that were not saved are absent.
    """

    name: str
    steps: Numbers
    values: Mapping[str, Numbers]

    def saved(self, column: str) -> bool:
        """Whether there is anything to draw."""
        return column in self.values


@dataclass(frozen=True, eq=False)
class Confusion:
    """Counts (truth, answer), int (6, 6), both in the order of `FLAWS`."""

    counts: NDArray[np.int64]

    @property
    def right(self) -> int:
        return int(np.trace(self.counts))

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    @property
    def accuracy(self) -> Rate:
        """Share of right answers, 95 % interval by Wilson; pictures of one photo are taken for independent."""
        return rate(self.right, self.total)


def rate(right: int, total: int) -> Rate:
    """A share with its interval."""
    low, high = wilson(right, total)
    return Rate(right / total if total else math.nan, float(low), float(high), total)


def read_architectures(file: Path) -> tuple[Architecture, ...]:
    """The lines of architectures.csv in their order; CullingError names the file and what is wrong with it."""
    table = _csv(file, ("architecture", "parameters", "ms", "minutes_trained", "validation_accuracy", "test_accuracy"))
    try:
        return tuple(_architecture(row) for row in table.to_dict("records"))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(file, error) from error


def read_curves(file: Path) -> dict[str, Curve]:
    """The curves of curves.csv by architecture; a file of one run names none, and has "" for it."""
    table = _csv(file, ("step", "loss"))
    names = table["architecture"] if "architecture" in table else pd.Series("", table.index)
    try:
        return {str(name): _curve(str(name), part) for name, part in table.groupby(names.astype(str), sort=False)}
    except (TypeError, ValueError) as error:
        raise _damaged(file, error) from error


def read_predictions(file: Path) -> pd.DataFrame:
    """What a network said of held-out pictures, a row each; CullingError names the file and what is wrong with it."""
    texts = ("path", "content", "flaw", "damage")
    table = _csv(file, ("photo", "amount", *texts, *FLAWS)).astype(dict.fromkeys(texts, str))
    try:
        if not table["flaw"].isin(FLAWS).all():
            raise ValueError("it names flaws that there are not")
        if not table["damage"].isin(_DAMAGES).all():
            raise ValueError("it names damage that there is not")
        shares = np.stack([_numbers(table[flaw]) for flaw in FLAWS], axis=1)
        if not np.allclose(shares.sum(axis=1), 1, atol=1e-2):
            raise ValueError("the probabilities of a picture must have the sum 1")
        _numbers(table["photo"])
        _numbers(table["amount"])
    except (TypeError, ValueError) as error:
        raise _damaged(file, error) from error
    return table


def read_json(file: Path) -> dict[str, Any]:
    """An object of a JSON file; CullingError names the file and what is wrong with it."""
    try:
        found = json.loads(read_text(file))
        if not isinstance(found, dict):
            raise ValueError("it must hold an object")
    except (ValueError, RecursionError) as error:
        raise _damaged(file, error) from error
    return found


def confusion(found: Any) -> Confusion:
    """A confusion as it is saved, {truth: [answers in the order of FLAWS]}; ValueError for anything else."""
    if not isinstance(found, dict) or set(found) != set(FLAWS):
        raise ValueError(f"a confusion must have the classes {', '.join(FLAWS)}")
    rows = [found[flaw] for flaw in FLAWS]
    if not all(isinstance(row, list) and len(row) == len(FLAWS) for row in rows):
        raise ValueError(f"each class of a confusion must have {len(FLAWS)} counts")
    if not all(type(count) is int and 0 <= count < 10**9 for row in rows for count in row):
        raise ValueError("counts of a confusion must be whole numbers, 0 or more")
    return Confusion(np.array(rows, np.int64))


def read_text(file: Path, most: int = MOST_BYTES) -> str:
    """The file's text; CullingError where it is missing, too large, or no text."""
    try:
        size = file.stat().st_size
        if size > most:
            raise ValueError(f"it has {size:,} bytes, at most {most:,} are read")
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise CullingError(f"{printable(file)} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise _damaged(file, error) from error


def short_name(text: Any) -> str:
    """A name of letters, digits, blanks, points and dashes; ValueError for any other text."""
    if not isinstance(text, str) or not _NAME.fullmatch(text):
        raise ValueError(f"{str(text)[:80]!r} is no name: letters, digits, blank, point, dash; at most 64")
    return text


def number(value: Any, low: float = 0.0, high: float = math.inf) -> float:
    """A finite number between `low` and `high`; ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise ValueError(f"{str(value)[:80]!r} is no number")
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{value} is not between {low:g} and {high:g}")
    return float(value)


def _csv(file: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    try:
        table = pd.read_csv(io.StringIO(read_text(file)), nrows=_MOST_ROWS)
        lacking = [name for name in needed if name not in table]
        if lacking:
            raise ValueError(f"it lacks the columns {', '.join(lacking)}")
        if table.empty:
            raise ValueError("it has no rows")
    except ValueError as error:  # pandas' own errors are such
        raise _damaged(file, error) from error
    return table


def _architecture(row: Mapping[Any, Any]) -> Architecture:
    validation, test = (_rate_of(row, split) for split in ("validation", "test"))
    return Architecture(
        short_name(row["architecture"]),
        int(number(row["parameters"], 1)),
        number(row["ms"]),
        number(row["minutes_trained"]),
        validation,
        test,
    )


def _rate_of(row: Mapping[Any, Any], split: str) -> Rate:
    value, low, high = (number(row[f"{split}_{part}"], 0, 1) for part in ("accuracy", "low", "high"))
    if not low <= value <= high:
        raise ValueError(f"{split}: {value} lies outside its interval")
    return Rate(value, low, high, int(number(row[f"{split}_n"], 1)))


def _curve(name: str, part: pd.DataFrame) -> Curve:
    steps = _numbers(part["step"])
    if not (np.diff(steps) > 0).all():
        raise ValueError(f"steps of {name or 'the curve'} do not increase")
    known = {column: _numbers(part[column]) for column in CURVES if column in part and part[column].notna().all()}
    return Curve(short_name(name) if name else "", steps, known)


def _numbers(column: pd.Series[Any]) -> Numbers:
    values = pd.to_numeric(column).to_numpy(np.float64)
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"{column.name} must hold numbers, 0 or more")
    return values


def _damaged(file: Path, why: Exception) -> CullingError:
    words = f"it lacks {why}" if isinstance(why, KeyError) else " ".join(str(why).split())[:300]
    return CullingError(f"{printable(file)} is damaged: {words}")
