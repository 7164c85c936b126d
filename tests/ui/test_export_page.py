"""The export page: what is downloaded is what the shell writes; sorting is tried, done and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.policy import Policy
from culling.rule import Rule
from culling.ui import settings
from tests.ui.pages import state, texts

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path, tmp_path: Path) -> AppTest:
    app = dashboard(photos, "export")
    settings.use(settings.Settings(folder=photos, roots=(tmp_path,), host="0.0.0.0"))
    state(app).tuning.change(Policy("p", (Rule("sharpest_tile", "below", 200.0),)))
    return app.run()


def _names(app: AppTest, verdict: str) -> set[str]:
    decisions = state(app).tuning.decisions
    return set(decisions.index[decisions["verdict"] == verdict])


def _dry_run(app: AppTest, to: Path | str, how: str = "copy") -> None:
    app.text_input(key="sort_to").set_value(str(to))
    app.selectbox(key="sort_how").set_value(how)
    app.button(key="sort_dry").click().run()
    assert not app.exception


def _run(app: AppTest) -> None:
    app.button(key="sort_run").click().run()
    job = state(app).sorting.job
    assert job is not None
    job.wait(30)
    app.run()
    assert not app.exception


def test_there_is_a_button_for_every_file(app: AppTest) -> None:
    labels = [button.label for button in app.get("download_button")]
    assert labels == ["decisions.csv", "keep.csv", "reject.csv", "keep.txt", "reject.txt", "policy.toml"]
    assert "'p'" in texts(app)
    assert "reject sharpest_tile below 200" in texts(app)


def test_a_dry_run_lists_the_steps_and_touches_nothing(app: AppTest, photos: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*.jpg"))
    _dry_run(app, tmp_path / "sorted")
    steps = dict(app.dataframe[0].value.itertuples(index=False))
    assert {name for name, goes in steps.items() if goes.startswith("reject")} == _names(app, "reject")
    assert {name for name, goes in steps.items() if goes.startswith("keep")} == _names(app, "keep")
    assert sorted(tmp_path.rglob("*.jpg")) == before
    assert not (tmp_path / "sorted").exists()


@pytest.mark.parametrize("how", ["copy", "move", "link"])
def test_sorted_as_tried_and_taken_back(app: AppTest, photos: Path, tmp_path: Path, how: str) -> None:
    originals = {path.name: path.read_bytes() for path in photos.iterdir()}
    to = tmp_path / "sorted"
    rejected, kept = _names(app, "reject"), _names(app, "keep")
    assert rejected
    assert kept
    _dry_run(app, to, how)
    _run(app)
    assert {path.name for path in (to / "reject").iterdir()} == rejected
    assert {path.name for path in (to / "keep").iterdir()} == kept
    assert len(list(photos.iterdir())) == (len(originals) - len(rejected | kept) if how == "move" else len(originals))
    assert f"{len(rejected | kept)} files" in app.success[0].value
    app.button(key="sort_undo").click().run()
    assert "taken back" in app.success[0].value
    assert {path.name: path.read_bytes() for path in photos.iterdir()} == originals
    assert not list(to.rglob("*.jpg"))


def test_a_plan_is_not_run_after_the_decisions_changed(app: AppTest, tmp_path: Path) -> None:
    _dry_run(app, tmp_path / "sorted")
    state(app).tuning.change(Policy("q", (Rule("sharpest_tile", "below", 50.0),)))
    app.run()
    assert "do it again" in app.warning[0].value
    assert not [button for button in app.button if button.key == "sort_run"]


@pytest.mark.parametrize(
    ("to", "told"),
    [("", "Name the folder"), ("/etc/culling", "outside the folders"), ("photos/inside", "would be scanned again")],
)
def test_a_place_that_does_not_serve_is_refused_in_words(app: AppTest, to: str, told: str) -> None:
    _dry_run(app, to)
    assert app.error[0].value == "Not done."
    assert told in texts(app)
    assert state(app).sorting.plan is None
