"""An import of labels on its way: read in a thread, looked at by a person, then written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from culling.labels import Truth
from culling.labels.circular import Finding, circularity
from culling.labels.read import ReadLabels
from culling.policy import Policy
from culling.ui.tasks import Task

Progress = Callable[[int, int], None]
Read = Callable[[Progress, Callable[[], bool]], ReadLabels]

MOST_SHOWN = 200
#: Who is put down for labels when nobody says who gave them.
UNKNOWN = "unknown"


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
        keep, reject: how many labels it would write that say so.
        taken_back: how many it would take back.
        same: labels that the ledger has already.
        against: photos whose present label says the opposite: file, says now, how, would say.
        circular: why the labels prove nothing, or less than they seem to.
    """

    keep: int
    reject: int
    taken_back: int
    same: int
    against: pd.DataFrame
    circular: tuple[Finding, ...]

    @property
    def added(self) -> int:
        """How many lines it would write."""
        return self.keep + self.reject + self.taken_back

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
    new = [entry.label for entry in found.new(history)]
    counts = new.count("keep"), new.count("reject"), new.count(None)
    said = found.labels
    now = present.drop_duplicates("path", keep="last")
    other = [(path, label, how) for path, label, how in zip(now["path"], now["label"], now["how"], strict=True)]
    rows = [(path, label, how, said[path]) for path, label, how in other if path in said and said[path] != label]
    against = pd.DataFrame(rows, columns=["file", "says now", "how", "would say"])
    circular = circularity(Truth.of(table, said), table, policy) if said else []
    return Outlook(*counts, len(found.entries) - len(new), against, tuple(circular))


def people_in(found: ReadLabels) -> tuple[str, ...]:
    """Who said something in it by its own account, in the order of their names."""
    return tuple(sorted({entry.by for entry in found.entries} - {UNKNOWN}))


def said_by(found: ReadLabels, name: str) -> ReadLabels:
    """The same labels, said by this person: all of them, or where several are named, those without a name.

    Args:
        name: "" for nobody knows who.
    """
    several = len(people_in(found)) > 1
    entries = (
        entry if several and entry.by != UNKNOWN else replace(entry, by=name or UNKNOWN) for entry in found.entries
    )
    return replace(found, entries=tuple(entries))
