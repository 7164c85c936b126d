"""What was learned from marks, in the catalog: a model as JSON, and the number that it gives each photo."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from culling.database import Database
from culling.errors import CullingError
from culling.schema import LEARNED, PHOTOS
from culling.statements import now

_FORGOTTEN = "null"


class KeptLearned:
    """The part of a `Catalog` that knows of what was learned. Only ever added to: the last row counts."""

    _database: Database

    def keep_learned(self, about: Mapping[str, Any], values: Mapping[str, float]) -> None:
        """Keep a model, in place of the one before, with what it gives each photo, in one transaction.

        Args:
            about: plain values that JSON can hold.
            values: p_keep by path; NaN for none.
        """
        with self._database.write() as connection:
            _add(connection, json.dumps(dict(about), sort_keys=True, ensure_ascii=True, allow_nan=False))
            connection.execute(PHOTOS.update().values(p_keep=None))
            _fill(connection, values)

    def fill_learned(self, values: Mapping[str, float]) -> None:
        """Give some photos what the kept model says of them."""
        with self._database.write() as connection:
            _fill(connection, values)

    def learned(self) -> dict[str, Any] | None:
        """The model that was kept last; None when there is none, or it was forgotten.

        Raises:
            CullingError: it is damaged. Nothing but p_keep needs it, and learning again puts another in its place.
        """
        last = select(LEARNED.c.about).order_by(LEARNED.c.id.desc()).limit(1)
        with self._database.read() as connection:
            text = connection.execute(last).scalar()
        return None if text in (None, _FORGOTTEN) else _about(text)

    def learned_sha256(self) -> str:
        """SHA-256 of the marks that `p_keep` was learned from; "" when nothing is known of it."""
        try:
            sha256 = (self.learned() or {}).get("sha256")
        except CullingError:  # told where it is read to be used; a table is read without it as well
            return ""
        return sha256 if isinstance(sha256, str) else ""

    def latest_learned(self) -> int:
        """A number that grows whenever anybody learns or forgets, in this process or another one."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.max(LEARNED.c.id))).scalar() or 0)

    def forget_learned(self) -> None:
        """Forget what was learned: no photo has a p_keep any more. Marks stay."""
        with self._database.write() as connection:
            _add(connection, _FORGOTTEN)
            connection.execute(PHOTOS.update().values(p_keep=None))


def _about(text: str) -> dict[str, Any]:
    try:
        about = json.loads(text)
    except (ValueError, RecursionError):
        about = None
    if not isinstance(about, dict):
        raise CullingError("what was learned is damaged; learn again, or forget it")
    return about


def _add(connection: Connection, about: str) -> None:
    connection.execute(LEARNED.insert(), [{"at": now(connection), "about": about}])


def _fill(connection: Connection, values: Mapping[str, float]) -> None:
    rows = [{"of": path, "value": None if math.isnan(value) else value} for path, value in values.items()]
    if rows:
        found = PHOTOS.update().where(PHOTOS.c.path == bindparam("of")).values(p_keep=bindparam("value"))
        connection.execute(found, rows)
