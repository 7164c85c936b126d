"""One writer at a time; the second waits a moment and then says who is at it."""

import errno
import threading

import pytest

from culling import locks
from culling.errors import CullingError
from culling.export.journal.locks import one_step, who_writes, writing
from culling.export.journal.places import journals_folder
from culling.export.journal.undo import undo
from culling.export.transaction import run_changes
from culling.locks import LockUnavailableError
from tests.export.files_to_write import everything, plan_to
from tests.export.photos_to_sort import planned, three


def test_the_second_writer_says_who_holds_the_folder(folder, monkeypatch):
    monkeypatch.setattr(locks, "WAIT_S", 0.02)
    journal = run_changes(plan_to(folder, {"b.xmp": b"ours"})).journal
    with writing(folder, "export of xmp"):
        assert "(export of xmp, since " in who_writes(folder)
        for work in (lambda: run_changes(plan_to(folder, {"a.xmp": b"ours"})), lambda: undo(journal)):
            with pytest.raises(CullingError, match=r"process \d+ \(export of xmp, since .* is writing here; try again"):
                work()
    assert who_writes(folder) == ""
    assert everything(folder) == {"b.xmp": b"ours"}
    assert undo(journal).undone == 1


def test_a_writer_that_ends_soon_is_waited_for(folder):
    inside, wait = threading.Event(), threading.Event()

    def first() -> None:
        with writing(folder, "first"):
            inside.set()
            wait.wait()

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait()
    threading.Timer(0.05, wait.set).start()
    assert len(run_changes(plan_to(folder, {"a.xmp": b"ours"})).done) == 1
    thread.join()


def test_waiting_can_be_cancelled(folder, tmp_path):
    from culling.export.sorting import run as sort

    cancel = threading.Event()
    cancel.set()
    journal = run_changes(plan_to(folder, {"b.xmp": b"ours"})).journal
    plan = planned(folder, tmp_path / "to", three(folder))
    with writing(folder, "export of xmp"):
        assert run_changes(plan_to(folder, {"a.xmp": b"ours"}), cancel=cancel).stopped == "cancelled"
        assert undo(journal, cancel=cancel).stopped == "cancelled"
        assert sort(plan, cancel=cancel).stopped == "cancelled"
    assert not (tmp_path / "to").exists()


def test_locks_lie_with_the_journals_alone(folder):
    with writing(folder, "export"), one_step():
        assert who_writes(folder)
    assert everything(folder) == {}
    assert (journals_folder(folder) / "lock").is_file()


def test_a_place_that_knows_no_locks_is_told(folder, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def unknown(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with pytest.raises(LockUnavailableError, match=r"cannot lock .*No locks available"), writing(folder, "export"):
        pass
