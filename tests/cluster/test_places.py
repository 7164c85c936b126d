"""Where a cluster is: addresses, mounts, certificates, and what is said when nobody answers."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path

import pytest
from distributed import Client, LocalCluster
from distributed.security import Security

from culling import CullingError, scan
from culling.cluster import Cluster
from culling.cluster.places import as_cluster, root_pair
from tests.cluster.conftest import photo


@pytest.mark.parametrize("address", ["", "host:8786", "http://host:8786", "tcp://"])
def test_anything_but_a_schedulers_address_is_a_bad_call(address: str) -> None:
    with pytest.raises(ValueError, match="tcp://host:8786"):
        Cluster(address)


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        ("tcp://10.0.0.4:8786", True),
        ("tcp://gpu:8786", True),
        ("tcp://127.0.0.1:8786", False),
        ("tcp://localhost:8786", False),
        ("tcp://[::1]:8786", False),
        ("tls://10.0.0.4:8786", False),
    ],
)
def test_an_unprotected_address_that_others_reach_is_open(address: str, is_open: bool) -> None:
    assert Cluster(address).is_open == is_open


def test_paths_are_told_as_the_workers_see_them(tmp_path: Path) -> None:
    place = Cluster("tcp://h:1", roots=((str(tmp_path), "/mnt/photos/"),))
    assert place.seen_as(tmp_path / "day 1" / "a.jpg") == "/mnt/photos/day 1/a.jpg"
    assert place.seen_as(tmp_path) == "/mnt/photos"
    assert Cluster("tcp://h:1").seen_as(tmp_path) == str(tmp_path)
    with pytest.raises(ValueError, match=f"/elsewhere lies in no folder .*{tmp_path}"):
        place.seen_as(Path("/elsewhere"))


@pytest.mark.parametrize("text", ["", "/a", "/a=", "=/b"])
def test_a_root_names_both_sides(text: str) -> None:
    with pytest.raises(ValueError, match="LOCAL=REMOTE"):
        root_pair(text)


def test_certificates_are_for_tls(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tls:// address alone"):
        Cluster("tcp://h:1", tls=tmp_path)
    with (
        pytest.raises(CullingError, match=r"holds no ca\.pem and no cert\.pem and no key\.pem"),
        Cluster("tls://h:1", tls=tmp_path).connected(),
    ):
        pass


def test_nobody_there_is_said_with_the_command_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("culling.cluster.places.CONNECT_SECONDS", 0.3)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
        photo(tmp_path / "photos" / "a.jpg")
        with pytest.raises(CullingError, match=f"No Dask scheduler answers at {address}.*dask scheduler"):
            scan(tmp_path / "photos", catalog=tmp_path / "c.sqlite", cluster=address)


def test_without_the_extra_its_name_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CullingError, match=r"pip install 'culling\[cluster\]'"):
        as_cluster("tcp://127.0.0.1:8786")


def test_workers_are_threads_of_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leave out either"):
        scan(tmp_path, workers=2, cluster="tcp://127.0.0.1:8786")


def test_a_scan_goes_over_tls_and_a_client_without_certificate_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, pems = photo(tmp_path / "photos" / "a.jpg").parent, tmp_path / "pems"
    security = Security.temporary()
    pems.mkdir()
    for option, name in (("tls_ca_file", "ca"), ("tls_client_cert", "cert"), ("tls_client_key", "key")):
        (pems / f"{name}.pem").write_text(getattr(security, option))
    with LocalCluster(
        n_workers=1, processes=False, security=security, dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL
    ) as running:
        address = running.scheduler_address
        assert address.startswith("tls://")
        table = scan(folder, catalog=tmp_path / "c.sqlite", cluster=Cluster(address, tls=pems))
        assert table["error"].isna().all()
        monkeypatch.setattr("culling.cluster.places.CONNECT_SECONDS", 0.3)
        with pytest.raises(CullingError, match="for tls:// give the certificates"):
            scan(folder, catalog=tmp_path / "other.sqlite", cluster=address)


async def _asynchronous() -> None:
    async with Client(processes=False, n_workers=0, dashboard_address="127.0.0.1:0", asynchronous=True) as client:
        as_cluster(client)


def test_an_asynchronous_client_is_a_bad_call() -> None:
    import asyncio

    with pytest.raises(ValueError, match="not asynchronous"):
        asyncio.run(_asynchronous())
