"""The queue on the page Rescue by its native parts: tried in the background, marked, picked, rescued together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.decoding.pixels import Pixels
from culling.policy import Policy, Rule
from culling.restore import batch, trial
from culling.restore.edit import Edit
from culling.restore.light import brighten
from culling.restore.queue import rescuable
from culling.restore.saving import read_edit
from culling.ui.jobs import BOARD
from culling.ui.rescue_queue import trials_of
from tests.ui.pages import run, state, table, texts, widget

Start = Callable[..., AppTest]

POLICY = Policy("test", (Rule("reblur", "above", 0.3), Rule("luminance", "below", 20.0)))


def sharpened(pixels: Pixels, edit: Edit, **_told: Any) -> Pixels:
    """Stands for the network: an unsharp mask."""
    if edit.deblur:
        soft = cv2.GaussianBlur(pixels, (0, 0), 2).astype(np.float32)
        pixels = np.clip(np.rint(pixels + 3.0 * (pixels - soft)), 0, 255).astype(np.uint8)
    return brighten(pixels, edit.light)


@pytest.fixture
def app(dashboard: Start, photos: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The queue of twelve photos, each blurred more than the one before, two of them dark as well."""
    monkeypatch.setattr(trial, "_restorer", lambda stop: sharpened)
    monkeypatch.setattr(batch, "_restore", lambda: sharpened)
    app = dashboard(photos, "rescue")
    state(app).tuning.change(POLICY)
    state(app).rescuing.room = "queue"
    return run(app)


def queue(app: AppTest) -> list[str]:
    """The photos of the queue, in its order."""
    here = state(app)
    assert here.open is not None
    return list(map(str, here.rescuing.queue.look(here.open, here.policy).photos.index))


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception, [item.value for item in app.exception]
    return app


def labels(app: AppTest) -> dict[str | None, str]:
    return {button.key: button.label for button in app.button}


def try_all(app: AppTest) -> AppTest:
    click(app, "rescue_queue_try")
    job = trials_of(state(app).open).job
    assert job is not None
    job.wait(60)
    return run(app)


def words(app: AppTest) -> str:
    return "\n".join([*(item.value for item in app.markdown), *(item.value for item in app.caption), texts(app)])


def test_the_queue_shows_what_is_rejected_for_blur_or_darkness_nearest_to_the_cutoff_first(
    app: AppTest, photos: Path
) -> None:
    expected = list(rescuable(table(photos), POLICY).index)
    assert queue(app) == expected
    assert len(expected) > 5
    assert f"**{len(expected)} photos are** rejected for nothing but blur or too little light." in words(app)
    assert "Not tried yet" in words(app)
    assert labels(app)["rescue_queue_try"].startswith(f"Try all {len(expected)} – about ")


def test_trying_sorts_the_queue_by_gain_and_shows_before_and_after(app: AppTest, photos: Path) -> None:
    try_all(app)
    here = state(app)
    seen = here.rescuing.queue.look(here.open, here.policy)
    assert (seen.photos["then"] != "").all()
    assert seen.photos["gain"].dropna().is_monotonic_decreasing
    assert "rescue_queue_try" not in labels(app)
    here.rescuing.queue.walk.go(queue(app)[0])
    run(app)
    assert {"before", "after"} <= {item.value for item in app.caption}
    assert any("<td>reblur</td>" in block.proto.body for block in app.get("html"))
    # what was found outlives the session; the two dark photos are one content
    contents = set(here.table.loc[seen.photos.index, "content_hash"])
    kept = BOARD.open(photos.resolve()).catalog.gains(trial.gain_recipe())
    assert {content for content, _ in kept} == contents


def test_a_photo_is_opened_with_the_remedy_that_was_tried(app: AppTest) -> None:
    try_all(app)
    first = queue(app)[0]
    state(app).rescuing.queue.walk.go(first)
    click(run(app), "rescue_queue_open")
    assert state(app).rescuing.photo == first
    assert state(app).rescuing.room == "photo"
    assert not state(app).rescuing.edit.changes_nothing


def test_what_is_kept_or_not_worth_it_leaves_the_queue_and_undo_brings_it_back(app: AppTest) -> None:
    first, second, third = queue(app)[:3]
    state(app).rescuing.queue.walk.go(first)
    click(run(app), "rescue_queue_keep")
    assert state(app).table.at[first, "mark"] == "keep"
    assert first not in queue(app)
    assert state(app).rescuing.queue.walk.current == second
    click(app, "rescue_queue_reject")
    assert queue(app)[0] == third
    box = widget(app.checkbox, "rescue_queue_marked")
    assert box.label == "Also 1 marked reject"
    box.check().run()
    assert second in queue(app)
    app.segmented_control(key="rescue_queue_as").set_value("table").run()
    click(app, "rescue_table_undo")
    click(app, "rescue_table_undo")
    assert queue(app)[:3] == [first, second, third]


def test_those_that_would_pass_are_rescued_together_and_their_copies_are_never_offered(
    app: AppTest, photos: Path
) -> None:
    try_all(app)
    here = state(app)
    passing = here.rescuing.queue.look(here.open, here.policy).passing
    assert passing
    click(app, "rescue_queue_passing")
    assert here.rescuing.room == "many"
    before = {path: (photos / path).read_bytes() for path in passing}
    click(app, "rescue_many_run")
    many = trials_of(here.open).many
    assert many is not None
    many.wait(60)
    run(app)
    assert len(many.written) == len(passing)
    assert {path: (photos / path).read_bytes() for path in passing} == before
    assert all(read_edit(file) is not None for file in many.written)
    assert [item.value for item in app.success] == [f"{len(passing)} saved."]
    click(app, "rescue_many_scan")
    assert here.open is not None
    assert here.open.job is not None
    here.open.job.wait(60)
    run(app)
    assert labels(app)["rescue_many_look"].startswith("Look at the ")
    copies = {file.name for file in many.written}
    assert copies <= set(here.table.index)
    assert not copies & set(queue(app))
    assert not set(passing) & set(queue(app))  # they are rescued already
    here.rescuing.queue.rescued = True
    assert set(passing) <= set(queue(app))
    assert not copies & set(queue(app))


def test_copies_go_into_a_folder_that_is_allowed_and_into_no_other(app: AppTest, photos: Path) -> None:
    here = state(app)
    here.rescuing.queue.picked = tuple(queue(app)[:2])
    here.rescuing.room = "many"
    run(app)
    app.text_input(key="rescue_many_to").set_value("/proc/nowhere").run()
    click(app, "rescue_many_run")
    assert trials_of(here.open).many is None
    assert "is outside the folders this dashboard may use" in texts(app)
    app.text_input(key="rescue_many_to").set_value("rescued").run()
    click(app, "rescue_many_run")
    many = trials_of(here.open).many
    assert many is not None
    many.wait(60)
    assert sorted(file.parent for file in many.written) == [photos / "rescued"] * 2


def test_a_stopped_batch_goes_on_without_doing_anything_twice(app: AppTest, photos: Path) -> None:
    here = state(app)
    picked = queue(app)[:3]
    here.rescuing.queue.picked, here.rescuing.room = tuple(picked), "many"
    run(app)
    first: list[Any] = []

    def stopping(pixels: Pixels, edit: Edit, **told: Any) -> Pixels:
        trials = trials_of(here.open)
        if first and trials.many is not None:
            trials.many.cancel()
        first.append(edit)
        return sharpened(pixels, edit)

    batch._restore = lambda: stopping  # taken back by the fixture's own patch
    click(app, "rescue_many_run")
    stopped = trials_of(here.open).many
    assert stopped is not None
    stopped.wait(60)
    run(app)
    left = 3 - len(stopped.written)
    assert 1 <= left <= 2
    assert [item.value for item in app.warning] == [f"{3 - left} saved, {left} not reached."]
    batch._restore = lambda: sharpened
    click(app, "rescue_many_on")
    again = trials_of(here.open).many
    assert again is not None
    again.wait(60)
    assert [step.status for step in again.ended] == ["there already"] * (3 - left) + ["saved"] * left


def test_a_missing_network_is_said_and_the_dark_ones_can_still_be_tried(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial.nets, "problem", lambda name: "deblur is missing. Install culling again.")
    run(app)
    assert [item.value for item in app.warning] == ["Blurred photos cannot be tried:"]
    assert "deblur is missing. Install culling again." in texts(app)


def test_empty_queues_say_why(app: AppTest) -> None:
    here = state(app)
    here.tuning.change(Policy("lenient", (Rule("reblur", "above", 1.0),)))
    assert "**No photo is rejected** by the policy *lenient*." in words(run(app))
    here.tuning.change(Policy("burnt", (Rule("luminance", "above", 20.0),)))
    assert "**Nothing here can be mended by deblurring or more light.**" in words(run(app))
    assert "luminance > 20: 10 photos" in texts(app)
    here.tuning.change(POLICY)
    run(app)
    here.mark_all([(path, "reject") for path in queue(app)], "test")
    assert "**Nothing is left to rescue.** Rejected photos:" in words(run(app))
    here.rescuing.room = "many"
    assert "**No photos chosen yet.**" in words(run(app))


def test_a_photo_that_was_not_tried_is_opened_with_its_remedy(app: AppTest) -> None:
    here = state(app)
    assert here.open is not None
    seen = here.rescuing.queue.look(here.open, here.policy)
    first = queue(app)[0]
    assert seen.photos.loc[first, "remedy"] in ("deblur", "both")
    click(app, "rescue_queue_open")
    assert state(app).rescuing.photo == first
    assert state(app).rescuing.edit == Edit(deblur="own")
