"""The grouping that a person keeps for a folder, and the keepers a person chose: both outlive scans and renames."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Set
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from culling.database import Database
from culling.schema import GROUPED, KEEPERS, META, PHOTOS
from culling.statements import add, now, one_of

#: What a grouping adds to the table.
GROUP_COLUMNS = ["group", "keeper", "keeper_reason"]
_ABOUT = "grouping"
_CHANGES = "grouping_changes"


class KeptGroups:
    """The part of a `Catalog` that knows of groups and keepers."""

    _database: Database

    def keep_groups(self, groups: pd.Series[float], about: Mapping[str, Any]) -> None:
        """Keep a grouping, in place of the one kept before, so that `table()` has it from now on.

        Args:
            groups: by path the number of its group, NaN for photos that are alone.
            about: how it was made, such as method and distance; plain values that JSON can hold.
        """
        rows = [{"path": path, "number": int(number)} for path, number in groups.dropna().items()]
        with self._database.write() as connection:
            _drop(connection)
            add(connection, GROUPED, rows)
            connection.execute(META.insert().values(key=_ABOUT, value=json.dumps(dict(about))))

    def latest_grouping(self) -> tuple[int, int]:
        """Numbers that grow whenever anybody keeps or drops groups, or chooses a keeper, here or in another process."""
        with self._database.read() as connection:
            return _changes(connection), int(connection.execute(select(func.max(KEEPERS.c.id))).scalar() or 0)

    def drop_groups(self) -> None:
        """Forget the grouping that was kept; choices of keepers stay."""
        with self._database.write() as connection:
            _drop(connection)

    def grouping(self) -> dict[str, Any] | None:
        """How the grouping that was kept was made; None when there is none."""
        with self._database.read() as connection:
            text = connection.execute(select(META.c.value).where(META.c.key == _ABOUT)).scalar()
        return json.loads(text) if text else None

    def choose_keeper(
        self,
        path: str,
        chosen: bool = True,
        *,
        rivals: Collection[str] | None = None,
        by: str | None = None,
        how: str = "seen",
    ) -> None:
        """Choose a photo as the keeper of its group, or take that back; what was chosen before stays in the history.

        The choice takes the place of another one in the same group.

        Args:
            path: of the photo.
            chosen: False takes the choice back.
            rivals: the other photos of its group; None for those of the kept grouping.
            by: who chooses; None for the catalog's user.
            how: with what in sight, a word for the history.

        Raises:
            ValueError: a photo that is not in the catalog.
        """
        with self._database.write() as connection:
            others = _rivals(connection, path) if rivals is None else set(rivals).intersection(_chosen(connection))
            changes = dict.fromkeys(sorted(others) if chosen else (), False) | {path: chosen}
            contents = content_hashes(connection, changes.keys())
            given = {"by": by or self._database.user.name, "how": how, "at": now(connection)}
            rows = [{"path": name, "content_hash": contents[name], "chosen": is_it} for name, is_it in changes.items()]
            connection.execute(KEEPERS.insert(), [{**row, **given} for row in rows])

    def chosen_keepers(self) -> list[str]:
        """Paths that a person chose as keepers, the one chosen last at the end."""
        with self._database.read() as connection:
            return _chosen(connection)

    def keeper_history(self) -> pd.DataFrame:
        """Every choice of a keeper, oldest first: path, content_hash, chosen, by, how, at (UTC)."""
        names = ["path", "content_hash", "chosen", "by", "how", "at"]
        with self._database.read() as connection:
            rows = connection.execute(select(*(KEEPERS.c[name] for name in names)).order_by(KEEPERS.c.id)).all()
        return pd.DataFrame(rows, columns=names, dtype=object)

    def with_groups(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table with `group`, `keeper` and `keeper_reason`; as it is where no grouping was kept."""
        if self.grouping() is None:
            return table
        from culling.group.keeper import keepers  # here, since groups know of catalogs and not the other way round

        with self._database.read() as connection:
            groups, chosen = _groups(connection, table.index), _chosen(connection)
        best = keepers(table, groups, chosen)
        return table.assign(group=groups, keeper=best["keeper"], keeper_reason=best["reason"])


def content_hashes(connection: Connection, paths: Set[str]) -> dict[str, str | None]:
    """Content hash by path; ValueError when one of them is unknown."""
    wanted = select(PHOTOS.c.path, PHOTOS.c.content_hash).where(one_of(connection, PHOTOS.c.path, paths))
    found = {row.path: row.content_hash for row in connection.execute(wanted)}
    if missing := sorted(paths - found.keys()):
        folder = connection.execute(select(META.c.value).where(META.c.key == "folder")).scalar()
        raise ValueError(f"there is no photo {missing[0]!r} in the catalog of {folder}; scan the folder first")
    return found


def _drop(connection: Connection) -> None:
    changes = str(_changes(connection) + 1)
    connection.execute(GROUPED.delete())
    connection.execute(META.delete().where(META.c.key.in_((_ABOUT, _CHANGES))))
    connection.execute(META.insert().values(key=_CHANGES, value=changes))


def _changes(connection: Connection) -> int:
    return int(connection.execute(select(META.c.value).where(META.c.key == _CHANGES)).scalar() or 0)


def _groups(connection: Connection, paths: pd.Index[str]) -> pd.Series[float]:
    """Numbered anew in order of each group's first photo; a group of which only one photo is left is none."""
    rows = connection.execute(select(GROUPED.c.path, GROUPED.c.number)).all()
    places = paths.get_indexer(pd.Index([path for path, _ in rows], dtype=paths.dtype))
    known = places >= 0
    stored = np.full(len(paths), np.nan)
    stored[places[known]] = np.array([number for _, number in rows], np.float64)[known]
    numbers, _ = pd.factorize(stored)
    sizes = np.bincount(numbers[numbers >= 0])
    several = np.append(sizes > 1, False)[numbers]  # −1, for photos that are alone, picks the last
    codes, _ = pd.factorize(np.where(several, stored, np.nan))
    return pd.Series(np.where(codes >= 0, codes, np.nan), index=paths, name="group")


def _chosen(connection: Connection) -> list[str]:
    last = select(func.max(KEEPERS.c.id)).group_by(KEEPERS.c.path)
    wanted = select(KEEPERS.c.path).where(KEEPERS.c.id.in_(last), KEEPERS.c.chosen).order_by(KEEPERS.c.id)
    return list(connection.execute(wanted).scalars())


def _rivals(connection: Connection, path: str) -> list[str]:
    """Other chosen photos of the group of `path`."""
    number = select(GROUPED.c.number).where(GROUPED.c.path == path).scalar_subquery()
    members = set(connection.execute(select(GROUPED.c.path).where(GROUPED.c.number == number)).scalars())
    known = set(connection.execute(select(PHOTOS.c.path).where(one_of(connection, PHOTOS.c.path, members))).scalars())
    return [other for other in _chosen(connection) if other in known and other != path]
