"""Vectors beside the catalog: complete, of one network, in table order; torn files, two processes, resuming."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import culling.measure
from culling import Catalog, model_files, nets, read_photo, scan
from culling.embed import EMBEDDING_SIZE, embed, network_sha256
from culling.scan import Progress
from culling.vectors import Key, vector_file

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data" / "100_WALK"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four photos, two of them with the same bytes, and a file that cannot be read."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for photo in sorted(SAMPLE.glob("*.JPG"))[:3]:
        shutil.copy(photo, folder)
    shutil.copy(folder / "IMG_0101.JPG", folder / "twin.jpg")
    (folder / "bad.jpg").write_bytes(b"no photo")
    return folder


@pytest.fixture
def catalog(folder: Path, tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(folder, tmp_path / "c.sqlite") as catalog:
        yield catalog


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the photos that the network was run on."""
    names: list[str] = []

    def spy(photo: culling.Photo) -> np.ndarray:
        assert photo.path is not None
        names.append(photo.path.name)
        return embed(photo)

    monkeypatch.setattr(sys.modules["culling.embed"], "embed", spy)
    return names


def the_file(catalog: Catalog) -> Path:
    return vector_file(catalog.path, network_sha256())


def made_up(number: int) -> np.ndarray:
    vector = np.random.default_rng(number).normal(size=EMBEDDING_SIZE).astype(np.float32)
    return vector / np.linalg.norm(vector)


def save(catalog: Catalog, *names: str, network: str = "a" * 64) -> None:
    rows = [{"path": name, "file_bytes": 1, "mtime_ns": 1, "content_hash": f"h-{name}"} for name in names]
    catalog.save(rows, "r=1", {}, {Key(network, f"h-{name}"): made_up(len(name)) for name in names})


def test_a_scan_gives_every_readable_photo_its_vector(folder: Path, catalog: Catalog) -> None:
    table = scan(folder, catalog=catalog)
    vectors = catalog.vectors(table.index)
    assert vectors.shape == (5, EMBEDDING_SIZE)
    assert vectors.dtype == np.float32
    assert np.isnan(vectors[table.index.get_loc("bad.jpg")]).all()
    good = table.index[table["error"].isna()]
    wanted = np.array([embed(read_photo(folder / name)) for name in good])
    assert np.abs(catalog.vectors(good) - wanted).max() < 0.0005
    assert np.linalg.norm(catalog.vectors(good), axis=1) == pytest.approx(1, abs=1e-6)
    assert np.isnan(catalog.vectors(["nowhere.jpg"])).all()


def test_rows_come_in_the_order_that_was_asked_for(catalog: Catalog) -> None:
    save(catalog, "a", "bb", "ccc")
    vectors = catalog.vectors(["ccc", "?", "a", "ccc"], "a" * 64)
    assert vectors[[0, 2, 3]] == pytest.approx(np.array([made_up(3), made_up(1), made_up(3)]), abs=0.0005)
    assert np.isnan(vectors[1]).all()
    assert catalog.vectors([], "a" * 64).shape == (0, EMBEDDING_SIZE)


def test_an_unchanged_photo_is_not_embedded_again(folder: Path, catalog: Catalog, embedded: list[str]) -> None:
    scan(folder, catalog=catalog)
    assert sorted(embedded) == ["IMG_0101.JPG", "IMG_0102.JPG", "IMG_0103.JPG", "twin.jpg"]
    embedded.clear()
    scan(folder, catalog=catalog)
    assert embedded == []


def test_photos_that_were_scanned_before_get_their_vector_and_nothing_else(
    folder: Path, catalog: Catalog, embedded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            nets, "fingerprint", lambda name, real=nets.fingerprint: (name != "embedding" and real(name)) or ""
        )
        before = scan(folder, catalog=catalog)
    assert embedded == []
    assert np.isnan(catalog.vectors(before.index)).all()
    monkeypatch.setattr(culling.measure, "perceptual_hash", lambda photo: pytest.fail("the whole row was made anew"))
    after = scan(folder, catalog=catalog)
    assert sorted(embedded) == ["IMG_0101.JPG", "IMG_0102.JPG", "IMG_0103.JPG", "twin.jpg"]
    assert np.isfinite(catalog.vectors(after.index)).all(axis=1).tolist() == after["error"].isna().tolist()
    assert after.drop(columns="tags").equals(before.drop(columns="tags"))
    assert before["tags"].isna().all(), "they are told from the vector"
    assert after["tags"].notna().tolist() == after["error"].isna().tolist()


def test_a_missing_network_leaves_the_rest_unharmed_and_embeds_once_it_is_back(
    folder: Path, catalog: Catalog, tmp_path: Path
) -> None:
    copies = shutil.copytree(model_files.MODELS, tmp_path / "models", ignore=shutil.ignore_patterns("*.py", "*.csv"))
    file = copies / "embedding" / "embedding.onnx"
    kept = file.read_bytes()
    file.unlink()
    try:
        model_files.use(copies / "manifest.toml")
        nets.clear()
        table = scan(folder, catalog=catalog)
        assert table["blur"].notna().sum() == 4
        assert np.isnan(catalog.vectors(table.index)).all()
        assert list(culling.measure.network_problems()) == ["embedding"]
        file.write_bytes(kept)
        scan(folder, catalog=catalog)
        file.unlink()
        nets.clear()
        assert np.isfinite(catalog.vectors(table.index)).all(axis=1).sum() == 4, "vectors outlive their network's file"
    finally:
        model_files.use(None)
        nets.clear()


def test_a_cancelled_scan_goes_on_where_it_stopped(folder: Path, catalog: Catalog, embedded: list[str]) -> None:
    cancel = threading.Event()

    def stop(state: Progress) -> None:
        if state.done == 2:
            cancel.set()

    scan(folder, catalog=catalog, progress=stop, cancel=cancel, workers=1)
    first = list(embedded)
    assert 1 <= len(first) < 4
    table = scan(folder, catalog=catalog)
    assert len(embedded) == 4
    assert np.isfinite(catalog.vectors(table.index)).all(axis=1).sum() == 4


def test_vectors_of_two_networks_never_mix(catalog: Catalog) -> None:
    save(catalog, "a", "bb", network="a" * 64)
    save(catalog, "ccc", network="b" * 64)
    paths = ["a", "bb", "ccc"]
    assert np.isfinite(catalog.vectors(paths, "a" * 64)).all(axis=1).tolist() == [True, True, False]
    assert np.isfinite(catalog.vectors(paths, "b" * 64)).all(axis=1).tolist() == [False, False, True]
    assert np.isnan(catalog.vectors(paths)).all()
    assert {path: stamp.embedded for path, stamp in catalog.stamps("b" * 64).items()} == {
        "a": False,
        "bb": False,
        "ccc": True,
    }


def test_vectors_of_forgotten_photos_are_dropped_unless_a_twin_stays(catalog: Catalog) -> None:
    save(catalog, "a", "bb")
    catalog.save([{"path": "twin", "file_bytes": 1, "mtime_ns": 1, "content_hash": "h-bb"}], "r=1", {})
    assert np.isfinite(catalog.vectors(["a", "bb"], "a" * 64)).all()
    catalog.forget(["a", "bb"])
    save(catalog, "new")
    catalog.save([{"path": "a", "file_bytes": 1, "mtime_ns": 1, "content_hash": "h-a"}], "r=1", {})
    found = np.isfinite(catalog.vectors(["a", "twin", "new"], "a" * 64)).all(axis=1)
    assert found.tolist() == [False, True, True]


def test_vectors_are_mapped_from_a_file_beside_the_catalog_that_may_go(folder: Path, catalog: Catalog) -> None:
    table = scan(folder, catalog=catalog)
    vectors = catalog.vectors(table.index)
    file = the_file(catalog)
    assert file.parent == catalog.path.parent
    assert file.stat().st_size == 64 + 3 * (2 * EMBEDDING_SIZE + 32)  # the twins share one
    written = file.stat().st_mtime_ns
    assert np.array_equal(catalog.vectors(table.index), vectors, equal_nan=True)
    assert file.stat().st_mtime_ns == written, "read, not made anew"
    file.unlink()
    assert np.array_equal(catalog.vectors(table.index), vectors, equal_nan=True)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def head_only(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:30])


@pytest.mark.parametrize("damage", [cut, empty, flip, head_only], ids=lambda f: f.__name__)
def test_a_torn_file_is_noticed_and_made_anew(catalog: Catalog, damage) -> None:
    save(catalog, "a", "bb")
    vectors = catalog.vectors(["a", "bb"], "a" * 64)
    file = vector_file(catalog.path, "a" * 64)
    good = file.read_bytes()
    damage(file)
    assert np.array_equal(catalog.vectors(["a", "bb"], "a" * 64), vectors)
    assert file.read_bytes() == good


def test_an_old_file_is_not_taken_for_the_present_one(catalog: Catalog) -> None:
    save(catalog, "a")
    catalog.vectors(["a"], "a" * 64)
    save(catalog, "bb")
    assert np.isfinite(catalog.vectors(["a", "bb"], "a" * 64)).all()


def test_without_room_for_the_file_vectors_come_from_the_catalog(catalog: Catalog) -> None:
    save(catalog, "a")
    vector_file(catalog.path, "a" * 64).mkdir()
    assert np.isfinite(catalog.vectors(["a"], "a" * 64)).all()


def test_vectors_that_are_no_numbers_are_not_kept(catalog: Catalog) -> None:
    save(catalog, "a")
    bad = np.full(EMBEDDING_SIZE, np.nan, np.float32)
    catalog.save([], "r=1", {}, {Key("a" * 64, "h-bad"): bad})
    assert set(catalog.stamps("a" * 64)) == {"a"}
    assert len(np.flatnonzero(np.isfinite(catalog.vectors(["a"], "a" * 64)).all(axis=1))) == 1


def test_two_processes_write_and_map_at_once(tmp_path: Path) -> None:
    script = (
        "import sys, numpy as np; from pathlib import Path\n"
        "from culling.catalog import Catalog; from culling.vectors import Key\n"
        "with Catalog(Path(sys.argv[1]), Path(sys.argv[1], 'c.sqlite')) as catalog:\n"
        "    for n in range(30):\n"
        "        name, vector = f'{sys.argv[2]}-{n}', np.eye(256, dtype=np.float32)[n]\n"
        "        row = {'path': name, 'file_bytes': 1, 'mtime_ns': 1, 'content_hash': 'h-' + name}\n"
        "        catalog.save([row], 'r=1', {}, {Key('a' * 64, 'h-' + name): vector})\n"
        "        assert catalog.vectors([name], 'a' * 64)[0, n] == 1\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path), who]) for who in "ab"]
    assert [process.wait(120) for process in both] == [0, 0]
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        vectors = catalog.vectors([f"{who}-{n}" for who in "ab" for n in range(30)], "a" * 64)
    assert np.array_equal(vectors, np.vstack([np.eye(256)[:30]] * 2))
