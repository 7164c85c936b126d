"""`culling users`, and the other commands with the URL of a shared catalog, as a person types them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import simplejpeg

from culling.catalog import Catalog
from tests.shared.server import PASSWORD, Postgres
from tests.typed import Said, run_culling

Type = Callable[..., Said]


@pytest.fixture
def culling(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Type:
    return lambda *words: run_culling(monkeypatch, capfd, *words)


def test_people_are_listed_added_and_removed(culling: Type, where: Path | str, tmp_path: Path) -> None:
    Catalog(tmp_path, where).close()
    place = ("--catalog", where)
    assert "nobody is listed: whoever opens" in culling("users", "list", *place).err
    refused = culling("users", "add", "eva@example.org", *place)
    assert (refused.code, "would be admin" in refused.err) == (1, True)
    assert "is admin now" in culling("users", "add", "ann@example.org", "--role", "admin", *place).err
    assert culling("users", "add", "eva@example.org", *place).code == 0
    listed = culling("users", "list", *place).out.splitlines()
    assert [line.split()[:2] for line in listed[1:]] == [["ann@example.org", "admin"], ["eva@example.org", "mark"]]
    assert culling("users", "remove", "eva@example.org", *place).code == 0
    assert culling("users", "remove", "eva@example.org", *place).code == 1
    wrong = culling("users", "add", "eva@example.org", "--role", "owner", *place)
    assert (wrong.code, "view, mark, admin" in wrong.err) == (2, True)


def test_a_file_that_is_no_catalog_yet_is_not_made(culling: Type, tmp_path: Path) -> None:
    said = culling("users", "list", "--catalog", tmp_path / "none.sqlite")
    assert (said.code, "there is no catalog" in said.err) == (1, True)
    assert not (tmp_path / "none.sqlite").exists()


def test_a_folder_is_scanned_decided_and_marked_on_a_server(culling: Type, postgres: Postgres, tmp_path: Path) -> None:
    photos, place = tmp_path / "photos", ("--catalog", postgres.emptied())
    photos.mkdir()
    (photos / "a.jpg").write_bytes(simplejpeg.encode_jpeg(np.full((48, 64, 3), 3, np.uint8)))
    assert culling("scan", photos, *place, "--without", "people", "--without", "things", "-q").code == 0
    assert culling("decide", photos, "--out", tmp_path / "d.csv", "--keep", *place, "-q").code == 0
    assert postgres.sql("SELECT path, verdict, by FROM shoot_again.decisions") == "a.jpg|reject|ann"
    (tmp_path / "m.csv").write_text("path,mark\na.jpg,keep\n")
    assert culling("marks", photos, "--import", tmp_path / "m.csv", *place).code == 0
    assert postgres.sql("SELECT path, mark, by, how FROM shoot_again.marked") == "a.jpg|keep|ann|csv"
    assert "people agree" in culling("marks", photos, "--disputed", *place).err
    with Catalog(photos, place[1]) as catalog:
        catalog.set_mark("a.jpg", "reject", by="eva")
    assert culling("marks", photos, "--disputed", *place).out == "a.jpg: ann keep, eva reject\n"


def test_an_error_never_repeats_the_password(culling: Type, postgres: Postgres, tmp_path: Path) -> None:
    for url in (postgres.url().replace("/culling?", "/nowhere?"), postgres.url().replace("postgresql:", "oracle:")):
        said = culling("marks", tmp_path, "--disputed", "--catalog", url)
        assert said.code == 1
        assert said.err.startswith("culling: ")
        assert PASSWORD[:6] not in said.err + said.out
