"""The cutoffs of a notebook in a real browser: a dragged line moves the policy in Python, and Python moves the line.

Jupyter is stood in for by a model with the few functions that a widget gets from it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from culling import Policy, Rule
from culling.notebook import cutoffs
from culling.notebook.cutoffs_widget import Cutoffs

HOSTILE = "100/<img src=x onerror=document.title='owned'>.jpg"
POLICY = Policy("one", (Rule("blur", "above", 0.5),))

_LOAD = """async ([script, state]) => {
  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const heard = new Map();
  state._held = Object.fromEntries(Object.entries(state._held).map(([at, text]) => [at, text && bytes(text)]));
  window.states = [];
  window.asked = [];
  window.model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; states.push([name, structuredClone(value)]); },
    save_changes: () => {},
    on: (name, call) => heard.set(name, call),
    off: (name) => heard.delete(name),
    send: (content) => asked.push(content),
    told: (name, value) => { state[name] = value; heard.get(`change:${name}`)(); },
  };
  const part = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  const root = document.body.appendChild(document.createElement("div"));
  window.takeDown = part.default.render({ model, el: root });
}"""


@pytest.fixture
def tuner() -> Cutoffs:
    table = pd.DataFrame(
        {"blur": np.linspace(0, 1, 40)}, index=pd.Index([HOSTILE, *(f"p{number}.jpg" for number in range(39))])
    )
    return cutoffs(table, POLICY)


@pytest.fixture
def page(browser: Browser, tuner: Cutoffs) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 800, "height": 600})
    held = {address: base64.b64encode(content).decode() for address, content in tuner._held.items()}
    page.evaluate(_LOAD, [Cutoffs._esm, {"_data": tuner._data, "_held": held}])
    yield page
    page.close()


def _hear(page: Page, tuner: Cutoffs) -> None:
    """Give Python what the browser has set since, as a kernel would."""
    for name, value in page.evaluate("states.splice(0)"):
        setattr(tuner, name, value)


def test_a_dragged_line_and_the_policy_follow_each_other(page: Page, tuner: Cutoffs) -> None:
    line = page.get_by_role("slider", name="blur")
    expect(line).to_have_attribute("aria-valuenow", "0.5")
    box: Any = line.bounding_box()
    plot: Any = page.locator(".bars").bounding_box()
    at, y = box["x"] + box["width"] / 4, box["y"] + 20
    page.mouse.move(at, y)
    page.mouse.down()
    page.mouse.move(at - plot["width"] / 5, y, steps=5)
    _hear(page, tuner)
    dragged = tuner.policy.rules_on("blur")[0].reject
    assert 0.25 < dragged < 0.35  # followed while the finger is down
    assert tuner._data["heard"] == 0
    page.mouse.move(at - plot["width"] / 2.5, y, steps=5)
    page.mouse.up()
    _hear(page, tuner)
    (rule,) = tuner.policy.rules_on("blur")
    assert 0.05 < rule.reject < 0.15
    assert float(line.get_attribute("aria-valuenow") or 0) == rule.reject
    rejected = int((tuner.decisions["verdict"] == "reject").sum())
    expect(page.locator(".count.reject .number")).to_have_text(str(rejected))

    tuner.policy = POLICY.replace(Rule("blur", "above", 0.0, None))
    page.evaluate("data => model.told('_data', data)", tuner._data)
    expect(line).to_have_attribute("aria-valuenow", "0")
    expect(page.locator(".side.below .photo")).to_have_text(HOSTILE.partition("/")[2])
    assert page.title() == ""
    page.wait_for_function("asked.some(({ picture }) => picture.endsWith('/picture/thumb/0'))")

    line.press("Control+z")  # keys are heard where the line has the focus
    _hear(page, tuner)
    assert tuner.policy.rules_on("blur") == (rule,)
    page.evaluate("takeDown()")
    assert page.evaluate("document.body.firstElementChild.childElementCount") == 0
