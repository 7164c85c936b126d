"""What people marked, in the catalog: who, when, how; the last mark of a photo counts, whoever set it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd
from sqlalchemy import Connection, func, select

from culling.database import Database
from culling.kept.groups import content_hashes
from culling.marks import check_mark
from culling.schema import MARKS
from culling.statements import add, now, one_of

#: How a mark came about that only takes one's own last one back.
UNDO = "undo"
_HISTORY = ["path", "content_hash", "mark", "by", "how", "at"]


class TakeBack(NamedTuple):
    """A photo's mark that a person set (`after`), and what it is to be again (`before`)."""

    path: str
    after: str | None
    before: str | None


class KeptMarks:
    """The part of a `Catalog` that knows of marks. Only ever added to, and one transaction writes at a time: marks are
    numbered in the order in which they were written, so that no clock has a say in which one counts, and whoever saw
    the highest number has seen all of them.
    """

    _database: Database

    def set_mark(self, path: str, mark: str | None, *, by: str | None = None, how: str = "seen") -> None:
        """Write a human mark at once (None takes it back). What was marked before stays in the history.

        Args, Raises: as `set_marks`, for one `path` and its `mark`; `by` and `how` alike.
        """
        self.set_marks([(path, mark)], by=by, how=how)

    def set_marks(self, marks: Sequence[tuple[str, str | None]], *, by: str | None = None, how: str = "seen") -> None:
        """Write many marks in their order, all or none.

        Args:
            marks: path and mark of each photo, None to take its mark back.
            by: who marks; None for the catalog's user.
            how: with what in sight, a word for the history.

        Raises:
            ValueError: an unknown mark, or a photo that is not in the catalog.
            NotAllowedError: the user may only look.
        """
        for _, mark in marks:
            check_mark(mark)
        with self._database.write() as connection:
            self._add(connection, marks, by, how)

    def take_back(self, steps: Iterable[TakeBack], *, by: str | None = None) -> list[str]:
        """Take a person's own marks back, where they still stand; the photos whose mark was taken back.

        A photo that somebody else has marked since, with the same mark or another one, stays as it is.
        """
        name = by or self._database.user.name
        with self._database.write() as connection:
            listed = list(steps)
            last = _last(connection, [step.path for step in listed])
            own = [step for step in listed if last.get(step.path) == (step.after, name)]
            self._add(connection, [(step.path, step.before) for step in own], by, UNDO)
        return [step.path for step in own]

    def _add(self, connection: Connection, marks: Sequence[tuple[str, str | None]], by: str | None, how: str) -> None:
        contents = content_hashes(connection, {path for path, _ in marks})
        given = {"by": by or self._database.user.name, "how": how, "at": now(connection)}
        rows = [{"path": path, "content_hash": contents[path], "mark": mark, **given} for path, mark in marks]
        add(connection, MARKS, rows)

    def latest_mark(self) -> int:
        """A number that grows with every mark that anybody sets, in this process or another one."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.max(MARKS.c.id))).scalar() or 0)

    def marks(self) -> pd.Series[str]:
        """The present mark per path; photos without a mark are absent."""
        return self.marks_by()["mark"].map(sys.intern)  # few texts: told apart in half the time when each is there once

    def marks_by(self) -> pd.DataFrame:
        """The present mark per path with who set it, how and when: columns mark, by, how, at (UTC)."""
        names = ["path", "mark", "by", "how", "at"]
        last = select(func.max(MARKS.c.id)).group_by(MARKS.c.path)
        wanted = select(*(MARKS.c[name] for name in names)).where(MARKS.c.id.in_(last), MARKS.c.mark.is_not(None))
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return pd.DataFrame(rows, columns=names, dtype=object).set_index("path")

    def mark_history(self) -> pd.DataFrame:
        """Every mark ever set, oldest first: path, content_hash, mark, by, how, at (UTC)."""
        with self._database.read() as connection:
            rows = connection.execute(select(*(MARKS.c[name] for name in _HISTORY)).order_by(MARKS.c.id)).all()
        return pd.DataFrame(rows, columns=_HISTORY, dtype=object)

    def disagreements(self) -> pd.DataFrame:
        """Photos on which people's own last marks differ: one row per path, one column per person, None for no mark.

        What a person took back, or undid, is not their mark.
        """
        several = select(MARKS.c.path).group_by(MARKS.c.path).having(func.count(MARKS.c.by.distinct()) > 1)
        wanted = select(MARKS.c.path, MARKS.c.mark, MARKS.c.by, MARKS.c.how)
        with self._database.read() as connection:
            rows = connection.execute(wanted.where(MARKS.c.path.in_(several)).order_by(MARKS.c.id)).all()
        own: dict[str, dict[str, list[str | None]]] = {}
        for path, mark, by, how in rows:
            said = own.setdefault(path, {}).setdefault(by, [])
            if how != UNDO:
                said.append(mark)
            elif said:
                said.pop()
        stand = {path: {by: said[-1] for by, said in people.items() if said} for path, people in own.items()}
        disputed = {path: says for path, says in stand.items() if len({mark for mark in says.values() if mark}) > 1}
        people = sorted({by for says in disputed.values() for by in says})
        table = [[says.get(by) for by in people] for _, says in sorted(disputed.items())]
        return pd.DataFrame(table, columns=people, index=pd.Index(sorted(disputed), name="path"), dtype=object)


def _last(connection: Connection, paths: Sequence[str]) -> dict[str, tuple[str | None, str]]:
    """The last mark of each of these photos, and who set it."""
    last = select(func.max(MARKS.c.id)).where(one_of(connection, MARKS.c.path, paths)).group_by(MARKS.c.path)
    rows = connection.execute(select(MARKS.c.path, MARKS.c.mark, MARKS.c.by).where(MARKS.c.id.in_(last)))
    return {row.path: (row.mark, row.by) for row in rows}
