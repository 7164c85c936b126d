"""The head of the audit: which part is shown, and the cutoffs as they were left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.elements.widgets import button_group
from streamlit.testing.v1 import AppTest

from culling.labels import Label
from culling.policy import Policy
from culling.rule import Rule
from culling.ui import places, remembered
from culling.ui.jobs import BOARD
from tests.ui.pages import run, state

Start = Callable[..., AppTest]
LEFT = Policy("default", (Rule("sharpest_tile", "below", 50.0),))


def _go(app: AppTest, page: str) -> AppTest:
    return run(app.switch_page(str(places.PAGES / f"{page}.py")))


def test_the_part_that_was_left_is_shown_when_one_comes_back(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos, "audit")
    assert app.button_group(key="audit_part").value == "labels"
    app.button_group(key="audit_part").set_value("disagreements")
    run(app)
    _go(app, "review")
    _go(app, "audit")
    assert app.button_group(key="audit_part").value == "disagreements"


def test_moving_the_part_by_its_key_is_no_second_default(
    dashboard: Start, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit warns of a widget that has a default and is also set by its key; not where no server runs, as here."""
    defaults = []
    check = button_group.check_widget_policies

    def spy(dg: Any, key: str | None, *args: Any, default_value: Any = None, **more: Any) -> None:
        defaults.extend([default_value] * (key == "audit_part"))
        check(dg, key, *args, default_value=default_value, **more)

    monkeypatch.setattr(button_group, "check_widget_policies", spy)
    app = dashboard(photos)
    app.session_state["audit_part"] = "report"
    _go(app, "audit")
    assert app.button_group(key="audit_part").value == "report"
    app.session_state["audit_part"] = "labels"
    run(app)
    assert state(app).auditing.part == "labels"
    assert len(defaults) >= 2
    assert not any(defaults)


@pytest.mark.parametrize("part", ["labels", "cutoff", "policies"])
@pytest.mark.parametrize("labelled", [False, True])
def test_cutoffs_that_were_left_are_offered_once_on_every_part(
    dashboard: Start, photos: Path, part: str, labelled: bool
) -> None:
    remembered.keep_last_policy(photos.resolve(), LEFT)
    app = dashboard(photos)
    if labelled:
        BOARD.open(photos.resolve()).catalog.add_labels([Label(photo.name, "keep") for photo in photos.iterdir()])
    app.session_state["audit_part"] = part
    _go(app, "audit")
    (offer,) = [button for button in app.button if button.label == "Last cutoffs"]
    offer.click()
    run(app)
    assert state(app).policy == LEFT
    assert not [button for button in app.button if button.label == "Last cutoffs"]


def test_cutoffs_taken_on_a_part_are_noted_for_the_next_session(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos, "audit")
    state(app).tuning.change(LEFT)
    app.button_group(key="audit_part").set_value("policies")
    run(app)
    assert remembered.last_policy(photos.resolve()) == LEFT


def test_a_changed_policy_is_not_called_by_the_name_alone(dashboard: Start, photos: Path) -> None:
    dashboard(photos)
    remembered.save_policy(LEFT, "mine")
    assert remembered.title_now(LEFT) == "default, changed"
    assert remembered.title_now(LEFT.replace(name="mine")) == "mine"
    assert remembered.title_now(Policy("mine", ())) == "mine, changed"
    assert remembered.title_now(Policy("from elsewhere", ())) == "from elsewhere"
