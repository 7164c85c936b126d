"""What was learned, as it is kept: numbers in JSON with what they rest on; predictions, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.preference.features import Floats, design
from culling.preference.linear import Linear, Scaling, probability

#: Raised when what the numbers below mean changes: an older model is then out of date.
FORMAT = 1
PICTURE = "what is in the picture"
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one measure adds to the log odds that a photo is kept, compared with the average photo learned from.

    Attributes:
        name: of the measure, or `PICTURE`.
        value: what was measured; NaN where the measure cannot say, and for the picture.
        logit: above 0 speaks for keep, below for reject.
    """

    name: str
    value: float
    logit: float

    @property
    def text(self) -> str:
        """In words: "blur 0.8: −1.2"."""
        value = "" if self.name == PICTURE else f" {_rounded(self.value)}"
        return f"{self.name}{value}: {self.logit:+.1f}".replace("-", "−")


@dataclass(frozen=True, eq=False)
class Model:
    """A model of one person's marks in one folder.

    Attributes:
        measures: what it reads, in the order of `linear`.
        linear: the calibrated sum.
        basis: by measure, version and networks it was learned with; the embedding network's, where vectors are used.
        trained: by content hash of the photos learned from, (probability out of fold, whether it was kept).
        sha256: of the training set: contents, answers, measures with their versions.
        told: what the cross-validation found; plain values that JSON can hold.
    """

    measures: tuple[str, ...]
    linear: Linear
    basis: Mapping[str, str]
    trained: Mapping[str, tuple[float, bool]]
    sha256: str
    told: Mapping[str, Any]

    @property
    def uses_vectors(self) -> bool:
        return len(self.linear.directions) > 0

    def p_keep(self, table: pd.DataFrame, vectors: NDArray[np.floating] | None = None) -> Floats:
        """How likely each photo is kept; NaN for unreadable ones.

        Photos learned from get what a model said that had not learned from them. That is known by their content: a
        copy of one that was saved anew, and so has another content, gets what the model of all marks says, which knows
        that picture and flatters itself on it.

        Args:
            table: the folder's photos.
            vectors: in row order; needed where `uses_vectors`.
        """
        found = probability(self.logits(table, vectors))
        contents = table["content_hash"].to_numpy(object)
        for row, content in enumerate(contents):
            if content in self.trained:
                found[row] = self.trained[content][0]
        return np.where(pd.isna(contents), np.nan, found)

    def logits(self, table: pd.DataFrame, vectors: NDArray[np.floating] | None = None) -> Floats:
        """Log odds by the model of all marks, also of photos that it learned from."""
        return self.linear.logits(design(table, self.measures, vectors if self.uses_vectors else None))

    def contributions(
        self, table: pd.DataFrame, path: str, vectors: NDArray[np.floating] | None = None
    ) -> list[Contribution]:
        """What speaks for and against one photo, what says most first; with `linear.intercept` they sum to its logit.

        Args:
            table: holds the photo.
            path: of the photo.
            vectors: of all rows; needed where `uses_vectors`.
        """
        row = int(np.flatnonzero(table.index == path)[0])
        one = table.iloc[[row]]
        own = None if vectors is None or not self.uses_vectors else vectors[[row]]
        parts = self.linear.parts(design(one, self.measures, own))[0]
        names = [*self.measures, *([PICTURE] if self.uses_vectors else [])]
        values = [*(float(one[name].iloc[0]) if name in one else np.nan for name in self.measures), np.nan]
        found = [
            Contribution(name, value, float(part)) for name, value, part in zip(names, values, parts, strict=False)
        ]
        return sorted(found, key=lambda part: -abs(part.logit))

    def importance(self, table: pd.DataFrame, vectors: NDArray[np.floating] | None = None) -> pd.Series[float]:
        """Mean size of each contribution over these photos, on the logit scale, largest first."""
        parts = self.linear.parts(design(table, self.measures, vectors if self.uses_vectors else None))
        names = [*self.measures, PICTURE]
        found = pd.Series(np.abs(parts).mean(axis=0) if len(parts) else 0.0, index=names)
        return found[found > 0].sort_values(ascending=False, kind="stable")

    def directions(self) -> dict[str, int]:
        """By measure, 1 where higher values speak for keep, −1 where they speak for reject, 0 where neither."""
        return dict(zip(self.measures, np.sign(self.linear.weights).astype(int).tolist(), strict=True))

    def outdated(self, today: Mapping[str, str]) -> list[str]:
        """What changed since it was learned: measures with another version or network, "vectors" of another network.

        Args:
            today: what `basis` would be if it were learned today.
        """
        return [name for name, said in self.basis.items() if today.get(name) != said]

    def about(self) -> dict[str, Any]:
        """Plain values for the catalog; equal models give equal text."""
        linear = self.linear
        return {
            "format": FORMAT,
            "sha256": self.sha256,
            "measures": list(self.measures),
            "scaling": {name: _plain(getattr(linear.scaling, name)) for name in ("centre", "spread", "absent")},
            "weights": _plain(linear.weights),
            "absence": _plain(linear.absence),
            "directions": _plain(linear.directions),
            "middle": _digits(linear.middle),
            "intercept": _digits(linear.intercept),
            "basis": dict(self.basis),
            "trained": {content: [_digits(p), kept] for content, (p, kept) in sorted(self.trained.items())},
            "told": dict(self.told),
        }

    def json(self) -> str:
        """The same as text."""
        return json.dumps(self.about(), sort_keys=True, ensure_ascii=True)

    @staticmethod
    def of(about: Mapping[str, Any]) -> Model:
        """What `about` gave.

        Raises:
            CullingError: it is of another version of this program, or damaged.
        """
        try:
            if about["format"] != FORMAT:
                raise CullingError("what was learned is of another version of this program; learn again")
            scaling = Scaling(*(_array(about["scaling"][name]) for name in ("centre", "spread", "absent")))
            weights, absence, directions = (_array(about[name]) for name in ("weights", "absence", "directions"))
            linear = Linear(scaling, weights, absence, directions, float(about["middle"]), float(about["intercept"]))
            trained = {content: (float(p), bool(kept)) for content, (p, kept) in about["trained"].items()}
            measures = tuple(about["measures"])
            lengths = {len(numbers) for numbers in (*_each(scaling), weights, absence, measures)}
            if len(lengths) > 1 or not isinstance(about["sha256"], str):
                raise ValueError("parts that do not belong together")
            return Model(measures, linear, dict(about["basis"]), trained, about["sha256"], dict(about["told"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CullingError(f"what was learned cannot be read ({error!r}); learn again, or forget it") from error


def _each(scaling: Scaling) -> tuple[Floats, Floats, Floats]:
    return scaling.centre, scaling.spread, scaling.absent


def _rounded(value: float) -> str:
    """Three digits, never 2.36e+03."""
    if np.isnan(value):
        return "not measured"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _plain(numbers: Floats) -> list[float | None]:
    """JSON knows no infinity: a measure without any spread has None."""
    return [None if np.isinf(number) else _digits(number) for number in numbers]


def _array(numbers: Sequence[float | None]) -> Floats:
    return np.array([np.inf if number is None else number for number in numbers], np.float64)


def _digits(number: float) -> float:
    """Twelve digits: processors add in different orders."""
    return float(f"{number:.{_DIGITS}g}")
