"""An import of labels on its way: read in a thread, looked at by a person, then written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from culling.labels import Truth
from culling.labels.circular import Finding, circularity
from culling.labels.read import ReadLabels
from culling.policy import Policy
from culling.ui.tasks import Task

Progress = Callable[[int, int], None]
Read = Callable[[Progress, Callable[[], bool]], ReadLabels]

MOST_SHOWN = 200


class Reading(Task[ReadLabels]):
    """One file or folder that is read for labels, and how far it is.

    Attributes:
        title: what is read, in words of the page.
    """

    def __init__(self, title: str, read: Read) -> None:
        super().__init__()
        self.title = title
        self.done, self.total = 0, 0
        self.start(lambda: read(self._note, self.stop.is_set))

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass(frozen=True)
class Outlook:
    """What an import would change.

    Attributes:
        added: how many labels it would write.
        keep, reject: photos that it calls so.
        same: labels that the ledger has from the same source already.
        against: photos whose present label says the opposite: file, says now, how, would say.
        circular: why the labels prove nothing, or less than they seem to.
    """

    added: int
    keep: int
    reject: int
    same: int
    against: pd.DataFrame
    circular: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether the labels are a copy of what they are to check, and are not taken up."""
        return any(finding.refuses for finding in self.circular)


def outlook(
    found: ReadLabels, history: pd.DataFrame, present: pd.DataFrame, table: pd.DataFrame, policy: Policy
) -> Outlook:
    """What adding these labels would change.

    Args:
        found: what was read.
        history: `Catalog.label_history()`.
        present: the labels that stand, last ones last: columns path, label, how.
        table: the photos with their measures.
        policy: what the labels are to check.
    """
    added = len(found.new(history))
    counts = found.counts
    said = found.labels
    now = present.drop_duplicates("path", keep="last")
    other = [(path, label, how) for path, label, how in zip(now["path"], now["label"], now["how"], strict=True)]
    rows = [(path, label, how, said[path]) for path, label, how in other if path in said and said[path] != label]
    against = pd.DataFrame(rows, columns=["file", "says now", "how", "would say"])
    circular = circularity(Truth.of(table, said), table, policy) if said else []
    return Outlook(added, counts["keep"], counts["reject"], len(found.entries) - added, against, tuple(circular))
