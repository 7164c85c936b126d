"""The catalog keeps what it is given: rows, thumbnails, marks; across processes, versions and damage."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy

from culling import schema
from culling.catalog import Catalog, catalog_path
from culling.errors import CullingError
from culling.metrics import METRIC_NAMES


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", where) as catalog:
        yield catalog


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", tmp_path / "catalog.sqlite") as catalog:
        yield catalog


def row(path: str, **values: object) -> dict[str, object]:
    return {"path": path, "file_bytes": 10, "mtime_ns": 1_700_000_000_123_456_789, "content_hash": f"h-{path}"} | values


def test_a_row_comes_back_as_it_went_in(catalog: Catalog) -> None:
    catalog.save([row("b.jpg", luminance=12.5, camera="Nikon", iso=100.0), row("a.jpg", error="0 bytes")], "r=1", {})
    table = catalog.table()
    assert list(table.index) == ["a.jpg", "b.jpg"]
    assert table.index.name == "path"
    assert table.loc["b.jpg", "luminance"] == 12.5
    assert table.loc["b.jpg", "camera"] == "Nikon"
    assert table.loc["b.jpg", "mtime_ns"] == 1_700_000_000_123_456_789
    assert table.loc["a.jpg", "error"] == "0 bytes"
    assert pd.isna(table.loc["a.jpg", "luminance"])
    assert (table[list(METRIC_NAMES)].dtypes == "float64").all()


def test_an_empty_catalog_gives_an_empty_table_with_all_columns(catalog: Catalog) -> None:
    table = catalog.table()
    assert len(table) == 0
    assert set(METRIC_NAMES) < set(table.columns)
    assert (table[list(METRIC_NAMES)].dtypes == "float64").all()


@pytest.mark.parametrize(
    "name", ["=1+1.jpg", "a\nb.jpg", "![x](http://h/p).jpg", "<b>.jpg", "'; DROP TABLE photos;--", "é€😀.jpg"]
)
def test_hostile_names_are_just_names(catalog: Catalog, name: str) -> None:
    catalog.save([row(name)], "r=1", {f"h-{name}": b"jpeg"})
    catalog.set_mark(name, "keep")
    assert list(catalog.table().index) == [name]
    assert catalog.thumbnail(name) == b"jpeg"
    assert catalog.marks().to_dict() == {name: "keep"}


def test_marks_outlive_rescans_removals_and_renames(catalog: Catalog) -> None:
    catalog.save([row("a.jpg"), row("b.jpg")], "r=1", {})
    catalog.set_mark("a.jpg", "reject", by="eva", how="blind")
    catalog.save([row("a.jpg", luminance=3.0)], "r=2", {})
    assert catalog.table().loc["a.jpg", "mark"] == "reject"
    catalog.rename([("a.jpg", "new/a.jpg")])
    assert catalog.marks().to_dict() == {"new/a.jpg": "reject"}
    catalog.forget(["new/a.jpg"])
    assert list(catalog.table().index) == ["b.jpg"]
    catalog.save([row("new/a.jpg")], "r=2", {})
    assert catalog.table().loc["new/a.jpg", "mark"] == "reject"


def test_the_history_of_marks_is_kept(catalog: Catalog) -> None:
    catalog.save([row("a.jpg")], "r=1", {})
    for mark in ("keep", "reject", None):
        catalog.set_mark("a.jpg", mark, by="eva")
    history = catalog.mark_history()
    assert history["mark"].tolist()[:2] == ["keep", "reject"]
    assert len(history) == 3
    assert set(history["by"]) == {"eva"}
    assert catalog.marks().empty


def test_many_marks_are_written_in_their_order_all_or_none(catalog: Catalog) -> None:
    catalog.save([row("a.jpg"), row("b.jpg")], "r=1", {})
    before = catalog.latest_mark()
    catalog.set_marks([("a.jpg", "maybe"), ("b.jpg", "must-have"), ("a.jpg", "reject")], how="review")
    assert catalog.marks().to_dict() == {"a.jpg": "reject", "b.jpg": "must-have"}
    assert catalog.latest_mark() == before + 3
    with pytest.raises(ValueError, match=r"z\.jpg"):
        catalog.set_marks([("a.jpg", "keep"), ("z.jpg", "keep")])
    with pytest.raises(ValueError, match="a mark is one of"):
        catalog.set_marks([("a.jpg", "keep"), ("b.jpg", "Keep")])
    catalog.set_marks([])
    assert catalog.latest_mark() == before + 3
    assert set(catalog.mark_history()["how"]) == {"review"}


def test_bad_marks_are_refused(catalog: Catalog) -> None:
    catalog.save([row("a.jpg")], "r=1", {})
    with pytest.raises(ValueError, match="keep, maybe, reject"):
        catalog.set_mark("a.jpg", "delete")
    with pytest.raises(ValueError, match=r"no photo 'z.jpg'.*scan"):
        catalog.set_mark("z.jpg", "keep")


def test_forgetting_drops_only_thumbnails_that_nobody_shows(catalog: Catalog) -> None:
    rows = [row("a.jpg", content_hash="same"), row("b.jpg", content_hash="same"), row("c.jpg")]
    catalog.save(rows, "r=1", {"same": b"1", "h-c.jpg": b"2"})
    catalog.forget(["a.jpg", "c.jpg"])
    assert catalog.thumbnail("b.jpg") == b"1"
    catalog.save([row("c.jpg")], "r=1", {})
    assert catalog.thumbnail("c.jpg") is None


def test_forgetting_more_paths_than_a_statement_may_hold(catalog: Catalog) -> None:
    paths = [f"{number}.jpg" for number in range(40_000)]
    catalog.save([row("stays.jpg")], "r=1", {})
    catalog.forget(paths)
    assert list(catalog.table().index) == ["stays.jpg"]


def test_it_lives_in_the_users_data_directory_under_the_folders_name(tmp_path: Path) -> None:
    first, second = tmp_path / "x" / "Été 2024", tmp_path / "y" / "Été 2024"
    assert catalog_path(first) != catalog_path(second)
    assert Path(os.environ["XDG_DATA_HOME"]) in catalog_path(first).parents
    assert catalog_path(first).name.isascii()


def test_a_damaged_catalog_is_named_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(CullingError, match=r"c\.sqlite is damaged .*move it away"):
        Catalog(tmp_path, path)
    assert path.read_bytes() == b"this is no database" * 100


def test_a_catalog_that_breaks_while_open_is_named(in_file: Catalog) -> None:
    in_file.save([row(f"{n}.jpg") for n in range(500)], "r=1", {})
    in_file.close()
    data = bytearray(in_file.path.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    in_file.path.write_bytes(data)
    with pytest.raises(CullingError, match="damaged"):
        Catalog(in_file.folder, in_file.path).table()


def test_a_newer_catalog_is_refused_and_left_as_it_is(in_file: Catalog) -> None:
    engine = sqlalchemy.create_engine(f"sqlite:///{in_file.path}")
    with engine.begin() as connection:
        connection.execute(schema.META.update().where(schema.META.c.key == "schema_version").values(value="99"))
    engine.dispose()
    with pytest.raises(CullingError, match=r"schema 99.*update culling"):
        Catalog(in_file.folder, in_file.path)


def test_an_older_catalog_gains_new_measures_and_keeps_its_rows(tmp_path: Path) -> None:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        catalog.save([row("a.jpg", luminance=5.0)], "luminance=1", {})
        catalog.set_mark("a.jpg", "keep")
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path / 'c.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE photos DROP COLUMN entropy")
    engine.dispose()
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        table = catalog.table()
    assert table.loc["a.jpg", "luminance"] == 5.0
    assert pd.isna(table.loc["a.jpg", "entropy"])
    assert table.loc["a.jpg", "mark"] == "keep"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX rights")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder is wanted")
    with pytest.raises(CullingError, match="--catalog"):
        Catalog(tmp_path, blocked / "c.sqlite")


def test_a_full_disk_is_named_and_what_was_saved_stays(in_file: Catalog) -> None:
    in_file.save([row("a.jpg")], "r=1", {})
    with in_file._database.read() as connection:  # a real SQLITE_FULL without filling a disk
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    sqlalchemy.event.listen(
        in_file._database._engine, "begin", lambda c: c.connection.cursor().execute(f"PRAGMA max_page_count={pages}")
    )
    with pytest.raises(CullingError, match="no space left"):
        in_file.save([row("b.jpg")], "r=1", {"h-b.jpg": os.urandom(2_000_000)})
    assert list(in_file.table().index) == ["a.jpg"]
