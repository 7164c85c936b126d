"""Decisions as rows that other programs ask for by SQL: a verdict per photo and policy, and the rules behind it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from culling.database import Database
from culling.judge import apply, seen, text_codes
from culling.kept.groups import content_hashes
from culling.policy import Policy
from culling.schema import DECISIONS, REASONS
from culling.statements import add, now

_COLUMNS = ["path", "policy", "verdict", "source", "margin", "by", "at"]


class KeptDecisions:
    """The part of a `Catalog` that knows of decisions. Of each policy those that were kept last count."""

    _database: Database

    def keep_decisions(
        self, table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy, *, by: str | None = None
    ) -> None:
        """Keep what a policy says of every photo, in place of what it said before, all or none.

        Args:
            table: the photos.
            decisions: `decide(table, policy)`.
            policy: the one that decided.
            by: who decided so; None for the catalog's user.

        Raises:
            ValueError: the decisions are not of this table, or a photo is not in the catalog.
            NotAllowedError: the user may only look.
        """
        if not table.index.equals(decisions.index):
            raise ValueError("these decisions are not of this table; decide on it again")
        reasons = _reasons(table, policy)
        with self._database.write() as connection:
            content_hashes(connection, set(table.index))
            for kept in (DECISIONS, REASONS):
                connection.execute(kept.delete().where(kept.c.policy_id == policy.policy_id))
            given = {
                "policy_id": policy.policy_id,
                "policy": policy.name,
                "by": by or self._database.user.name,
                "at": now(connection),
            }
            add(connection, DECISIONS, [row | given for row in _decided(decisions)])
            add(connection, REASONS, reasons)

    def decisions(self, policy_id: str) -> pd.DataFrame:
        """What a policy said of each photo when that was kept last: index path, sorted; policy, verdict, source
        ("policy" or "human"), margin, by, at (UTC). Empty when nothing was kept of it.
        """
        wanted = select(*(DECISIONS.c[name] for name in _COLUMNS)).where(DECISIONS.c.policy_id == policy_id)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(DECISIONS.c.path)).all()
        return pd.DataFrame(rows, columns=_COLUMNS).set_index("path").astype({"margin": np.float64})


def _decided(decisions: pd.DataFrame) -> list[dict[str, Any]]:
    texts = (decisions[name].astype(object) for name in ("verdict", "source"))
    lines = zip(decisions.index, *texts, decisions["margin"].tolist(), strict=True)
    return [
        {"path": path, "verdict": verdict, "source": source, "margin": None if math.isnan(margin) else margin}
        for path, verdict, source, margin in lines
    ]


def _reasons(table: pd.DataFrame, policy: Policy) -> list[dict[str, Any]]:
    """Each rule that rejects a photo or holds it in doubt; margin < 0: by how much the value is beyond the cutoff."""
    readable = text_codes(table, "error")[0] < 0
    found = []
    for rule in policy.rules:
        values = seen(rule, table)
        rejected, doubtful, _ = apply(rule, values)
        for verdict, hit, cutoff in (("reject", rejected, rule.reject), ("maybe", doubtful, rule.maybe)):
            rows = np.flatnonzero(hit & readable)
            sign = 1 if rule.side == "below" else -1
            said = {"policy_id": policy.policy_id, "metric": rule.metric, "direction": rule.side, "verdict": verdict}
            lines = zip(table.index[rows], values[rows].tolist(), strict=True)
            found += [
                said | {"path": path, "value": value, "cutoff": cutoff, "margin": sign * (value - (cutoff or 0.0))}
                for path, value in lines
            ]
    return found
