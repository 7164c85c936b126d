"""Neighbours in a file: read when the vectors are the same, grown when photos came, made anew otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from culling.catalog import Catalog
from culling.embed import EMBEDDING_SIZE, network_sha256
from culling.group.dbscan import dbscan
from culling.kept import neighbours as module
from culling.kept.neighbours import kept_neighbours
from culling.neighbours import Neighbours, find_neighbours
from culling.vectors import Key
from tests.test_neighbours import clumps


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "c.sqlite.neighbours"


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many photos were compared with each other, at each time."""
    sizes: list[int] = []

    def spy(vectors: np.ndarray, *arguments: object) -> Neighbours:
        sizes.append(len(vectors))
        return find_neighbours(vectors, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "find_neighbours", spy)
    return sizes


def assert_same(one: Neighbours, other: Neighbours, vectors: np.ndarray) -> None:
    """The same distances, and the same groups at every cutoff; of equally near photos any may stand in the lists."""
    assert one.distances == pytest.approx(other.distances, abs=2e-6)
    rows, columns = np.nonzero(one.places >= 0)
    assert np.array_equal(one.places >= 0, other.places >= 0)
    ends = one.vectors[rows], one.vectors[one.places[rows, columns]]
    assert 1 - (ends[0] * ends[1]).sum(axis=1) == pytest.approx(one.distances[rows, columns], abs=2e-6)
    assert one.forest(2).lengths == pytest.approx(other.forest(2).lengths, abs=2e-6)
    for cutoff in (0.0101, 0.0501, 0.1001, 0.3001, 0.9001):
        assert np.array_equal(dbscan(one, cutoff), dbscan(other, cutoff))
        assert np.array_equal(dbscan(one, cutoff, 4), dbscan(other, cutoff, 4))


def test_the_same_vectors_are_compared_once(file: Path, computed: list[int]) -> None:
    vectors = clumps(80)
    vectors[5] = np.nan
    first, second = kept_neighbours(file, vectors), kept_neighbours(file, vectors)
    assert computed == [79]
    assert_same(first, find_neighbours(vectors), vectors)
    assert_same(second, first, vectors)


def test_another_order_of_the_same_photos_is_read_too(file: Path, computed: list[int]) -> None:
    vectors = np.concatenate([clumps(60), clumps(60)[:10]])  # with copies
    kept_neighbours(file, vectors)
    order = np.random.default_rng(1).permutation(70)
    assert_same(kept_neighbours(file, vectors[order]), find_neighbours(vectors[order]), vectors)
    assert computed == [70]


def test_added_photos_alone_are_compared(file: Path, computed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CHUNK", 3)
    vectors = clumps(200, 6, seed=3)
    vectors[7] = vectors[100]  # a copy comes, too
    kept_neighbours(file, np.delete(vectors, range(0, 40, 5), axis=0))
    grown = kept_neighbours(file, vectors)
    assert computed == [192]
    assert_same(grown, find_neighbours(vectors), vectors)
    assert_same(kept_neighbours(file, vectors), find_neighbours(vectors), vectors)
    assert computed == [192]


def test_photos_that_are_gone_or_many_new_ones_are_compared_anew(file: Path, computed: list[int]) -> None:
    vectors = clumps(200)
    kept_neighbours(file, vectors[:150])
    kept_neighbours(file, vectors)
    kept_neighbours(file, vectors[1:])
    assert computed == [150, 200, 199]


def test_other_vectors_or_another_k_are_not_taken_for_these(file: Path, computed: list[int]) -> None:
    kept_neighbours(file, clumps(50))
    assert_same(kept_neighbours(file, clumps(50, seed=9)), find_neighbours(clumps(50, seed=9)), clumps(50, seed=9))
    assert kept_neighbours(file, clumps(50, seed=9), k=4).k == 4
    assert computed == [50, 50, 50]


@pytest.mark.parametrize("cut", [0, 1, 60, 0.5, -1], ids=str)
def test_a_torn_file_is_made_anew(file: Path, computed: list[int], cut: float) -> None:
    vectors = clumps(50)
    kept_neighbours(file, vectors)
    data = bytearray(file.read_bytes())
    if cut == 0.5:
        data[len(data) // 2] ^= 1
    file.write_bytes(data if cut == 0.5 else data[: int(cut)])
    assert_same(kept_neighbours(file, vectors), find_neighbours(vectors), vectors)
    assert computed == [50, 50]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_photos(file: Path, count: int) -> None:
    for _ in range(2):
        assert kept_neighbours(file, clumps(2)[:count], k=3).places.shape == (count, 3)
    assert kept_neighbours(file, np.full((2, 4), np.nan)).usable.sum() == 0


def test_the_catalog_keeps_them_beside_itself_and_knows_names(tmp_path: Path, computed: list[int]) -> None:
    vectors = clumps(3, EMBEDDING_SIZE)
    with Catalog(tmp_path / "photos", tmp_path / "c.sqlite") as catalog:
        rows = [{"path": p, "file_bytes": 1, "mtime_ns": 1, "content_hash": f"h-{p}"} for p in "abcd"]
        keys = [Key(network_sha256(), f"h-{p}") for p in "abc"]
        catalog.save(rows, "r=1", {}, dict(zip(keys, vectors, strict=True)))
        found = catalog.neighbours()
        assert list(found.paths) == list("abcd")
        assert found.like("d") == []
        assert {path for path, _ in found.like("a")} == {"b", "c"}
        catalog.rename([("a", "z")])
        assert {path for path, _ in catalog.neighbours().like("b")} == {"c", "z"}
    assert computed == [3]
    assert [f.name for f in tmp_path.iterdir() if "neighbours" in f.name] == [
        f"c.sqlite.neighbours-{network_sha256()[:12]}"
    ]
