"""A cluster of two worker processes, and folders for it to measure."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import dask
import numpy as np
import pytest
from distributed import Client, LocalCluster
from distributed.utils import get_mp_context
from PIL import Image
from skimage import data

ODD_WORKER = Path(__file__).with_name("odd_worker.py")


@pytest.fixture(scope="package")
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes on this machine; a worker that dies is replaced by its nanny."""
    # Forked from a process that has imported all, a worker that was killed is back at once.
    options = {"distributed.worker.multiprocessing-method": "forkserver", "distributed.deploy.lost-worker-timeout": 120}
    with dask.config.set(options):
        get_mp_context().set_forkserver_preload(["__main__", "distributed", "culling.cluster.errand"])
        with LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            preload=[str(ODD_WORKER)],
            silence_logs=logging.CRITICAL,
            host="127.0.0.1",
        ) as running:
            yield running


@pytest.fixture
def client(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster, set_as_default=False) as connected:
        connected.wait_for_workers(2, timeout=60)
        yield connected


def photo(path: Path, seed: int = 0) -> Path:
    """A small real photo, another crop for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    top, left = np.random.default_rng(seed).integers(0, 200, 2)
    Image.fromarray(data.astronaut()[top : top + 160, left : left + 200]).save(path, quality=90)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten photos in two sub-folders."""
    for number in range(10):
        photo(tmp_path / "photos" / f"day {number % 2}" / f"{number}.jpg", number)
    return tmp_path / "photos"


@pytest.fixture
def hostile(folder: Path) -> Path:
    """The ten photos, and files that cannot be read or have odd names."""
    (folder / "empty.jpg").touch()
    (folder / "text.png").write_text("hello")
    whole = (folder / "day 0" / "0.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "called.heic").write_bytes(whole)
    Image.open(folder / "day 0" / "0.jpg").save(folder / "rare.tif")
    (folder / os.fsdecode(b"caf\xe9.jpg")).write_bytes(whole)
    return folder
