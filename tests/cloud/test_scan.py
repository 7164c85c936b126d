"""A bucket scanned through a wire that fails: the rows of a local folder, nothing fetched twice, nothing lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from culling.catalog import Catalog
from culling.cloud.prefetch import FETCHERS
from culling.errors import CullingError
from culling.folders import folder_of
from culling.measure import NEVER_NS
from culling.metrics import PARTS
from culling.scan import Progress, scan
from tests.cloud.conftest import Put, jpeg, write_local
from tests.cloud.s3_server import BUCKET, Wire

URL = f"s3://{BUCKET}/shoot"
ROOT = folder_of(URL)  # one connection for all tests: making one takes botocore half a second
PHOTOS = {f"day {number % 2}/{number:02}.jpg": jpeg(number) for number in range(24)}
FEW = dict(list(PHOTOS.items())[:6])


def upload(put: Put, photos: dict[str, bytes]) -> None:
    for key, data in photos.items():
        put(f"shoot/{key}", data)


def quick(catalog: Path, **options: object) -> pd.DataFrame:
    """A scan without the networks' parts, which take most of the time."""
    return scan(ROOT, catalog=catalog, without=PARTS, workers=2, **options)  # type: ignore[arg-type]


def measures(table: pd.DataFrame) -> pd.DataFrame:
    return table.drop(columns="mtime_ns")


def test_rows_are_those_of_a_local_scan(wire: Wire, put: Put, tmp_path: Path) -> None:
    photos = {**FEW, "broken.jpg": FEW["day 0/00.jpg"][:900], "empty.jpg": b"", "large.jpg": jpeg(77, 640)}
    upload(put, photos)
    here = scan(write_local(tmp_path / "shoot", photos), catalog=tmp_path / "here")
    there = scan(URL, catalog=tmp_path / "there")
    pd.testing.assert_frame_equal(measures(there), measures(here))
    assert sorted(wire.gets()) == sorted(f"/{BUCKET}/shoot/{key.replace(' ', '%20')}" for key in photos)
    assert not [line for line in wire.asked if line.startswith("HEAD")]
    with Catalog(tmp_path / "shoot", tmp_path / "here") as ours, Catalog(tmp_path, tmp_path / "there") as theirs:
        assert ours.vectors(here.index).tobytes() == theirs.vectors(here.index).tobytes()
        assert all(ours.thumbnail(key) == theirs.thumbnail(key) for key in photos)


def test_what_is_known_is_not_fetched_again(wire: Wire, put: Put, client: object, tmp_path: Path) -> None:
    upload(put, FEW)
    first = quick(tmp_path / "catalog")
    with Catalog(tmp_path, tmp_path / "catalog") as catalog:
        catalog.set_mark("day 0/00.jpg", "keep")
    wire.asked.clear()
    put("shoot/day 1/01.jpg", FEW["day 1/01.jpg"])  # the same bytes: a new time, no new content
    put("shoot/day 1/03.jpg", jpeg(99))
    put("shoot/moved.jpg", FEW["day 0/00.jpg"])
    client.delete_object(Bucket=BUCKET, Key="shoot/day 0/00.jpg")  # type: ignore[attr-defined]
    again = quick(tmp_path / "catalog")
    assert wire.gets() == [f"/{BUCKET}/shoot/day%201/03.jpg"]
    assert again.loc["moved.jpg", "mark"] == "keep"
    assert "day 0/00.jpg" not in again.index
    changed = again.index[again["content_hash"] != first["content_hash"].reindex(again.index)]
    assert list(changed) == ["day 1/03.jpg", "moved.jpg"]


def test_a_wire_that_fails_now_and_then_changes_nothing(wire: Wire, put: Put, tmp_path: Path) -> None:
    upload(put, FEW)
    good = quick(tmp_path / "good")
    seen: dict[str, int] = {}

    def fault(path: str) -> str | float | None:
        seen[path] = seen.get(path, 0) + 1
        return ("503", "reset", "cut", 0.01, None)[seen[path] - 1] if seen[path] <= 4 else None

    wire.fault = fault
    pd.testing.assert_frame_equal(quick(tmp_path / "bad"), good)
    assert set(seen.values()) == {4}


def test_one_photo_that_may_not_be_read_is_a_row_and_is_tried_again(wire: Wire, put: Put, tmp_path: Path) -> None:
    upload(put, FEW)
    wire.fault = lambda path: "403" if path.endswith("01.jpg") else None
    table = quick(tmp_path / "catalog")
    assert table["error"].notna().sum() == 1
    assert "could not be fetched" in table.loc["day 1/01.jpg", "error"]
    assert table.loc["day 1/01.jpg", "mtime_ns"] == NEVER_NS
    wire.calm()
    assert quick(tmp_path / "catalog")["error"].isna().all()
    assert wire.gets() == [f"/{BUCKET}/shoot/day%201/01.jpg"]


def test_a_photo_that_vanishes_after_the_listing_is_a_row(wire: Wire, put: Put, client: object, tmp_path: Path) -> None:
    upload(put, FEW)

    def fault(path: str) -> None:
        if path.endswith("01.jpg"):
            client.delete_object(Bucket=BUCKET, Key="shoot/day 1/01.jpg")  # type: ignore[attr-defined]

    wire.fault = fault
    assert quick(tmp_path / "catalog").loc["day 1/01.jpg", "error"] == "The file is gone."
    assert "day 1/01.jpg" not in quick(tmp_path / "catalog").index


def test_a_server_that_dies_is_told_and_the_scan_goes_on_from_there(wire: Wire, put: Put, tmp_path: Path) -> None:
    upload(put, PHOTOS)

    def die(progress: Progress) -> None:
        if progress.done == 5:
            wire.stop()

    with pytest.raises(CullingError, match="goes on from there"):
        quick(tmp_path / "catalog", progress=die)
    with Catalog(tmp_path, tmp_path / "catalog") as catalog:
        saved = catalog.table()
    assert 5 <= len(saved) <= 5 + FETCHERS + 2
    assert saved["error"].isna().all()

    with pytest.raises(CullingError, match="could not be listed"):
        quick(tmp_path / "catalog")
    wire.calm()
    table = quick(tmp_path / "catalog")
    assert len(table) == len(PHOTOS)
    assert table["error"].isna().all()
    assert len(wire.gets()) == len(PHOTOS) - len(saved)


def test_numbers_that_are_known_outlast_a_server_that_does_not_answer(wire: Wire, put: Put, tmp_path: Path) -> None:
    upload(put, FEW)
    first = quick(tmp_path / "catalog")
    with Catalog(tmp_path, tmp_path / "catalog") as catalog:  # as an earlier version left them: one measure is stale
        recipe = next(iter(catalog.stamps().values())).recipe
        old = ";".join(part for part in recipe.split(";") if not part.startswith("luminance"))
        catalog.update([(str(key), {}) for key in first.index], old)
    wire.fault = lambda path: "403" if path.endswith(".jpg") else None
    pd.testing.assert_frame_equal(quick(tmp_path / "catalog"), first)
    wire.calm()
    pd.testing.assert_frame_equal(quick(tmp_path / "catalog"), first)
    assert len(wire.gets()) == len(FEW)


def test_photos_are_fetched_side_by_side(wire: Wire, put: Put, tmp_path: Path) -> None:
    upload(put, PHOTOS)
    wire.fault = lambda path: 0.05 if path.endswith(".jpg") else None
    assert quick(tmp_path / "catalog")["error"].isna().all()
    assert 2 <= wire.most_at_once <= FETCHERS


def test_a_cancelled_scan_keeps_what_it_has(wire: Wire, put: Put, tmp_path: Path) -> None:
    upload(put, PHOTOS)
    cancel = threading.Event()
    table = quick(tmp_path / "catalog", cancel=cancel, progress=lambda state: state.done < 3 or cancel.set())
    assert 3 <= len(table) < len(PHOTOS)
    wire.asked.clear()
    assert len(quick(tmp_path / "catalog")) == len(PHOTOS)
    assert len(wire.gets()) == len(PHOTOS) - len(table)


@pytest.mark.parametrize("how", ["no credentials", "no server", "no bucket"])
def test_a_folder_that_cannot_be_reached_leaves_no_catalog(
    how: str, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = {"no credentials": "needs credentials", "no server": "could not be listed", "no bucket": "There is no"}[how]
    if how == "no credentials":
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
            monkeypatch.setenv(name, str(tmp_path / "none"))
    elif how == "no server":
        wire.stop()
    url = "s3://no-such-bucket/shoot" if how == "no bucket" else URL
    with pytest.raises(CullingError, match=says):
        scan(url, catalog=tmp_path / "catalog")
    assert not (tmp_path / "catalog").exists()
