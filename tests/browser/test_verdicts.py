"""The verdicts that the browser gives are those of `decide`, whatever the table holds and however the cuts move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page

from culling.decide import decide
from culling.judge import VERDICTS, exempted
from culling.marks import MARKS
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.tuning import Tuning
from tests.browser.judges import (
    METRICS,
    empty_page,
    put_in,
    put_marks,
    put_rule,
    random_rule,
    random_table,
    said,
    true_bars,
)
from tests.browser.tabs import Tabs


@pytest.fixture
def page(tabs: Tabs) -> Iterator[Page]:
    with empty_page(tabs) as page:
        yield page


@pytest.mark.parametrize("seed", range(6))
def test_each_move_gives_what_decide_gives(page: Page, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = random_table(rng)
    put_in(page, table)
    policy = Policy("p")
    for _ in range(40):
        metric, side = str(rng.choice(METRICS)), ["below", "above"][rng.integers(2)]
        rule = random_rule(rng, metric, side) if rng.random() < 0.85 else None
        if (present := _with_condition(policy)) and rng.random() < 0.4:  # its cutoff alone moves, or its cuts alone
            metric, side = present.key
            other = replace(present.unless, cutoff=float(rng.normal(1, 1)))  # type: ignore[type-var]
            moved = random_rule(rng, metric, side)
            rule = replace(present, unless=other) if rng.random() < 0.5 else replace(moved, unless=present.unless)
        policy = policy.replace(rule) if rule else policy.without(metric, side)  # type: ignore[arg-type]
        put_rule(page, metric, side, rule)
        expected = decide(table, policy)["verdict"].cat.codes.to_numpy()
        now = said(page)
        assert now["verdicts"] == expected.tolist()
        spared = {" ".join(rule.key): int(exempted(rule, table).sum()) for rule in policy.rules}
        assert now["exempt"] == spared
        assert now["totals"] == np.bincount(expected, minlength=len(VERDICTS)).tolist()
        for name in METRICS:
            assert now["bars"][name] == true_bars(table[name], expected)


def _with_condition(policy: Policy) -> Rule | None:
    return next((rule for rule in policy.rules if rule.unless is not None), None)


def test_marks_that_change_are_followed(page: Page) -> None:
    rng = np.random.default_rng(7)
    table = random_table(rng)
    put_in(page, table)
    rule = Rule("luminance", "below", 1.0, 1.5)
    put_rule(page, "luminance", "below", rule)
    tuning = Tuning(table.assign(mark=_more_marks(rng, table)), Policy("p", (rule,)))
    put_marks(page, tuning)
    assert said(page)["verdicts"] == tuning.decisions["verdict"].cat.codes.tolist()


def _more_marks(rng: np.random.Generator, table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.where(rng.random(len(table)) < 0.5, rng.choice(np.array(MARKS), len(table)), table["mark"])


@pytest.mark.parametrize("side", ["below", "above"])
@pytest.mark.parametrize("direction", [1, -1])
def test_the_smallest_step_turns_the_photos_of_one_value(page: Page, side: str, direction: int) -> None:
    values = [0.30617284, 0.30617285, 0.5, 0.5, 2.0, 1e-9, 300.0, 7.0, float("nan")]
    table = pd.DataFrame(dict.fromkeys(METRICS, values), index=pd.Index(list("abcdefghi"), name="path"))
    put_in(page, table)
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
    put_in(page, table)
    say = "([side, cut]) => percentile(shareBelow(columns.blur, side, cut))"
    assert [page.evaluate(say, [side, 2.0]) for side in ("below", "above")] == ["25th percentile", "75th percentile"]
    shares = {0.01: "1st", 0.02: "2nd", 0.03: "3rd", 0.11: "11th", 0.12: "12th", 0.22: "22nd", 1.0: "100th"}
    for share, words in shares.items():
        assert page.evaluate("share => percentile(share)", share + 1e-9) == f"{words} percentile"
