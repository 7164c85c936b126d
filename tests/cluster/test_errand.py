"""What runs on a worker, run here: who am I, and one photo within its time."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

import culling.measure
from culling.cluster.errand import Errand, fingerprint, introduce, is_readable, measure_photo, standing
from culling.decoding.limits import Limits
from culling.measure import measure_file, recipe
from tests.cluster.conftest import photo


def errand(path: Path | str, **changed: object) -> Errand:
    return Errand(
        **{"file": str(path), "only": None, "without": frozenset(), "limits": Limits(), "seconds": 9} | changed
    )


def test_a_photo_gives_its_row_and_the_recipe_it_was_made_with(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    reply = measure_photo(errand(path))
    expected = measure_file(path, Limits())
    assert reply.measured.values == expected.values
    assert reply.measured.jpeg == expected.jpeg
    assert reply.recipe == fingerprint(recipe())
    assert not reply.unseen
    assert measure_photo(errand(path, only=frozenset({"entropy"}))).measured.values.keys() == {"entropy"}


def test_what_travels_is_small(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    assert len(pickle.dumps(errand(path))) < 1000
    assert len(pickle.dumps(measure_photo(errand(path)))) < 40_000


def test_a_file_that_is_not_there_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    (tmp_path / "damaged.jpg").write_bytes(b"no photo")
    assert not measure_photo(errand(tmp_path / "damaged.jpg")).unseen
    gone = measure_photo(errand(tmp_path / "gone.jpg"))
    assert gone.unseen
    assert gone.measured.values == {"error": "The file is gone."}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert is_readable(tmp_path / "pipe.jpg")
    assert measure_photo(errand(tmp_path / "pipe.jpg")).measured.values["error"] == "This is not a regular file."


def test_a_failing_measure_is_a_row_in_the_words_of_a_local_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(photo: culling.Photo) -> bytes:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(culling.measure, "thumbnail", broken)
    error = measure_photo(errand(photo(tmp_path / "a.jpg"))).measured.values["error"]
    assert error == "Measuring failed, please report it: ZeroDivisionError: boom"


def test_a_worker_says_what_it_measures_with_and_whether_it_sees_the_photos(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.jpg")
    size = path.stat().st_size
    found = introduce(frozenset({"people"}), [(str(path), size)])
    assert found == standing({"people"})
    assert found.recipe == recipe({"people"})
    assert introduce(frozenset(), [(str(path), size), ("/nowhere/b.jpg", 3)]).unseen == "No such file or directory"
    assert (
        introduce(frozenset(), [(str(path), size + 1)]).unseen == f"a photo has {size} bytes there and {size + 1} here"
    )
