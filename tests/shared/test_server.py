"""A catalog on a real PostgreSQL server: shoots side by side, rights, hostile texts, nothing said of passwords."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.kept.users import People
from culling.users import User
from tests.shared.server import PASSWORD, Postgres


def row(path: str, **values: object) -> dict[str, object]:
    return {"path": path, "file_bytes": 10, "mtime_ns": 1_700_000_000_123_456_789, "content_hash": f"h-{path}"} | values


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.emptied()


@pytest.fixture
def catalog(tmp_path: Path, url: str) -> Iterator[Catalog]:
    with Catalog(tmp_path, url) as catalog:
        yield catalog


def test_machines_that_mount_the_folder_elsewhere_share_a_shoot_by_its_name(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url("party")
    with Catalog(tmp_path / "mac", url) as one, Catalog(tmp_path / "linux", url) as other:
        one.save([row("a.jpg")], "r=1", {"h-a.jpg": b"jpeg"})
        other.set_mark("a.jpg", "keep")
        assert one.table().loc["a.jpg", "mark"] == "keep"
        assert other.thumbnail("a.jpg") == b"jpeg"
    unnamed = url.replace("shoot=party&", "")
    with Catalog(tmp_path / "mac", unnamed) as one, Catalog(tmp_path / "linux", unnamed) as other:
        assert len(one.table()) == 0
        one.save([row("b.jpg")], "r=1", {})
        assert len(other.table()) == 0
        assert one.path != other.path
    assert "party" in postgres.sql("SELECT name FROM culling.shoots")


def test_the_list_of_people_belongs_to_all_shoots(postgres: Postgres, tmp_path: Path, catalog: Catalog) -> None:
    people = People(postgres.url())
    people.set_role("boss@example.org", "admin")
    people.close()
    assert catalog.role_of("boss@example.org") == "admin"
    with Catalog(tmp_path, postgres.url("party")) as other:
        assert other.role_of("boss@example.org") == "admin"
        other.remove_user("boss@example.org")


def test_who_has_not_signed_in_goes_by_their_name_on_the_server(catalog: Catalog) -> None:
    catalog.save([row("a.jpg")], "r=1", {})
    catalog.set_mark("a.jpg", "keep")
    catalog.used_by(User("eva@example.org", "mark")).set_mark("a.jpg", "maybe")
    assert catalog.mark_history()["by"].tolist() == ["ann", "eva@example.org"]
    assert (catalog.signed("dashboard"), catalog.shared) == ("ann", True)


def test_the_clock_of_the_server_counts(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    class Wrong:
        @staticmethod
        def now(_zone: object) -> None:
            raise AssertionError("the clock of this machine was asked")

    monkeypatch.setattr("culling.statements.datetime", Wrong)
    catalog.save([row("a.jpg")], "r=1", {})
    catalog.set_mark("a.jpg", "keep")
    at = pd.Timestamp(catalog.mark_history()["at"].iloc[0])
    assert abs((pd.Timestamp.now(tz="UTC") - at).total_seconds()) < 60


def test_texts_and_numbers_that_the_server_cannot_hold_do_no_harm(catalog: Catalog) -> None:
    strange = row("é€😀.jpg", camera="Ni\0kon\0", lens="\udce9", tags="person,food", iso=np.nan, scale=np.float64(2.5))
    catalog.save([strange, row("b.jpg", luminance=float("inf"), aperture=float("-inf"))], "r=\0", {})
    table = catalog.table()
    assert table.loc["é€😀.jpg", ["camera", "lens", "scale"]].tolist() == ["Ni\\x00kon\\x00", "\\udce9", 2.5]
    assert np.isnan(table.loc["é€😀.jpg", "iso"])
    assert table.loc["b.jpg", ["luminance", "aperture"]].tolist() == [np.inf, -np.inf]
    with catalog._database.read() as connection:
        none = connection.exec_driver_sql("SELECT count(*) FROM photos WHERE iso IS NULL").scalar()
    assert none == 2


def test_rows_are_in_the_order_of_bytes_as_in_a_file(catalog: Catalog) -> None:
    names = ["b.jpg", "B.jpg", "_c.jpg", "ä.jpg", "a b.jpg", "a-b.jpg", "ab.jpg", "Z/1.jpg"]
    catalog.save([row(name) for name in names], "r=1", {})
    assert list(catalog.table().index) == sorted(names, key=str.encode)


def test_a_wrong_password_and_a_missing_database_are_told_without_the_password(
    postgres: Postgres, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    good = postgres.url()
    wrong = good.replace(PASSWORD[:6], "s3cReT")
    for url, told in (
        (wrong, "does not let us in: .*password authentication failed"),
        (good.replace("/culling?", "/nowhere?"), '"nowhere" does not exist'),
    ):
        with pytest.raises(CullingError, match=told) as reason:
            Catalog(tmp_path, url)
        said = str(reason.value) + repr(reason.value.__cause__) + caplog.text
        assert not any(secret in said for secret in (PASSWORD, "s3cReT", "s3cret"))


@pytest.mark.parametrize("option", ["sslmode=bogus", "target_session_attrs=any-at-all", "gssencmode=x"])
def test_an_option_that_is_misspelt_is_refused_at_once(
    option: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(CullingError, match=f"cannot be used: invalid {option.split('=')[0]} value"):
        Catalog(tmp_path, f"postgresql://ann@127.0.0.1:1/d?shoot=x&{option}")
    assert "trying again" not in caplog.text


def test_the_password_is_nowhere_in_the_catalog_or_its_texts(catalog: Catalog, postgres: Postgres) -> None:
    catalog.save([row("a.jpg")], "r=1", {})
    dumped = subprocess.run(
        [str(postgres.programs / "pg_dump"), "--inserts", catalog._database.server.url.render_as_string(False)  # type: ignore[attr-defined]
         .replace("+psycopg", "")],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "h-a.jpg" in dumped
    texts = [
        catalog.name,
        str(catalog.path),
        repr(catalog),
        repr(catalog._database),
        repr(vars(catalog._database)),
        dumped,
    ]
    assert not any("s3cret" in text for text in texts)


def test_asking_never_makes_a_shoot(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(CullingError, match=r"nothing is known .*never.* scan its folder first"):
        Catalog(tmp_path, postgres.url("never"), make=False)
    assert "never" not in postgres.sql("SELECT name FROM culling.shoots")


def test_many_may_open_a_new_shoot_at_once(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url("crowd")

    def keys(_number: int) -> Path:
        with Catalog(tmp_path, url) as catalog:
            return catalog.path

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(keys, range(6)))) == 1


def test_a_shoot_that_was_dropped_and_made_again_shares_no_local_files(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url("twice")
    with Catalog(tmp_path, url) as before:
        pass
    postgres.sql("DROP SCHEMA shoot_twice CASCADE; DELETE FROM culling.shoots WHERE name = 'twice'")
    with Catalog(tmp_path, url) as after:
        assert after.path != before.path
        assert after.table().empty


def test_an_account_that_may_only_read_can_look_and_not_mark(postgres: Postgres, catalog: Catalog, url: str) -> None:
    catalog.save([row("a.jpg")], "r=1", {})
    postgres.sql(
        f"CREATE USER reader PASSWORD '{PASSWORD}'; GRANT USAGE ON SCHEMA culling, shoot_again TO reader;"
        "GRANT SELECT ON ALL TABLES IN SCHEMA culling, shoot_again TO reader"
    )
    with Catalog(catalog.folder, url.replace("//ann:", "//reader:")) as reader:
        assert list(reader.table().index) == ["a.jpg"]
        with pytest.raises(CullingError, match=r"reader has not the rights .*shared\.md"):
            reader.set_mark("a.jpg", "keep")
    assert catalog.marks().empty


def test_a_newer_schema_is_refused_and_left_as_it_is(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url("newer")
    Catalog(tmp_path, url).close()
    postgres.sql("UPDATE shoot_newer.meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(CullingError, match=r"schema 99.*update culling"):
        Catalog(tmp_path, url)
    assert postgres.sql("SELECT value FROM shoot_newer.meta WHERE key = 'schema_version'") == "99"


def test_an_older_schema_gains_new_measures(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.url("older")
    with Catalog(tmp_path, url) as catalog:
        catalog.save([row("a.jpg", tags="food", luminance=5.0)], "r=1", {})
    postgres.sql(
        "ALTER TABLE shoot_older.photos DROP COLUMN entropy; DROP TABLE shoot_older.tags;"
        "UPDATE shoot_older.meta SET value = '5' WHERE key = 'schema_version'"
    )
    with Catalog(tmp_path, url) as catalog:
        assert catalog.table().loc["a.jpg", "luminance"] == 5.0
    assert postgres.sql("SELECT path, tag FROM shoot_older.tags") == "a.jpg|food"


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CullingError, match=r"pip install 'culling\[shared\]'"):
        Catalog(tmp_path, "postgresql://h/d")


def test_a_long_writer_makes_others_wait_and_readers_not(catalog: Catalog) -> None:
    catalog.save([row("a.jpg")], "r=1", {})
    with ThreadPoolExecutor(1) as pool:
        with catalog._database.write() as connection:
            connection.exec_driver_sql("UPDATE photos SET luminance = 1")
            marked = pool.submit(catalog.set_mark, "a.jpg", "keep")
            assert np.isnan(catalog.table().loc["a.jpg", "luminance"])
            assert catalog.marks().empty
            assert not marked.done()
        marked.result()
    assert catalog.table().loc["a.jpg", ["luminance", "mark"]].tolist() == [1.0, "keep"]
