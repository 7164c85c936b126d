"""What was compared with the labels so far, read from the looks that the catalog kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from culling.audit.holdout import Lock
from culling.audit.intervals import NOTHING, Rate
from culling.audit.thermometer import Numbers

#: What is noted of the holdout, as `event` of the look.
LOCKED, OPENED, UNLOCKED = "locked", "opened", "unlocked"


@dataclass(frozen=True)
class Opening:
    """The holdout opened for a policy.

    Attributes:
        at: when (UTC, ISO 8601).
        policy_id: of the policy, and what it was called.
        name: see there.
        tuning: what the labels that it was tuned with said of it then.
        holdout: what the labels that were locked away said, with intervals that hold for so many policies at once:
        policies: those that were compared with these labels until then, this one among them.
    """

    at: str
    policy_id: str
    name: str
    tuning: Numbers
    holdout: Numbers
    policies: int = 1

    @property
    def about(self) -> dict[str, Any]:
        """What is noted of it; plain values that JSON can hold."""
        told = {"tuning": _plain(self.tuning), "holdout": _plain(self.holdout)}
        return {"event": OPENED, "policy": self.name, "policies": self.policies, **told}


@dataclass(frozen=True)
class Looks:
    """What was compared with the labels of a folder.

    Attributes:
        compared: the different policies, ever, by id: who locks labels away later has seen the others all the same.
        before: those of them that were compared before the present lock, with labels that are locked away now.
        openings: of the present holdout, oldest first.
        events: of all holdouts that there were: (when, what), oldest first.
    """

    compared: frozenset[str]
    before: frozenset[str]
    openings: tuple[Opening, ...] = ()
    events: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(looks: pd.DataFrame, lock: Lock | None) -> Looks:
        """From `Catalog.looks()`, under the present lock."""
        since = lock.locked_at if lock else ""
        rows = looks.to_dict("records")
        tuned = [row for row in rows if row["labels"] == "tuning"]
        noted = [row for row in rows if row["labels"] == "holdout"]
        opened = [row for row in noted if lock and row["about"].get("event") == OPENED and row["at"] >= since]
        return Looks(
            frozenset(row["policy_id"] for row in tuned),
            frozenset(row["policy_id"] for row in tuned if row["at"] < since),
            tuple(_opening(row) for row in opened),
            tuple((row["at"], str(row["about"].get("event"))) for row in noted),
        )

    @property
    def policies(self) -> int:
        """How many were compared."""
        return len(self.compared)

    def last(self, policy_id: str) -> Opening | None:
        """The last opening for this policy."""
        return next((one for one in reversed(self.openings) if one.policy_id == policy_id), None)

    def seen_with(self, policy_id: str) -> int:
        """How many different policies were compared with labels of the present holdout, this one among them."""
        return len(self.before | {one.policy_id for one in self.openings} | {policy_id})


def _opening(look: Mapping[Any, Any]) -> Opening:
    about = look["about"]
    tuning, holdout = (_numbers(about[labels]) for labels in ("tuning", "holdout"))
    name, policies = str(about.get("policy", "")), int(about.get("policies", 1))
    return Opening(look["at"], look["policy_id"], name, tuning, holdout, policies)


def _plain(numbers: Numbers) -> dict[str, Any]:
    return {
        name: {end: None if math.isnan(value) else value for end, value in rate.items()}
        for name, rate in asdict(numbers).items()
    }


def _numbers(plain: Mapping[str, Any]) -> Numbers:
    rates = {
        name: NOTHING
        if rate["value"] is None
        else Rate(**{end: rate[end] for end in ("value", "low", "high", "count")})
        for name, rate in plain.items()
    }
    return Numbers(**rates)
