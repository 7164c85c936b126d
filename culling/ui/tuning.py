"""Moving cutoffs: one policy on one table, what the last move changed, undo and redo. Knows nothing of pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import SOURCES, counts, decide, flips
from culling.guard import are_keepers, group_codes
from culling.judge import UNJUDGED, VERDICTS, Floats, apply, judge, measured, seen, text_codes
from culling.policy import Policy
from culling.rule import Rule

DEPTH = 200  # moves that can be undone
MOST_TOLD = 3  # changes of one move that are named when it is undone


@dataclass(frozen=True)
class Move:
    """One change of the policy, and the decisions before and after it."""

    title: str
    before: pd.DataFrame
    after: pd.DataFrame

    def turned(self, verdict: str) -> pd.DataFrame:
        """The photos that have this verdict now and had another one before; nearest to a cutoff first."""
        return self._flipped[(self._flipped["is"] == verdict).to_numpy()]

    @cached_property
    def _flipped(self) -> pd.DataFrame:
        return flips(self.before, self.after)

    def change(self) -> dict[str, int]:
        """How many more photos have each verdict after the move than before."""
        now, was = counts(self.after), counts(self.before)
        return {verdict: now[verdict] - was[verdict] for verdict in VERDICTS}


class Tuning:
    """The policy that a person moves, on the table it decides.

    The policy owns every cutoff. `decisions` always belongs to `policy` and `table`.

    Attributes:
        last: the last move, None before the first and after the table changed.
        heard: number of the last move that was taken up from a browser part: see `culling.ui.moves`.
    """

    def __init__(self, table: pd.DataFrame, policy: Policy) -> None:
        self.policy = policy
        self.last: Move | None = None
        self.heard = 0
        self._past: list[Policy] = []
        self._future: list[Policy] = []
        self.use_table(table)

    def use_table(self, table: pd.DataFrame) -> None:
        """Decide another table, or the same photos after marks or a scan, with the policy as it is."""
        self.table = table
        self.decisions = decide(table, self.policy)
        self._forced: NDArray[np.int8] | None = None
        self._groups: bytes | None = None
        self._alone: pd.DataFrame | None = None
        if self.last is not None and not self.last.after.index.equals(table.index):
            self.last = None

    def change(self, policy: Policy, title: str = "") -> bool:
        """Make a move, which can be undone; False when it changes nothing."""
        if policy == self.policy:
            return False
        self._past = [*self._past[1 - DEPTH :], self.policy]
        self._future.clear()
        self._go(policy, title or "; ".join(self.policy.diff(policy)))
        return True

    def set_rule(self, rule: Rule) -> bool:
        """Put this rule in the place of the one on its metric and side."""
        return self.change(self.policy.replace(rule))

    def undo(self) -> bool:
        """Back to the policy before the last move; False when there is none."""
        if not self._past:
            return False
        self._future.append(self.policy)
        before = self._past.pop()
        self._go(before, f"undone: {_in_short(before.diff(self.policy))}")
        return True

    def redo(self) -> bool:
        """Forward again after an undo; False when there is nothing to redo."""
        if not self._future:
            return False
        self._past.append(self.policy)
        after = self._future.pop()
        self._go(after, f"again: {_in_short(self.policy.diff(after))}")
        return True

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def before(self) -> Policy | None:
        """The policy that an undo would bring back; None when there is none."""
        return self._past[-1] if self._past else None

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def counts(self) -> dict[str, int]:
        """How many photos have each verdict."""
        return counts(self.decisions)

    def edge(self, metric: str | None, each_side: int = 6) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The photos nearest to a cutoff: (on the rejected side, on the kept side), nearest first.

        With `metric`, nearest to that measure's cutoffs alone. The rows are those of `decisions`, with that margin.
        """
        margin = self._margin(metric)
        sides = (_nearest(-margin, margin < 0, each_side), _nearest(margin, margin >= 0, each_side))
        rejected, kept = (self.decisions.iloc[rows].assign(margin=margin[rows]) for rows in sides)
        return rejected, kept

    @property
    def forced(self) -> NDArray[np.int8]:
        """Each photo's verdict whatever the rules say, as its place in `VERDICTS`; −1 where the rules decide."""
        if self._forced is None:
            verdicts, sources = (self.decisions[name].cat.codes.to_numpy() for name in ("verdict", "source"))
            errors, _ = text_codes(self.table, "error")
            ruled = np.where(errors >= 0, UNJUDGED, -1)
            self._forced = np.where(sources == SOURCES.index("human"), verdicts, ruled).astype(np.int8)
        return self._forced

    @property
    def alone(self) -> pd.DataFrame:
        """`decisions`, but of marked photos what the policy would say had nobody marked any."""
        if self._alone is None:
            self._alone = self._decided_alone()
        return self._alone

    @property
    def guarded(self) -> bytes | None:
        """What the browser's group guard looks at: each photo's group as int32, −1 for none, then a byte 1 for keepers.

        None where nothing is guarded.
        """
        if not self.policy.guard or "group" not in self.table:
            return None
        if self._groups is None:
            self._groups = group_codes(self.table).astype("<i4").tobytes() + are_keepers(self.table).tobytes()
        return self._groups

    def _margin(self, metric: str | None) -> Floats:
        """The smallest over the rules on this measure, or over all; NaN where there is none, as for an error."""
        if metric is None:
            return self.decisions["margin"].to_numpy()
        return judge(self.table, Policy(self.policy.name, self.policy.rules_on(metric))).margin

    def _decided_alone(self) -> pd.DataFrame:
        by_policy = (self.decisions["source"] == "policy").to_numpy()
        if by_policy.all():
            return self.decisions
        alone = decide(self.table.drop(columns="mark"), self.policy)
        if not self.policy.guard:  # with it, a mark counts for the other photos of its group as well
            return alone
        for name in ("verdict", "reasons"):
            merged = self.decisions[name].astype(object).where(by_policy, alone[name].astype(object))
            alone[name] = pd.Categorical(merged, categories=alone[name].cat.categories if name == "verdict" else None)
        return alone

    def _go(self, policy: Policy, title: str) -> None:
        if policy.rules == self.policy.rules and policy.guard == self.policy.guard:
            self.policy = policy  # a name alone moves no photo: what the last move flipped stays in sight
            return
        before = self.decisions
        self.policy = policy
        self.decisions = decide(self.table, policy)
        self._alone = None
        self.last = Move(title, before, self.decisions)


def _in_short(differences: Sequence[str]) -> str:
    """What a move changed, in a line; of a whole policy only how much."""
    return "; ".join(differences) if len(differences) <= MOST_TOLD else f"{len(differences)} changes"


def _nearest(distance: Floats, among: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """The rows among these with the smallest distance, ascending, equal ones in their order."""
    rows = np.flatnonzero(among)
    if len(rows) > count:
        reach = np.partition(distance[rows], count - 1)[count - 1]
        rows = rows[distance[rows] <= reach]
    return rows[np.argsort(distance[rows], kind="stable")][:count]


def decisive(table: pd.DataFrame, policy: Policy, metric: str | None = None, *, bands: bool = False) -> pd.DataFrame:
    """For each photo the rule with the smallest margin: `metric`, `side`, `cutoff`, `value`, `share` (its margin).

    With `metric`, among the rules on that measure alone. With `bands`, of a photo in doubt the end of the band that it
    lies in, as the reject cutoff decides nothing there. Without any value: NaN; where every rule with a value is
    exempt, one of these, with a NaN share.
    """
    rules = policy.rules_on(metric) if metric else policy.rules
    said = _decisive(table, rules)
    ends = tuple(replace(rule, reject=rule.maybe, maybe=None) for rule in rules if rule.maybe is not None)
    if bands and ends and len(said):
        doubt = _decisive(table, ends)
        said = said.where(~((doubt["share"] < 0) & ~(said["share"] < 0)), doubt)
    return said


def _decisive(table: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    columns = ["metric", "side", "cutoff", "value", "share"]
    if not rules or table.empty:
        return pd.DataFrame(np.nan, index=table.index, columns=columns)
    values = np.column_stack([measured(table, rule.metric) for rule in rules])
    shares = np.column_stack([apply(rule, seen(rule, table))[2] for rule in rules])
    exempt_last = np.where(np.isnan(values), np.inf, np.finfo(np.float64).max)
    place = np.where(np.isnan(shares), exempt_last, shares).argmin(axis=1)
    rows = np.arange(len(table))
    return pd.DataFrame(
        {
            "metric": [rules[at].metric for at in place],
            "side": [rules[at].side for at in place],
            "cutoff": [rules[at].reject for at in place],
            "value": values[rows, place],
            "share": shares[rows, place],
        },
        index=table.index,
    )
