"""The groups of one session without a page: found once, by the method and settings chosen, kept when asked."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culling.group.grouping import METHODS, group
from culling.ui.alike import Alike
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.rooms.similar.toolbar import CONTROLS
from culling.ui.tasks import Task
from tests.ui.photos import write_photos


@pytest.fixture
def folder(photos: Path) -> OpenFolder:
    """Ten photos of one texture, one of them there twice."""
    for dark in ("photo_10.jpg", "photo_11.jpg"):  # too dark to differ
        (photos / dark).unlink()
    shutil.copy(photos / "photo_03.jpg", photos / "copy_of_03.jpg")
    opened = BOARD.open(photos.resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    return opened


@pytest.fixture
def alike() -> Alike:
    return Alike()


def _groups(alike: Alike, folder: OpenFolder, method: str | None = None) -> pd.Series:
    alike.finding(folder, method).wait(60)
    groups = alike.groups(folder, method)
    assert groups is not None, alike.finding(folder, method).error
    return groups


@pytest.mark.parametrize("method", METHODS)
def test_groups_are_those_of_the_shell(folder: OpenFolder, alike: Alike, method: str) -> None:
    alike.method = method
    found = group(folder.table, folder.catalog.neighbours(), method, picture=folder.catalog.picture)
    _groups(alike, folder)
    pd.testing.assert_frame_equal(alike.table(folder), found)


def test_a_search_is_made_once_for_the_same_settings_and_anew_for_others(folder: OpenFolder, alike: Alike) -> None:
    first = alike.finding(folder)
    assert alike.finding(folder) is first
    alike.set("distance", 0.0)
    groups = _groups(alike, folder)
    assert groups.dropna().index.tolist() == ["copy_of_03.jpg", "photo_03.jpg"]
    assert alike.finding(folder) is not first
    alike.reset()
    assert alike.finding(folder) is first


def test_more_searches_than_threads_do_not_wait_for_each_other(folder: OpenFolder) -> None:
    gate = threading.Event()
    for _ in range(6):  # all threads are busy while the searches line up
        Task[bool]().start(gate.wait)
    searches = [Alike().finding(folder, "likeness") for _ in range(12)]
    gate.set()
    for search in searches:
        search.wait(30)
        assert search.result is not None


def test_marks_make_no_new_search_but_may_make_another_keeper(folder: OpenFolder, alike: Alike) -> None:
    alike.method = "exact"
    searched = alike.finding(folder)
    _groups(alike, folder)
    before = alike.table(folder)
    assert before is not None
    other = before.index[before["group"].notna() & ~before["keeper"]][0]
    folder.mark([(str(other), "must-have")], "test")
    after = alike.table(folder)
    assert alike.finding(folder) is searched
    assert after is not None
    assert after.index[after["keeper"]].tolist() == [other]


def test_a_new_scan_makes_a_new_search(folder: OpenFolder, alike: Alike, photos: Path) -> None:
    alike.method = "exact"
    assert _groups(alike, folder).count() == 2
    shutil.copy(photos / "photo_03.jpg", photos / "another_of_03.jpg")
    folder.scan()
    assert folder.job is not None
    folder.job.wait(60)
    folder.refresh()
    assert _groups(alike, folder).count() == 3


def test_what_is_kept_is_in_the_table_until_it_is_dropped(folder: OpenFolder, alike: Alike) -> None:
    alike.method = "exact"
    _groups(alike, folder)
    assert not alike.is_kept(folder)
    sheet = folder.sheet
    alike.keep(folder)
    assert alike.is_kept(folder)
    assert folder.table["group"].dropna().to_dict() == {"copy_of_03.jpg": 0.0, "photo_03.jpg": 0.0}
    assert folder.table["keeper"].sum() == 1
    assert folder.sheet is sheet  # browser parts need not fetch anything again
    assert folder.catalog.grouping() == {"method": "exact"}
    folder.drop_groups()
    assert "group" not in folder.table
    assert not alike.is_kept(folder)


def test_a_chosen_keeper_is_kept_in_every_grouping(folder: OpenFolder, alike: Alike) -> None:
    alike.set("distance", 2.0)
    _groups(alike, folder)
    everything = alike.table(folder)
    assert everything is not None
    blurred = "photo_09.jpg"
    assert not everything.loc[blurred, "keeper"]
    folder.choose_keeper(blurred, True, [str(path) for path in everything.index if path != blurred])
    chosen = alike.table(folder)
    assert chosen is not None
    assert chosen.index[chosen["keeper"]].tolist() == [blurred]
    folder.choose_keeper("photo_08.jpg", True, [str(path) for path in everything.index if path != "photo_08.jpg"])
    assert folder.catalog.chosen_keepers() == ["photo_08.jpg"]


def test_groups_kept_by_another_program_are_taken_up(folder: OpenFolder) -> None:
    from culling.catalog import Catalog

    with Catalog(folder.path, folder.catalog.path) as other:
        groups = pd.Series(np.nan, folder.table.index)
        groups.iloc[[1, 2]] = 0.0
        other.keep_groups(groups, {"method": "by hand"})
    folder.refresh()
    assert folder.table["group"].count() == 2


def test_a_cancelled_search_says_so_and_can_be_made_again(folder: OpenFolder, alike: Alike) -> None:
    alike.method = "scenes"
    alike.given["scenes"] = {"sure": 0.0, "distance": 2.0}
    searched = alike.finding(folder)
    searched.cancel()
    searched.wait(60)
    if searched.result is None:  # it was cancelled before it had looked at everything
        assert "cancelled" in searched.error
    alike.again(folder)
    _groups(alike, folder)


def test_a_selection_holds_each_photo_once_and_is_shown(alike: Alike) -> None:
    alike.select(["b.jpg", "a.jpg", "b.jpg"])
    assert alike.selection == ("b.jpg", "a.jpg")
    assert alike.beside == "selection"
    alike.select(())
    assert alike.beside == "groups"


def test_every_setting_of_every_method_has_a_control() -> None:
    assert set(CONTROLS) == {name for method in METHODS.values() for name in method.settings}
    for method in METHODS.values():
        for name, value in method.settings_for(200).items():
            assert CONTROLS[name].low <= value <= CONTROLS[name].high


def test_a_session_begins_with_the_groups_that_the_folder_keeps() -> None:
    begun = Alike.like_kept({"method": "bursts", "gap_s": 4.0, "distance": 0.4, "gone": 1, "note": "x"})
    assert (begun.method, begun.settings(100)) == ("bursts", {"gap_s": 4.0, "distance": 0.4})
    for about in (None, {}, {"method": "by hand"}, {"method": 7}):
        assert Alike.like_kept(about) == Alike()


def test_one_photo_is_alone_by_every_method(tmp_path: Path, alike: Alike) -> None:
    write_photos(tmp_path / "one", ["only.jpg"])
    opened = BOARD.open((tmp_path / "one").resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    for method in METHODS:
        assert _groups(alike, opened, method).isna().all()
