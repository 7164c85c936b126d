"""A sheet's rows over HTTP: the same numbers, bit by bit, and nothing without a signature."""

from __future__ import annotations

from pathlib import Path

import httpx
import numpy as np
import pandas as pd
import pytest
from starlette.applications import Starlette

from culling.catalog import Catalog
from culling.ui.components.parts import pack
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.routes import ROUTES
from culling.ui.sheet import Sheet

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(photos: Path) -> OpenFolder:
    (photos / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    opened = BOARD.open(photos.resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    return opened


async def _get(address: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get(address)


async def test_paths_and_columns_are_those_of_the_table(folder: OpenFolder) -> None:
    sheet = folder.sheet
    assert (await _get(f"{sheet.address}/paths")).json() == list(folder.table.index)
    answer = await _get(f"{sheet.address}/column/luminance")
    values = np.frombuffer(answer.content[: 8 * sheet.count], "<f8")
    order = np.frombuffer(answer.content[8 * sheet.count :], "<u4")
    np.testing.assert_array_equal(values, folder.table["luminance"])
    assert len(order) == 12
    assert values[order].tolist() == sorted(folder.table["luminance"].dropna())
    assert "immutable" in answer.headers["cache-control"]


async def test_pictures_are_those_of_the_rows(folder: OpenFolder) -> None:
    row = list(folder.table.index).index("photo_03.jpg")
    answer = await _get(f"{folder.sheet.address}/picture/thumb/{row}")
    assert answer.content == folder.catalog.thumbnail("photo_03.jpg")
    assert (await _get(f"{folder.sheet.address}/picture/preview/{row}")).headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize(
    "rest",
    ["column/camera", "column/nothing", "column/mark", "picture/thumb/13", "picture/passwd/0", "picture/thumb/-1"],
)
async def test_what_is_not_there_is_not_found(folder: OpenFolder, rest: str) -> None:
    assert (await _get(f"{folder.sheet.address}/{rest}")).status_code == 404


async def test_a_foreign_or_changed_address_is_refused(folder: OpenFolder) -> None:
    base, _, signature = folder.sheet.address.rpartition("/")
    forged = signature[:-1] + ("0" if signature[-1] != "0" else "1")
    assert (await _get(f"{base}/{forged}/paths")).status_code == 404
    assert (await _get(f"{base}x/{signature}/paths")).status_code == 404


async def test_a_broken_photo_has_no_picture(folder: OpenFolder) -> None:
    row = list(folder.table.index).index("broken.jpg")
    assert (await _get(f"{folder.sheet.address}/picture/thumb/{row}")).status_code == 404


def test_marks_leave_the_address_and_new_content_changes_it(folder: OpenFolder, photos: Path) -> None:
    before = folder.sheet
    folder.mark([("photo_00.jpg", "keep")], "test")
    assert folder.table.loc["photo_00.jpg", "mark"] == "keep"
    assert folder.sheet.address == before.address
    (photos / "photo_00.jpg").write_bytes((photos / "photo_05.jpg").read_bytes())
    folder.scan()
    assert folder.job is not None
    folder.job.wait(60)
    folder.refresh()
    assert folder.sheet.address != before.address
    assert folder.find_sheet(before.key) is before


def test_marks_of_another_process_are_taken_up(folder: OpenFolder) -> None:
    with Catalog(folder.path, folder.catalog.path) as other:
        other.set_mark("photo_01.jpg", "must-have", by="shell")
    folder.refresh()
    assert folder.table.loc["photo_01.jpg", "mark"] == "must-have"


def test_no_table_is_no_trouble() -> None:
    empty = Sheet("f", pd.DataFrame({"luminance": np.array([], float)}, index=pd.Index([], name="path")))
    assert empty.paths == []
    assert empty.column("luminance") == b""


def test_arrays_are_packed_little_endian() -> None:
    assert pack(np.array([1, 256], ">u4")) == "AQAAAAABAAA="


async def test_offered_bytes_are_fetched_under_their_address(folder: OpenFolder) -> None:
    address = folder.sheet.offer(b"points")
    answer = await _get(address)
    assert answer.content == b"points"
    assert "immutable" in answer.headers["cache-control"]
    assert folder.sheet.offer(b"points") == address
    missing = await _get(f"{folder.sheet.address}/data/{'0' * 32}")
    assert missing.status_code == 404
    assert "no-store" in missing.headers["cache-control"]


async def test_of_many_offers_the_last_ones_stay(folder: OpenFolder) -> None:
    first = folder.sheet.offer(b"first")
    for number in range(30):
        last = folder.sheet.offer(str(number).encode())
    assert (await _get(first)).status_code == 404
    assert (await _get(last)).content == b"29"


async def test_groups_are_no_column_that_could_be_kept(folder: OpenFolder) -> None:
    folder.keep_groups(pd.Series(0.0, folder.table.index), {"method": "test"})
    assert "group" in folder.table
    assert (await _get(f"{folder.sheet.address}/column/group")).status_code == 404
