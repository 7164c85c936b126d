"""Threads that run tasks: every task comes back once, slow ones are given up, cancel stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from culling.workers import TookTooLong, run_on_threads


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_every_task_comes_back_once_with_its_result(threads: int) -> None:
    outcomes = list(run_on_threads(lambda n: n * n, range(200), threads=threads, seconds=10))
    assert sorted(outcomes) == [(n, n * n) for n in range(200)]


def test_an_exception_is_that_tasks_result() -> None:
    outcomes = dict(run_on_threads(lambda n: 1 // n, range(3), threads=2, seconds=10))
    assert isinstance(outcomes[0], ZeroDivisionError)
    assert outcomes[1] == 1


def test_tasks_are_taken_only_as_threads_become_free() -> None:
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for n in range(1000):
            taken += 1
            yield n

    for seen, _ in enumerate(run_on_threads(lambda n: n, tasks(), threads=3, seconds=10), start=1):
        assert taken <= seen + 3


def test_a_task_that_takes_too_long_is_given_up_and_the_rest_goes_on() -> None:
    release = threading.Event()
    outcomes = dict(run_on_threads(lambda n: release.wait(30) if n == 0 else n, range(20), threads=1, seconds=0.3))
    release.set()
    assert isinstance(outcomes[0], TookTooLong)
    assert [outcomes[n] for n in range(1, 20)] == list(range(1, 20))


def test_a_given_up_task_does_not_come_back_later() -> None:
    outcomes = list(run_on_threads(lambda n: time.sleep(n), [0.6, 0, 0, 0.9], threads=2, seconds=0.3))
    assert len(outcomes) == 4


def test_after_cancel_no_task_is_begun_and_those_under_way_are_finished() -> None:
    cancel = threading.Event()
    begun: list[int] = []
    finished = []
    for task, _ in run_on_threads(begun.append, range(1000), threads=2, seconds=10, cancel=cancel):
        finished.append(task)
        if len(finished) == 5:
            cancel.set()
    assert sorted(finished) == sorted(begun)
    assert 5 <= len(finished) <= 8


def test_threads_end_with_the_work() -> None:
    before = threading.active_count()
    list(run_on_threads(lambda n: n, range(10), threads=4, seconds=10))
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_leaving_early_waits_for_what_is_under_way() -> None:
    finished: list[int] = []

    def slow(n: int) -> None:
        time.sleep(0.3)
        finished.append(n)

    outcomes = run_on_threads(slow, range(100), threads=3, seconds=10)
    next(outcomes)
    outcomes.close()
    begun = len(finished)
    assert 3 <= begun <= 6
    time.sleep(0.5)
    assert len(finished) == begun
