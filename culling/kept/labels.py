"""Labels that check decisions, with who, when and how; the samples drawn for them; the looks that were taken."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from culling.database import Database
from culling.errors import CullingError
from culling.kept.groups import content_hashes
from culling.labels.label import EXCLUDED, Draw, Label
from culling.schema import DRAWS, LABELS, LOOKS, META
from culling.statements import now, replace

_HOLDOUT = "holdout"
_LABEL_COLUMNS = ("path", "content_hash", "label", "by", "how", "source", "draw", "repeat", "seen", "at")


class KeptLabels:
    """The part of a `Catalog` that knows of labels."""

    _database: Database

    def add_labels(self, labels: Sequence[Label]) -> None:
        """Write labels in their order, all or none, at one moment; what was said before stays in the history.

        Raises:
            ValueError: a photo that is not in the catalog.
        """
        with self._database.write() as connection:
            contents = content_hashes(connection, {label.path for label in labels})
            at = now(connection)
            rows = [{**label.row, "content_hash": contents[label.path], "at": at} for label in labels]
            if rows:
                connection.execute(LABELS.insert(), rows)

    def label_history(self) -> pd.DataFrame:
        """Everything ever said, oldest first: path, content_hash, label ("keep", "reject", None for taken back), by,
        how, source, draw (number or None), repeat, seen, at (UTC). See `culling.labels.Label`.

        Labels of photos that are gone are part of it.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(*(LABELS.c[name] for name in _LABEL_COLUMNS)).order_by(LABELS.c.id)).all()
        return pd.DataFrame(rows, columns=_LABEL_COLUMNS, dtype=object)

    def latest_label(self) -> tuple[int, int]:
        """Numbers that grow with every label and every draw, in this process or another one."""
        with self._database.read() as connection:
            label, draw = (connection.execute(select(func.max(of.c.id))).scalar() for of in (LABELS, DRAWS))
        return int(label or 0), int(draw or 0)

    def keep_draw(self, draw: Draw, *, by: str | None = None) -> int:
        """Keep a sample that was drawn to be labelled; its number."""
        content = _packed(draw.strata, draw.order, draw.about)
        about = json.dumps({"method": draw.method, "policy_id": draw.policy_id})
        with self._database.write() as connection:
            number = int(connection.execute(select(func.max(DRAWS.c.id))).scalar() or 0) + 1
            row = {
                "id": number,
                "by": by or self._database.user.name,
                "at": now(connection),
                "about": about,
                "content": content,
            }
            connection.execute(DRAWS.insert(), [row])
        return number

    def draws(self) -> dict[int, Draw]:
        """All samples ever drawn, by number, oldest first.

        Raises:
            CullingError: one is damaged: without it nobody can say what its labels tell of the other photos.
        """
        with self._database.read() as connection:
            rows = connection.execute(select(DRAWS.c.id, DRAWS.c.about, DRAWS.c.content).order_by(DRAWS.c.id)).all()
        return {row.id: _draw(row.id, row.about, row.content) for row in rows}

    def lock_labels(self, about: Mapping[str, Any] | None) -> None:
        """Keep which labels are locked away (`culling.audit.holdout.Lock.about`); None unlocks them for good."""
        with self._database.write() as connection:
            if about is None:
                connection.execute(META.delete().where(META.c.key == _HOLDOUT))
            else:
                replace(connection, META, [{"key": _HOLDOUT, "value": json.dumps(dict(about))}])

    def label_lock(self) -> dict[str, Any] | None:
        """What `lock_labels` kept last; None when nothing is locked away.

        Where it is damaged, {}: no lock can be made of that (`Lock.of` says so), and none was taken off.
        """
        with self._database.read() as connection:
            text = connection.execute(select(META.c.value).where(META.c.key == _HOLDOUT)).scalar()
        about = None if text is None else _read(text)
        return about if isinstance(about, dict) or text is None else {}

    def note_look(self, policy_id: str, labels: str, about: Mapping[str, Any]) -> None:
        """Note that a policy's decisions were compared with labels.

        Args:
            policy_id: of the policy.
            labels: which labels: "tuning" or "holdout".
            about: what was seen; plain values that JSON can hold.
        """
        row = {"policy_id": policy_id, "labels": labels, "about": json.dumps(dict(about))}
        with self._database.write("view") as connection:  # whoever looks has looked
            connection.execute(LOOKS.insert(), [row | {"at": now(connection)}])

    def looks(self) -> pd.DataFrame:
        """Each comparison of a policy with labels, oldest first: policy_id, labels, at (UTC), about (a dict)."""
        names = ["policy_id", "labels", "at", "about"]
        with self._database.read() as connection:
            rows = connection.execute(select(*(LOOKS.c[name] for name in names)).order_by(LOOKS.c.id)).all()
        looks = pd.DataFrame(rows, columns=names, dtype=object)
        return looks.assign(about=[json.loads(text) for text in looks["about"]])


def rename_drawn(connection: Connection, moves: Mapping[str, str]) -> None:
    """Give renamed photos their new paths in all samples, so that they keep the chance that they were drawn with."""
    for number, content in connection.execute(select(DRAWS.c.id, DRAWS.c.content)).all():
        try:
            strata, order, about = _unpacked(content)
        except _DamagedError:  # no reason to fail a scan: `draws` says so
            continue
        excluded = about.get(EXCLUDED, {})
        if moves.keys() & (strata.keys() | excluded.keys()):
            strata, excluded = ({moves.get(path, path): at for path, at in of.items()} for of in (strata, excluded))
            order = [moves.get(path, path) for path in order]
            anew = _packed(strata, order, {**about, **({EXCLUDED: excluded} if excluded else {})})
            connection.execute(DRAWS.update().where(DRAWS.c.id == number).values(content=anew))


def _packed(strata: Mapping[str, int], order: Sequence[str], about: Mapping[str, Any]) -> bytes:
    """What grows with the number of photos."""
    return zlib.compress(json.dumps([dict(strata), list(order), dict(about)], ensure_ascii=True).encode())


class _DamagedError(ValueError):
    """No sample can be made of this."""


def _unpacked(content: bytes) -> tuple[dict[str, int], list[str], dict[str, Any]]:
    """What was packed; _DamagedError where that is not what comes out."""
    try:
        found = _read(zlib.decompress(content))
    except (zlib.error, TypeError) as error:
        raise _DamagedError from error
    if not isinstance(found, list) or [type(part) for part in found] != [dict, list, dict]:
        raise _DamagedError
    strata, order, about = found
    excluded = about.get(EXCLUDED, {})
    whole = isinstance(excluded, dict) and all(isinstance(path, str) for path in order)
    if not whole or any(type(at) is not int or at < 0 for of in (strata, excluded) for at in of.values()):
        raise _DamagedError
    return strata, order, about


def _draw(number: int, about: str, content: bytes) -> Draw:
    told = _read(about)
    try:
        if not isinstance(told, dict) or not {"method", "policy_id"} <= told.keys():
            raise _DamagedError
        strata, order, more = _unpacked(content)
    except _DamagedError as error:
        raise CullingError(
            f"sample {number} of photos to be labelled is damaged in the catalog, so what its labels tell of the other "
            "photos can no longer be worked out: put back a copy of the catalog's file"
        ) from error
    return Draw(told["method"], told["policy_id"], strata, tuple(order), more)


def _read(text: str | bytes) -> Any:
    """Of JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
