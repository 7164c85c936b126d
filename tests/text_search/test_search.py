"""The photos that a text fits best, with stand-ins for CLIP's two networks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from typer.testing import CliRunner

from culling import nets, scan
from culling.catalog import Catalog
from culling.cli import app
from culling.errors import CullingError
from culling.text_search import clip, search, tokens

COLOURS = {"blue.png": (20, 30, 220), "green.png": (30, 200, 40), "red.png": (230, 20, 20)}
WORDS = {"red": 0, "green": 1, "blue": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    photos = tmp_path / "photos"
    photos.mkdir()
    for name, colour in COLOURS.items():
        Image.new("RGB", (400, 300), colour).save(photos / name)
    return photos


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Networks that see nothing but the mean colour, and know its three names; yields what was run."""
    ran: list[str] = []
    run, problem, fingerprint = nets.run, nets.problem, nets.fingerprint

    def answer(name: str, array: NDArray[Any]) -> tuple[NDArray[Any], ...]:
        if name not in clip.NETWORKS:
            return run(name, array)
        ran.append(name)
        colour = np.maximum(array.mean((0, 2, 3)), 0) if name == clip.PICTURES else np.eye(3)[array[0, 0]]
        vector = np.zeros((1, clip.SIZE), np.float32)
        vector[0, :3] = 7 * colour
        return np.zeros((1, 50, 768), np.float32), vector  # the last layer first, as some exports have it

    class Known:
        def numbers(self, text: str) -> list[int]:
            return [WORDS[text]]

    monkeypatch.setattr(nets, "run", answer)
    monkeypatch.setattr(nets, "problem", lambda name: None if name in clip.NETWORKS else problem(name))
    monkeypatch.setattr(nets, "fingerprint", lambda name: "c" * 64 if name == clip.PICTURES else fingerprint(name))
    monkeypatch.setattr(tokens, "tokenizer", Known)
    yield ran
    nets.clear()


@pytest.mark.parametrize("word", WORDS)
def test_the_photo_that_fits_is_first(folder: Path, fetched: list[str], word: str) -> None:
    scan(folder)
    with Catalog(folder) as catalog:
        found = search.find_photos(catalog, word)
    assert found.index[0] == f"{word}.png"
    assert len(found) == 3
    assert found.is_monotonic_decreasing
    assert found.iloc[0] == pytest.approx(1, abs=0.05)


def test_each_photo_is_looked_at_once(folder: Path, fetched: list[str]) -> None:
    scan(folder)
    with Catalog(folder) as catalog:
        search.find_photos(catalog, "red")
        search.find_photos(catalog, "blue")
    assert fetched.count(clip.PICTURES) == 3
    assert fetched.count(clip.WORDS) == 2


def test_vectors_of_similar_photos_stay_as_they_are(folder: Path, fetched: list[str]) -> None:
    rows = scan(folder)
    with Catalog(folder) as catalog:
        before = catalog.vectors(rows.index)
        search.find_photos(catalog, "red")
        assert (catalog.vectors(rows.index) == before).all()


def test_a_damaged_photo_is_left_out(folder: Path, fetched: list[str]) -> None:
    (folder / "torn.jpg").write_bytes(b"\xff\xd8\xff\xe0 torn")
    scan(folder)
    with Catalog(folder) as catalog:
        assert sorted(search.find_photos(catalog, "red").index) == sorted(COLOURS)


def test_cancelled_keeps_what_was_looked_at(folder: Path, fetched: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    scan(folder)
    monkeypatch.setattr(search, "BATCH", 1)
    cancel, told = threading.Event(), []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        cancel.set()

    with Catalog(folder) as catalog:
        with pytest.raises(CullingError, match="what was looked at is kept"):
            search.find_photos(catalog, "red", progress=progress, cancel=cancel)
        search.find_photos(catalog, "red")
    assert told == [(1, 3)]
    assert fetched.count(clip.PICTURES) == 3


def test_no_words_are_refused(folder: Path, fetched: list[str]) -> None:
    with pytest.raises(ValueError, match="the text is empty"):
        clip.text_vector("  ")


def test_not_fetched_is_told_with_what_to_do(folder: Path) -> None:
    with Catalog(folder) as catalog, pytest.raises(CullingError, match="culling models fetch clip-vit-b32"):
        search.find_photos(catalog, "a dog")


def test_the_command_says_what_to_fetch(folder: Path) -> None:
    result = CliRunner().invoke(app, ["find", str(folder), "a dog"])
    assert isinstance(result.exception, CullingError)
    assert "clip-vit-b32, clip-text-b32, clip-tokenizer" in str(result.exception)


def test_the_command_lists_the_best(folder: Path, fetched: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    result = CliRunner().invoke(app, ["find", str(folder), "green", "--top", "1", "--quiet"])
    assert result.exit_code == 0, result.output
    assert "green.png" in result.output + capsys.readouterr().out


def test_the_input_is_the_square_in_the_middle_by_clip_s_mean() -> None:
    pixels = np.zeros((300, 500, 3), np.uint8)
    pixels[:, 100:400] = 255
    seen = clip.network_input(pixels)
    assert seen.shape == (1, 3, 224, 224)
    assert seen.dtype == np.float32
    assert seen[0, :, 112, 112] == pytest.approx(
        [(1 - 0.4815) / 0.2686, (1 - 0.4578) / 0.2613, (1 - 0.4082) / 0.2758], abs=1e-3
    )


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1)])
def test_any_size_can_be_looked_at(size: tuple[int, int]) -> None:
    assert np.isfinite(clip.network_input(np.full((*size, 3), 9, np.uint8))).all()
