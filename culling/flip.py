"""The nearest cutoff that would change what a rule says of a value, and what it then says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from culling.judge import apply
from culling.metrics import get_metric
from culling.rule import Rule, number

Cutoff = Literal["reject", "maybe"]

_SAID = {"keep": "kept", "maybe": "maybe", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Move:
    """One cutoff of a rule moved just far enough to change what the rule says of a photo.

    Attributes:
        rule: as it is now.
        cutoff: which of its cutoffs moves: "reject", or "maybe", where the band of doubt ends.
        to: where to, exactly: a value at a cutoff is not beyond it, so this is the photo's value or the next float.
        verdict: what the rule alone says then: "keep", "maybe" or "reject".
    """

    rule: Rule
    cutoff: Cutoff
    to: float
    verdict: str

    @property
    def was(self) -> float:
        """Where the cutoff is now."""
        return self.rule.reject if self.cutoff == "reject" or self.rule.maybe is None else self.rule.maybe

    @property
    def possible(self) -> bool:
        """Whether photos can have such a value; a cutoff of clipping below 0 flips a photo by its number alone."""
        low, high = get_metric(self.rule.metric).span
        return low <= self.to <= high

    @property
    def share(self) -> float:
        """How far it moves as a share of `Rule.reach`, as margins are: 0.05 is by 5 % of the cutoff."""
        return abs(self.to - self.was) / self.rule.reach

    @property
    def moved(self) -> Rule:
        """The rule after the move."""
        return _moved(self.rule, self.cutoff, self.to)

    @property
    def rounded(self) -> str:
        """`to` in few digits and a little farther than needed, so that the number as written has the effect."""
        sign = 1 if self.to >= self.was else -1
        for digits in range(3, 17):
            near = float(f"{self.to:.{digits}g}")
            for tried in (near, float(f"{near + sign * _unit(near, digits):.{digits}g}")):
                far_enough = 0 <= sign * (tried - self.to) <= abs(self.to - self.was) / 10
                if far_enough and float(number(tried)) == tried and self._fits(tried):
                    return number(tried)
        return repr(self.to)

    def _fits(self, to: float) -> bool:
        """Whether the band of doubt stays on the keep side of the reject cutoff."""
        reject, maybe = (to, self.rule.maybe) if self.cutoff == "reject" else (self.rule.reject, to)
        if not math.isfinite(to) or maybe is None:
            return math.isfinite(to)
        return reject <= maybe if self.rule.side == "below" else reject >= maybe

    @property
    def text(self) -> str:
        """In words: "blur 0.41 instead of 0.35"."""
        name = self.rule.metric if self.cutoff == "reject" else f"{self.rule.metric} (maybe)"
        return f"{name} {self.rounded} instead of {number(self.was)}"


@dataclass(frozen=True, slots=True)
class Flip:
    """What would change a photo's verdict with the least move of cutoffs.

    Attributes:
        verdict: what the photo would be then.
        moves: all needed together; more than one where several rules reject the photo.
    """

    verdict: str
    moves: tuple[Move, ...]

    @property
    def share(self) -> float:
        """How far all moves go together, as shares of their rules' reach."""
        return share_of(self.moves)

    @property
    def possible(self) -> bool:
        """Whether photos can have such values: see `Move.possible`."""
        return all(move.possible for move in self.moves)

    @property
    def text(self) -> str:
        """In words: "Would be kept if the cutoff of blur were 0.41 instead of 0.35."."""
        said = _SAID[self.verdict]
        if len(self.moves) > 1:
            return f"Would be {said} only if all of these cutoffs moved: {', '.join(move.text for move in self.moves)}."
        move = self.moves[0]
        which = "cutoff" if move.cutoff == "reject" else "maybe cutoff"
        return (
            f"Would be {said} if the {which} of {move.rule.metric} were {move.rounded} instead of {number(move.was)}."
        )


def share_of(moves: Iterable[Move]) -> float:
    """How far all these moves go together, as shares of their rules' reach."""
    return sum(move.share for move in moves)


def verdict_of(rule: Rule, value: float) -> str:
    """What one rule says of a value: "reject", "maybe", "keep", or "unjudged" for NaN."""
    rejected, doubtful, _ = apply(rule, np.array([value]))
    return "reject" if rejected[0] else "maybe" if doubtful[0] else "unjudged" if math.isnan(value) else "keep"


def moves_of(rule: Rule, value: float) -> list[Move]:
    """The moves of one cutoff that change what the rule says of a value, the shortest first; none for NaN.

    Rejected: the reject cutoff moves to the value. In doubt: the reject cutoff moves just beyond it, or the end of
    the band moves to it. Kept: the end of the band moves just beyond it, or without a band the reject cutoff.
    """
    verdict = verdict_of(rule, value)
    beyond = math.nextafter(value, math.inf if rule.side == "below" else -math.inf)
    wanted: list[tuple[Cutoff, float]] = {
        "reject": [("reject", value)],
        "maybe": [("reject", beyond), ("maybe", value)],
        "keep": [("reject" if rule.maybe is None else "maybe", beyond)],
    }.get(verdict, [])  # type: ignore[assignment]
    moves = [
        Move(rule, cutoff, to, verdict_of(_moved(rule, cutoff, to), value))
        for cutoff, to in wanted
        if math.isfinite(to)
    ]
    return sorted(moves, key=lambda move: move.share)


def _moved(rule: Rule, cutoff: Cutoff, to: float) -> Rule:
    return replace(rule, reject=to) if cutoff == "reject" else replace(rule, maybe=to)


def _unit(value: float, digits: int) -> float:
    """One in the last of so many digits."""
    return 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1) if value else 0.0
