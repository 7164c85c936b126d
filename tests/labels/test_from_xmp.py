"""Labels from the XMP of a shoot: which sidecar belongs to which photo."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from culling.errors import CullingError
from culling.export.xmp.merge import merge
from culling.labels.from_xmp import read_xmp_labels
from culling.labels.xmp import Stars
from tests.export.xmp.packets import wanted
from tests.labels.test_xmp import jpeg_with, packet

KEEP, REJECT, NOTHING = packet('x:Rating="5"'), packet('x:Rating="-1"'), packet('x:Rating="1"')


def _shoot(folder: Path, files: dict[str, bytes]) -> pd.DataFrame:
    """Write the files; the table of those that are photos."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return pd.DataFrame(index=pd.Index(sorted(name for name in files if not name.lower().endswith(".xmp"))))


def test_both_ways_to_name_a_sidecar_are_read(tmp_path: Path) -> None:
    files = {"a.CR3": b"", "a.xmp": KEEP, "d/b.JPG": b"", "d/b.JPG.xmp": REJECT, "c.jpg": b"", "C.XMP": NOTHING}
    found = read_xmp_labels(_shoot(tmp_path, files), tmp_path)
    assert found.labels == {"a.CR3": "keep", "d/b.JPG": "reject"}
    assert (found.problems, found.notes) == ((), ("3 files hold XMP; it says keep or reject of 2 photos.",))
    assert {(entry.how, entry.source) for entry in found.entries} == {("imported", f"XMP in {tmp_path.name}/")}
    low = read_xmp_labels(_shoot(tmp_path, files), tmp_path, stars=Stars(low_rejects=True))
    assert low.labels["c.jpg"] == "reject"


def test_the_sidecar_of_a_pair_is_that_of_the_raw(tmp_path: Path) -> None:
    table = _shoot(tmp_path, {"a.CR3": b"", "a.JPG": b"", "a.xmp": KEEP, "b.jpg": b"", "b.png": b"", "b.xmp": KEEP})
    found = read_xmp_labels(table, tmp_path)
    assert found.labels == {"a.CR3": "keep"}
    assert found.problems == ("b.xmp: could be of b.jpg or b.png",)


def test_two_sidecars_that_differ_leave_the_photo_without_a_label(tmp_path: Path) -> None:
    found = read_xmp_labels(_shoot(tmp_path, {"a.CR3": b"", "a.xmp": KEEP, "a.CR3.xmp": REJECT}), tmp_path)
    assert found.labels == {}
    assert found.problems == ("a.CR3: a.xmp and a.CR3.xmp contradict each other; neither counts",)


def test_what_lies_inside_a_jpeg_counts_where_no_sidecar_says_anything(tmp_path: Path) -> None:
    inside = jpeg_with(REJECT)
    files = {"a.jpg": inside, "b.jpg": inside, "b.xmp": KEEP, "c.jpg": inside, "c.xmp": NOTHING}
    table = _shoot(tmp_path, files)
    assert read_xmp_labels(table, tmp_path).labels == {"a.jpg": "reject", "b.jpg": "keep", "c.jpg": "reject"}
    assert read_xmp_labels(table, tmp_path, embedded=False).labels == {"b.jpg": "keep"}


def test_another_folder_is_matched_by_place_then_by_the_only_such_name(tmp_path: Path) -> None:
    table = _shoot(tmp_path / "shoot", {"x/a.CR3": b"", "y/a.CR3": b"", "y/b.NEF": b"", "y/c.jpg": b"", "d.jpg": b""})
    old = {"x/a.xmp": KEEP, "b.NEF.xmp": REJECT, "a.CR3.xmp": KEEP, "c.CR3.xmp": KEEP, "z.xmp": KEEP, "q.xmp": NOTHING}
    _shoot(tmp_path / "old", {**old, "d.jpg": jpeg_with(REJECT)})
    found = read_xmp_labels(table, tmp_path / "shoot", tmp_path / "old")
    assert found.labels == {"d.jpg": "reject", "x/a.CR3": "keep", "y/b.NEF": "reject", "y/c.jpg": "keep"}
    assert found.problems == (
        "a.CR3.xmp: could be of x/a.CR3 or y/a.CR3",
        "z.xmp: no photo of this folder has its name",
    )


def test_a_part_of_the_folder_can_be_read(tmp_path: Path) -> None:
    table = _shoot(tmp_path, {"x/a.CR3": b"", "x/a.xmp": KEEP, "y/a.CR3": b"", "y/a.xmp": REJECT})
    assert read_xmp_labels(table, tmp_path, tmp_path / "y").labels == {"y/a.CR3": "reject"}


def test_damaged_and_hostile_sidecars_are_told_and_the_others_count(tmp_path: Path) -> None:
    files = {"a.jpg": b"", "a.xmp": KEEP[:-70], "b.jpg": b"", "b.xmp": b"<!DOCTYPE x><x/>", "c.jpg": b"", "c.xmp": KEEP}
    found = read_xmp_labels(_shoot(tmp_path, files), tmp_path)
    assert found.labels == {"c.jpg": "keep"}
    assert [problem.partition(":")[0] for problem in found.problems] == ["a.xmp", "b.xmp"]


def test_one_sidecar_of_an_encoding_that_is_none_leaves_the_others(tmp_path: Path) -> None:
    files = {"a.jpg": b"", "b.jpg": b"", "b.xmp": KEEP, "a.xmp": b'<?xml version="1.0" encoding="nosuch"?><a/>'}
    found = read_xmp_labels(_shoot(tmp_path, files), tmp_path)
    assert found.labels == {"b.jpg": "keep"}
    assert found.problems == ("a.xmp: no whole XMP: unknown encoding: nosuch",)


def test_a_pipe_and_a_closed_file_do_not_stop_it(tmp_path: Path) -> None:
    table = _shoot(tmp_path, {"a.jpg": b"", "b.jpg": b"", "b.xmp": KEEP, "a.xmp": KEEP})
    (tmp_path / "a.xmp").unlink()
    os.mkfifo(tmp_path / "a.xmp")
    assert read_xmp_labels(table, tmp_path).labels == {"b.jpg": "keep"}


def test_a_folder_without_xmp_says_so_and_one_that_is_gone_as_well(tmp_path: Path) -> None:
    table = _shoot(tmp_path, {"a.jpg": b""})
    assert read_xmp_labels(table, tmp_path).notes == ("No file holds XMP: neither beside the photos nor inside them.",)
    with pytest.raises(CullingError, match="no folder"):
        read_xmp_labels(table, tmp_path, tmp_path / "gone")


def test_it_can_be_stopped(tmp_path: Path) -> None:
    table = _shoot(tmp_path, {"a.jpg": b"", "b.jpg": b"", "a.xmp": KEEP, "b.xmp": KEEP})
    told: list[int] = []
    found = read_xmp_labels(table, tmp_path, progress=lambda done, total: told.append(total), stop=lambda: bool(told))
    assert found.labels == {"a.jpg": "keep"}
    assert found.notes[0] == "Stopped after 1 of 4 files."


def test_what_we_exported_is_no_label_until_somebody_changes_it(tmp_path: Path) -> None:
    reject, keep = (merge(None, wanted(verdict)).content for verdict in ("reject", "keep"))
    files = {
        **{"a.CR3": b"", "a.xmp": reject, "b.CR3": b"", "b.xmp": keep.replace(b'pick="1"', b'pick="-1"')},
        **{"c.CR3": b"", "c.xmp": reject.replace(b'Rating="-1"', b'Rating="5"')},
        **{"d.CR3": b"", "d.xmp": merge(KEEP, wanted("reject")).content},
        **{"e.jpg": jpeg_with(reject), "f.CR3": b"", "f.CR3.xmp": keep, "f.xmp": REJECT},
    }
    found = read_xmp_labels(_shoot(tmp_path, files), tmp_path)
    assert found.labels == {"b.CR3": "reject", "c.CR3": "keep", "d.CR3": "keep", "f.CR3": "reject"}
    assert found.problems == ()


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_what_came_into_a_jpeg_by_exiftools_csv_is_told_by_our_keyword(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{name}.jpg")
    command = ["exiftool", "-q", "-overwrite_original", "-XMP-xmpDM:Pick=-1", "-XMP-dc:Subject=cull:reject"]
    subprocess.run([*command, str(tmp_path)], check=True)
    subprocess.run([*command[:3], "-XMP-xmp:Rating=4", str(tmp_path / "b.jpg")], check=True)
    found = read_xmp_labels(pd.DataFrame(index=pd.Index(["a.jpg", "b.jpg"])), tmp_path)
    assert found.labels == {"b.jpg": "keep"}


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
def test_what_exiftool_writes_is_read(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Image.new("RGB", (8, 8)).save(tmp_path / f"{name}.jpg")
    command = ["exiftool", "-q", "-overwrite_original"]
    subprocess.run([*command, "-XMP-xmp:Rating=4", str(tmp_path / "a.jpg")], check=True)
    subprocess.run([*command, "-XMP-xmp:Rating=-1", "-o", str(tmp_path / "b.xmp")], check=True)
    found = read_xmp_labels(pd.DataFrame(index=pd.Index(["a.jpg", "b.jpg"])), tmp_path)
    assert found.labels == {"a.jpg": "keep", "b.jpg": "reject"}
