"""Gains in the catalog: kept by content and remedy, the last one counts, another recipe's are out of date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

from culling.catalog import Catalog
from culling.schema import META


@pytest.fixture
def catalog(tmp_path: Path, where: Path | str) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", where) as catalog:
        yield catalog


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog(tmp_path / "photos", tmp_path / "c.sqlite") as catalog:
        yield catalog


def test_of_each_content_and_remedy_the_last_gain_counts(catalog: Catalog) -> None:
    catalog.keep_gain("h1", "deblur", "v1", {"detail": 1.5}, b"a", b"b")
    catalog.keep_gain("h1", "light", "v1", {"detail": 0.0}, b"c", b"d")
    catalog.keep_gain("h1", "deblur", "v1", {"detail": 2.5}, b"e", b"f")
    assert catalog.gains("v1") == {("h1", "deblur"): {"detail": 2.5}, ("h1", "light"): {"detail": 0.0}}
    assert catalog.gain_pictures("h1", "deblur") == (b"e", b"f")
    assert catalog.gain_pictures("h2", "deblur") is None


def test_what_another_recipe_gave_is_out_of_date(catalog: Catalog) -> None:
    catalog.keep_gain("h1", "deblur", "v1", {"detail": 1.5}, b"a", b"b")
    assert catalog.gains("v2") == {}
    catalog.keep_gain("h1", "deblur", "v2", {"detail": 9.0}, b"a", b"b")
    assert catalog.gains("v1") == {}
    assert catalog.gains("v2") == {("h1", "deblur"): {"detail": 9.0}}


def test_gains_outlive_a_restart_and_a_damaged_one_is_left_out(in_file: Catalog) -> None:
    in_file.keep_gain("h1", "deblur", "v1", {"detail": 1.5}, b"a", b"b")
    in_file.keep_gain("h2", "deblur", "v1", {"detail": 1.5}, b"a", b"b")
    in_file.close()
    engine = sqlalchemy.create_engine(f"sqlite:///{in_file.path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE gains SET about = '[1' WHERE content_hash = 'h2'")
    engine.dispose()
    with Catalog(in_file.folder, in_file.path) as again:
        assert again.gains("v1") == {("h1", "deblur"): {"detail": 1.5}}


def test_a_catalog_of_the_schema_before_takes_gains(in_file: Catalog) -> None:
    in_file.close()
    engine = sqlalchemy.create_engine(f"sqlite:///{in_file.path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE gains")
        connection.execute(META.update().where(META.c.key == "schema_version").values(value="4"))
    engine.dispose()
    with Catalog(in_file.folder, in_file.path) as again:
        again.keep_gain("h1", "light", "v1", {}, b"a", b"b")
        assert again.gains("v1") == {("h1", "light"): {}}
