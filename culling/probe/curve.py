"""One photo and one damage, from none to severe: what each measure says on the way, and where the verdict flips."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from culling.policy import Policy
from culling.probe.dials import Dial
from culling.probe.judging import Said, check, judged, left_out, turned
from culling.probe.probed import Probed, Values, setting


@dataclass(frozen=True, slots=True)
class Point:
    """One amount: what was measured there, and what the policy says of it."""

    amount: float
    values: Values
    said: Said

    @property
    def verdict(self) -> str:
        return self.said.verdict


@dataclass(frozen=True, slots=True)
class Flip:
    """A change of the verdict as the damage grows.

    Attributes:
        amount: the first multiple of the dial's step where the verdict is `now`.
        last: the step before it, nearer to neutral, where it still is `was`.
        was, now: the verdicts.
        by: the measures whose rules turned it.
        because: what these rules say at `amount`.
    """

    amount: float
    last: float
    was: str
    now: str
    by: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Curve:
    """What came of one damage.

    Measures need not follow a damage one way, so every flip that the grid shows is listed; one that comes and goes
    between two neighbours of the grid is not seen.

    Attributes:
        dial: the damage.
        policy: what judged.
        seed: of what is random.
        points: ascending; while it is worked out, those that are measured already.
        flips: outwards from neutral, one arm after the other; empty until all points are there.
        done, of: amounts measured, and how many it will be as far as is known.
    """

    dial: Dial
    policy: Policy
    seed: int
    points: tuple[Point, ...]
    flips: tuple[Flip, ...]
    done: int
    of: int

    @property
    def whole(self) -> bool:
        """Whether it is worked out."""
        return self.done == self.of

    @property
    def undamaged(self) -> Point | None:
        """The photo as it is."""
        return next((point for point in self.points if point.amount == self.dial.neutral), None)

    @property
    def notes(self) -> list[str]:
        """What was not looked at."""
        return left_out(self.policy)

    def flips_of(self, arm: int) -> tuple[Flip, ...]:
        """The flips one way: `arm` counts those of the dial."""
        end = self.dial.arms[arm][-1] - self.dial.neutral
        return tuple(flip for flip in self.flips if (flip.amount - self.dial.neutral) * end > 0)


def curve(probed: Probed, dial: Dial, policy: Policy, names: Sequence[str] = ()) -> Curve:
    """Measure the photo at all amounts of the dial's grid, then find each flip to one step.

    Args:
        probed: the photo; what it knows is not measured again.
        dial: the damage, alone.
        policy: what judges, and whose measures are taken.
        names: further measures to take, of `METRICS`.

    Raises:
        CullingError: the policy has no rule that can be probed.
        ValueError: no such measure.
    """
    *_, last = growing_curve(probed, dial, policy, names)
    return last


def growing_curve(probed: Probed, dial: Dial, policy: Policy, names: Sequence[str] = ()) -> Iterator[Curve]:
    """The same bit by bit, coarse before fine, the last one whole; whoever stops listening stops the work."""
    judging = _Judging(probed, dial, check(policy), tuple(dict.fromkeys((*policy.measures, *names))))
    points: dict[float, Point] = {}
    of = len(dial.grid)
    for amount in coarse_to_fine(dial):
        points[amount] = judging.point(amount, every=True)
        of = len(dial.grid) + judging.steps_between(points)
        if len(points) < of:
            yield judging.curve(points, (), len(points), of)
    finding, done = judging.flips(points), len(points)
    while True:
        try:
            next(finding)
        except StopIteration as end:
            yield judging.curve(points, end.value, of, of)
            return
        done = min(done + 1, of - 1)  # a flip that was hidden between two others takes more than was foreseen
        yield judging.curve(points, (), done, of)


def coarse_to_fine(dial: Dial) -> list[float]:
    """The dial's grid: neutral, both ends, and then always the middles of what lies between."""
    grid = dial.grid
    ordered = {dial.neutral: None, grid[0]: None, grid[-1]: None}
    gaps = [(0, len(grid) - 1)]
    for low, high in gaps:  # grows meanwhile
        middle = (low + high) // 2
        if low < middle:
            ordered[grid[middle]] = None
            gaps += [(low, middle), (middle, high)]
    return list(ordered)


@dataclass(frozen=True)
class _Judging:
    probed: Probed
    dial: Dial
    policy: Policy
    names: tuple[str, ...]

    def point(self, amount: float, every: bool = False) -> Point:
        names = self.names if every else self.policy.measures
        values = self.probed.values(setting({self.dial.name: amount}), names)
        return Point(amount, values, judged([values], self.policy)[0])

    def curve(self, points: dict[float, Point], flips: tuple[Flip, ...], done: int, of: int) -> Curve:
        there = tuple(points[amount] for amount in sorted(points))
        return Curve(self.dial, self.policy, self.probed.seed, there, flips, done, of)

    def steps_between(self, points: dict[float, Point]) -> int:
        """How many amounts it takes to find the flips that the points so far show."""
        gaps = (abs(low.amount - high.amount) for low, high in self._brackets(points))
        return sum(math.ceil(math.log2(max(gap / self.dial.step, 1.0))) for gap in gaps)

    def flips(self, points: dict[float, Point]) -> Generator[None, None, tuple[Flip, ...]]:
        """All flips, a pause after each amount that is measured."""
        found: list[Flip] = []
        for low, high in self._brackets(points):
            while low.verdict != high.verdict:
                last, first = yield from self._first_change(low, high)
                found.append(self._flip(last, first))
                low = first
        return tuple(found)

    def _brackets(self, points: dict[float, Point]) -> list[tuple[Point, Point]]:
        """Neighbours outwards from neutral, among those that are there, whose verdicts differ."""
        if self.dial.neutral not in points:
            return []
        lines = ([self.dial.neutral, *arm] for arm in self.dial.arms)
        there = ([points[amount] for amount in line if amount in points] for line in lines)
        return [pair for line in there for pair in pairwise(line) if pair[0].verdict != pair[1].verdict]

    def _first_change(self, low: Point, high: Point) -> Generator[None, None, tuple[Point, Point]]:
        """Two neighbouring steps: the nearer one says what `low` says, the farther one does not."""
        while abs(high.amount - low.amount) > self.dial.step * 1.5:
            middle = self.point(self.dial.on_step((low.amount + high.amount) / 2))
            yield
            low, high = (middle, high) if middle.verdict == low.verdict else (low, middle)
        return low, high

    def _flip(self, last: Point, first: Point) -> Flip:
        reasons = turned(last.values, first.values, self.policy)
        by = tuple(dict.fromkeys(reason.rule.metric for reason in reasons))
        because = "; ".join(reason.text for reason in reasons)
        return Flip(first.amount, last.amount, last.verdict, first.verdict, by, because)
