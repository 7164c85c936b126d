"""The report on the audit page: what it says, that it is the shell's, and what it says without labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.audit.report.numbers import Numbers, numbers
from culling.audit.report.numbers_json import numbers_json
from culling.cli.labelled import with_facts
from culling.decide import decide
from culling.labels import Label
from culling.labels.label import How
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.jobs import BOARD
from tests.ui.pages import run, state, table, texts

Start = Callable[..., AppTest]
POLICY = Policy("own", (Rule("sharpest_tile", "below", 100.0), Rule("luminance", "below", 60.0)))


def _room() -> None:
    from culling.ui.rooms.audit import report
    from culling.ui.state import session

    here = session()
    if here.open is not None:
        report.show(here, here.open)


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The room by itself with a policy of one's own."""
    dashboard(photos)
    app = run(AppTest.from_function(_room, default_timeout=30))
    state(app).tuning.change(POLICY)
    return run(app)


def _label(photos: Path, wrong: int = 2, how: How = "blind") -> None:
    """All photos as the policy says, but the first ones."""
    verdicts = decide(table(photos), POLICY)["verdict"].astype(str)
    said = [(path, (verdicts[path] == "reject") != (place < wrong)) for place, path in enumerate(verdicts.index)]
    labels = [Label(str(path), "reject" if out else "keep", how=how) for path, out in said]
    BOARD.open(photos.resolve()).catalog.add_labels(labels)


def _made(app: AppTest) -> Numbers:
    found: Numbers = state(app).auditing.kept["report_numbers"][1]
    return found


def test_it_says_what_to_do_then_what_was_found_and_gives_the_bytes_of_the_shell(app: AppTest, photos: Path) -> None:
    assert any("There are no labels yet" in item.value for item in app.markdown)
    assert not app.get("download_button")
    _label(photos)
    run(app)
    found = _made(app)
    cells = found.confusion
    assert cells.fp + cells.fn == 2
    assert f"• Of the keepers, {cells.keepers_lost.text} are lost" in texts(app)
    assert "12 photos are labelled" in texts(app)
    catalog = BOARD.open(photos.resolve()).catalog
    truth, facts = with_facts(None, catalog, catalog.table(), photos, POLICY)
    shell = numbers(catalog.table(), POLICY, truth, facts, folder="photos")
    assert numbers_json(found) == numbers_json(shell)
    assert set(catalog.looks()["policy_id"]) == {POLICY.policy_id}
    assert {button.proto.label for button in app.get("download_button")} == {
        "report.html",
        "numbers.json",
        "policy.toml",
    }


def test_numbers_and_command_follow_the_cutoffs_the_labels_and_the_options(app: AppTest, photos: Path) -> None:
    _label(photos)
    run(app)
    first = _made(app)
    run(app)
    assert _made(app) is first
    app.toggle(key="audit_report_slices").set_value(False)
    run(app)
    assert (bool(first.sliced), _made(app).sliced) == (True, ())
    state(app).tuning.change(POLICY.without("luminance"))
    run(app)
    assert _made(app).policy == POLICY.without("luminance")
    _label(photos, wrong=0)
    run(app)
    assert _made(app).truth is not first.truth
    assert app.code[0].value == (
        f"culling audit {photos.resolve()} --policy policy.toml --report report.html --json numbers.json --no-slices"
    )
    assert any("policy.toml is the file above" in item.value for item in app.caption)
    state(app).tuning.change(Policy.default())
    run(app)
    assert "--policy default" in app.code[0].value


def test_circular_labels_are_refused_until_a_person_insists(
    app: AppTest, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("culling.labels.circular.ENOUGH", 10)
    monkeypatch.setattr("culling.labels.circular.ENOUGH_OF_EACH", 2)
    _label(photos, wrong=0, how="imported")
    run(app)
    assert "they look copied from it" in texts(app)
    assert not app.get("download_button")
    app.toggle(key="audit_report_force").set_value(True)
    run(app)
    assert len(app.get("download_button")) == 3
    assert "The labels are circular." in texts(app)
    assert app.code[0].value.endswith("--force")
