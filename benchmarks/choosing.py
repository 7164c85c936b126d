"""What choosing a cutoff by labels costs: each question anew, as after a new number is typed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from benchmarks.report import Row
from culling import METRICS, Policy, Rule
from culling.audit.choose.budget import plan_review
from culling.audit.choose.costs import weigh
from culling.audit.choose.margin_strata import margin_strata
from culling.audit.choose.next_labels import outlook
from culling.audit.choose.promises import promise
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, Sweep, sweep_policy, sweep_rule
from culling.labels import Truth

_KEEPERS_LOST = 0.05


def choices(
    table: pd.DataFrame, truth: Truth, words: str, rules: int, spent: Callable[[Callable[[], object]], float]
) -> list[Row]:
    """For the cutoff of one rule among others, and for all cutoffs together; `spent` measures milliseconds."""
    policy = Policy("bench", tuple(Rule(metric.name, "below", 10.0) for metric in METRICS[:rules]))
    few = truth.where(truth.rows % 10 == 0)
    rows = []
    for what, sweep in (
        ("one cutoff", lambda: sweep_rule(table, policy, METRICS[0].name, "below")),
        ("all cutoffs together", lambda: sweep_policy(table, policy)),
    ):
        asked: dict[str, Callable[[Sweep], object]] = {
            "by cost": lambda moved: weigh(Steps.of(moved, truth), 5.0),
            "by keepers lost": lambda moved: promise(moved, truth, _KEEPERS_LOST),
            "by photos to review": lambda moved: _plan(table, moved, truth),
        }
        for name, ask in asked.items():
            took = spent(lambda ask=ask, sweep=sweep: ask(sweep()))  # type: ignore[misc]
            rows.append(Row(f"audit, {words}: {what} {name}", f"{took:.1f} ms CPU", "≤ 100 ms at 10,000"))
    took = spent(lambda: outlook(margin_strata(table, policy, few), "precision", 200))
    return [*rows, Row(f"audit, {words}: which 200 photos to label next", f"{took:.1f} ms CPU", "≤ 100 ms at 10,000")]


def _plan(table: pd.DataFrame, sweep: Sweep, truth: Truth) -> object:
    found = promise(sweep, truth, _KEEPERS_LOST)
    return found if isinstance(found, Refused) else plan_review(table, sweep, truth, len(table) // 10, found)
