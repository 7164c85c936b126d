"""SIGKILL at many lines of exports, sorts and undo: undone, all is as before; done again, all is there."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Every line takes minutes: `python -m tests.export.killed FOLDER 1`.
STEP = 23


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What became of all of it; one process starts all that are killed."""
    place = tmp_path_factory.mktemp("killed")
    done = subprocess.run(
        [sys.executable, "-m", "tests.export.killed", str(place), str(STEP)],
        cwd=ROOT,
        env=os.environ | {"XDG_DATA_HOME": str(place / "data")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["xmp", "lists"])
@pytest.mark.parametrize("which", ["then undone", "done again", "undo killed"])
def test_an_export_killed_anywhere_leaves_whole_files_and_loses_nothing(told, kind, which):
    found = told[f"{kind}, {which}"]
    assert found["kills"] >= 8
    assert (found["torn"], found["wrong"]) == ([], [])


@pytest.mark.parametrize("which", ["move, then undone", "copy, then undone", "move, undo killed"])
def test_a_sort_killed_anywhere_goes_back(told, which):
    assert told[which]["kills"] >= 12
    assert told[which]["wrong"] == []


def test_of_several_writers_each_file_has_one_and_no_bytes_are_lost(told):
    found = told["two writers"]
    assert set(found["ends"]) == {0}
    for name, content in found["now"].items():
        (writer,) = [who for who, result in enumerate(found["results"]) if name in result["done"]]
        assert content == f"by {writer}"
        for who, result in enumerate(found["results"]):
            if who != writer:
                assert result["failed"][name] == "changed since this was planned"


def test_the_lock_of_a_dead_process_is_free_at_once(told):
    dead = told["dead"]
    assert dead["died"] == 9
    assert not dead["waited"]
    assert "(second, since " in dead["holder"]
    assert dead["free"] == ""
