"""Rows of photos: which recipes measured how many of them."""

from __future__ import annotations

from pathlib import Path

from culling.catalog import Catalog


def row(path: str, content: str | None) -> dict[str, object]:
    return {"path": path, "file_bytes": 10, "mtime_ns": 1, "content_hash": content}


def test_photos_that_can_be_read_are_counted_by_the_recipe_that_measured_them(tmp_path: Path) -> None:
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        assert catalog.recipes() == {}
        catalog.save([row("a", "1"), row("b", "2"), row("broken", None)], "reader=1;x=1", {})
        catalog.save([row("c", "3")], "reader=1;x=2", {})
        assert catalog.recipes() == {"reader=1;x=1": 2, "reader=1;x=2": 1}
        catalog.update([("a", {"luminance": 1.0})], "reader=1;x=2")
        assert catalog.recipes() == {"reader=1;x=1": 1, "reader=1;x=2": 2}
