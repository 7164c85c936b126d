"""Catalogs of versions before become present ones, and lose nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from culling.catalog import Catalog
from culling.upgrade import SCHEMA_VERSION

#: What the program of schema 5 wrote, as `sqlite3 FILE .dump` tells it.
VERSION_5 = Path(__file__).parent / "shared" / "version5.sql"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "c.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as written:
        written.executescript(VERSION_5.read_text("utf-8"))
    return file


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(file)) as read:
        return read.execute(query).fetchall()


def test_a_file_of_schema_5_keeps_what_it_holds(file: Path) -> None:
    assert rows(file, "SELECT value FROM meta WHERE key = 'schema_version'") == [("5",)]
    with Catalog(Path("/photos"), file) as catalog:
        table = catalog.table()
        assert table["mark"].dropna().to_dict() == {"a.jpg": "keep"}
        assert table.loc["a.jpg", ["luminance", "camera", "iso", "tags"]].tolist() == [
            12.5,
            "Nikon",
            100.0,
            "person,food",
        ]
        assert table["error"].dropna().to_dict() == {"c.jpg": "0 bytes"}
        assert catalog.thumbnail("a.jpg") == b"jpeg"
        assert catalog.mark_history()["by"].tolist() == ["eva", "user", "user"]
        assert catalog.label_history()["label"].tolist() == ["keep"]
        assert catalog.users().empty
    assert rows(file, "SELECT value FROM meta WHERE key = 'schema_version'") == [(str(SCHEMA_VERSION),)]


def test_it_can_be_asked_by_sql_at_once(file: Path) -> None:
    with Catalog(Path("/photos"), file):
        pass
    assert rows(file, "SELECT path, tag FROM tags ORDER BY tag") == [("a.jpg", "food"), ("a.jpg", "person")]
    assert rows(file, "SELECT path, camera, taken_at FROM metadata WHERE camera IS NOT NULL") == [
        ("a.jpg", "Nikon", "2024-05-01T10:00:00")
    ]
    assert rows(file, 'SELECT path, mark, "by" FROM marked') == [("a.jpg", "keep", "eva")]


def test_opening_it_again_changes_nothing_more(file: Path) -> None:
    for _ in range(2):
        with Catalog(Path("/photos"), file) as catalog:
            assert catalog.latest_mark() == 3
    assert rows(file, "SELECT COUNT(*) FROM tags") == [(2,)]
