"""A bucket scanned by the workers of a cluster: they fetch each photo themselves, once, and the rows are the same."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from distributed import LocalCluster

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.metrics import PARTS
from culling.scan import scan
from tests.cloud.conftest import Put, jpeg
from tests.cloud.s3_server import BUCKET, Wire

URL = f"s3://{BUCKET}/shoot"
PHOTOS = {f"day {number % 2}/{number:02}.jpg": jpeg(number) for number in range(6)} | {"broken.jpg": b"no photo"}


@pytest.fixture
def address() -> Iterator[str]:
    """Of a cluster in this process, which is spoken to as to any other."""
    with LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as running:
        yield running.scheduler_address


def test_rows_are_those_of_a_scan_here_and_each_photo_is_fetched_once(
    wire: Wire, put: Put, address: str, tmp_path: Path
) -> None:
    for key, data in PHOTOS.items():
        put(f"shoot/{key}", data)
    here = scan(URL, catalog=tmp_path / "here", without=PARTS)
    wire.asked.clear()
    there = scan(URL, catalog=tmp_path / "there", without=PARTS, cluster=address)
    pd.testing.assert_frame_equal(there, here)
    assert sorted(wire.gets()) == sorted(f"/{BUCKET}/shoot/{key.replace(' ', '%20')}" for key in PHOTOS)
    with Catalog(tmp_path, tmp_path / "here") as ours, Catalog(tmp_path, tmp_path / "there") as theirs:
        assert ours.vectors(here.index).tobytes() == theirs.vectors(here.index).tobytes()


def test_workers_that_cannot_reach_the_bucket_are_named(
    wire: Wire, put: Put, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("shoot/a.jpg", PHOTOS["day 0/00.jpg"])

    def refused(_path: object) -> str:
        raise PermissionError(13, "the server says 403")

    monkeypatch.setattr("culling.cluster.errand._size", refused)
    with pytest.raises(CullingError, match=f"does not see the photos in {URL}: the server says 403"):
        scan(URL, catalog=tmp_path / "c", without=PARTS, cluster=address)
