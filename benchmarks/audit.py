"""What an audit costs: every number of a policy at its cutoffs, worked out anew as after a move of a cutoff."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.choosing import choices
from benchmarks.report import Row
from culling import METRICS, Policy, Rule
from culling.audit.at_cutoff import Check, check_measures, check_policy, draw_check, tells
from culling.audit.design import Design
from culling.audit_figures import pr_figure, roc_figure
from culling.labels import Truth

RULES = 8
_ROUNDS = 15


def audits(many: bool) -> list[Row]:
    """10,000 photos, all labelled; then with weights of a sample that was drawn near the edge."""
    rows: list[Row] = []
    for count in (1_000, 10_000) if many else (10_000,):
        table = folder(count)
        for words, truth in (("", labels(table)), (", weighted", labels(table, weighted=True))):
            rows += _at_the_cutoffs(table, truth, f"{count:,} labels{words}")
            rows += choices(table, truth, f"{count:,} labels{words}", RULES, _spent)
    return rows


def folder(count: int) -> pd.DataFrame:
    """Photos with a random number for every measure."""
    rng = np.random.default_rng(0)
    index = pd.Index([f"{row}.jpg" for row in range(count)], name="path")
    return pd.DataFrame({metric.name: rng.normal(100, 30, count) for metric in METRICS}, index=index)


def labels(table: pd.DataFrame, *, weighted: bool = False) -> Truth:
    """A label for every photo; reject is likelier where the first measure is low."""
    rng, count = np.random.default_rng(1), len(table)
    keep = table[METRICS[0].name].to_numpy() + rng.normal(0, 30, count) > 80
    weights = rng.choice([1.0, 4.0, 15.0], count) if weighted else np.ones(count)
    return Truth(tuple(map(str, table.index)), np.arange(count), keep, weights, ("blind",) * count)


def _at_the_cutoffs(table: pd.DataFrame, truth: Truth, words: str) -> list[Row]:
    policy = Policy("bench", tuple(Rule(metric.name, "below", 60.0, maybe=70.0) for metric in METRICS[:RULES]))
    design = Design.of(truth.weights)
    whole: Check = check_policy(table, policy, truth, design)
    drawn = draw_check(whole, truth, design)

    def everything() -> None:
        anew = Design.of(truth.weights)
        check = check_policy(table, policy, truth, anew)
        check_measures(table, policy, truth, anew)
        draw_check(check, truth, anew)
        tells(table, truth)

    parts: dict[str, Callable[[], object]] = {
        "confusion and rates of the policy": lambda: check_policy(table, policy, truth, design),
        f"and of {RULES} rules, each by itself": lambda: check_measures(table, policy, truth, design),
        "both curves with bands, area": lambda: draw_check(whole, truth, design),
        f"areas of {len(METRICS)} measures with intervals": lambda: tells(table, truth),
        "two figures of them": lambda: (pr_figure(drawn), roc_figure(drawn)),
    }
    total = Row(f"audit, {words}: all numbers", f"{_spent(everything):.0f} ms CPU", "≤ 100 ms at 10,000")
    return [total, *(Row(f"audit, {words}: {name}", f"{_spent(part):.1f} ms CPU") for name, part in parts.items())]


def _spent(run: Callable[[], object]) -> float:
    """Median milliseconds of CPU, one thread: what else the machine does is no part of it."""
    spent = []
    for _ in range(_ROUNDS):
        begun = time.process_time()
        run()
        spent.append(1000 * (time.process_time() - begun))
    return median(spent)
