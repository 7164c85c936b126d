"""What one person looks at on the page of the audit: which part, which labels, and the labels themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from culling.labels import HOWS, Truth
from culling.labels.collect import collect
from culling.ui.jobs import OpenFolder

#: The parts of the page, by their words on the switch.
PARTS = {
    "labels": "Labels",
    "cutoff": "At the cutoff",
    "costs": "Choose by cost",
    "disagreements": "Disagreements",
    "slices": "Slices",
    "policies": "Two policies",
    "learned": "Learn from marks",
    "report": "Report",
}


@dataclass
class Auditing:
    """The page as one person left it.

    Attributes:
        hows: labels given in these ways are compared with.
        kept: what the parts of the page remember, by a name of their own.
    """

    hows: tuple[str, ...] = HOWS
    kept: dict[str, Any] = field(default_factory=dict)
    _truth: Truth | None = None
    _made_of: tuple[Any, ...] = ()

    def truth(self, folder: OpenFolder, table: pd.DataFrame) -> Truth:
        """The labels of the photos, as they are now; made anew only when table, labels or choice changed."""
        made_of = (table, folder.catalog.latest_label(), self.hows)
        if self._truth is None or not _same(made_of, self._made_of):
            catalog = folder.catalog
            self._truth = collect(table, catalog.label_history(), catalog.draws(), self.hows)
            self._made_of = made_of
        return self._truth


def _same(now: tuple[Any, ...], then: tuple[Any, ...]) -> bool:
    return len(now) == len(then) and now[0] is then[0] and now[1:] == then[1:]
