"""Commands as a person types them, and a small folder to type them at."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from culling import scan
from culling.cli import main

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"


class Said(NamedTuple):
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def run_culling(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: object) -> Said:
    """`culling …` through the program's own `main`."""
    monkeypatch.setattr(sys, "argv", ["culling", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdout.flush()
    said = capfd.readouterr()
    code = ended.value.code
    return Said(code if isinstance(code, int) else 0, said.out, said.err)


def scanned_walk(folder: Path) -> Path:
    """A burst of three by the lake, one other photo, a copy of it, and a file that is none; scanned once.

    The catalog is `known.sqlite` beside the folder.
    """
    folder.mkdir()
    for number in (101, 102, 103, 131):
        shutil.copy(SAMPLE / "100_WALK" / f"IMG_{number:04}.JPG", folder)
    shutil.copy(folder / "IMG_0131.JPG", folder / "=copy.jpg")
    (folder / "bad.jpg").write_bytes(b"nothing")
    scan(folder, catalog=folder.parent / "known.sqlite")
    return folder
