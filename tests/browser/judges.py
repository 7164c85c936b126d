"""The judge of the browser alone, in an empty page: random tables and rules put into it, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import Page

from culling.judge import MARKS
from culling.policy import Policy
from culling.rule import Rule, Unless
from culling.ui.components.parts import joined, pack
from culling.ui.sheet import Sheet
from culling.ui.tuning import Tuning
from tests.browser.tabs import Tabs

METRICS = ("blur", "luminance", "sharpest_tile", "entropy")
BARS = 8
EDGES = np.linspace(-2.0, 6.0, BARS + 1)

_START = """([columns, count, forced, edges]) => {
  window.columns = Object.fromEntries(Object.entries(columns).map(([name, [values, order, reach]]) =>
    [name, { values: unpack(values, Float64Array), order: unpack(order, Uint32Array), reach }]));
  window.judge = newJudge(count, unpack(forced, Int8Array));
  for (const name in window.columns) watchBars(judge, name, window.columns[name], edges);
}"""
_STEP = """([key, metric, rule]) => changeRule(judge, key, rule, columns[metric], columns[rule?.unless?.metric])"""
_GUARD = """packed => {
  const bytes = packed && unpack(packed, Uint8Array);
  setGuard(judge, packed && newGuard(new Int32Array(bytes.buffer, 0, judge.count), bytes.slice(4 * judge.count)));
}"""
_READ = """() => ({
  exempt: Object.fromEntries([...judge.rules].map(([key, { exempt }]) => [key, exempt])),
  verdicts: [...judge.verdict], totals: [...judge.totals], guarded: judge.guard?.count ?? 0,
  saved: [...(judge.guard?.saved ?? [])].filter(row => row >= 0).sort((one, other) => one - other),
  bars: Object.fromEntries([...judge.histograms].map(([name, { bars }]) => [name, [...bars]])),
})"""


@contextmanager
def empty_page(tabs: Tabs) -> Iterator[Page]:
    """A page that knows our functions and nothing else."""
    page = tabs.take("light")
    page.add_script_tag(
        content=joined("rows.js", "cutoffs/verdicts.js", "cutoffs/exempt.js", "cutoffs/guard.js", "cutoffs/scale.js"),
    )
    yield page
    tabs.give_back(page)


def random_table(rng: np.random.Generator, count: int = 240) -> pd.DataFrame:
    """Many ties, gaps, infinities; marks and errors."""
    few = np.array([-1.0, 0.0, -0.0, 0.1 + 0.2, 0.3, 1.0, 1.5, 2.0, 5e-324, 5.0])
    columns: dict[str, Any] = {}
    for name in METRICS:
        values = np.where(rng.random(count) < 0.6, rng.choice(few, count), rng.normal(1, 1, count))
        values[rng.random(count) < 0.2] = np.nan
        values[rng.random(count) < 0.03] = np.inf
        values[rng.random(count) < 0.03] = -np.inf
        columns[name] = values
    table = pd.DataFrame(columns, index=pd.Index([f"{row}.jpg" for row in range(count)], name="path"))
    table.iloc[rng.random(count) < 0.05] = np.nan  # nothing could be measured
    table["mark"] = np.where(rng.random(count) < 0.1, rng.choice(np.array(MARKS), count), None)
    table["error"] = np.where(rng.random(count) < 0.1, "broken", None)
    return table


def random_rule(rng: np.random.Generator, metric: str, side: Any) -> Rule:
    cuts = sorted(rng.choice([0.0, 0.3, 0.1 + 0.2, 1.0, 1.5, 2.0, float(rng.normal(1, 1))], 2).tolist())
    reject, maybe = cuts if side == "below" else cuts[::-1]
    unless = None
    if rng.random() < 0.4:
        other = str(rng.choice([name for name in METRICS if name != metric]))
        unless = Unless(other, ["below", "above"][rng.integers(2)], float(rng.choice(cuts)))  # type: ignore[arg-type]
    return Rule(metric, side, reject, maybe if rng.random() < 0.7 else None, unless)


def put_in(page: Page, table: pd.DataFrame) -> None:
    """A judge of this table, without rules and without a guard."""
    sheet = Sheet("folder", table)
    columns = {}
    for name in METRICS:
        data = sheet.column(name)
        assert data is not None
        values, order = data[: 8 * len(table)], data[8 * len(table) :]
        reach = Rule(name, "below", 0.0).reach
        columns[name] = [pack(np.frombuffer(values)), pack(np.frombuffer(order, np.uint32)), reach]
    forced = Tuning(table, Policy("none")).forced
    page.evaluate(_START, [columns, len(table), pack(forced), EDGES.tolist()])


def put_rule(page: Page, metric: str, side: str, rule: Rule | None) -> None:
    """This rule in the place of the one on its metric and side; None takes it away."""
    sent = asdict(rule) if rule else None
    page.evaluate(_STEP, [f"{metric} {side}", metric, sent])


def put_guard(page: Page, tuning: Tuning) -> None:
    """The guard as this policy and table have it."""
    guarded = tuning.guarded
    page.evaluate(_GUARD, None if guarded is None else pack(np.frombuffer(guarded, np.uint8)))


def put_marks(page: Page, tuning: Tuning) -> None:
    page.evaluate("text => force(judge, unpack(text, Int8Array))", pack(tuning.forced))


def said(page: Page) -> dict[str, Any]:
    """Verdicts, totals, bars by measure, the rows that the guard saved."""
    return dict(page.evaluate(_READ))


def true_bars(values: pd.Series[float], verdicts: np.ndarray[Any, Any]) -> list[int]:
    """Bar by bar, verdict by verdict."""
    known = ~np.isnan(values.to_numpy())
    bins = np.clip(np.searchsorted(EDGES, values.to_numpy()[known], side="right") - 1, 0, BARS - 1)
    counts = np.zeros((BARS, 4), int)
    np.add.at(counts, (bins, verdicts[known]), 1)
    return [int(count) for count in counts.ravel()]
