"""Scans on a real cluster of two processes: the rows of one machine, whatever becomes of workers and photos."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from distributed import Client, LocalCluster

from culling import Catalog, CullingError, scan
from culling.cluster import Cluster
from culling.decoding.limits import Limits
from culling.metrics import PARTS
from culling.scan import Progress
from tests.cluster.conftest import photo

# Where workers and not numbers are looked at.
FEW = tuple(PARTS)


def _scan(folder: Path, cluster: Cluster | Client | str, **options: Any) -> pd.DataFrame:
    return scan(folder, catalog=folder.parent / "c.sqlite", without=FEW, cluster=cluster, **options)


def _rename(folder: Path, word: str, *keys: str) -> None:
    for key in keys:
        (folder / key).rename((folder / key).with_name(f"{word} {Path(key).name}"))


def _give_another_version(given: str) -> None:
    from culling.cluster import errand

    errand.version = lambda _name: given  # type: ignore[assignment]


def test_rows_thumbnails_and_vectors_are_those_of_one_machine(client: Client, hostile: Path, tmp_path: Path) -> None:
    with Catalog(hostile, tmp_path / "here.sqlite") as here, Catalog(hostile, tmp_path / "there.sqlite") as there:
        expected = scan(hostile, catalog=here)
        table = scan(hostile, catalog=there, cluster=client)
        pd.testing.assert_frame_equal(table, expected)
        assert table["error"].notna().sum() == 3
        for key in table.index:
            assert there.thumbnail(key) == here.thumbnail(key)
        vectors = here.vectors(table.index)
        assert there.vectors(table.index).tobytes() == vectors.tobytes()
        assert np.isfinite(vectors).all(axis=1).sum() >= 12


def test_only_what_is_new_is_measured_and_without_that_no_cluster_is_asked(
    cluster: LocalCluster, folder: Path, tmp_path: Path
) -> None:
    expected = scan(folder, catalog=tmp_path / "c.sqlite", without=FEW)
    pd.testing.assert_frame_equal(_scan(folder, "tcp://127.0.0.1:1"), expected)
    photo(folder / "new.jpg", 77)
    seen: list[Progress] = []
    table = scan(
        folder, catalog=tmp_path / "c.sqlite", without=FEW, cluster=cluster.scheduler_address, progress=seen.append
    )
    assert len(table) == 11
    assert (seen[-1].done, seen[-1].total, seen[-1].unchanged, seen[-1].finished) == (1, 1, 10, True)
    assert seen[-1].note == ""


def test_the_photos_of_a_killed_worker_are_measured_by_others(client: Client, folder: Path, tmp_path: Path) -> None:
    _rename(folder, "slow", *(f"day {n % 2}/{n}.jpg" for n in range(10)))
    pids = list(client.run(os.getpid).values())

    def kill(state: Progress) -> None:
        if state.done == 2 and pids:
            os.kill(pids.pop(), signal.SIGKILL)

    table = _scan(folder, client, progress=kill)
    assert len(pids) == 1
    assert table["error"].isna().all()
    pd.testing.assert_frame_equal(table, scan(folder, catalog=tmp_path / "here.sqlite", without=FEW))


def test_a_photo_that_ends_its_workers_is_a_row_that_says_so_and_no_other_is_blamed(
    client: Client, folder: Path, tmp_path: Path
) -> None:
    _rename(folder, "deadly", "day 0/2.jpg")
    table = _scan(folder, client)
    assert "damaged, or needs more memory" in table.loc["day 0/deadly 2.jpg", "error"]
    assert table["error"].notna().sum() == 1
    assert len(table) == 10


def test_a_worker_that_joins_late_is_used(
    cluster: LocalCluster, client: Client, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _rename(folder, "patient", *(f"day 0/{n}.jpg" for n in range(0, 10, 2)))
    first, used, submit = set(client.nthreads()), set[str](), client.submit

    def watched(function: Callable[..., object], *arguments: object, workers: list[str], **options: object) -> object:
        if function.__name__ == "measure_photo":
            cluster.scale(3)
            used.update(workers)
        if len(used) == 3:
            (folder / "day 0" / "go").touch()  # until then the first two wait
        return submit(function, *arguments, workers=workers, **options)

    monkeypatch.setattr(client, "submit", watched)
    try:
        table = _scan(folder, client)
    finally:
        cluster.scale(2)
    assert table["error"].isna().all()
    assert len(table) == 10
    assert used > first


def test_a_photo_that_never_ends_is_given_up(client: Client, folder: Path, tmp_path: Path) -> None:
    _rename(folder, "endless", "day 1/3.jpg")
    table = _scan(folder, client, limits=Limits(seconds=2))
    assert table.loc["day 1/endless 3.jpg", "error"] == "Reading it took too long: given up after 3 s."
    assert table["error"].notna().sum() == 1


def test_cancel_keeps_what_was_measured_and_the_next_scan_goes_on(client: Client, folder: Path, tmp_path: Path) -> None:
    cancel = threading.Event()
    seen: list[Progress] = []

    def stop(state: Progress) -> None:
        seen.append(state)
        if state.done == 2:
            cancel.set()

    part = _scan(folder, client, progress=stop, cancel=cancel)
    assert 2 <= len(part) <= 2 + 4  # two of each worker were under way
    assert not seen[-1].finished
    whole = _scan(folder, client, progress=seen.append)
    assert seen[-1].total == 10 - len(part)
    assert len(whole) == 10


def test_few_photos_are_under_way_at_any_time(
    client: Client, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    submit = client.submit

    def counted(function: Callable[..., object], *arguments: object, **options: object) -> object:
        if function.__name__ == "measure_photo":
            sent.append("")
        return submit(function, *arguments, **options)

    monkeypatch.setattr(client, "submit", counted)
    ahead: list[int] = []
    scan(
        folder,
        catalog=tmp_path / "c.sqlite",
        without=FEW,
        cluster=client,
        progress=lambda s: ahead.append(len(sent) - s.done),
    )
    assert len(sent) == 10
    assert 1 <= max(ahead) <= 4


def test_a_worker_of_another_version_is_named_before_anything_is_measured(
    client: Client, folder: Path, tmp_path: Path
) -> None:
    odd, fine = client.nthreads()
    client.run(_give_another_version, "9.9", workers=[odd])
    try:
        with pytest.raises(CullingError, match=rf"{odd}: it has culling 9\.9, here is .*pip install") as error:
            _scan(folder, client)
    finally:
        client.run(_give_another_version, "0.1.0", workers=[odd])
    assert fine not in str(error.value)
    with Catalog(folder, tmp_path / "c.sqlite") as catalog:
        assert len(catalog.table()) == 0


def test_workers_see_the_folder_under_another_name(cluster: LocalCluster, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "mounted")
    (tmp_path / "mounted" / "day 0" / "2.jpg").unlink()  # none of those that are looked at beforehand
    place = Cluster(cluster.scheduler_address, roots=((str(tmp_path), str(tmp_path)), (str(folder), "/nowhere")))
    assert place.seen_as(folder) == str(folder)
    place = Cluster(cluster.scheduler_address, roots=((str(folder), str(tmp_path / "mounted")),))
    table = _scan(folder, place)
    assert table["error"].dropna().to_dict() == {"day 0/2.jpg": "The file is gone."}


def test_workers_that_do_not_see_the_folder_are_named(cluster: LocalCluster, folder: Path, tmp_path: Path) -> None:
    place = Cluster(cluster.scheduler_address, roots=((str(folder), "/nowhere"),))
    with pytest.raises(CullingError, match="does not see the photos in /nowhere: No such file") as error:
        _scan(folder, place)
    assert str(error.value).count("tcp://127.0.0.1") == 2


_WHOLE_CLUSTER = """
import sys
from distributed import LocalCluster
with LocalCluster(n_workers=1, processes=False, protocol="tcp", dashboard_address="127.0.0.1:0", host="127.0.0.1") as c:
    print(c.scheduler_address, flush=True)
    sys.stdin.read()
"""


def test_a_scheduler_that_is_gone_ends_the_scan_and_the_same_command_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", _WHOLE_CLUSTER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()

        def kill(state: Progress) -> None:
            if state.done == 3:
                process.kill()
                monkeypatch.setattr("culling.cluster.staff.LOST_SECONDS", 1.0)

        with pytest.raises(CullingError, match=f"{address} is gone. What was measured is kept, "):
            _scan(folder, address, progress=kill)
    seen: list[Progress] = []
    table = scan(folder, catalog=tmp_path / "c.sqlite", progress=seen.append)
    assert seen[-1].unchanged >= 3
    assert len(table) == 10
