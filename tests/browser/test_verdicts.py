"""The verdicts that the browser gives are those of `decide`, whatever the table holds and however the cuts move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from culling.decide import decide
from culling.judge import MARKS, VERDICTS
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.components.parts import joined, pack
from culling.ui.sheet import Sheet
from culling.ui.tuning import Tuning

METRICS = ("blur", "luminance", "sharpest_tile", "entropy")
BARS = 8
EDGES = np.linspace(-2.0, 6.0, BARS + 1)

_START = """([columns, count, forced, edges]) => {
  window.columns = Object.fromEntries(Object.entries(columns).map(([name, [values, order]]) =>
    [name, { values: unpack(values, Float64Array), order: unpack(order, Uint32Array) }]));
  window.judge = newJudge(count, unpack(forced, Int8Array));
  for (const name in window.columns) watchBars(judge, name, window.columns[name], edges);
}"""
_STEP = """([key, metric, rule]) => changeRule(judge, key, rule, columns[metric])"""
_READ = """() => ({
  verdicts: [...judge.verdict], totals: [...judge.totals],
  bars: Object.fromEntries([...judge.histograms].map(([name, { bars }]) => [name, [...bars]])),
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that knows our functions."""
    page = browser.new_page()
    page.add_script_tag(content=joined("rows.js", "cutoffs/verdicts.js", "cutoffs/scale.js"))
    yield page
    page.close()


def _table(rng: np.random.Generator, count: int = 240) -> pd.DataFrame:
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


def _rule(rng: np.random.Generator, metric: str, side: Any) -> Rule:
    cuts = sorted(rng.choice([0.0, 0.3, 0.1 + 0.2, 1.0, 1.5, 2.0, float(rng.normal(1, 1))], 2).tolist())
    reject, maybe = cuts if side == "below" else cuts[::-1]
    return Rule(metric, side, reject, maybe if rng.random() < 0.7 else None)


def _put_in(page: Page, table: pd.DataFrame) -> None:
    sheet = Sheet("folder", table)
    columns = {}
    for name in METRICS:
        data = sheet.column(name)
        assert data is not None
        values, order = data[: 8 * len(table)], data[8 * len(table) :]
        columns[name] = [pack(np.frombuffer(values)), pack(np.frombuffer(order, np.uint32))]
    forced = Tuning(table, Policy("none")).forced
    page.evaluate(_START, [columns, len(table), pack(forced), EDGES.tolist()])


def _bars(values: pd.Series[float], verdicts: np.ndarray[Any, Any]) -> list[int]:
    """Bar by bar, verdict by verdict."""
    known = ~np.isnan(values.to_numpy())
    bins = np.clip(np.searchsorted(EDGES, values.to_numpy()[known], side="right") - 1, 0, BARS - 1)
    counts = np.zeros((BARS, 4), int)
    np.add.at(counts, (bins, verdicts[known]), 1)
    return [int(count) for count in counts.ravel()]


@pytest.mark.parametrize("seed", range(6))
def test_each_move_gives_what_decide_gives(page: Page, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = _table(rng)
    _put_in(page, table)
    policy = Policy("p")
    for _ in range(40):
        metric, side = str(rng.choice(METRICS)), ["below", "above"][rng.integers(2)]
        rule = _rule(rng, metric, side) if rng.random() < 0.85 else None
        policy = policy.replace(rule) if rule else policy.without(metric, side)  # type: ignore[arg-type]
        sent = {"side": rule.side, "reject": rule.reject, "maybe": rule.maybe} if rule else None
        page.evaluate(_STEP, [f"{metric} {side}", metric, sent])
        expected = decide(table, policy)["verdict"].cat.codes.to_numpy()
        said = page.evaluate(_READ)
        assert said["verdicts"] == expected.tolist()
        assert said["totals"] == np.bincount(expected, minlength=len(VERDICTS)).tolist()
        for name in METRICS:
            assert said["bars"][name] == _bars(table[name], expected)


def test_marks_that_change_are_followed(page: Page) -> None:
    rng = np.random.default_rng(7)
    table = _table(rng)
    _put_in(page, table)
    rule = Rule("luminance", "below", 1.0, 1.5)
    page.evaluate(_STEP, ["l", "luminance", {"side": "below", "reject": 1.0, "maybe": 1.5}])
    marked = table.assign(mark=np.where(rng.random(len(table)) < 0.5, "must-have", table["mark"]))
    tuning = Tuning(marked, Policy("p", (rule,)))
    page.evaluate("text => force(judge, unpack(text, Int8Array))", pack(tuning.forced))
    assert page.evaluate(_READ)["verdicts"] == tuning.decisions["verdict"].cat.codes.tolist()


@pytest.mark.parametrize("side", ["below", "above"])
@pytest.mark.parametrize("direction", [1, -1])
def test_the_smallest_step_turns_the_photos_of_one_value(page: Page, side: str, direction: int) -> None:
    values = [0.30617284, 0.30617285, 0.5, 0.5, 2.0, 1e-9, 300.0, 7.0, float("nan")]
    table = pd.DataFrame(dict.fromkeys(METRICS, values), index=pd.Index(list("abcdefghi"), name="path"))
    _put_in(page, table)
    ascending = sorted(set(values[:-1]))
    cut = -1.0 if direction > 0 else 1000.0
    turned = []
    for _ in ascending:
        after = page.evaluate("([side, cut, by]) => nextFlip(columns.blur, side, cut, by)", [side, cut, direction])
        beyond = [
            {value for value in ascending if (value < at if side == "below" else value > at)} for at in (cut, after)
        ]
        (value,) = beyond[0] ^ beyond[1]
        turned.append(value)
        cut = after
    assert turned == (ascending if direction > 0 else ascending[::-1])
    assert page.evaluate("([side, cut, by]) => nextFlip(columns.blur, side, cut, by)", [side, cut, direction]) is None


def test_the_smallest_step_is_the_shortest_number(page: Page) -> None:
    pairs = [(0.30617284, 0.31234567), (12.0, 13.0), (99.99, 100.01), (-0.002, -0.001)]
    assert page.evaluate("pairs => pairs.map(([low, high]) => shortest(low, high, false))", pairs) == [
        0.31, 13, 100, -0.001,
    ]  # fmt: skip


def test_a_percentile_is_the_share_below_the_cut(page: Page) -> None:
    table = pd.DataFrame({name: [1.0, 2.0, 2.0, 4.0] for name in METRICS}, index=pd.Index(list("abcd"), name="path"))
    _put_in(page, table)
    say = "([side, cut]) => percentile(shareBelow(columns.blur, side, cut))"
    assert [page.evaluate(say, [side, 2.0]) for side in ("below", "above")] == ["25th percentile", "75th percentile"]
    shares = {0.01: "1st", 0.02: "2nd", 0.03: "3rd", 0.11: "11th", 0.12: "12th", 0.22: "22nd", 1.0: "100th"}
    for share, said in shares.items():
        assert page.evaluate("share => percentile(share)", share + 1e-9) == f"{said} percentile"
