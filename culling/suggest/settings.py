"""From where on photos are suggested: a cutoff for each measure that suggestions look at."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from culling.rule import number
from culling.suggest.kinds import KINDS, Bound

#: Every bound by the measure that it looks at; a test holds that each measure has one.
BOUNDS: Mapping[str, Bound] = MappingProxyType(
    {bound.measure: bound for kind in KINDS for bound in (*kind.bounds, *kind.unless)}
)


@dataclass(frozen=True)
class Suggestions:
    """The cutoffs that a person moved; all others stand where their bounds begin.

    Attributes:
        moved: cutoff by measure.

    Raises:
        ValueError: a measure that suggestions do not look at, or a cutoff out of range.
    """

    moved: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        checked = {name: _checked(name, value) for name, value in sorted(self.moved.items())}
        kept = {name: value for name, value in checked.items() if value != BOUNDS[name].default}
        object.__setattr__(self, "moved", MappingProxyType(kept))

    def __hash__(self) -> int:
        return hash(tuple(self.moved.items()))

    def cutoff(self, bound: Bound) -> float | None:
        """Where this bound stands; None where it says nothing."""
        return self.moved.get(bound.measure, bound.default)

    def at(self, bound: Bound) -> float:
        """The same; NaN, beyond which nothing lies, where it says nothing."""
        cutoff = self.cutoff(bound)
        return math.nan if cutoff is None else cutoff

    def move(self, measure: str, cutoff: float) -> Suggestions:
        """The same with one cutoff elsewhere."""
        return Suggestions({**self.moved, measure: cutoff})

    def reset(self, *measures: str) -> Suggestions:
        """The same with the cutoffs of these measures where they begin."""
        return Suggestions({name: value for name, value in self.moved.items() if name not in measures})

    def to_json(self) -> str:
        """As text, for `from_json`."""
        return json.dumps(dict(self.moved))

    @classmethod
    def from_json(cls, text: str) -> Suggestions:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is something else.
        """
        said: Any = json.loads(text)
        if not isinstance(said, dict):
            raise ValueError(f"cutoffs of suggestions are an object of numbers, got {type(said).__name__}")
        return cls(said)


def _checked(measure: str, value: object) -> float:
    if measure not in BOUNDS:
        raise ValueError(f"suggestions have no cutoff on {measure!r}; they have: {', '.join(BOUNDS)}")
    bound = BOUNDS[measure]
    cutoff = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    if not bound.low <= cutoff <= bound.high:
        raise ValueError(
            f"the cutoff of {measure} must be from {number(bound.low)} to {number(bound.high)}, got {value!r}"
        )
    return cutoff + 0.0  # −0.0 is 0.0
