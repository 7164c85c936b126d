"""A real server that is stopped and started: what was under way is done once, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psycopg
import pytest
import simplejpeg
from sqlalchemy import Connection, Table

from culling.catalog import Catalog
from culling.metrics import PARTS
from culling.scan import Progress, scan
from culling.shared import patience
from culling.shared.patience import ServerGoneError
from culling.statements import add
from culling.ui.jobs import OpenFolder
from tests.shared.server import Postgres


@pytest.fixture
def catalog(tmp_path: Path, postgres: Postgres) -> Iterator[Catalog]:
    with Catalog(tmp_path, postgres.emptied()) as catalog:
        catalog.save([{"path": "a", "file_bytes": 1, "mtime_ns": 1, "content_hash": "a"}], "r=1", {})
        yield catalog


@contextmanager
def away(postgres: Postgres) -> Iterator[None]:
    """A server that was killed; at the end it runs again."""
    postgres.stop("immediate")
    try:
        yield
    finally:
        postgres.start()


def test_a_server_that_was_started_anew_meanwhile_is_not_noticed(postgres: Postgres, catalog: Catalog) -> None:
    with away(postgres):
        pass
    catalog.set_mark("a", "keep")
    assert catalog.marks().to_dict() == {"a": "keep"}


def test_a_server_that_is_gone_for_a_while_is_waited_for(
    postgres: Postgres, catalog: Catalog, caplog: pytest.LogCaptureFixture
) -> None:
    marking = threading.Thread(target=catalog.set_mark, args=("a", "keep"))
    with away(postgres):
        marking.start()
        while "does not answer" not in caplog.text:
            time.sleep(0.01)
    marking.join()
    assert catalog.mark_history()["mark"].tolist() == ["keep"]
    assert "server 127.0.0.1 does not answer: trying again for up to 20 s" in caplog.text


def test_what_was_lost_in_the_middle_is_done_again_once(
    postgres: Postgres, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends the connection after the marks were written into the transaction, before it was committed."""
    lost: list[str] = []

    def cut(connection: Connection, table: Table, rows: Any) -> None:
        add(connection, table, rows)
        if not lost:
            lost.append(postgres.sql(_END_OTHERS))

    monkeypatch.setattr("culling.kept.marks.add", cut)
    catalog.set_marks([("a", "keep"), ("a", "reject")])
    assert lost
    assert catalog.mark_history()["mark"].tolist() == ["keep", "reject"]


@pytest.mark.parametrize("rows", [2, 20_000])
def test_what_is_lost_while_it_streams_is_done_again(
    postgres: Postgres, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    lost: list[str] = []

    def cut(connection: Connection, table: Table, _rows: Any) -> None:
        if not lost:
            lost.append(postgres.sql(_END_OTHERS))
        add(connection, table, _rows)

    monkeypatch.setattr("culling.kept.groups.add", cut)
    catalog.keep_groups(pd.Series({f"{number}": 0.0 for number in range(rows)}), {})
    assert lost
    assert catalog.latest_grouping() == (1, 0)


_END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'culling'"


@pytest.mark.parametrize("committed", [True, False])
def test_a_commit_that_nobody_heard_of_is_looked_up(
    postgres: Postgres, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, committed: bool
) -> None:
    dialect, lost = catalog._database._engine.dialect, []
    commit = dialect.do_commit

    def unheard(connection: Any) -> None:
        if lost:
            return commit(connection)
        if committed:
            commit(connection)
        lost.append(True)
        connection.driver_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(dialect, "do_commit", unheard)
    number = catalog.keep_draw(_draw())
    assert lost
    assert list(catalog.draws()) == [number] == [1]


def _draw() -> Any:
    from culling.labels.label import Draw

    return Draw("uniform", "", {"a": 0}, ("a",))


def test_nobody_waits_for_ever_and_then_asks_once_at_a_time(
    postgres: Postgres, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient, catalog = catalog, catalog.hurried(0.3)
    pauses: list[float] = []
    sleep = time.sleep
    with away(postgres):
        monkeypatch.setattr(patience.time, "sleep", lambda seconds: (pauses.append(seconds), sleep(seconds)))
        with pytest.raises(ServerGoneError, match=r"server does not answer \(.*refused.*\); what was saved is kept"):
            catalog.marks()
        assert 0 < sum(pauses) <= 0.3
        pauses.clear()
        with pytest.raises(ServerGoneError):
            catalog.set_mark("a", "keep")
        assert pauses == []
        scanning = threading.Thread(
            target=patient.leave_out, args=(["people"],)
        )  # a scan still waits as long as it would
        scanning.start()
        while not pauses:
            sleep(0.01)
        monkeypatch.undo()
    scanning.join()
    catalog.set_mark("a", "keep")
    assert (len(catalog.marks()), catalog.left_out) == (1, ("people",))


def test_a_scan_survives_it(postgres: Postgres, tmp_path: Path) -> None:
    url, photos = postgres.emptied(), tmp_path / "photos"
    photos.mkdir()
    for number in range(6):
        pixels = np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)
        (photos / f"{number}.jpg").write_bytes(simplejpeg.encode_jpeg(pixels))
    starts: list[threading.Thread] = []

    def stop_once(progress: Progress) -> None:
        if progress.done == 1 and not starts:
            postgres.stop("immediate")
            starts.append(threading.Timer(1.0, postgres.start))
            starts[0].start()

    table = scan(photos, catalog=url, progress=stop_once, without=tuple(PARTS))
    starts[0].join()
    with Catalog(photos, url) as catalog:
        assert list(catalog.table().index) == list(table.index) == [f"{number}.jpg" for number in range(6)]
        assert table["error"].isna().all()
        assert table["luminance"].notna().all()


def test_a_page_goes_on_when_it_is_back(postgres: Postgres, catalog: Catalog) -> None:
    folder = OpenFolder(catalog.folder, postgres.url("again"))
    before = folder.latest
    with away(postgres):
        assert folder.latest == "away"
        folder.refresh()
        assert "does not answer" in folder.away
        assert list(folder.table.index) == ["a"]
        with pytest.raises(ServerGoneError):
            folder.mark([("a", "keep")], "review")
    catalog.set_mark("a", "reject")
    folder.refresh()
    assert folder.away == ""
    assert folder.table.loc["a", "mark"] == "reject"
    assert folder.latest not in ("away", before)
    folder.catalog.close()
