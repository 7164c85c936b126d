"""The map beside the catalog: read while its photos are there, grown when photos come, none when in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from culling.catalog import Catalog
from culling.embed import EMBEDDING_SIZE, network_sha256
from culling.kept import projection as kept_projection
from culling.neighbours import Neighbours
from culling.projection import Projection
from culling.vectors import Key
from tests.test_neighbours import clumps

NAMES = [f"p{number:02}" for number in range(20)]
POINTS = np.random.default_rng(5).normal(size=(21, 2)).astype(np.float32)


def save(catalog: Catalog, vectors: dict[str, np.ndarray]) -> None:
    rows = [{"path": path, "file_bytes": 1, "mtime_ns": 1, "content_hash": f"h-{path}"} for path in vectors]
    keys = {Key(network_sha256(), f"h-{path}"): vector for path, vector in vectors.items()}
    catalog.save(rows, "r=1", {}, keys)


def vectors_of(count: int, seed: int = 0) -> list[np.ndarray]:
    return list(clumps(count, EMBEDDING_SIZE, seed=seed))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """Twenty photos with a vector, and one, "unread", without; all but that one on a kept map."""
    with Catalog(tmp_path / "photos", tmp_path / "c.sqlite") as catalog:
        save(catalog, dict(zip(NAMES, vectors_of(20), strict=True)))
        catalog.save([{"path": "unread", "file_bytes": 1, "mtime_ns": 1}], "r=1", {})
        assert catalog.projection() is None
        catalog.keep_projection(Projection.whole(POINTS, "umap", [*NAMES, "unread"]))
        yield catalog


def kept_file(catalog: Catalog) -> Path:
    return catalog.path.with_name(f"c.sqlite.map-{network_sha256()[:12]}")


def points(catalog: Catalog) -> dict[str, list[float]]:
    found = catalog.projection()
    assert found is not None
    assert found.kind == "umap"
    return dict(zip(found.paths, found.points.tolist(), strict=True))


def test_it_is_read_in_the_order_of_the_table(catalog: Catalog) -> None:
    found = catalog.projection()
    assert found is not None
    assert list(found.paths) == list(catalog.table().index) == [*NAMES, "unread"]
    assert np.array_equal(found.points[:20], POINTS[:20])
    assert np.isnan(found.points[20]).all()
    assert not found.placed.any()


def test_renamed_photos_stay_where_they_are_and_lost_ones_are_left_out(catalog: Catalog) -> None:
    catalog.rename([("p03", "a-new-name")])
    catalog.forget(["p00"])
    found = points(catalog)
    assert found["a-new-name"] == POINTS[3].tolist()
    assert "p00" not in found
    assert found["p07"] == POINTS[7].tolist()


def test_new_photos_are_put_there_and_stay_when_more_come(catalog: Catalog) -> None:
    fresh = dict(zip(["n1", "n2"], vectors_of(2, seed=1), strict=True))
    save(catalog, fresh)
    first = catalog.projection()
    assert first is not None
    assert {path for path, placed in zip(first.paths, first.placed, strict=True) if placed} == {"n1", "n2"}
    before = points(catalog)
    save(catalog, {"n0": next(iter(fresh.values())) + 0.01, "n3": vectors_of(1, seed=2)[0]})
    after = points(catalog)
    assert {path: after[path] for path in before if path != "unread"} == {
        path: at for path, at in before.items() if path != "unread"
    }
    assert np.isfinite([after["n0"], after["n3"]]).all()
    assert before["p05"] == POINTS[5].tolist()


def test_copies_have_points_of_their_own(catalog: Catalog) -> None:
    save(catalog, {"p01": vectors_of(20)[0]})  # now a copy of p00
    catalog.keep_projection(Projection.whole(POINTS, "umap", [*NAMES, "unread"]))
    found = points(catalog)
    assert {tuple(found["p00"]), tuple(found["p01"])} == {tuple(POINTS[0].tolist()), tuple(POINTS[1].tolist())}


@pytest.mark.parametrize(("gone", "there"), [(10, True), (11, False), (20, False)])
def test_a_map_of_which_less_than_half_is_left_is_none(catalog: Catalog, gone: int, there: bool) -> None:
    catalog.forget(NAMES[:gone])
    assert (catalog.projection() is not None) == there


@pytest.mark.parametrize(("new", "there"), [(20, True), (21, False)])
def test_a_map_that_less_than_half_were_laid_out_on_is_none(catalog: Catalog, new: int, there: bool) -> None:
    save(catalog, {f"new{number:02}": vector for number, vector in enumerate(vectors_of(new, seed=8))})
    assert (catalog.projection() is not None) == there


def test_photos_that_were_placed_do_not_count_as_laid_out(catalog: Catalog) -> None:
    save(catalog, {f"new{number:02}": vector for number, vector in enumerate(vectors_of(20, seed=8))})
    assert catalog.projection() is not None
    save(catalog, {"one-more": vectors_of(1, seed=9)[0]})
    assert catalog.projection() is None


def test_another_network_has_another_map(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    other = network_sha256()[:12] + "0" * 52  # of the same name: the file says whose it is as well
    monkeypatch.setattr(kept_projection, "network_sha256", lambda: other)
    assert catalog.projection() is None


@pytest.mark.parametrize("damage", ["empty", "start", "cut", "bit", "foreign", "older", "gone", "folder"])
def test_a_file_that_is_not_whole_and_ours_is_as_good_as_none(catalog: Catalog, damage: str) -> None:
    file = kept_file(catalog)
    data = file.read_bytes()
    middle = len(data) // 2
    file.unlink()
    if damage == "folder":
        file.mkdir()
    elif damage != "gone":
        file.write_bytes(
            {
                "empty": b"",
                "start": data[:20],
                "cut": data[:-1],
                "bit": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
                "foreign": b"\x89PNG\r\n" + data,
                "older": data.replace(b"map 1", b"map 0"),
            }[damage]
        )
    assert catalog.projection() is None


def test_photos_that_come_while_it_is_read_are_put_there_next_time(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(catalog, {"new": vectors_of(1, seed=1)[0]})
    before = catalog.neighbours()

    def later(_catalog: Catalog) -> Neighbours:
        return replace(before, paths=[*list(before.paths)[:-1], "zzz"])

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "neighbours", later)
        assert np.isnan(points(catalog)["new"]).all()
    assert np.isfinite(points(catalog)["new"]).all()


def test_a_disk_that_takes_nothing_costs_no_map(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise kept_projection.CullingError("disk full")

    save(catalog, {"new": vectors_of(1, seed=1)[0]})
    expected = points(catalog)["new"]
    catalog.keep_projection(Projection.whole(POINTS, "umap", [*NAMES, "unread"]))
    monkeypatch.setattr(kept_projection, "write_whole", full)
    assert points(catalog)["new"] == expected
    with pytest.raises(kept_projection.CullingError, match="disk full"):
        catalog.keep_projection(Projection.whole(POINTS, "umap", [*NAMES, "unread"]))


def test_a_projection_of_other_photos_is_refused() -> None:
    with pytest.raises(ValueError, match="not of 3 paths"):
        Projection.whole(POINTS, "pca", ["a", "b", "c"])
