"""The group guard in the browser saves exactly the photos that Python's saves, whatever the groups and the cuts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page

from culling.judge import MARKS, VERDICTS
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.tuning import Tuning
from tests.browser.judges import (
    METRICS,
    empty_page,
    put_guard,
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


def _grouped(rng: np.random.Generator, table: pd.DataFrame) -> pd.DataFrame:
    """Groups of one to some photos; keepers in none, some or all of them, also several in one."""
    count = len(table)
    groups = rng.integers(0, rng.integers(20, 120), count).astype(np.float64)
    groups[rng.random(count) < 0.2] = np.nan
    grouped = table.assign(group=groups)
    share = rng.choice([0.0, 0.2, 0.5])
    return grouped.assign(keeper=rng.random(count) < share) if rng.random() < 0.8 else grouped


def _two(**values: list[float]) -> pd.DataFrame:
    """A group of two photos with these measures alone."""
    table = pd.DataFrame(np.nan, index=pd.Index(["a", "b"], name="path"), columns=list(METRICS))
    return table.assign(**values, group="g")


def _check(page: Page, tuning: Tuning) -> int:
    """The browser says what Python says; how many are saved."""
    verdicts = tuning.decisions["verdict"].cat.codes.to_numpy()
    saved = np.flatnonzero(tuning.decisions["reasons"].str.startswith("saved by guard"))
    now = said(page)
    assert now["saved"] == saved.tolist()
    assert now["guarded"] == len(saved)
    assert now["verdicts"] == verdicts.tolist()
    assert now["totals"] == np.bincount(verdicts, minlength=len(VERDICTS)).tolist()
    for name in METRICS:
        assert now["bars"][name] == true_bars(tuning.table[name], verdicts)
    return len(saved)


@pytest.mark.parametrize("seed", range(10))
def test_cuts_marks_and_groups_that_change_save_whom_python_saves(page: Page, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = random_table(rng)
    put_in(page, table)
    tuning = Tuning(_grouped(rng, table), Policy("p", guard=True))
    put_guard(page, tuning)
    seen = []
    for _ in range(40):
        metric, side = str(rng.choice(METRICS)), ["below", "above"][rng.integers(2)]
        what = rng.random()
        if what < 0.75:
            rule = random_rule(rng, metric, side)
            tuning.set_rule(rule)
            put_rule(page, metric, side, rule)
        elif what < 0.8:
            tuning.change(tuning.policy.without(metric, side))  # type: ignore[arg-type]
            put_rule(page, metric, side, None)
        elif what < 0.88:
            tuning.change(tuning.policy.guarding(not tuning.policy.guard))
            put_guard(page, tuning)
        elif what < 0.94:
            marks = np.where(rng.random(len(table)) < 0.3, rng.choice(np.array([*MARKS, None]), len(table)), None)
            tuning.use_table(tuning.table.assign(mark=marks))
            put_marks(page, tuning)
        else:
            tuning.use_table(_grouped(rng, tuning.table.drop(columns=["group", "keeper"], errors="ignore")))
            put_guard(page, tuning)
        seen.append(_check(page, tuning))
    assert max(seen) > 0


def test_a_cut_that_turns_no_photo_may_change_who_is_saved(page: Page) -> None:
    """A cut moves the margins of all photos."""
    table = _two(luminance=[18.0, 20.0], entropy=[3.0, 2.0])
    put_in(page, table)
    rules = (Rule("luminance", "below", 100.0), Rule("entropy", "below", 4.0))
    tuning = Tuning(table, Policy("p", rules, guard=True))
    put_guard(page, tuning)
    for rule in rules:
        put_rule(page, rule.metric, rule.side, rule)
    assert said(page)["saved"] == [1]  # shares of −0.82 and −0.25, −0.80 and −0.50
    nearer = Rule("luminance", "below", 21.0)
    tuning.set_rule(nearer)
    put_rule(page, "luminance", "below", nearer)
    assert said(page)["saved"] == [0]  # −0.14 and −0.25, −0.05 and −0.50
    _check(page, tuning)


def test_shares_too_small_for_a_float_are_compared_as_in_python(page: Page) -> None:
    table = _two(luminance=[5e-324, 1e-320])
    put_in(page, table)
    rule = Rule("luminance", "above", 0.0)
    tuning = Tuning(table, Policy("p", (rule,), guard=True))
    put_guard(page, tuning)
    put_rule(page, "luminance", "above", rule)
    assert said(page)["saved"] == [1]  # of the first the share is 0, which a rejected photo never has
    _check(page, tuning)
