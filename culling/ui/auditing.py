"""What one person looks at on the page of the audit: which part, which labels, and the labels themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from culling.audit.holdout import SHARE, Lock, split
from culling.audit.looks import LOCKED, UNLOCKED, Looks, Opening
from culling.audit.said import rejected
from culling.audit.thermometer import numbers
from culling.labels import HOWS, Truth
from culling.labels.collect import collect
from culling.policy import Policy
from culling.ui.jobs import OpenFolder
from culling.ui.remembered import title_now

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


class _Labels(NamedTuple):
    tuning: Truth
    locked: Truth


@dataclass
class Auditing:
    """The page as one person left it.

    Attributes:
        hows: labels given in these ways are compared with.
        part: the part of the page that is shown, or that was left: one of `PARTS`.
        kept: what the parts of the page remember, by a name of their own.
    """

    hows: tuple[str, ...] = HOWS
    part: str = "labels"
    kept: dict[str, Any] = field(default_factory=dict)
    _labels: _Labels | None = None
    _made_of: tuple[Any, ...] = ()
    _looked: set[str] = field(default_factory=set)

    def truth(self, folder: OpenFolder, table: pd.DataFrame) -> Truth:
        """The labels of the photos, as they are now, but those that are locked away: see `culling.audit.holdout`.

        Made anew only when photos, labels, lock or choice changed; marks and measures leave it as it is.
        """
        return self._now(folder, table).tuning

    def holdout_truth(self, folder: OpenFolder, table: pd.DataFrame) -> Truth:
        """The labels that are locked away; empty without a lock. Only for who opens them on purpose, and notes it."""
        return self._now(folder, table).locked

    def look(self, folder: OpenFolder, policy: Policy, where: str) -> None:
        """Note that this policy's decisions are compared with the labels; once per policy while the folder is open.

        Args:
            where: the part of the page that shows it, or of another page.
        """
        if policy.policy_id not in self._looked:
            folder.catalog.note_look(policy.policy_id, "tuning", {"policy": title_now(policy), "where": where})
            self._looked.add(policy.policy_id)

    def looks(self, folder: OpenFolder) -> Looks:
        """What was compared with the labels of this folder so far, by anybody."""
        return Looks.of(folder.catalog.looks(), Lock.of(folder.catalog.label_lock()))

    def lock_away(self, folder: OpenFolder, share: float = SHARE) -> None:
        """Lock a share of the labels away, also of those to come; what is locked away already stays so."""
        if folder.catalog.label_lock() is None:
            lock = Lock.fresh(share)
            folder.catalog.lock_labels(lock.about)
            folder.catalog.note_look("", "holdout", {"event": LOCKED, **lock.about})

    def unlock(self, folder: OpenFolder) -> None:
        """Make the labels that are locked away like any others, for good."""
        if folder.catalog.label_lock() is not None:
            folder.catalog.lock_labels(None)
            folder.catalog.note_look("", "holdout", {"event": UNLOCKED})

    def open_holdout(self, folder: OpenFolder, table: pd.DataFrame, policy: Policy) -> None:
        """Compare a policy with the labels that are locked away, and note what they said."""
        self.look(folder, policy, "the locked labels")
        labels, rejects = self._now(folder, table), rejected(table, policy)
        seen = self.looks(folder).seen_with(policy.policy_id)
        tuning, holdout = numbers(labels.tuning, rejects), numbers(labels.locked, rejects, looks=seen)
        opening = Opening("", policy.policy_id, title_now(policy), tuning, holdout, seen)
        folder.catalog.note_look(policy.policy_id, "holdout", opening.about)

    def _now(self, folder: OpenFolder, table: pd.DataFrame) -> _Labels:
        catalog = folder.catalog
        lock = Lock.of(catalog.label_lock())
        made_of = (table.index, catalog.latest_label(), self.hows, lock)
        if self._labels is None or not _same(made_of, self._made_of):
            truth = collect(table, catalog.label_history(), catalog.draws(), self.hows)
            self._labels = _Labels(*split(truth, table, lock))
            self._made_of = made_of
        return self._labels


def _same(now: tuple[Any, ...], then: tuple[Any, ...]) -> bool:
    """Tables of one scan have one index, however many marks came since."""
    return len(now) == len(then) and now[0].is_(then[0]) and now[1:] == then[1:]
