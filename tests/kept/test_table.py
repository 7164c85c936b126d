"""The file of columns beside a catalog: never other rows than those of the database, whoever wrote last."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from culling.catalog import TABLE_COLUMNS, TEXT_COLUMNS, Catalog
from culling.database import Database
from culling.kept import table as kept_table
from culling.kept.column_file import read_columns
from culling.kept.table import photo_rows, table_file

NEVER = 10**9  # photos from which on a file would be kept


def row(path: str, **values: object) -> dict[str, object]:
    return {"path": path, "file_bytes": 10, "mtime_ns": 1_700_000_000_123_456_789, "content_hash": f"h-{path}"} | values


def rows(file: Path, many: int = 1) -> pd.DataFrame:
    database = Database(file)
    try:
        return photo_rows(database, TABLE_COLUMNS, TEXT_COLUMNS, many)
    finally:
        database.close()


def agree(file: Path) -> pd.DataFrame:
    """The rows by way of the file, which must be those of the database."""
    found = rows(file)
    pd.testing.assert_frame_equal(found, rows(file, NEVER), check_exact=True)
    return found


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", tmp_path / "c.sqlite") as catalog:
        photos = [
            row("b.jpg", luminance=12.5, camera="Nikon"),
            row("a\nb.jpg", error="0 bytes"),
            row("ö.jpg", blur=0.5),
        ]
        catalog.save(photos, "r=1", {})
        yield catalog


def test_rows_come_out_of_the_file_as_out_of_the_database(catalog: Catalog) -> None:
    agree(catalog.path)
    assert table_file(catalog.path).exists()
    agree(catalog.path)


def test_the_database_is_not_read_again_while_nobody_writes(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(catalog.path)
    before = rows(catalog.path)
    monkeypatch.setattr(kept_table, "_from_rows", lambda *_: pytest.fail("read row by row"))
    pd.testing.assert_frame_equal(rows(catalog.path), before)
    catalog.set_mark("b.jpg", "keep")  # marks are no part of it
    pd.testing.assert_frame_equal(rows(catalog.path), before)


def test_few_photos_leave_nothing_beside_the_catalog(catalog: Catalog) -> None:
    catalog.table()
    assert not table_file(catalog.path).exists()
    with sqlite3.connect(catalog.path) as connection:
        assert not connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()


def test_whatever_is_written_is_seen(catalog: Catalog) -> None:
    agree(catalog.path)
    catalog.save([row("b.jpg", luminance=99.0)], "r=2", {})
    assert agree(catalog.path).loc["b.jpg", "luminance"] == 99.0
    catalog.update([("b.jpg", {"luminance": 7.0})], "r=2")
    assert agree(catalog.path).loc["b.jpg", "luminance"] == 7.0
    catalog.rename([("b.jpg", "c.jpg")])
    assert "c.jpg" in agree(catalog.path).index
    catalog.keep_learned({"sha256": "x"}, {"c.jpg": 0.25})
    assert agree(catalog.path).loc["c.jpg", "p_keep"] == 0.25
    catalog.forget(["c.jpg"])
    assert "c.jpg" not in agree(catalog.path).index


def test_another_program_that_knows_nothing_of_the_file_is_seen(catalog: Catalog) -> None:
    agree(catalog.path)
    with sqlite3.connect(catalog.path) as connection:
        connection.execute("UPDATE photos SET blur = 0.125 WHERE path = 'b.jpg'")
    assert agree(catalog.path).loc["b.jpg", "blur"] == 0.125
    with sqlite3.connect(catalog.path) as connection:
        connection.execute("DELETE FROM photos")
    assert agree(catalog.path).empty


def test_a_backup_that_is_put_back_and_changed_as_often_is_not_taken_for_what_was(
    catalog: Catalog, tmp_path: Path
) -> None:
    agree(catalog.path)
    with closing(sqlite3.connect(catalog.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(catalog.path, tmp_path / "backup")
    catalog.update([("b.jpg", {"blur": 0.1})], "r=1")
    agree(catalog.path)
    catalog.close()
    for beside in ("-wal", "-shm"):
        Path(f"{catalog.path}{beside}").unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", catalog.path)
    with closing(sqlite3.connect(catalog.path)) as connection, connection:
        connection.execute("UPDATE photos SET blur = 0.9 WHERE path = 'b.jpg'")
    assert agree(catalog.path).loc["b.jpg", "blur"] == 0.9


@pytest.mark.parametrize("damage", ["torn", "altered", "empty", "gone"])
def test_a_damaged_file_is_made_anew(catalog: Catalog, damage: str) -> None:
    agree(catalog.path)
    file = table_file(catalog.path)
    data = file.read_bytes()
    middle = len(data) // 2
    changed = {
        "torn": data[:middle],
        "altered": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "empty": b"",
    }
    file.unlink() if damage == "gone" else file.write_bytes(changed[damage])
    agree(catalog.path)
    assert file.read_bytes() == data


def test_a_watch_that_was_taken_away_is_noticed(catalog: Catalog) -> None:
    agree(catalog.path)
    with sqlite3.connect(catalog.path) as connection:
        connection.execute("DROP TRIGGER photos_revised_by_update")
        connection.execute("UPDATE photos SET blur = 0.7 WHERE path = 'b.jpg'")
    assert agree(catalog.path).loc["b.jpg", "blur"] == 0.7


def test_a_catalog_that_may_not_be_written_is_read_all_the_same(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Database) -> None:
        raise kept_table.CullingError("in use by another program")

    monkeypatch.setattr(kept_table, "_watch", locked)
    agree(catalog.path)
    assert not table_file(catalog.path).exists()


def test_a_text_with_a_nul_leaves_the_file_out(catalog: Catalog) -> None:
    catalog.save([row("b.jpg", camera="Nik\0on")], "r=2", {})
    agree(catalog.path)
    assert read_columns(table_file(catalog.path), "") is None


class Writers(RuleBasedStateMachine):
    """Several that write, in any order, with damage to the file in between."""

    paths = st.sampled_from(["a.jpg", "b/c.jpg", "ö.jpg", "new\nline.jpg"])
    numbers = st.one_of(st.none(), st.floats(0, 1, allow_nan=False))

    def __init__(self) -> None:
        super().__init__()
        self.place = TemporaryDirectory(ignore_cleanup_errors=True)
        self.file = Path(self.place.name) / "c.sqlite"
        self.catalog = Catalog(Path(self.place.name), self.file)

    @rule(path=paths, blur=numbers, camera=st.sampled_from([None, "", "Nikon", "Ö"]))
    def save(self, path: str, blur: float | None, camera: str | None) -> None:
        self.catalog.save([row(path, blur=blur, camera=camera)], "r=1", {})

    @rule(path=paths, blur=numbers)
    def update(self, path: str, blur: float | None) -> None:
        self.catalog.update([(path, {"blur": blur})], "r=2")

    @rule(path=paths, to=paths)
    def rename(self, path: str, to: str) -> None:
        self.catalog.rename([(path, to)])

    @rule(path=paths)
    def forget(self, path: str) -> None:
        self.catalog.forget([path])

    @rule(path=paths, blur=numbers)
    def write_by_another_program(self, path: str, blur: float | None) -> None:
        with sqlite3.connect(self.file) as connection:
            connection.execute("UPDATE photos SET blur = ?, error = 'x' WHERE path = ?", (blur, path))

    @rule(cut=st.integers(0, 400))
    def damage(self, cut: int) -> None:
        file = table_file(self.file)
        if file.exists():
            file.write_bytes(file.read_bytes()[:cut])

    @invariant()
    def the_rows_are_those_of_the_database(self) -> None:
        agree(self.file)

    def teardown(self) -> None:
        self.catalog.close()
        self.place.cleanup()


TestWriters = Writers.TestCase
TestWriters.settings = settings(
    max_examples=5, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
