"""What `--catalog` takes, and that a password in it is never repeated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.shared.where import WAIT_SECONDS, Server, is_server, parse_where


def server(text: str) -> Server:
    found = parse_where(text)
    assert isinstance(found, Server)
    return found


@pytest.mark.parametrize("text", ["c.sqlite", "/srv/c.sqlite", "a b/ü.sqlite", "C:/photos/c.sqlite", "./postgresql"])
def test_a_file_is_a_path(text: str) -> None:
    assert parse_where(text) == Path(text) == parse_where(Path(text))
    assert not is_server(text)


def test_nothing_is_the_users_data_directory() -> None:
    assert parse_where(None) is None
    assert parse_where("") is None


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_has_a_name_without_its_password(scheme: str) -> None:
    found = server(f"{scheme}://ann:s3cret@db.example.org:5433/photos?shoot=Spring%202024&wait=5&sslmode=require")
    assert found.name == "postgresql://ann@db.example.org:5433/photos?shoot=Spring%202024"
    assert (found.shoot, found.wait, found.url.password) == ("Spring 2024", 5.0, "s3cret")
    assert dict(found.url.query) == {"sslmode": "require"}
    assert found.url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize("text", ["postgresql://ann:s3cret@h/d", "postgresql://h/d?user=ann&password=s3cret"])
def test_no_form_of_it_shows_the_password(text: str) -> None:
    found = server(text)
    shown = [repr(found), str(found), found.name, f"{found!r:>5}", repr([found]), repr(replace(found, shoot="x"))]
    assert not any("s3cret" in form for form in shown)
    assert found.url.password == "s3cret"
    assert found.hide("FATAL: s3cret is wrong") == "FATAL: … is wrong"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mysql://ann:s3cret@h/d", "a catalog is a file, or a PostgreSQL database"),
        ("postgresql://ann:s3cret@h", "names no database"),
        ("postgresql://ann:s3cret@h:port/d", "cannot be read"),
        ("postgresql://ann:s3cret@h/d?wait=long", "wait=long"),
        ("postgresql://ann:s3cret@h/d?port=first", "must be a number"),
        ("postgresql://ann:s3cret@h/d?shoot=" + "x" * 101, "at most 100 letters"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(text: str, told: str) -> None:
    with pytest.raises(CullingError, match=told) as reason:
        parse_where(text)
    assert "s3cret" not in str(reason.value)
    assert reason.value.__cause__ is None


def test_a_path_has_lost_a_slash_of_the_url() -> None:
    with pytest.raises(ValueError, match="as text") as reason:
        parse_where(Path("postgresql://ann:s3cret@h/d"))
    assert "s3cret" not in str(reason.value)


def test_each_shoot_has_a_schema_of_its_own_that_sql_needs_not_quote() -> None:
    plain = server("postgresql://h/d")
    assert plain.shoot is None
    assert plain.wait == WAIT_SECONDS
    schemas = [plain.of_shoot(name).schema for name in ("wedding", "Wedding", "wedding-", "Été", "é" * 100, "'; DROP")]
    assert schemas[0] == "shoot_wedding"
    assert len(set(schemas)) == len(schemas)
    assert all(schema.isascii() and schema.replace("_", "").isalnum() and len(schema) < 60 for schema in schemas)
    assert plain.of_shoot("a").of_shoot("b").shoot == "a"
