"""What tests of the cuts do to a page: take lines, read counts and photos, wait for Python."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from playwright.sync_api import Locator, Page, expect

from culling.decide import counts, decide
from culling.policy import Policy
from culling.rule import Rule
from tests.browser.pages import Open, scanned_once

DEFAULT = Policy.default()
BLUR = next(rule for rule in DEFAULT.rules if rule.metric == "blur")


def open_tune(open_page: Open, **options: object) -> Page:
    scanned_once(open_page)
    page = open_page("tune", **options)
    expect(handle(page, "blur: reject above")).to_be_visible()
    expect(page.locator(".side img.there")).to_have_count(2)
    return page


def handle(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def cut_of(page: Page, name: str) -> float:
    return float(handle(page, name).get_attribute("aria-valuenow") or "nan")


def live_counts(page: Page) -> dict[str, int]:
    """The counts above the histograms, as they are now."""
    numbers = page.locator(".counts .number").all_inner_texts()
    return dict(
        zip(("keep", "maybe", "reject", "unjudged"), (int(text.replace(",", "")) for text in numbers), strict=True)
    )


def wait_heard(page: Page, expected: dict[str, int]) -> None:
    """Wait until Python shows these counts."""
    for value, count in zip(page.get_by_test_id("stMetricValue").all(), expected.values(), strict=True):
        expect(value).to_have_text(f"{count:,}")


def policy_of(page: Page) -> Policy:
    """The policy that the lines show, read from their sliders."""
    rules = []
    for line in page.locator(".handle.reject").all():
        metric, side = (line.get_attribute("aria-label") or "").split(": reject ")
        maybe = page.get_by_role("slider", name=f"{metric}: maybe {side}", exact=True)
        ends = [item.get_attribute("aria-valuenow") for item in (line, maybe) if item.is_visible()]
        rules.append(Rule(metric, side, *(float(end or "nan") for end in ends)))  # type: ignore[arg-type]
    return Policy("shown", tuple(rules))


def wait_lines(page: Page, policy: Policy) -> None:
    """Wait until the lines stand where this policy has them."""
    names = [f"{rule.metric}: reject {rule.side}" for rule in policy.rules]
    expect(page.locator(".handle.reject")).to_have_count(len(names))
    for name, rule in zip(names, policy.rules, strict=True):
        expect(handle(page, name)).to_have_attribute("aria-valuenow", f"{rule.reject:.12g}")
    assert policy_of(page).rules == policy.rules


def true_counts(table: pd.DataFrame, page: Page) -> dict[str, int]:
    return counts(decide(table, policy_of(page)))


def dragging(page: Page, name: str, steps: int = 12) -> Iterator[float]:
    """Take a line at its middle and move it over the whole axis; what it says at each step. It is not let go."""
    line = handle(page, name)
    line.scroll_into_view_if_needed()
    box, plot = line.bounding_box(), page.locator(".plot", has=line).bounding_box()
    assert box is not None
    assert plot is not None
    page.mouse.move(box["x"] + box["width"] / 2, plot["y"] + 30)
    page.mouse.down()
    for step in [*range(steps + 1), *range(steps, steps // 2, -1)]:
        page.mouse.move(plot["x"] + plot["width"] * step / steps, plot["y"] + 40)
        yield cut_of(page, name)


def python_is_at(page: Page, policy: Policy, table: pd.DataFrame) -> bool:
    shown = page.get_by_test_id("stMetricValue").all_inner_texts()
    return [int(text.replace(",", "")) for text in shown] == list(counts(decide(table, policy)).values())
