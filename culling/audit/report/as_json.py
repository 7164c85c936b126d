"""Results as JSON: the same results give the same bytes, and what is not known is null."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from culling.audit.confusion import Confusion
from culling.audit.intervals import Rate
from culling.policy import Policy


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """ASCII JSON in the order of the content, NaN and infinity as null, ended by a newline."""
    return (json.dumps(_plain(content), indent=1, allow_nan=False) + "\n").encode("ascii")


def of_rate(rate: Rate) -> dict[str, Any]:
    """value, low, high (95 %) and count: the labels behind it."""
    return {"value": rate.value, "low": rate.low, "high": rate.high, "count": rate.count}


def of_confusion(found: Confusion) -> dict[str, Any]:
    """Labels counted by cell, and the rates."""
    rates = ("precision", "recall", "keepers_lost", "agreement", "reject_share", "prevalence")
    cells = {name: getattr(found, name) for name in ("tp", "fp", "fn", "tn")}
    return {"confusion": cells, **{name: of_rate(getattr(found, name)) for name in rates}}


def of_policy(policy: Policy) -> dict[str, Any]:
    """Name, id and the whole policy as TOML."""
    return {"name": policy.name, "policy_id": policy.policy_id, "toml": policy.to_toml()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
