"""Many photos, one after the other: what was done is not done again, what fails is told, a stop loses nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.restore.batch import Progress, Step, plan_batch, run_batch, worked_size
from culling.restore.edit import Edit, Light, Stopped
from culling.restore.saving import read_edit
from tests.restore.rescued import scene, write_photo

EDIT = Edit(deblur="wiener")


def inverted(pixels: Pixels, edit: Edit, *, progress: Callable[[int, int], None], stop: Any, **_how: Any) -> Pixels:
    """Stands for `restore`: two tiles."""
    for tile in (1, 2):
        if stop is not None and stop():
            raise Stopped("stopped")
        progress(tile, 2)
    return 255 - pixels


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    paths = [write_photo(folder / f"{name}.jpg", scene() // number) for number, name in enumerate("abc", 1)]
    (folder / "bad.jpg").write_bytes(b"nothing")
    return [*paths[:2], folder / "bad.jpg", paths[2]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _statuses(steps: Any) -> list[str]:
    return [step.status for step in steps]


def test_each_photo_becomes_a_copy_and_a_bad_one_a_row(photos: list[Path], out: Path) -> None:
    told: list[Progress] = []
    done: list[Step] = []
    result = run_batch(plan_batch(photos, EDIT, out), out, progress=told.append, done=done.append, restore=inverted)
    assert _statuses(result.steps) == ["saved", "saved", "failed", "saved"]
    assert sorted(path.name for path in out.iterdir()) == ["a-rescued.jpg", "b-rescued.jpg", "c-rescued.jpg"]
    assert [read_edit(step.target) for step in result.steps if step.target] == [EDIT] * 3
    assert "not a picture" in result.steps[2].said
    assert result.stopped == ""
    assert (result.count("saved"), result.count("failed")) == (3, 1)
    assert tuple(done) == result.steps
    assert [(state.done, state.tile) for state in told][:3] == [(0, 1), (0, 2), (1, 0)]
    assert told[-1] == Progress(4, 4, photos[3])
    table = result.table()
    assert table["status"].tolist() == _statuses(result.steps)
    assert table["saved as"][2] == ""


def test_what_was_done_is_not_done_again(photos: list[Path], out: Path) -> None:
    run_batch(plan_batch(photos[:1], EDIT, out), out, restore=inverted)
    assert _statuses(plan_batch(photos, EDIT, out)) == ["there already", "new", "new", "new"]
    assert _statuses(plan_batch(photos, Edit(deblur="wiener", light=Light(stops=1)), out)) == ["new"] * 4
    assert _statuses(plan_batch(photos, EDIT)) == ["new"] * 4, "another folder"
    again = run_batch(plan_batch(photos[:1], EDIT, out), out, restore=inverted)
    assert _statuses(again.steps) == ["there already"]
    assert len(list(out.iterdir())) == 1


def test_a_photo_that_changed_or_a_copy_that_is_damaged_is_done_again(photos: list[Path], out: Path) -> None:
    run_batch(plan_batch(photos[:2], EDIT, out), out, restore=inverted)
    write_photo(photos[0], scene(20, 20))
    (out / "b-rescued.jpg").write_bytes(b"cut")
    assert _statuses(plan_batch(photos[:2], EDIT, out)) == ["new", "new"]


def test_copies_among_the_photos_are_left_as_they_are(photos: list[Path]) -> None:
    run_batch(plan_batch(photos[:2], EDIT), restore=inverted)
    everything = sorted(photos[0].parent.glob("*.jpg"))
    planned = {step.source.name: step.status for step in plan_batch(everything, Edit(upscale=2))}
    assert planned == {
        "a.jpg": "new",
        "a-rescued.jpg": "a copy itself",
        "b.jpg": "new",
        "b-rescued.jpg": "a copy itself",
        "bad.jpg": "new",
        "c.jpg": "new",
    }


def test_each_photo_may_have_its_own_edit(photos: list[Path], out: Path) -> None:
    edits = {photos[0]: EDIT, photos[1]: Edit(upscale=2)}
    result = run_batch(plan_batch(photos[:2], edits, out), out, restore=inverted)
    assert [read_edit(step.target) for step in result.steps if step.target] == list(edits.values())


def test_an_edit_that_changes_nothing_makes_no_copy(photos: list[Path], out: Path) -> None:
    result = run_batch(plan_batch(photos[:2], {photos[0]: Edit(), photos[1]: EDIT}, out), out, restore=inverted)
    assert _statuses(result.steps) == ["nothing to do", "saved"]


def test_a_stop_gives_up_the_photo_under_way_and_the_same_call_goes_on(photos: list[Path], out: Path) -> None:
    told: list[Progress] = []
    stopped = run_batch(
        plan_batch(photos, EDIT, out),
        out,
        progress=told.append,
        stop=lambda: bool(told) and (told[-1].done, told[-1].tile) == (1, 1),
        restore=inverted,
    )
    assert _statuses(stopped.steps) == ["saved", "not reached", "not reached", "not reached"]
    assert "goes on from here" in stopped.stopped
    assert [path.name for path in out.iterdir()] == ["a-rescued.jpg"]
    rest = run_batch(plan_batch(photos, EDIT, out), out, restore=inverted)
    assert _statuses(rest.steps) == ["there already", "saved", "failed", "saved"]


def test_a_full_disk_ends_the_batch_and_leaves_no_part(
    photos: list[Path], out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run_batch(plan_batch(photos, EDIT, out), out, restore=inverted)
    assert _statuses(result.steps) == ["failed", "not reached", "not reached", "not reached"]
    assert "No space left on device" in result.stopped
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CullingError("no such network"), "no such network"),
        (MemoryError(), "not enough memory for this photo"),
        (ValueError("outside"), "outside"),
    ],
)
def test_what_fails_for_one_photo_is_its_row(photos: list[Path], out: Path, error: Exception, said: str) -> None:
    def failing(pixels: Pixels, edit: Edit, **how: Any) -> Pixels:
        if pixels.max() > 200:
            raise error
        return inverted(pixels, edit, **how)

    result = run_batch(plan_batch(photos[:2], EDIT, out), out, restore=failing)
    assert [(step.status, step.said) for step in result.steps] == [("failed", said), ("saved", "")]


def test_one_photo_is_in_memory_at_a_time(photos: list[Path], out: Path) -> None:
    import gc
    import weakref

    alive: list[weakref.ref[np.ndarray]] = []
    most = []

    def counting(pixels: Pixels, edit: Edit, **how: Any) -> Pixels:
        gc.collect()
        most.append(sum(one() is not None for one in alive))
        result = inverted(pixels, edit, **how)
        alive.extend([weakref.ref(pixels), weakref.ref(result)])
        return result

    run_batch(plan_batch(photos, EDIT, out), out, restore=counting)
    assert most == [0, 0, 0]


def test_a_folder_that_is_none_is_told(photos: list[Path], out: Path) -> None:
    with pytest.raises(CullingError, match="is no folder"):
        plan_batch(photos, EDIT, out / "nowhere")


def test_the_size_worked_on_is_halved_above_64_megapixels() -> None:
    assert worked_size((4000, 3000)) == (4000, 3000)
    assert worked_size((11_648, 8_736)) == (5824, 4368)
    assert worked_size((1, 1)) == (1, 1)
