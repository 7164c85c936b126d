"""Scans in the background: one a folder, cancelled, resumed, told when they fail; marks that reach every session."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.scan import Progress
from culling.ui import jobs
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.tasks import Task


def _opened(folder: Path) -> OpenFolder:
    opened = BOARD.open(folder.resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    return opened


def test_opening_a_folder_scans_it(unscanned: Path) -> None:
    opened = _opened(unscanned)
    assert opened.job is not None
    assert opened.job.progress is not None
    assert (opened.job.progress.done, opened.job.progress.total, opened.job.progress.finished) == (12, 12, True)
    assert len(opened.table) == 12
    assert opened.table["sharpest_tile"].notna().sum() > 0


def test_a_folder_is_open_once_for_everybody(photos: Path) -> None:
    first = _opened(photos)
    assert BOARD.open(photos.resolve()) is first
    assert BOARD.find(first.key) is first


def test_recipes_are_counted_once_a_scan_and_not_by_every_run(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = _opened(photos)
    real, asked = opened.catalog.recipes, []
    monkeypatch.setattr(opened.catalog, "recipes", lambda: asked.append(1) or real())
    assert sum(opened.recipes.values()) == sum(opened.recipes.values()) == 12
    opened.mark([(str(opened.table.index[0]), "keep")], "review")
    assert opened.recipes
    assert len(asked) == 1
    opened._read_all()
    assert opened.recipes
    assert len(asked) == 2


def test_a_cancelled_scan_goes_on_where_it_stopped(unscanned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, asked = jobs.scan, threading.Event()

    def stop_early(folder: Path, *, progress: object, cancel: threading.Event, **rest: object) -> object:
        def note(report: Progress) -> None:
            progress(report)  # type: ignore[operator]
            if report.done >= 3:
                asked.set()
                cancel.set()

        return real(folder, progress=note, cancel=cancel, workers=1, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "scan", stop_early)
    opened = _opened(unscanned)
    assert asked.is_set()
    assert opened.job is not None
    assert opened.job.cancelled
    assert opened.job.error == ""
    measured = len(opened.table)
    assert 3 <= measured < 12
    monkeypatch.setattr(jobs, "scan", real)
    opened.scan()
    opened.job.wait(60)
    opened.refresh()
    assert len(opened.table) == 12
    assert opened.job.progress is not None
    assert opened.job.progress.unchanged == measured


def test_a_folder_that_vanishes_is_told_in_words(photos: Path) -> None:
    opened = _opened(photos)
    shutil.rmtree(photos)
    opened.scan()
    assert opened.job is not None
    opened.job.wait(60)
    assert str(photos) in opened.job.error
    assert len(opened.table) == 12  # what is known is not lost
    with pytest.raises(CullingError, match="not a folder"):
        BOARD.open(photos / "gone")


def test_a_fault_of_ours_is_told_and_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    task: Task[int] = Task()
    task.start(lambda: 1 // 0)
    task.wait(10)
    assert not task.running
    assert "ZeroDivisionError" in task.error
    assert task.result is None
    assert "a task failed" in caplog.text


def test_a_mark_is_in_the_catalog_and_in_the_table_at_once(photos: Path) -> None:
    opened = _opened(photos)
    before = opened.table
    opened.mark([("photo_01.jpg", "reject")], "test")
    assert opened.catalog.marks()["photo_01.jpg"] == "reject"
    assert opened.table.loc["photo_01.jpg", "mark"] == "reject"
    assert opened.table["mark"].notna().sum() == 1
    assert before["mark"].notna().sum() == 0  # tables that sessions hold do not change under them
    opened.mark([("photo_01.jpg", None)], "test")
    assert opened.catalog.marks().empty
    assert opened.table["mark"].notna().sum() == 0


def test_a_mark_outlives_a_rescan(photos: Path) -> None:
    opened = _opened(photos)
    opened.mark([("photo_02.jpg", "keep")], "test")
    opened.scan()
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    assert opened.table.loc["photo_02.jpg", "mark"] == "keep"
