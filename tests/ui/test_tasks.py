"""Work in threads of its own: how it ends, and that no kind of it waits for another."""

import threading

from culling.errors import CullingError
from culling.ui.tasks import Task


class Long(Task[int]):
    pass


class Short(Task[int]):
    pass


def test_many_long_runs_keep_no_short_one_waiting() -> None:
    end = threading.Event()
    long = [Long() for _ in range(12)]
    try:
        for task in long:
            task.start(lambda: int(end.wait()))
        short = Short()
        short.start(lambda: 7)
        short.wait(30)
        assert (short.running, short.result) == (False, 7)
        assert all(task.running for task in long)
    finally:
        end.set()
    for task in long:
        task.wait(30)
    assert [task.result for task in long] == [1] * 12


def test_why_it_failed_is_told_and_a_fault_of_ours_is_named() -> None:
    def refused() -> int:
        raise CullingError("the disk is full")

    def broken() -> int:
        raise KeyError("x")

    told = []
    for work in (refused, broken):
        task = Short()
        task.start(work)
        task.wait(30)
        assert task.result is None
        told.append(task.error)
    assert told[0] == "the disk is full"
    assert told[1].startswith("Stopped by a fault of this program (KeyError: 'x').")
