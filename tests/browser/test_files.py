"""Files in and out by clicks: an upload through the file chooser, and a sort that is tried, made and undone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from culling.catalog import Catalog
from culling.decide import decide
from culling.policy import Policy
from tests.browser.conftest import Server
from tests.browser.pages import Open, catalog_path_in, scanned
from tests.ui.photos import write_photos


def test_photos_that_are_uploaded_are_judged(open_page: Open, server: Server, tmp_path: Path) -> None:
    names = write_photos(tmp_path, ["one.jpg", "two & <b>.jpg", "three.jpg"])
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    uploads = server.data / "culling" / "uploads"
    before = set(uploads.iterdir()) if uploads.is_dir() else set()
    page = open_page()
    scanned(page)
    page.get_by_role("button", name="Upload").click()
    with page.expect_file_chooser() as waiting:
        page.get_by_test_id("stFileUploaderDropzone").locator("button").click()
    waiting.value.set_files([tmp_path / name for name in (*names, "broken.jpg")])
    page.get_by_role("button", name="Measure and judge").click()
    expect(page.locator(".culling-facts dd").first).to_have_text("4")
    expect(page.get_by_text("1 unreadable: neither kept nor rejected")).to_be_visible()
    (kept,) = set(uploads.iterdir()) - before
    assert {path.name for path in kept.iterdir()} == {"one.jpg", "two & _b_.jpg", "three.jpg", "broken.jpg"}
    page.get_by_role("radio", name="tiles").click()
    expect(page.locator(".tile")).to_have_count(4)
    expect(page.locator(".tile", has=page.get_by_text("two & _b_.jpg", exact=True))).to_be_visible()


def test_a_sort_is_tried_made_and_undone_by_clicks(open_page: Open, server: Server) -> None:
    to = server.folder.parent / "sorted"
    page = open_page()
    scanned(page)
    page.get_by_role("link", name="Export").click()
    page.get_by_role("radio", name="Sort into folders").click()
    page.get_by_role("textbox", name="To the folder").fill(str(to))
    page.get_by_role("button", name="Dry run").click()
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        verdicts = decide(catalog.table(), Policy.default())["verdict"]
    judged = verdicts[verdicts != "unjudged"]
    expect(page.get_by_text(f"{len(judged)} files would be copied")).to_be_visible()
    assert not to.exists()
    page.get_by_role("button", name=f"Copy {len(judged)} files").click()
    expect(page.get_by_text(f"{len(judged)} files copied.")).to_be_visible()
    for verdict in ("keep", "maybe", "reject"):
        assert len(_files(to / verdict)) == int((judged == verdict).sum())
    assert all((server.folder / str(path)).is_file() for path in judged.index)
    page.get_by_role("button", name="Undo the last sort into this folder").click()
    expect(page.get_by_text(f"{len(judged)} files taken back.")).to_be_visible()
    assert [path for verdict in ("keep", "maybe", "reject") for path in _files(to / verdict)] == []
    assert all((server.folder / str(path)).is_file() for path in judged.index)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
