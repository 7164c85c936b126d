"""Two policies on one table: how their verdicts differ, and on which photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.decide import decide
from culling.judge import VERDICTS
from culling.policy import Policy


@dataclass(frozen=True)
class Versus:
    """What taking the second policy instead of the first would change.

    Attributes:
        first: the policy that is compared with.
        second: the one that would take its place.
        counts: photos by the first's verdict (rows) and the second's (columns), 4 × 4.
        flips: the photos whose verdicts differ: index path, `was`, `is`, `margin` (the second's), `was_margin`,
            `was_reasons`, `reasons`; nearest to a cutoff of the second first.
        after: `decide(table, second)`.
    """

    first: Policy
    second: Policy
    counts: pd.DataFrame
    flips: pd.DataFrame
    after: pd.DataFrame

    @property
    def differences(self) -> list[str]:
        """What differs in name and rules, one line each."""
        return self.first.diff(self.second)

    @property
    def directions(self) -> list[tuple[str, str, int]]:
        """(was, is, how many) of each way in which photos flip, most first."""
        ways = [(was, now, int(self.counts[now][was])) for was in VERDICTS for now in VERDICTS if was != now]
        return sorted((way for way in ways if way[2]), key=lambda way: -way[2])

    def turned(self, was: str, now: str) -> pd.DataFrame:
        """The flips from one verdict to another."""
        return self.flips[((self.flips["was"] == was) & (self.flips["is"] == now)).to_numpy()]


def versus(table: pd.DataFrame, first: Policy, second: Policy) -> Versus:
    """Decide a table by both policies. A human mark wins in both, so marked photos never flip.

    Raises:
        ValueError: the table lacks a measure of one of them.
    """
    before, after = decide(table, first), decide(table, second)
    was, now = (decisions["verdict"].cat.codes.to_numpy().astype(np.int64) for decisions in (before, after))
    cells = np.bincount(was * len(VERDICTS) + now, minlength=len(VERDICTS) ** 2).reshape(len(VERDICTS), -1)
    flipped = was != now
    flips = pd.DataFrame(
        {
            "was": before["verdict"][flipped],
            "is": after["verdict"][flipped],
            "margin": after["margin"][flipped],
            "was_margin": before["margin"][flipped],
            "was_reasons": before["reasons"][flipped].astype(object),
            "reasons": after["reasons"][flipped].astype(object),
        }
    )
    nearest = np.argsort(np.abs(flips["margin"].to_numpy()), kind="stable")
    counts = pd.DataFrame(cells, index=pd.Index(VERDICTS, name="first"), columns=pd.Index(VERDICTS, name="second"))
    return Versus(first, second, counts, flips.iloc[nearest], after)
