"""Cuts moved in the histograms by keys, by number, by switch: the same as by pointer, and as `decide` counts."""

from __future__ import annotations

import pandas as pd
from playwright.sync_api import Page, expect

from culling.decide import counts, decide
from culling.rule import Rule
from tests.browser.cuts import (
    BLUR,
    DEFAULT,
    cut_of,
    handle,
    live_counts,
    policy_of,
    true_counts,
    wait_heard,
    wait_lines,
)
from tests.browser.pages import settled


def test_keys_alone_move_a_cut(tune: Page, table: pd.DataFrame) -> None:
    line = handle(tune, "luminance: maybe below")
    line.focus()
    places = [cut_of(tune, "luminance: maybe below")]
    for key in ("ArrowRight", "ArrowUp", "PageUp", "End", "ArrowLeft", "Home", "PageUp", "PageUp", "ArrowDown"):
        tune.keyboard.press(key)
        places.append(cut_of(tune, "luminance: maybe below"))
        assert live_counts(tune) == true_counts(table, tune)
    assert places[0] < places[1] < places[2] < places[3] < places[4]
    assert places[6] < places[7] < places[8] > places[9]
    wait_heard(tune, true_counts(table, tune))


def test_keys_in_a_row_are_one_move(tune: Page) -> None:
    line = handle(tune, "luminance: maybe below")
    line.focus()
    for key in ("ArrowRight", "PageUp", "ArrowRight"):
        tune.keyboard.press(key)
    expect(tune.get_by_role("button", name="Undo")).to_be_enabled()
    tune.keyboard.press("Control+z")
    expect(line).to_have_attribute("aria-valuenow", "25")
    expect(tune.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_smallest_step_turns_one_photo(tune: Page, table: pd.DataFrame) -> None:
    handle(tune, "blur: reject above").focus()
    values = table["blur"]
    cut = cut_of(tune, "blur: reject above")
    for key, by in (("Shift+ArrowLeft", 1), ("Shift+ArrowLeft", 1), ("Shift+ArrowRight", -1)):
        tune.keyboard.press(key)
        after = cut_of(tune, "blur: reject above")
        turned = (values > after).sum() - (values > cut).sum()
        assert by * turned >= 1
        assert values[(values > min(after, cut)) & (values <= max(after, cut))].nunique() == 1
        cut = after


def test_keys_pressed_fast_are_never_taken_back(tune: Page, table: pd.DataFrame) -> None:
    """Answers to earlier moves arrive while later ones are made."""
    name = "blur: maybe above"
    handle(tune, name).focus()
    places = [cut_of(tune, name)]
    for _ in range(8):
        for _ in range(4):
            tune.keyboard.press("ArrowLeft")
            places.append(cut_of(tune, name))
        tune.wait_for_timeout(190)  # long enough for a commit, too short for its answer
        places.append(cut_of(tune, name))
    tune.wait_for_timeout(1500)
    places.append(cut_of(tune, name))
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == 33
    wait_heard(tune, true_counts(table, tune))


def test_a_number_is_typed(tune: Page, table: pd.DataFrame) -> None:
    field = tune.get_by_label("luminance: reject above, exact")
    field.fill("101.25")
    field.press("Enter")
    assert cut_of(tune, "luminance: reject above") == 101.25
    assert cut_of(tune, "luminance: maybe above") == 101.25  # it came along
    assert live_counts(tune) == true_counts(table, tune)
    wait_heard(tune, true_counts(table, tune))
    for nonsense in ("", "wide", "1e999", "--3"):
        field.fill(nonsense)
        field.press("Enter")
        expect(field).to_have_value("101.25")
    field.fill("7")
    field.press("Escape")
    expect(field).to_have_value("101.25")
    assert cut_of(tune, "luminance: reject above") == 101.25
    _beyond_the_axis(tune, table)


def _beyond_the_axis(tune: Page, table: pd.DataFrame) -> None:
    """A number beyond the axis makes the axis longer."""
    field = tune.get_by_label("blur: reject above, exact", exact=True)
    field.fill("0.999")
    field.press("Enter")
    expect(handle(tune, "blur: reject above")).to_have_attribute("aria-valuemax", "1")
    wait_heard(tune, true_counts(table, tune))
    line = handle(tune, "blur: reject above")
    assert float(line.get_attribute("aria-valuemax") or 0) >= 0.999


def test_the_band_is_switched_and_a_rule_removed_and_added(tune: Page, table: pd.DataFrame) -> None:
    tune.get_by_role("switch", name="luminance: maybe below").uncheck()
    assert policy_of(tune).rules_on("luminance")[0] == Rule("luminance", "below", 5.0)
    assert live_counts(tune) == true_counts(table, tune)
    tune.get_by_role("switch", name="luminance: maybe below").check()
    maybe = policy_of(tune).rules_on("luminance")[0].maybe
    assert maybe is not None
    assert maybe > 20
    tune.get_by_role("button", name="Remove the rule on luminance above").click()
    assert [rule.side for rule in policy_of(tune).rules_on("luminance")] == ["below"]
    assert live_counts(tune) == true_counts(table, tune)
    add = tune.get_by_role("button", name="Add a cut: reject luminance above")
    expect(add).to_be_visible()  # Python has heard
    add.click()
    expect(handle(tune, "luminance: reject above")).to_be_focused()
    wait_heard(tune, true_counts(table, tune))
    tune.get_by_role("button", name="Remove the rule on blur above").click()
    expect(handle(tune, "blur: reject above")).to_have_count(0)
    wait_heard(tune, true_counts(table, tune))
    for _ in range(5):
        tune.keyboard.press("Control+z")
    wait_heard(tune, counts(decide(table, DEFAULT)))
    wait_lines(tune, DEFAULT)


def test_every_cut_of_the_policy_is_a_slider_with_words_and_the_counts_are_said(tune: Page) -> None:
    assert policy_of(tune).rules == DEFAULT.rules
    line = handle(tune, "luminance: reject below")
    assert line.get_attribute("aria-valuetext") == "reject below 5 levels, 0th percentile"
    low, high = (float(line.get_attribute(f"aria-value{end}") or "nan") for end in ("min", "max"))
    assert low <= 5 < high
    handle(tune, "blur: reject above").focus()
    tune.keyboard.press("Home")
    live = live_counts(tune)
    expect(tune.locator(".head .said")).to_have_text(", ".join(f"{count} {verdict}" for verdict, count in live.items()))


def test_sliders_take_over_where_histograms_left(tune: Page, table: pd.DataFrame) -> None:
    field = tune.get_by_label("blur: reject above, exact", exact=True)
    field.fill("0.3")
    field.press("Enter")
    wait_heard(tune, true_counts(table, tune))
    tune.get_by_role("radio", name="sliders").click()
    expect(tune.locator(".js-plotly-plot .bars").last).to_be_visible()
    settled(tune)  # Streamlit's page breaks when a part is drawn again before the whole has arrived
    expect(tune.locator('[class*="st-key-reject_blur_above"] input').first).to_have_value("0.3")
    tune.locator('[class*="st-key-reject_blur_above"] input').first.fill("0.4")
    tune.keyboard.press("Enter")
    wait_heard(tune, counts(decide(table, DEFAULT.replace(Rule("blur", "above", 0.4, BLUR.maybe)))))
    tune.get_by_role("radio", name="histograms").click()
    expect(handle(tune, "blur: reject above")).to_have_attribute("aria-valuenow", "0.4")
    assert live_counts(tune) == true_counts(table, tune)


def test_a_measure_without_a_rule_is_shown_and_gets_its_first_cut(tune: Page, table: pd.DataFrame) -> None:
    tune.get_by_role("button", name="Add a measure").click()
    tune.get_by_role("button", name="Only show").click()
    tune.keyboard.press("Escape")
    card = tune.get_by_role("region", name="laplacian_variance")
    expect(card).to_be_visible()
    assert live_counts(tune) == counts(decide(table, DEFAULT))
    card.get_by_role("button", name="Add a cut: reject laplacian_variance below").click()
    expect(handle(tune, "laplacian_variance: reject below")).to_be_focused()
    wait_heard(tune, true_counts(table, tune))
    assert ("laplacian_variance", "below") in {rule.key for rule in policy_of(tune).rules}
    tune.keyboard.press("Control+z")
    wait_heard(tune, counts(decide(table, DEFAULT)))
    card.get_by_role("button", name="Hide laplacian_variance").click()
    expect(card).to_have_count(0)
