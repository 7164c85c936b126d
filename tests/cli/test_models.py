"""`culling models` as a person types it: real files, and a terminal where one is asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.console import Console

from culling import model_files, nets
from culling.cli import main
from culling.cli import models as cli_models
from culling.model_files import find
from tests.networks import TINY, entry, flip_a_byte


class Said(NamedTuple):
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


Culling = Callable[..., Said]


@pytest.fixture
def culling(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Culling:
    """`culling models …` through the program's own `main`, without starting a process for each."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(cli_models, "out", Console(highlight=False, width=200))

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["culling", "models", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        return Said(left.value.code or 0, *capsys.readouterr())

    return run


@pytest.fixture
def manifest(tiny: Path, tmp_path: Path) -> Path:
    """One bundled network, `tiny`, and one that lies ready to be fetched, `other`."""
    (tmp_path / "other.onnx").write_bytes(TINY)
    manifest = tiny.parents[1] / "manifest.toml"
    with manifest.open("a", encoding="utf-8") as file:
        file.write(entry("optional", "other", "other.onnx", TINY, url="http://127.0.0.1:9/other.onnx"))
    model_files.use(manifest)
    return manifest


@pytest.fixture
def fetched(culling: Culling, manifest: Path, tmp_path: Path) -> Path:
    """The file of `other`, after fetching it."""
    done = culling("fetch", "other", "--yes", "--from", tmp_path / "other.onnx")
    assert done.code == 0, done.err
    return tmp_path / "fetched" / "other.onnx"


def cells(text: str) -> dict[str, list[str]]:
    """The lines of a table by their first word, in cells."""
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    return {name: row for name, *row in rows}


def test_list_says_what_for_size_licence_and_state(culling: Culling, manifest: Path, fetched: Path, tiny: Path) -> None:
    found = cells(culling("list").out)
    assert found["tiny"] == ["What tiny is for.", "132 bytes", "MIT", "bundled"]
    assert found["other"][-1] == "here"
    flip_a_byte(fetched)
    tiny.unlink()
    found = cells(culling("list").out)
    assert (found["tiny"][-1], found["other"][-1]) == ("missing", "damaged")


def test_list_fits_a_narrow_terminal(culling: Culling, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_models, "out", Console(highlight=False, width=80))
    model_files.use(None)
    text = culling("list").out
    assert max(map(len, text.splitlines())) <= 80
    assert "face-landmarker" in text
    assert "BSD-3-Clause" in text
    assert "…" not in text


def test_fetch_shows_what_it_is_and_wants_an_agreement(culling: Culling, manifest: Path, tmp_path: Path) -> None:
    done = culling("fetch", "other")
    assert done.code == 1
    for shown in ("http://127.0.0.1:9/other.onnx", "132 bytes", find("tiny").sha256, "licence  MIT"):
        assert shown in done.err
    assert done.err.endswith("culling: nobody is here to agree to the licence MIT; agree with --yes\n")
    assert not (tmp_path / "fetched").exists()


CODE = """
import sys
from pathlib import Path
from culling import model_files
from culling.cli import main
model_files.use(Path(sys.argv.pop(1)))
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("", 1)])
def test_a_person_is_asked(manifest: Path, tmp_path: Path, answer: str, code: int) -> None:
    import pty

    ours, theirs = pty.openpty()
    words = [str(manifest), "models", "fetch", "other", "--from", str(tmp_path / "other.onnx")]
    asked = subprocess.Popen([sys.executable, "-c", CODE, *words], stdin=theirs, stderr=subprocess.PIPE)
    os.write(ours, f"{answer}\n".encode())
    _, said = asked.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert asked.returncode == code, said.decode()
    assert b"Agree to the licence MIT" in said
    assert (tmp_path / "fetched" / "other.onnx").exists() == (code == 0)
    assert (b"nothing was fetched" in said) == (code == 1)


def test_fetching_again_says_that_it_is_here(culling: Culling, manifest: Path, fetched: Path) -> None:
    done = culling("fetch", "other")
    assert (done.code, done.err) == (0, f"other is here already: {fetched}\n")


def test_fetching_mends_a_damaged_file(culling: Culling, manifest: Path, fetched: Path, tmp_path: Path) -> None:
    flip_a_byte(fetched)
    done = culling("fetch", "other", "--yes", "--from", tmp_path / "other.onnx")
    assert done.code == 0, done.err
    assert fetched.read_bytes() == TINY


def test_what_runs_it_is_asked_for_as_well(
    culling: Culling, shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path))
    monkeypatch.setattr(nets, "find_spec", lambda _name: None)
    done = culling("fetch", "face-landmarker", "--yes", "--from", shared_weights / "face_landmarker.task")
    assert done.code == 0, done.err
    assert "Run: pip install 'culling[landmarks]'" in done.err
    nets.clear()


def test_other_bytes_are_refused_in_one_line(culling: Culling, manifest: Path, tmp_path: Path) -> None:
    flip_a_byte(tmp_path / "other.onnx")
    done = culling("fetch", "other", "--yes", "--from", tmp_path / "other.onnx")
    assert done.code == 1
    assert "culling: This is not other: expected SHA-256" in done.err
    assert "Traceback" not in done.err
    assert list((tmp_path / "fetched").iterdir()) == []


def test_without_a_connection_the_error_is_one_line(culling: Culling, manifest: Path) -> None:
    done = culling("fetch", "other", "--yes")
    assert done.code == 1
    assert "cannot be reached (is this machine online?)" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("fetch", "tiny"), 1, "tiny comes with culling; there is nothing to fetch"),
        (("remove", "tiny"), 1, "tiny comes with culling and is not removed"),
        (("fetch", "othr"), 1, "There is no network 'othr'; did you mean 'other'?"),
        (("verify", "othr"), 1, "There is no network 'othr'; did you mean 'other'?"),
        (("remove", "othr"), 1, "There is no network 'othr'; did you mean 'other'?"),
        (("fetch", "other", "--yes", "--from", "ftp://x/y"), 2, "give an address with http, https or file"),
        (("verify", "other"), 1, "other has not been fetched. Run: culling models fetch other"),
        (("remove", "other"), 0, "other is not here, nothing to remove"),
        (("verify",), 0, "1 checked, 0 not as they should be"),
    ],
)
def test_what_cannot_be_done_is_said(
    culling: Culling, manifest: Path, tiny: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    done = culling(*words)
    assert (done.code, said in done.err) == (code, True), done.err
    assert tiny.read_bytes() == TINY


def test_verify_names_what_is_not_as_it_should_be(culling: Culling, manifest: Path, fetched: Path, tiny: Path) -> None:
    done = culling("verify")
    assert (done.code, done.out) == (0, "tiny: as it should be\nother: as it should be\n")
    flip_a_byte(fetched)
    done = culling("verify")
    assert (done.code, done.out) == (1, "tiny: as it should be\n")
    assert f"The network other is damaged: {fetched}: expected SHA-256" in done.err
    assert "Run: culling models fetch other" in done.err
    assert culling("verify", "tiny").code == 0
    tiny.unlink()
    assert f"The network tiny is missing: {tiny}. It comes with culling" in culling("verify").err


def test_remove_takes_the_fetched_file_alone(culling: Culling, manifest: Path, fetched: Path, tmp_path: Path) -> None:
    neighbour = fetched.with_name("mine.txt")
    neighbour.write_text("keep")
    done = culling("remove", "other")
    assert (done.code, done.err) == (0, f"other is removed: {fetched}\n")
    assert list(fetched.parent.iterdir()) == [neighbour]
    assert (tmp_path / "other.onnx").exists()


def test_the_networks_of_culling_itself_are_as_they_should_be(culling: Culling) -> None:
    done = culling("verify")
    assert done.code == 0, done.err
