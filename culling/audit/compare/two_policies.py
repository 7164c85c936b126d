"""Two policies against what people said: the errors of each, and who is right where only one of them is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from culling.audit.compare.disagree import CHANCE, mcnemar, p_text
from culling.audit.confusion import Confusion, confusion
from culling.audit.said import rejected
from culling.labels.circular import circularity
from culling.labels.truth import Truth
from culling.labels.words import counted
from culling.policy import Policy
from culling.presets import title

_ALONE = "By the rules alone, marks aside"


@dataclass(frozen=True)
class TwoPolicies:
    """Two policies, each by itself, against labels; human marks count for neither.

    Attributes:
        first, second: the policies.
        of_first, of_second: their decisions against the labels.
        first_right: labelled photos that only the first one decides rightly: one rejects them, the other does not.
        second_right: labelled photos that only the second one decides rightly.
        circular: why the labels cannot tell which of the two is right, as they look copied; "" where they can.
    """

    first: Policy
    second: Policy
    of_first: Confusion
    of_second: Confusion
    first_right: int
    second_right: int
    circular: str = ""

    @cached_property
    def p(self) -> float:
        """McNemar's exact two-sided p; 1 where they agree on every labelled photo. See `disagree`.

        Small: one of them is right more often, by more than chance would bring.
        """
        return mcnemar(self.first_right, self.second_right)[0]

    @property
    def sentence(self) -> str:
        """Who is right, in plain words; the first is A, the second B, as both may have one name."""
        flipped = self.first_right + self.second_right
        if not self.of_first.count:
            return "No photo is labelled, so nobody knows which of the two is right."
        if self.circular:
            return f"Which of the two is right cannot be told: the labels are circular. {self.circular}"
        if not flipped:
            labels = "the one label" if self.of_first.count == 1 else f"all {self.of_first.count:,} labels"
            return f"{_ALONE}: on {labels}, A and B decide alike between reject and not."
        split = (
            f"{_ALONE}: of {counted(flipped, 'labelled photo')} that only one of the two rejects, "
            f"A is right on {self.first_right:,}, B on {self.second_right:,}"
        )
        if self.p >= CHANCE:
            return f"{split}. That could well be chance ({p_text(self.p)}): it is not shown that either is better."
        better = "A" if self.first_right > self.second_right else "B"
        return f"{split}: {better} is right more often, by more than chance would bring ({p_text(self.p)})."


def against_labels(table: pd.DataFrame, first: Policy, second: Policy, truth: Truth) -> TwoPolicies:
    """Decide a table by both policies alone and compare with labels.

    Raises:
        ValueError: the table lacks a measure of one of them.
    """
    by_first, by_second = rejected(table, first), rejected(table, second)
    go = ~truth.keep
    right_first, right_second = by_first[truth.rows] == go, by_second[truth.rows] == go
    return TwoPolicies(
        first,
        second,
        confusion(truth, by_first),
        confusion(truth, by_second),
        int(np.count_nonzero(right_first & ~right_second)),
        int(np.count_nonzero(right_second & ~right_first)),
        _circular(table, (first, second), truth),
    )


def _circular(table: pd.DataFrame, policies: tuple[Policy, Policy], truth: Truth) -> str:
    """Why the labels look copied from one of these policies, from a preset or from one measure; "" for no reason."""
    for policy in policies:
        for finding in circularity(truth, table, policy):
            if finding.refuses:
                return finding.text.replace("The policy gives", f"The policy {title(policy)} gives", 1)
    return ""
