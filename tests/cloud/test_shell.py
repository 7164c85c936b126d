"""Shell commands on a bucket: those that read photos work, those that write beside them say what to do instead."""

from __future__ import annotations

import csv
import sys
from functools import partial
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.folders import folder_of
from culling.metrics import PARTS
from culling.scan import scan
from tests.cloud.conftest import Put, jpeg
from tests.cloud.s3_server import BUCKET, Wire
from tests.typed import Said, run_culling

URL = f"s3://{BUCKET}/shoot"


@pytest.fixture
def culling(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> partial[Said]:
    return partial(run_culling, monkeypatch, capfd)


@pytest.fixture
def bucket(wire: Wire, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Two photos, measured before."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    put("shoot/day/a.jpg", jpeg(1))
    put("shoot/b.jpg", jpeg(2))
    scan(URL, without=PARTS)
    wire.asked.clear()
    return wire


def test_photos_are_decided_and_listed(bucket: Wire, culling: partial[Said], tmp_path: Path) -> None:
    done = culling("decide", URL, "--out", tmp_path / "decisions.csv", "--quiet")
    assert done.code == 0, done.err
    with (tmp_path / "decisions.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["path"], row["SourceFile"]) for row in rows] == [
        ("b.jpg", f"{URL}/b.jpg"),
        ("day/a.jpg", f"{URL}/day/a.jpg"),
    ]
    done = culling("export", URL, "--lists", "--xmp", "full", "--out", tmp_path / "lists", "--quiet")
    assert done.code == 0, done.err
    listed = b"".join((tmp_path / "lists" / f"{verdict}.txt").read_bytes() for verdict in ("keep", "maybe", "reject"))
    assert sorted(listed.split()) == [b"b.jpg", b"day/a.jpg"]
    assert (tmp_path / "lists" / "day" / "a.jpg.xmp").is_file()
    assert bucket.gets() == []


def test_marks_go_out_and_the_secret_does_not(bucket: Wire, culling: partial[Said], tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("path,mark\nb.jpg,keep\n")
    done = culling("marks", URL, "--import", tmp_path / "in.csv")
    assert done.code == 0, done.err
    done = culling("group", f"s3://me:sEcret@{BUCKET}/shoot", "--keep")
    assert done.code == 0, done.err
    assert "sEcret" not in done.out + done.err
    stored = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert b"sEcret" not in stored
    assert b"b.jpg" in stored


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sort", URL, "--to", "sorted", "--move"), "is only read"),
        (("export", URL, "--xmp", "full"), "--out"),
        (("restore", f"{URL}/b.jpg", "out.jpg", "--deblur"), "Copy the photos to this computer"),
        (("scan", "s3://me:sEcret/no-at-sign"), "names no bucket"),
        (("scan", f"s3://{BUCKET}/none"), "There is no"),
    ],
)
def test_what_cannot_be_is_one_line(
    bucket: Wire,
    culling: partial[Said],
    words: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = culling(*words)
    assert done.code == 1
    assert says in done.err
    assert len(done.err.splitlines()) == 1
    assert "sEcret" not in done.err
    assert {path.name for path in tmp_path.iterdir()} <= {"data"}


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(CullingError, match=r"pip install 'culling\[cloud\]'"):
        scan(folder_of("s3://bucket/shoot"))
