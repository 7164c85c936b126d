"""The marks to learn from: one answer per picture, and when they are too few."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.holdout import Lock
from culling.errors import CullingError
from culling.labels.words import counted
from culling.marks import MARK_VERDICTS
from culling.preference.features import Bools, Rows

#: With fewer nobody can say how good it is: with 10 of each what is told of the AUC was off by .10 to .17 (standard
#: deviation) within an interval .34 to .43 wide, with 20 by .07 to .15 within .25 to .34, with 40 by .05 to .15 within
#: .15 to .23 (drawn from real photos: benchmarks/LEARNED.md).
FEWEST = 20


class LearningError(CullingError):
    """Nothing could be learned from these marks; the text says why and what would help."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """What is learned from: each picture once, in the order of its content, so that the order of marking is the same.

    Attributes:
        contents: content hash of each picture, ascending.
        rows: where it stands in the table.
        keep: True for must-have and keep, False for reject.
        maybe: photos marked maybe, which are left out: a person who is not sure teaches nothing.
        contradicting: photos left out since a copy of them has the other mark.
        unusable: marked photos without a content, which could not be read.
        copies: photos left out since a copy of them, marked alike, is counted already.
        locked: photos marked keep or reject that are locked away (`culling.audit.holdout`), to check what is learned.
    """

    contents: tuple[str, ...]
    rows: Rows
    keep: Bools
    maybe: int = 0
    contradicting: int = 0
    unusable: int = 0
    copies: int = 0
    locked: int = 0

    def __len__(self) -> int:
        return len(self.contents)

    @property
    def keeps(self) -> int:
        return int(self.keep.sum())

    @property
    def rejects(self) -> int:
        return int((~self.keep).sum())

    def check(self) -> None:
        """LearningError when there are too few of either."""
        if min(self.keeps, self.rejects) >= FEWEST:
            return
        lack = [
            counted(FEWEST - count, f"more {word}")
            for word, count in (("keep", self.keeps), ("reject", self.rejects))
            if count < FEWEST
        ]
        locked = f"; {locked_words(self.locked)}" if self.locked else ""
        raise LearningError(
            f"{counted(len(self), 'mark')} to learn from ({counted(self.keeps, 'keep')}, "
            f"{counted(self.rejects, 'reject')}{locked}); at least {FEWEST} keeps and {FEWEST} rejects are needed: "
            f"mark {' and '.join(lack)}"
        )

    def sha256(self, basis: str) -> str:
        """64 hex digits of the training set: each picture with its answer, and what of it is learned from."""
        lines = (
            f"{content} {'keep' if kept else 'reject'}" for content, kept in zip(self.contents, self.keep, strict=True)
        )
        return hashlib.sha256("\n".join([*lines, basis]).encode()).hexdigest()


def locked_words(number: int) -> str:
    """How many photos are locked away."""
    return f"{counted(number, 'photo is', 'photos are')} locked away and not learned from"


def said_by_marks(table: pd.DataFrame) -> dict[str, str]:
    """keep, reject or maybe by path, of the photos that are marked."""
    marked = table["mark"].dropna() if "mark" in table else pd.Series(dtype=object)
    return {str(path): MARK_VERDICTS[mark] for path, mark in marked.items()}


def lesson(table: pd.DataFrame, said: Mapping[str, str], lock: Lock | None = None) -> Lesson:
    """What there is to learn from of this table.

    Args:
        table: the folder's photos, with `content_hash`.
        said: keep, reject or maybe by path; photos that the table lacks are passed over.
        lock: photos that it holds are not learned from, whether they are labelled yet or not.
    """
    rows = np.flatnonzero(table.index.isin(list(said)))
    answers = pd.Series([said[str(path)] for path in table.index[rows]], dtype=object)
    contents = pd.Series(table["content_hash"].to_numpy(object)[rows])
    clear = answers.isin(["keep", "reject"]).to_numpy() & contents.notna().to_numpy()
    locked = clear & (lock.holds(contents.astype(str)) if lock else False)
    found = pd.DataFrame({"content": contents, "row": rows, "keep": answers == "keep"})[clear & ~locked]
    kinds = found.groupby("content")["keep"].transform("nunique") if len(found) else found["row"]
    alike = found[(kinds == 1).to_numpy()]
    agreed = alike.drop_duplicates("content").sort_values("content")
    return Lesson(
        tuple(agreed["content"]),
        agreed["row"].to_numpy(np.int64),
        agreed["keep"].to_numpy(np.bool_),
        maybe=int((answers == "maybe").sum()),
        contradicting=int((kinds > 1).sum()) if len(found) else 0,
        unusable=int((answers.isin(["keep", "reject"]).to_numpy() & contents.isna().to_numpy()).sum()),
        copies=len(alike) - len(agreed),
        locked=int(locked.sum()),
    )
