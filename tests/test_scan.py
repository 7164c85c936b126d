"""The scan on real files: what is new, changed, renamed, gone, unreadable; cancel and resume; threads or one."""

from __future__ import annotations

import math
import os
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from skimage import data

import culling.measure
from culling import Catalog, CullingError, metrics, scan
from culling.decoding.limits import Limits
from culling.metrics import METRIC_NAMES, METRICS
from culling.metrics.metric import Metric
from culling.scan import Progress


def photo(path: Path, seed: int = 0) -> Path:
    """A small real photo, another crop for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    top, left = np.random.default_rng(seed).integers(0, 200, 2)
    Image.fromarray(data.astronaut()[top : top + 240, left : left + 300]).save(path, quality=90)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(6):
        photo(tmp_path / "photos" / f"day {number % 2}" / f"{number}.jpg", number)
    return tmp_path / "photos"


@pytest.fixture
def catalog(folder: Path, tmp_path: Path) -> Catalog:
    return Catalog(folder, tmp_path / "catalog.sqlite")


class Watch:
    """Collects what a scan reports."""

    def __init__(self) -> None:
        self.seen: list[Progress] = []

    def __call__(self, state: Progress) -> None:
        self.seen.append(state)

    @property
    def measured(self) -> int:
        return self.seen[-1].total


def test_every_photo_is_a_row_with_numbers(folder: Path, catalog: Catalog) -> None:
    table = scan(folder, catalog=catalog)
    assert list(table.index) == sorted(f"day {n % 2}/{n}.jpg" for n in range(6))
    assert table["error"].isna().all()
    always = [known.name for known in METRICS if known.part not in ("people", "subject") and not known.learned]
    always.remove("own_flaw")  # nobody trained a network here
    assert np.isfinite(table[always]).all(axis=None)
    assert (table["width"] == 300).all()
    assert table["content_hash"].nunique() == 6
    thumbnail = catalog.thumbnail("day 0/0.jpg")
    assert thumbnail is not None
    assert thumbnail.startswith(b"\xff\xd8")


def test_threads_change_nothing(folder: Path, tmp_path: Path) -> None:
    tables = [scan(folder, catalog=tmp_path / f"{workers}.sqlite", workers=workers) for workers in (1, 4)]
    pd.testing.assert_frame_equal(*tables)


def test_an_unchanged_folder_is_not_measured_again(folder: Path, catalog: Catalog) -> None:
    first, watch = scan(folder, catalog=catalog), Watch()
    second = scan(folder, catalog=catalog, progress=watch)
    assert watch.measured == 0
    assert watch.seen[-1].unchanged == 6
    pd.testing.assert_frame_equal(first, second)


def test_added_changed_and_removed_files_are_noticed(folder: Path, catalog: Catalog) -> None:
    before = scan(folder, catalog=catalog)
    photo(folder / "day 0" / "new.jpg", 77)
    photo(folder / "day 0" / "2.jpg", 78)
    (folder / "day 1" / "1.jpg").unlink()
    watch = Watch()
    after = scan(folder, catalog=catalog, progress=watch)
    assert watch.measured == 2
    assert "day 0/new.jpg" in after.index
    assert "day 1/1.jpg" not in after.index
    assert after.loc["day 0/2.jpg", "content_hash"] != before.loc["day 0/2.jpg", "content_hash"]
    pd.testing.assert_series_equal(after.loc["day 0/4.jpg"], before.loc["day 0/4.jpg"])


def test_renamed_files_keep_numbers_and_marks_without_being_measured(folder: Path, catalog: Catalog) -> None:
    before = scan(folder, catalog=catalog)
    catalog.set_mark("day 0/0.jpg", "keep")
    (folder / "day 0").rename(folder / "trip")
    watch = Watch()
    after = scan(folder, catalog=catalog, progress=watch)
    assert watch.measured == 0
    assert after.loc["trip/0.jpg", "mark"] == "keep"
    assert after.loc["trip/0.jpg", "reblur"] == before.loc["day 0/0.jpg", "reblur"]
    assert not any(path.startswith("day 0") for path in after.index)


def test_a_moved_copy_with_another_time_keeps_its_mark(folder: Path, catalog: Catalog) -> None:
    scan(folder, catalog=catalog)
    catalog.set_mark("day 0/0.jpg", "reject")
    moved = folder / "elsewhere.jpg"
    (folder / "day 0" / "0.jpg").rename(moved)
    os.utime(moved, (1, 1))
    assert scan(folder, catalog=catalog).loc["elsewhere.jpg", "mark"] == "reject"


def test_twins_are_not_taken_for_a_rename(folder: Path, catalog: Catalog) -> None:
    scan(folder, catalog=catalog)
    (folder / "twin.jpg").write_bytes((folder / "day 0" / "0.jpg").read_bytes())
    table = scan(folder, catalog=catalog)
    assert {"twin.jpg", "day 0/0.jpg"} <= set(table.index)
    assert table.loc["twin.jpg", "content_hash"] == table.loc["day 0/0.jpg", "content_hash"]


def test_only_a_measure_with_a_new_version_is_measured_again(
    folder: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scan(folder, catalog=catalog)
    calls: list[str] = []

    def spied(metric: Metric, version: int) -> Metric:
        def measure(photo: culling.Photo) -> float:
            calls.append(metric.name)
            return 1000.0 if metric.name == "entropy" else metric.measure(photo)

        fields = {name: getattr(metric, name) for name in Metric.__slots__}
        return Metric(**fields | {"measure": measure, "version": version})

    changed = tuple(spied(metric, 2 if metric.name == "entropy" else metric.version) for metric in metrics.METRICS)
    monkeypatch.setattr(culling.measure, "METRICS", changed)
    after = scan(folder, catalog=catalog)
    assert calls == ["entropy"] * 6
    assert (after["entropy"] == 1000).all()
    pd.testing.assert_frame_equal(after.drop(columns="entropy"), before.drop(columns="entropy"))
    calls.clear()
    scan(folder, catalog=catalog)
    assert calls == []


def test_cancel_keeps_what_was_measured_and_the_next_scan_goes_on(folder: Path, catalog: Catalog) -> None:
    cancel, watch = threading.Event(), Watch()

    def stop_after_two(state: Progress) -> None:
        watch(state)
        if state.done == 2:
            cancel.set()

    part = scan(folder, catalog=catalog, progress=stop_after_two, cancel=cancel, workers=1)
    assert 2 <= len(part) < 6
    assert not watch.seen[-1].finished
    rest = Watch()
    assert len(scan(folder, catalog=catalog, progress=rest)) == 6
    assert rest.measured == 6 - len(part)
    assert rest.seen[-1].finished


def test_progress_counts_up_and_names_the_unreadable(folder: Path, catalog: Catalog) -> None:
    (folder / "bad.jpg").write_bytes(b"no photo")
    watch = Watch()
    scan(folder, catalog=catalog, progress=watch)
    assert [state.done for state in watch.seen] == [0, 1, 2, 3, 4, 5, 6, 7, 7]
    last = watch.seen[-1]
    assert (last.total, last.failed, last.finished) == (7, 1, True)
    assert last.rate > 0
    assert last.seconds_left == 0


def test_bad_files_are_rows_that_say_why(folder: Path, catalog: Catalog) -> None:
    (folder / "empty.jpg").touch()
    (folder / "text.png").write_text("hello")
    whole = (folder / "day 0" / "0.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    table = scan(folder, catalog=catalog)
    bad = table[table["error"].notna()]
    assert list(bad.index) == ["cut.jpg", "empty.jpg", "text.png"]
    assert bad["error"].str.len().min() > 10
    assert bad[list(METRIC_NAMES)].isna().all(axis=None)
    assert table.drop(index=bad.index)["luminance"].notna().all()


def test_a_broken_measure_is_a_row_that_says_so(
    folder: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(photo: culling.Photo) -> float:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(culling.measure, "thumbnail", broken)
    table = scan(folder, catalog=catalog)
    assert table["error"].str.contains("ZeroDivisionError: boom").all()


def test_a_file_that_never_ends_is_given_up(folder: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    real = culling.measure.read_photo

    def stuck(path: Path, limits: Limits) -> culling.Photo:
        if path.name == "3.jpg":
            release.wait(60)
        return real(path, limits)

    monkeypatch.setattr(culling.measure, "read_photo", stuck)
    table = scan(folder, catalog=catalog, limits=Limits(seconds=1))
    release.set()
    assert "too long" in table.loc["day 1/3.jpg", "error"]
    assert table["error"].notna().sum() == 1


def test_a_file_that_vanishes_during_the_scan_is_a_row_and_gone_at_the_next(folder: Path, catalog: Catalog) -> None:
    def remove(state: Progress) -> None:
        if state.done == 0:
            (folder / "day 1" / "5.jpg").unlink(missing_ok=True)

    table = scan(folder, catalog=catalog, progress=remove, workers=1)
    assert "gone" in table.loc["day 1/5.jpg", "error"] or "vanished" in table.loc["day 1/5.jpg", "error"]
    assert "day 1/5.jpg" not in scan(folder, catalog=catalog).index


def test_an_empty_folder_is_an_empty_table(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    table = scan(tmp_path / "empty", catalog=tmp_path / "c.sqlite")
    assert len(table) == 0
    assert set(METRIC_NAMES) < set(table.columns)


def test_a_missing_folder_is_named_and_leaves_no_catalog(tmp_path: Path) -> None:
    with pytest.raises(CullingError, match="no folder"):
        scan(tmp_path / "nowhere", catalog=tmp_path / "c.sqlite")
    assert not (tmp_path / "c.sqlite").exists()


def test_no_worker_is_a_bad_call(folder: Path) -> None:
    with pytest.raises(ValueError, match="workers must be 1 or more, got 0"):
        scan(folder, workers=0)


def test_nothing_is_written_into_the_photo_folder(folder: Path) -> None:
    before = sorted(path for path in folder.rglob("*"))
    scan(folder)
    assert sorted(path for path in folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["hostile", "formats", "exif"])
def test_collections_of_odd_files_scan_to_the_end_in_silence(
    shared_data: Path, tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    table = scan(shared_data / name, catalog=tmp_path / "c.sqlite")
    bad = table["error"].notna()
    assert len(table) >= 20
    assert table.loc[bad, "error"].str.len().min() > 10 if bad.any() else True
    assert table.loc[bad, list(METRIC_NAMES)].isna().all(axis=None)
    assert table.loc[~bad, "luminance"].map(math.isfinite).all()
    assert capfd.readouterr() == ("", "")
