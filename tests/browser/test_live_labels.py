"""What the browser says of the labels while a cut moves is what Python says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from culling.audit.confusion import confusion
from culling.audit.design import Design
from culling.audit.intervals import Rate
from culling.audit.said import rejected
from culling.catalog import Catalog
from culling.judge import text_codes
from culling.labels import Label, Truth
from culling.labels.collect import collect
from culling.policy import Policy
from culling.ui.components.parts import joined, pack
from culling.ui.tuning import Tuning
from tests.browser.conftest import Server
from tests.browser.cuts import dragging, handle, open_tune, policy_of
from tests.browser.judges import METRICS, empty_page, put_guard, put_in, random_rule, random_table
from tests.browser.pages import Open, catalog_path_in
from tests.browser.tabs import Tabs

_LABELS = """([text, about]) => {
  window.labels = readLabels(unpack(text, Uint8Array).buffer, about);
  window.alone = judgeAlone(judge.count, labels, judge.guard);
}"""
_RULE = """([key, metric, rule]) => {
  for (const one of [judge, alone]) changeRule(one, key, rule, columns[metric], columns[rule?.unless?.metric]);
}"""
_TOLL = "key => compareRule(alone, key, labels)"


def test_each_move_gives_the_numbers_of_python(tabs: Tabs) -> None:
    """Random tables with ties, NaN, errors, marks, groups with a guard; labels with and without weights."""
    with empty_page(tabs) as page:
        page.add_script_tag(content=joined("cutoffs/labels.js"))
        for seed in range(8):
            rng = np.random.default_rng(seed)
            table = random_table(rng)
            table["group"] = np.where(rng.random(len(table)) < 0.5, rng.integers(0, 60, len(table)), np.nan)
            truth = _random_truth(rng, table, weighted=seed % 4)
            policy = Policy("p", guard=bool(seed % 2))
            put_in(page, table)
            put_guard(page, Tuning(table, policy))
            _put_labels(page, table, truth)
            for _ in range(12):
                rule = random_rule(rng, str(rng.choice(METRICS)), ["below", "above"][rng.integers(2)])
                policy = policy.replace(rule)
                page.evaluate(_RULE, [" ".join(rule.key), rule.metric, asdict(rule)])
                _same(page, table, policy, truth)
                assert page.evaluate(_TOLL, " ".join(rule.key)) == _toll(table, policy, rule.key, truth)


@pytest.fixture
def labelled(open_page: Open, server: Server) -> Iterator[tuple[Page, pd.DataFrame, Truth]]:
    """Tune, with labels of most photos, marks on some of them; nobody says anything of them any more afterwards."""
    page = open_tune(open_page)
    expect(page.get_by_text("No labels yet: Audit → Labels")).to_be_visible()
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        table = catalog.table()
        said = {str(path): ("reject" if row % 3 == 0 else "keep") for row, path in enumerate(table.index) if row % 5}
        before = {path: catalog.marks().get(path) for path in list(said)[:9]}
        catalog.add_labels([Label(path, label, how="blind") for path, label in said.items()])  # type: ignore[arg-type]
        catalog.set_marks([(path, "reject") for path in before])
        # Some of the photos may have been drawn for another test: these have weights, here as on the page.
        yield page, catalog.table(), collect(table, catalog.label_history(), catalog.draws())
        catalog.add_labels([Label(path, None, how="blind") for path in said])
        catalog.set_marks(list(before.items()))


def test_the_numbers_of_the_labels_follow_pointer_and_keys(labelled: tuple[Page, pd.DataFrame, Truth]) -> None:
    page, table, truth = labelled
    page.reload()
    expect(page.get_by_text(f"{len(truth)} labels: {truth.keep.sum()} keep")).to_be_visible()
    line = handle(page, "blur: reject above")
    seen = set()
    for _ in dragging(page, "blur: reject above", steps=6):
        seen.add(_shown(page, table, truth))
    page.mouse.up()
    for key in ("ArrowLeft", "Shift+ArrowRight", "End", "Home"):
        line.press(key)
        seen.add(_shown(page, table, truth))
    assert len(seen) > 5
    expect(page.locator(".head .said")).to_contain_text("Precision")  # told once it stands still


def _shown(page: Page, table: pd.DataFrame, truth: Truth) -> tuple[str, ...]:
    """What the page says of the cuts as they stand: what Python says of them, painted with the next frame."""
    for _ in range(50):
        told, expected = _told(page), _expected(policy_of(page), table, truth)
        if told == expected:
            return told
        page.wait_for_timeout(100)
    assert told == expected
    return told


def _told(page: Page) -> tuple[str, ...]:
    card = page.get_by_role("region", name="blur", exact=True)
    texts = [*page.locator(".rate .line").all_inner_texts(), card.locator(".toll").inner_text()]
    return tuple(" ".join(text.split()) for text in texts)


def _expected(policy: Policy, table: pd.DataFrame, truth: Truth) -> tuple[str, ...]:
    told = confusion(truth, rejected(table, policy))
    rates = [rate.text.replace("not known", "– not known") for rate in (told.precision, told.recall, told.keepers_lost)]
    rule = next(rule for rule in policy.rules if rule.metric == "blur")
    toll = confusion(truth, rejected(table, Policy("one", (rule,))))
    lost = f"K {toll.fp} lost R {toll.tp} of {toll.tp + toll.fn} found"
    return (*(text.replace("(", "").replace(")", "") for text in rates), lost)


def _random_truth(rng: np.random.Generator, table: pd.DataFrame, weighted: int) -> Truth:
    """0: all weights 1; 1: three strata; 2: each its own weight; 3: some strata and some weights that stand alone."""
    rows = np.flatnonzero(rng.random(len(table)) < rng.choice([0.02, 0.3, 1.0]))
    rows = rows if len(rows) else np.array([3])
    paths = tuple(str(path) for path in table.index[rows])
    strata, own = rng.choice([0.5, 2.0, 7.25], len(rows)), rng.lognormal(size=len(rows))
    weights = [np.ones(len(rows)), strata, own, np.where(rng.random(len(rows)) < 0.7, strata, own)][weighted]
    return Truth(paths, rows.astype(np.int64), rng.random(len(rows)) < 0.6, weights, ("blind",) * len(rows))


def _put_labels(page: Page, table: pd.DataFrame, truth: Truth) -> None:
    """As the component packs them."""
    design = Design.of(truth.weights)
    errors = np.flatnonzero(text_codes(table, "error")[0] >= 0)
    parts = (truth.weights, truth.rows.astype("<u4"), errors.astype("<u4"), truth.keep.astype(np.uint8))
    data = b"".join(part.tobytes() for part in (*parts, design.strata.astype(np.uint8)))
    about = {"count": len(truth), "errors": len(errors), "drawn": design.drawn.tolist()}
    page.evaluate(_LABELS, [pack(np.frombuffer(data, np.uint8)), about])


def _same(page: Page, table: pd.DataFrame, policy: Policy, truth: Truth) -> None:
    told: dict[str, Any] = page.evaluate("() => compareLabels(alone, labels)")
    expected = confusion(truth, rejected(table, policy))
    assert [told[name] for name in ("found", "lost", "missed", "kept")] == [
        expected.tp, expected.fp, expected.fn, expected.tn,
    ]  # fmt: skip
    for name, rate in {
        "precision": expected.precision,
        "recall": expected.recall,
        "keepersLost": expected.keepers_lost,
    }.items():
        now = Rate(**told[name])
        assert now.count == rate.count
        assert (now.value, now.low, now.high) == pytest.approx((rate.value, rate.low, rate.high), abs=1e-9, nan_ok=True)


def _toll(table: pd.DataFrame, policy: Policy, key: tuple[str, str], truth: Truth) -> dict[str, int]:
    """Photo by photo, with policies of one rule each."""
    alone = {rule.key: rejected(table, Policy("one", (rule,)))[truth.rows] for rule in policy.rules}
    takes = alone[key]  # type: ignore[index]
    only = takes & (np.sum(list(alone.values()), axis=0) == 1)
    keep = truth.keep
    sums = {"lost": takes & keep, "lostOnly": only & keep, "found": takes & ~keep, "foundOnly": only & ~keep}
    return {name: int(rows.sum()) for name, rows in {**sums, "missed": ~takes & ~keep}.items()}
