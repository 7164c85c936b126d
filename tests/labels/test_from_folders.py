"""Labels from sorted folders: inside the scanned folder by path, elsewhere by content, then by name."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import xxhash

from culling.errors import CullingError
from culling.labels.from_folders import read_label_folders


def _files(folder: Path, **content: str) -> None:
    for name, text in content.items():
        path = folder / name.replace("__", "/").replace("_jpg", ".jpg").replace("_cr3", ".CR3")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _table(folder: Path) -> pd.DataFrame:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    content = {
        "content_hash": [xxhash.xxh3_128_hexdigest(path.read_bytes()) for path in files],
        "file_bytes": [path.stat().st_size for path in files],
    }
    return pd.DataFrame(content, index=pd.Index([path.relative_to(folder).as_posix() for path in files]))


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    folder = tmp_path / "shoot"
    _files(folder, a_jpg="one", day__b_jpg="two", day__c_jpg="three", day__d_cr3="raw")
    return folder


def test_folders_inside_the_scanned_one_are_taken_by_path(tmp_path: Path) -> None:
    _files(tmp_path, x__keep__a_jpg="1", x__Rejected__b_jpg="2", x__c_jpg="3", keep__sub__d_jpg="4")
    _files(tmp_path, keep__rejects__e_jpg="5")
    found = read_label_folders(tmp_path, _table(tmp_path), tmp_path)
    assert found.labels == {
        "keep/rejects/e.jpg": "reject",  # the nearest folder counts
        "keep/sub/d.jpg": "keep",
        "x/Rejected/b.jpg": "reject",
        "x/keep/a.jpg": "keep",
    }
    part = read_label_folders(tmp_path / "x", _table(tmp_path), tmp_path)
    assert part.labels == {"x/Rejected/b.jpg": "reject", "x/keep/a.jpg": "keep"}
    assert {entry.source for entry in part.entries} == {"x/"}


def test_a_photo_that_came_after_the_scan_is_told(tmp_path: Path) -> None:
    _files(tmp_path, keep__a_jpg="1")
    table = _table(tmp_path)
    _files(tmp_path, keep__new_jpg="2")
    found = read_label_folders(tmp_path, table, tmp_path)
    assert found.labels == {"keep/a.jpg": "keep"}
    assert found.problems == ("keep/new.jpg: not in the table of photos; scan the folder again",)


def test_elsewhere_content_counts_whatever_the_name(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", good__renamed_jpg="two", BAD__c_jpg="one")
    found = read_label_folders(tmp_path / "out", _table(shoot), shoot)
    assert found.labels == {"a.jpg": "reject", "day/b.jpg": "keep"}  # c.jpg has the bytes of a.jpg
    assert (found.problems, found.notes) == ((), ())


def test_copies_of_a_file_are_labelled_alike(shoot: Path, tmp_path: Path) -> None:
    _files(shoot, copy__z_jpg="one")
    _files(tmp_path / "out", keep__a_jpg="one")
    assert read_label_folders(tmp_path / "out", _table(shoot), shoot).labels == {"a.jpg": "keep", "copy/z.jpg": "keep"}


def test_other_content_is_found_by_a_name_that_only_one_photo_has(shoot: Path, tmp_path: Path) -> None:
    _files(shoot, other__a_jpg="another a")
    _files(tmp_path / "out", keep__B_jpg="edited", keep__d_jpg="developed", keep__a_jpg="edited too", keep__z_jpg="?")
    found = read_label_folders(tmp_path / "out", _table(shoot), shoot)
    assert found.labels == {"day/b.jpg": "keep", "day/d.CR3": "keep"}
    assert set(found.problems) == {
        "keep/a.jpg: 2 photos have its name",
        "keep/z.jpg: no photo has its content or its name",
    }
    assert found.notes == ("2 photos were found by their name alone; the files' content differs.",)


def test_two_files_of_a_name_do_not_find_one_photo(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", keep__x__b_jpg="edited", keep__y__b_jpg="another card")
    found = read_label_folders(tmp_path / "out", _table(shoot), shoot)
    assert found.labels == {}
    assert found.problems == ("day/b.jpg: keep/x/b.jpg and keep/y/b.jpg both have its name; neither counts",)


def test_content_counts_before_a_name(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", keep__x_jpg="two", reject__b_jpg="not the same at all")
    assert read_label_folders(tmp_path / "out", _table(shoot), shoot).labels == {"day/b.jpg": "keep"}


def test_a_photo_in_both_folders_has_no_label(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", keep__a_jpg="one", reject__a_jpg="one", keep__b_jpg="two")
    found = read_label_folders(tmp_path / "out", _table(shoot), shoot)
    assert found.labels == {"day/b.jpg": "keep"}
    assert found.problems == ("a.jpg: keep/a.jpg and reject/a.jpg contradict each other; neither counts",)


def test_names_of_folders_can_be_given(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", Kunde_A__a_jpg="one", weg__b_jpg="two")
    found = read_label_folders(
        tmp_path / "out", _table(shoot), shoot, names={"kunde a": "keep", "WEG": "reject"}, by="ann"
    )
    assert found.labels == {"a.jpg": "keep", "day/b.jpg": "reject"}
    assert {entry.by for entry in found.entries} == {"ann"}
    with pytest.raises(ValueError, match="at least one folder name"):
        read_label_folders(tmp_path / "out", _table(shoot), shoot, names={})


def test_a_folder_without_such_names_says_what_is_there(shoot: Path, tmp_path: Path) -> None:
    with pytest.raises(CullingError, match="the folders in it are: day"):
        read_label_folders(shoot, _table(shoot), shoot)
    with pytest.raises(CullingError, match="no folder"):
        read_label_folders(tmp_path / "nowhere", _table(shoot), shoot)


def test_what_culling_sorted_is_flagged_as_circular(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", keep__a_jpg="one")
    (tmp_path / "out" / ".culling-journal-20260101T000000.000000Z.jsonl").write_text("{}\n")
    found = read_label_folders(tmp_path / "out", _table(shoot), shoot)
    assert "a policy's own decision" in found.notes[0]


def test_it_can_be_stopped_and_tells_how_far_it_is(shoot: Path, tmp_path: Path) -> None:
    _files(tmp_path / "out", keep__a_jpg="one", keep__b_jpg="two", keep__c_jpg="three")
    told: list[tuple[int, int]] = []
    found = read_label_folders(
        tmp_path / "out",
        _table(shoot),
        shoot,
        progress=lambda done, total: told.append((done, total)),
        stop=lambda: len(told) == 2,
    )
    assert told == [(1, 3), (2, 3)]
    assert found.labels == {"a.jpg": "keep", "day/b.jpg": "keep"}
    assert found.notes == ("Stopped after 2 of 3 files.",)
