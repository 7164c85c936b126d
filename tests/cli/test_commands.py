"""The shell commands as a person types them: real files, and real processes where it matters that they are."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from skimage import data

from culling import Catalog, synth
from culling.metrics import METRIC_NAMES, PARTS
from tests.typed import Said, run_culling

ROOT = Path(__file__).resolve().parents[2]


class Typed(Protocol):
    """A command as a person types it, in this process: a fresh one takes over a second to start."""

    def __call__(self, *words: object) -> Said: ...


@pytest.fixture
def culling(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    return partial(run_culling, monkeypatch, capfd)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three photos in two sub-folders: sharp, blurred, and one that is none."""
    folder = tmp_path_factory.mktemp("photos")
    (folder / "day").mkdir()
    Image.fromarray(data.astronaut()).save(folder / "day" / "sharp.jpg", quality=92)
    Image.fromarray(synth.defocus(data.astronaut(), 8)).save(folder / "soft.jpg", quality=92)
    (folder / "=bad.jpg").write_bytes(b"nothing")
    return folder


def test_scan_writes_the_table_and_says_what_was_unreadable(culling: Typed, folder: Path, tmp_path: Path) -> None:
    done = culling("scan", folder, "--table", tmp_path / "table.csv")
    assert done.code == 0, done.err
    assert done.out == ""
    assert "3 photos: 2 measured, 1 unreadable" in done.err
    assert "=bad.jpg" in done.err
    table = pd.read_csv(tmp_path / "table.csv", index_col="path")
    assert list(table.columns[: len(METRIC_NAMES)]) == list(METRIC_NAMES)
    assert table.columns[-1] == "error"
    assert set(table.index) == {"day/sharp.jpg", "soft.jpg", "'=bad.jpg"}
    assert table.loc["day/sharp.jpg", "sharpest_tile"] > 20 * table.loc["soft.jpg", "sharpest_tile"]


def test_decide_gives_the_same_bytes_every_time(culling: Typed, folder: Path, tmp_path: Path) -> None:
    culling("policy", "default", "--save", tmp_path / "p.toml")
    outs = []
    for number in range(2):
        out = tmp_path / f"{number}.csv"
        done = culling(
            "decide", folder, "--policy", tmp_path / "p.toml", "--out", out, "--catalog", tmp_path / f"{number}.db"
        )
        assert done.code == 0, done.err
        outs.append(out.read_bytes())
    assert outs[0] == outs[1]
    verdicts = pd.read_csv(tmp_path / "0.csv", index_col="path")["verdict"].to_dict()
    assert verdicts == {"day/sharp.jpg": "keep", "soft.jpg": "reject", "'=bad.jpg": "unjudged"}


def test_decide_tells_which_condition_exempts_a_photo(culling: Typed, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'name = "exempting"\n[[rules]]\nmetric = "laplacian_variance"\nreject_below = 1_000_000\n'
        'unless = { metric = "sharpest_tile", above = 200 }\n'
    )
    out = tmp_path / "out.csv"
    done = culling("decide", folder, "--policy", tmp_path / "p.toml", "--out", out)
    assert done.code == 0, done.err
    found = pd.read_csv(out, index_col="path")
    assert found["verdict"].to_dict() == {"day/sharp.jpg": "keep", "soft.jpg": "reject", "'=bad.jpg": "unjudged"}
    said = str(found.loc["day/sharp.jpg", "reasons"])
    assert re.fullmatch(r"laplacian_variance [\d.]+ < 1000000, exempt: sharpest_tile [\d.]+ > 200", said)
    assert np.isnan(found.loc["day/sharp.jpg", "margin"])


def test_decide_without_out_prints_the_decisions(culling: Typed, folder: Path) -> None:
    done = culling("decide", folder, "--quiet")
    assert done.out.startswith("SourceFile,path,content_hash,verdict,")
    assert done.err == ""


def test_sort_dry_run_then_move_then_undo(culling: Typed, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "photos"
    subprocess.run(["cp", "-r", str(folder), str(copy)], check=True)
    before = {path.relative_to(copy): path.read_bytes() for path in copy.rglob("*.jpg")}
    to = tmp_path / "sorted"
    dry = culling("sort", copy, "--to", to, "--move", "--dry-run")
    assert dry.code == 0, dry.err
    assert dry.out.count("move ") == 2
    assert not to.exists()
    assert culling("sort", copy, "--to", to, "--move").code == 0
    assert (to / "keep" / "day" / "sharp.jpg").read_bytes() == before[Path("day/sharp.jpg")]
    assert (to / "reject" / "soft.jpg").is_file()
    assert [path.name for path in copy.rglob("*.jpg")] == ["=bad.jpg"]
    (journal,) = to.glob(".culling-journal-*")
    undone = culling("undo", journal)
    assert undone.code == 0, undone.err
    assert {path.relative_to(copy): path.read_bytes() for path in copy.rglob("*.jpg")} == before


def test_copy_and_move_together_are_a_bad_call(culling: Typed, folder: Path, tmp_path: Path) -> None:
    done = culling("sort", folder, "--to", tmp_path / "x", "--copy", "--move")
    assert done.code == 2
    assert "choose one of" in done.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["scan", "nowhere"], 1, "There is no folder"),
        (["decide", ".", "--policy", "missing.toml"], 1, "missing.toml"),
        (["decide", ".", "--policy", "typo.toml"], 1, "did you mean"),
        (["scan", ".", "--table", "no/such/folder/t.csv"], 1, "cannot write"),
        (["scan", ".", "--catalog", "broken.sqlite"], 1, "damaged"),
        (["app", "nowhere"], 1, "nowhere"),
    ],
)
def test_what_a_user_can_mend_is_one_line_without_a_traceback(
    culling: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, says: str
) -> None:
    (tmp_path / "typo.toml").write_text('name = "x"\n[[rules]]\nmetric = "luminanze"\nreject_below = 3\n')
    (tmp_path / "broken.sqlite").write_bytes(b"no database at all" * 99)
    monkeypatch.chdir(tmp_path)
    done = culling(*words)
    assert done.code == code, done.err
    assert says in done.err
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_synth_writes_labelled_folders(culling: Typed, folder: Path, tmp_path: Path) -> None:
    done = culling("synth", folder, tmp_path / "out", "--per-photo", 2, "--seed", 3)
    assert done.code == 0, done.err
    labels = pd.read_csv(tmp_path / "out" / "labels.csv")
    assert len(labels) == 4
    assert all((tmp_path / "out" / path).is_file() for path in labels["path"])


def test_every_measure_is_listed(culling: Typed) -> None:
    done = culling("measures")
    assert all(name in done.out for name in METRIC_NAMES)


def test_nothing_but_the_dashboard_needs_streamlit() -> None:
    modules = [
        path.with_suffix("").as_posix().replace("/", ".")
        for path in sorted(p.relative_to(ROOT) for p in (ROOT / "culling").rglob("*.py"))
        if "ui" not in path.parts and path.name not in ("__init__.py", "isolated_worker.py")
    ]
    assert len(modules) > 20
    script = "import sys; sys.modules['streamlit'] = None\n" + "\n".join(f"import {name}" for name in modules)

    subprocess.run(
        [sys.executable, "-c", script], check=True, timeout=120, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )


def _rows(catalog: Path) -> int:
    """How many photos are in a catalog that another process writes; 0 before it is there."""
    try:
        with closing(sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)) as connection:
            return int(connection.execute("select count(*) from photos").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_ctrl_c_keeps_what_was_measured_and_the_next_scan_goes_on(culling: Typed, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    small = data.astronaut()[::2, ::2]
    for number in range(150):
        Image.fromarray(small).save(folder / f"{number}.jpg", comment=str(number))
    catalog = tmp_path / "c.sqlite"
    script = "from culling.cli import main; main()"
    quick = [word for part in PARTS for word in ("--without", part)]
    command = [sys.executable, "-c", script, "scan", str(folder), *quick, "--catalog", str(catalog), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not _rows(catalog):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.strip() == "culling: stopped; what was measured is kept, the same command goes on from there"
    with Catalog(folder, catalog) as known:
        measured = len(known.table())
    assert 0 < measured < 150
    done = culling("scan", folder, *quick, "--catalog", catalog)
    assert "150 photos: 150 measured" in done.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_one_clear_line(culling: Typed, tmp_path: Path) -> None:
    disk, folder = tmp_path / "disk", ROOT / "sample_data" / "101_HOME"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        for words in (["scan", folder, "--catalog", disk / "c.sqlite"], ["sort", folder, "--to", disk / "sorted"]):
            done = culling(*words)
            assert done.code == 1, done.err
            assert re.search("[Nn]o (space left|room) (on|for)", done.err), done.err
            assert "terminate" not in done.err
            assert "Traceback" not in done.err
        assert not list(disk.rglob("*.JPG.part"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_parts_of_a_scan_are_left_out_until_all_is_asked_for(culling: Typed, folder: Path, tmp_path: Path) -> None:
    known = ["--catalog", tmp_path / "c.db", "--table", tmp_path / "t.csv"]
    faces = []
    for asked in (["--without", "people", "--without", "things"], [], ["--all"]):
        assert culling("scan", folder, *asked, *known).code == 0
        faces.append(pd.read_csv(tmp_path / "t.csv", index_col="path")["faces"].get("day/sharp.jpg"))
    assert faces[:2] == [pytest.approx(float("nan"), nan_ok=True)] * 2
    assert faces[2] == 1
    refused = culling("scan", folder, "--without", "noses", *known)
    assert refused.code == 2
    assert "no part 'noses'" in refused.err
    assert culling("scan", folder, "--all", "--without", "people", *known).code == 2


def test_help_shows_defaults_in_brackets(culling: Typed) -> None:
    assert "Threads [one per core]." in " ".join(culling("scan", "--help").out.split())
