"""A new file is there whole or not at all, also when the disk is full or the program is killed."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.restore import new_file
from culling.restore.new_file import WriteError, names_beside, write_new


@pytest.fixture(params=["without a name", "with a hidden name"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Linux has files without a name; elsewhere, and on cards, they have a hidden one meanwhile."""
    if request.param == "with a hidden name":
        monkeypatch.setattr(new_file, "_open_unnamed", lambda folder: None)
    else:
        _needs_unnamed(tmp_path)
    return str(request.param)


def _needs_unnamed(folder: Path) -> None:
    handle = new_file._open_unnamed(folder)
    if handle is None:
        pytest.skip("this file system has no files without a name")
    os.close(handle)


def test_the_first_free_name_is_taken(tmp_path: Path, way: str) -> None:
    names = [tmp_path / name for name in ("a", "b", "c")]
    names[0].write_bytes(b"another's")
    assert write_new(iter(names), b"ours") == names[1]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"another's", "b": b"ours"}
    assert names[1].stat().st_mode & 0o777 == 0o666 & ~_umask()
    with pytest.raises(CullingError, match="a is there already; nothing was written"):
        write_new(iter(names[:1]), b"ours")
    assert len(list(tmp_path.iterdir())) == 2


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_takes_no_more_leaves_nothing(
    tmp_path: Path, way: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=f"cannot write .*: {os.strerror(code)}"):
        write_new(iter([tmp_path / "a"]), b"ours" * 1000)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_cannot_be_is_no_full_disk(tmp_path: Path, way: str) -> None:
    with pytest.raises(CullingError, match="File name too long") as caught:
        write_new(iter([tmp_path / ("a" * 300)]), b"ours")
    assert not isinstance(caught.value, WriteError)
    assert list(tmp_path.iterdir()) == []


def test_who_is_killed_leaves_nothing(tmp_path: Path) -> None:
    _needs_unnamed(tmp_path)
    script = (
        "import sys, time; from pathlib import Path; from culling.restore import new_file\n"
        "def wait(*given):\n    print('written', flush=True)\n    time.sleep(60)\n"
        "new_file._link = wait\n"
        "new_file.write_new(iter([Path(sys.argv[1]) / 'a']), b'ours' * 100_000)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert list(tmp_path.iterdir()) == []


def test_names_are_counted_and_cut_to_what_a_file_system_takes(tmp_path: Path) -> None:
    (tmp_path / "A-Rescued.JPG").touch()
    assert [path.name for path in islice(names_beside(tmp_path, "a", "-rescued", ".jpg"), 2)] == [
        "a-rescued-2.jpg",
        "a-rescued-3.jpg",
    ]
    long = next(names_beside(tmp_path, "ü" * 120, "-rescued", ".jpg"))
    assert len(os.fsencode(long.name)) <= 255
    assert long.name.endswith("ü-rescued.jpg")
