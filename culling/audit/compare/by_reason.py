"""Why photos flip between two policies: the rules that say the stricter verdict in one and not in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.guard import SAVED
from culling.judge import judge, seen
from culling.policy import Policy, Rule
from culling.rule import Side
from culling.versus import Versus

Bools = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]
Key = tuple[str, Side]

GUARD = "group guard"
_STRICTNESS = {"unjudged": -1, "keep": 0, "maybe": 1, "reject": 2}


@dataclass(frozen=True, eq=False)
class Cause:
    """Photos that flip in one direction because of one rule, or of the group guard.

    Attributes:
        was: their verdict by the first policy.
        now: their verdict by the second one.
        name: what decides: a rule by its measure and side, such as "blur above", or `GUARD`.
        change: how the policies differ there, in words: "blur: reject above 0.35 → 0.25".
        photos: their rows of `Versus.flips`, nearest to a cutoff of the second policy first.
        alone: how many of them flip because of nothing else.
    """

    was: str
    now: str
    name: str
    change: str
    photos: pd.DataFrame
    alone: int


def causes(table: pd.DataFrame, found: Versus) -> list[Cause]:
    """What makes photos flip: the direction and then the reason of most flips first; a photo counts for each of its.

    A flip to a stricter verdict is due to the rules of the second policy that say it; a flip to a laxer one is due to
    the rules of the first that said the stricter one: no rule of the other policy says as much. A photo that only the
    guard keeps from being rejected in one of them flips because of the guard.
    """
    said = deciding(table, found)
    alone = said.sum(axis=1).to_numpy() == 1
    listed = []
    for was, now, _ in found.directions:
        way = ((found.flips["was"] == was) & (found.flips["is"] == now)).to_numpy()
        rows = {str(name): way & said[name].to_numpy() for name in said}
        for name in sorted(rows, key=lambda name: -np.count_nonzero(rows[name])):
            if rows[name].any():
                count = int(np.count_nonzero(rows[name] & alone))
                stricter = max(was, now, key=_STRICTNESS.__getitem__)
                listed.append(Cause(was, now, name, change(found, name, stricter), found.flips[rows[name]], count))
    return listed


def because(table: pd.DataFrame, found: Versus) -> list[str]:
    """Per flip, in the order of `Versus.flips`, what decides it: "blur above; luminance below"."""
    said = deciding(table, found)
    names, bits = [str(name) for name in said], said.to_numpy()
    return ["; ".join(name for name, decides in zip(names, row, strict=True) if decides) for row in bits]


def deciding(table: pd.DataFrame, found: Versus) -> pd.DataFrame:
    """Per flip (rows as in `Versus.flips`) which rules decide it, and whether the guard does: columns of bool."""
    flips = found.flips
    rows = table.loc[flips.index]
    was, now = (flips[column].astype(str).map(_STRICTNESS).to_numpy(np.int64) for column in ("was", "is"))
    saved = [_saved(flips["was_reasons"]), _saved(flips["reasons"])]
    by_guard = (saved[0] & (now == _STRICTNESS["reject"])) | (saved[1] & (was == _STRICTNESS["reject"]))
    keys = {rule.key: rule for policy in (found.first, found.second) for rule in policy.rules}
    said = {key: np.zeros(len(flips), np.bool_) for key in sorted(keys, key=lambda key: keys[key].place)}
    for policy, mine, other, guarded in ((found.first, was, now, saved[0]), (found.second, now, was, saved[1])):
        for key, says in _saying(rows, policy, mine, guarded).items():
            said[key] |= says & (mine > other) & ~by_guard
    columns = {_name(key): values for key, values in said.items()}
    return pd.DataFrame({**columns, GUARD: by_guard}, index=flips.index)


def change(found: Versus, name: str, verdict: str) -> str:
    """How the policies differ in one rule (or the guard), in words: of it what gives this verdict."""
    if name == GUARD:
        if found.first.guard != found.second.guard:
            return f"group guard: {'off → on' if found.second.guard else 'on → off'}"
        return "group guard: another photo of the group stays, or no longer does"
    mine, theirs = (
        Policy("rule", tuple(rule for rule in policy.rules if _name(rule.key) == name))
        for policy in (found.first, found.second)
    )
    lines = mine.diff(theirs)
    other = {"reject": ": maybe ", "maybe": ": reject "}.get(verdict, "\n")
    return "; ".join([line for line in lines if other not in line] or lines)


def _saying(rows: pd.DataFrame, policy: Policy, strictness: Ints, guarded: Bools) -> dict[Key, Bools]:
    """Which rules say the verdict that the policy gives: reject, or maybe; of a kept photo, those that know it."""
    judged = judge(rows, policy)
    bits = np.where((strictness == _STRICTNESS["reject"]) | guarded, judged.fired, judged.near)
    kept = strictness == _STRICTNESS["keep"]
    return {
        rule.key: np.where(kept, _knows(rule, rows), (bits >> place & 1).astype(np.bool_))
        for place, rule in enumerate(policy.rules)
    }


def _knows(rule: Rule, rows: pd.DataFrame) -> Bools:
    known = ~np.isnan(seen(rule, rows))
    return known if rule.unless is None else known | rows[rule.metric].notna().to_numpy()


def _saved(reasons: Sequence[str] | pd.Series[str]) -> Bools:
    return np.array([str(reason).startswith(SAVED) for reason in reasons], np.bool_)


def _name(key: Key) -> str:
    return " ".join(key)
