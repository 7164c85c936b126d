"""What one person looks at on the page of blur anatomy: two measures, a selection, a cutoff that is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from culling.anatomy import OF_SUBJECT, WHOLE, condition_on, proposed_cutoff
from culling.policy import Policy
from culling.ui.listing import Rows
from culling.ui.walk import Walk


@dataclass
class Anatomy:
    """The page as one person left it.

    Attributes:
        whole: the measure of the whole image, to the right.
        subject: the measure of the subject, upwards.
        selection: photos that were chosen on the map, in their order.
        tried: the cutoff of the condition on its slider; None before it was moved.
        walk: where the person is in the selection.
    """

    whole: str = WHOLE[0]
    subject: str = OF_SUBJECT[0]
    selection: tuple[str, ...] = ()
    tried: float | None = None
    walk: Walk = field(default_factory=Walk)

    def select(self, paths: Sequence[str]) -> None:
        """Select photos; what is proposed follows from them."""
        self.selection = tuple(dict.fromkeys(paths))
        self.walk = Walk(onward=self.walk.onward)
        self.tried = None

    def measure(self, *, whole: str | None = None, subject: str | None = None) -> None:
        """Look at other measures."""
        self.whole, self.subject = whole or self.whole, subject or self.subject
        if self.whole == self.subject:  # one of them has to give way
            self.whole = next(name for name in WHOLE if name != self.subject)
        self.tried = None

    def rows(self, table: pd.DataFrame) -> Rows:
        """Row numbers of the selected photos that are still there."""
        rows = table.index.get_indexer(pd.Index(self.selection, dtype=object))
        return rows[rows >= 0].astype("uint32")

    def cutoff(self, table: pd.DataFrame, policy: Policy) -> float | None:
        """The cutoff that is tried, else that which the selection proposes, else the policy's; None where none is."""
        if self.tried is not None:
            return self.tried
        proposed = proposed_cutoff(table, policy, self.subject, self.rows(table)) if self.selection else None
        present = condition_on(policy, self.subject)
        return proposed if proposed is not None else None if present is None else present.cutoff
