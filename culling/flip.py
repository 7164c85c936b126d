"""The nearest cutoff that would change what a rule says of a value, and what it then says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from culling.judge import apply
from culling.metrics import get_metric
from culling.rule import Rule, Unless, number

Cutoff = Literal["reject", "maybe", "unless"]

_SAID = {"keep": "kept", "maybe": "maybe", "reject": "rejected"}


@dataclass(frozen=True, slots=True)
class Move:
    """One cutoff of a rule moved just far enough to change what the rule says of a photo.

    Attributes:
        rule: as it is now.
        cutoff: which of its cutoffs moves: "reject", "maybe", where the band of doubt ends, or "unless", beyond which
            the rule does not count.
        to: where to, exactly: a value at a cutoff is not beyond it, so this is the photo's value or the next float.
        verdict: what the rule alone says then: "keep", "maybe", "reject" or "exempt".
    """

    rule: Rule
    cutoff: Cutoff
    to: float
    verdict: str

    @property
    def was(self) -> float:
        """Where the cutoff is now."""
        if self._condition is not None:
            return self._condition.cutoff
        return self.rule.reject if self.cutoff == "reject" or self.rule.maybe is None else self.rule.maybe

    @property
    def possible(self) -> bool:
        """Whether photos can have such a value; a cutoff of clipping below 0 flips a photo by its number alone."""
        low, high = get_metric(self.metric).span
        return low <= self.to <= high

    @property
    def share(self) -> float:
        """How far it moves as a share of `Rule.reach`, as margins are: 0.05 is by 5 % of the cutoff."""
        return abs(self.to - self.was) / (self._condition or self.rule).reach

    @property
    def metric(self) -> str:
        """The measure that the cutoff is on: the rule's, or its condition's."""
        return (self._condition or self.rule).metric

    @property
    def _condition(self) -> Unless | None:
        return self.rule.unless if self.cutoff == "unless" else None

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
        if self._condition is not None:
            return math.isfinite(to)
        reject, maybe = (to, self.rule.maybe) if self.cutoff == "reject" else (self.rule.reject, to)
        if not math.isfinite(to) or maybe is None:
            return math.isfinite(to)
        return reject <= maybe if self.rule.side == "below" else reject >= maybe

    @property
    def text(self) -> str:
        """In words: "blur 0.41 instead of 0.35"."""
        more = {"reject": "", "maybe": " (maybe)", "unless": f" (exempting from {self.rule.metric})"}[self.cutoff]
        return f"{self.metric}{more} {self.rounded} instead of {number(self.was)}"


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
        which = {
            "reject": f"cutoff of {move.metric}",
            "maybe": f"maybe cutoff of {move.metric}",
            "unless": f"cutoff of {move.metric} that exempts from {move.rule.metric}",
        }[move.cutoff]
        return f"Would be {said} if the {which} were {move.rounded} instead of {number(move.was)}."


def share_of(moves: Iterable[Move]) -> float:
    """How far all these moves go together, as shares of their rules' reach."""
    return sum(move.share for move in moves)


def verdict_of(rule: Rule, value: float, other: float = math.nan) -> str:
    """What one rule says of a value: "reject", "maybe", "keep", "exempt", or "unjudged" for NaN.

    `other` is the value that its condition looks at.
    """
    if math.isnan(value):
        return "unjudged"
    if rule.unless is not None and exempts(rule.unless, other):
        return "exempt"
    rejected, doubtful, _ = apply(rule, np.array([value]))
    return "reject" if rejected[0] else "maybe" if doubtful[0] else "keep"


def exempts(unless: Unless, value: float) -> bool:
    """Whether a condition holds for a value: it lies beyond the cutoff; NaN does not."""
    return value < unless.cutoff if unless.side == "below" else value > unless.cutoff


def moves_of(rule: Rule, value: float, other: float = math.nan) -> list[Move]:
    """The moves of one cutoff that change what the rule says of a value, the shortest first; none for NaN.

    Rejected: the reject cutoff moves to the value. In doubt: the reject cutoff moves just beyond it, or the end of
    the band moves to it. Kept: the end of the band moves just beyond it, or without a band the reject cutoff. Where
    the rule rejects or doubts, the cutoff of its condition may move past `other`, too; where it is exempt, only that
    one can move, to `other`, and does so where the rule would not keep the photo.
    """
    verdict = verdict_of(rule, value, other)
    beyond = math.nextafter(value, math.inf if rule.side == "below" else -math.inf)
    wanted: list[tuple[Cutoff, float]] = {
        "reject": [("reject", value)],
        "maybe": [("reject", beyond), ("maybe", value)],
        "keep": [("reject" if rule.maybe is None else "maybe", beyond)],
    }.get(verdict, [])  # type: ignore[assignment]
    wanted += _moves_of_condition(rule, value, other)
    moves = [
        Move(rule, cutoff, to, verdict_of(_moved(rule, cutoff, to), value, other))
        for cutoff, to in wanted
        if math.isfinite(to)
    ]
    return sorted(moves, key=lambda move: move.share)


def _moves_of_condition(rule: Rule, value: float, other: float) -> list[tuple[Cutoff, float]]:
    if rule.unless is None or verdict_of(replace(rule, unless=None), value) not in ("reject", "maybe"):
        return []
    if exempts(rule.unless, other):
        return [("unless", other)]
    return [("unless", math.nextafter(other, math.inf if rule.unless.side == "below" else -math.inf))]


def _moved(rule: Rule, cutoff: Cutoff, to: float) -> Rule:
    if cutoff == "unless" and rule.unless is not None:
        return replace(rule, unless=replace(rule.unless, cutoff=to))
    return replace(rule, reject=to) if cutoff == "reject" else replace(rule, maybe=to)


def _unit(value: float, digits: int) -> float:
    """One in the last of so many digits."""
    return 10.0 ** (math.floor(math.log10(abs(value))) - digits + 1) if value else 0.0
