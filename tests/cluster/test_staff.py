"""Workers that come, go, differ or never come: told by a scheduler that is only pretended."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from culling import CullingError
from culling.cluster import staff as module
from culling.cluster.link import DroppedError
from culling.cluster.roster import Roster
from culling.cluster.staff import Staff
from culling.rescan import Task


class Scheduler:
    """Takes the questions of a staff; time passes as the test says."""

    is_up = True

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        self.counts = 0
        self.asked: list[str] = []
        self.said: list[str] = []
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: self.now))
        self.roster = Roster([Task("a.jpg", Path("/p/a.jpg"), 1, 1)])
        self.staff = Staff(self, self.roster, "tcp://s:1", self.asked.append, lambda wrong: wrong, self.said.append)  # type: ignore[arg-type]

    def count_workers(self, _tag: str) -> None:
        self.counts += 1

    def counts_now(self, *workers: str) -> list[Any]:
        self.now += 1
        self.staff.look_after()
        return self.staff.counted(dict.fromkeys(workers, 1))


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Scheduler:
    return Scheduler(monkeypatch)


def test_the_scan_begins_when_all_first_workers_have_said_who_they_are(scheduler: Scheduler) -> None:
    scheduler.counts_now("a", "b")
    assert sorted(scheduler.asked) == ["a", "b"]
    scheduler.staff.met("a", None)
    scheduler.staff.look_after()
    assert not scheduler.staff.has_met
    scheduler.staff.met("b", None)
    scheduler.staff.look_after()
    assert scheduler.staff.has_met
    assert scheduler.roster.workers == {"a", "b"}


def test_a_first_worker_that_differs_ends_the_scan_before_it_begins(scheduler: Scheduler) -> None:
    scheduler.counts_now("a", "b")
    scheduler.staff.met("a", None)
    scheduler.staff.met("b", "it has culling 9")
    with pytest.raises(CullingError, match=r"Nothing was measured, since a worker differs\. b: it has culling 9\."):
        scheduler.staff.look_after()


def begun(scheduler: Scheduler) -> Staff:
    scheduler.counts_now("a")
    scheduler.staff.met("a", None)
    scheduler.staff.look_after()
    assert scheduler.staff.has_met
    return scheduler.staff


def test_a_late_worker_is_asked_and_used(scheduler: Scheduler) -> None:
    staff = begun(scheduler)
    scheduler.counts_now("a", "late")
    assert scheduler.roster.workers == {"a"}
    staff.met("late", None)
    assert scheduler.roster.workers == {"a", "late"}


def test_a_late_worker_that_differs_is_not_used_and_asked_again_later(scheduler: Scheduler) -> None:
    staff = begun(scheduler)
    scheduler.counts_now("a", "late")
    staff.met("late", "it has culling 9")
    staff.look_after()
    assert scheduler.roster.workers == {"a"}
    assert scheduler.said[-1] == "not used: late: it has culling 9."
    for _ in range(int(module.AGAIN_SECONDS) + 1):
        scheduler.counts_now("a", "late")
    assert scheduler.asked == ["a", "late", "late"]
    staff.met("late", None)
    staff.look_after()
    assert scheduler.roster.workers == {"a", "late"}
    assert scheduler.said[-1] == ""


def test_an_odd_worker_gets_no_photo_until_it_has_said_anew_who_it_is(scheduler: Scheduler) -> None:
    staff = begun(scheduler)
    staff.meet_again("a")
    staff.meet_again("a")
    assert scheduler.asked == ["a", "a"]
    assert scheduler.roster.workers == frozenset()
    staff.met("a", None)
    assert scheduler.roster.workers == {"a"}


def test_an_answer_that_was_lost_is_asked_for_again(scheduler: Scheduler) -> None:
    scheduler.counts_now("a")
    scheduler.staff.met("a", DroppedError())
    scheduler.counts_now("a")
    assert scheduler.asked == ["a", "a"]


def test_when_all_workers_are_gone_others_are_waited_for_and_in_the_end_not(scheduler: Scheduler) -> None:
    begun(scheduler)
    for _ in range(int(module.WAIT_SECONDS) - 2):
        scheduler.counts_now()
    assert scheduler.said[-1] == "waiting for workers at tcp://s:1"
    scheduler.now += 5
    with pytest.raises(
        CullingError, match=r"no worker that can be used.*dask worker tcp://s:1.*What was measured is kept"
    ):
        scheduler.staff.look_after()


def test_a_silent_scheduler_is_given_up_later_than_a_lost_one(scheduler: Scheduler) -> None:
    staff = begun(scheduler)
    scheduler.now += module.LOST_SECONDS + 2
    staff.look_after()
    scheduler.is_up = False
    with pytest.raises(CullingError, match=r"The scheduler at tcp://s:1 is gone\. What was measured is kept"):
        staff.look_after()


def test_workers_are_counted_once_at_a_time(scheduler: Scheduler) -> None:
    for _ in range(5):
        scheduler.now += 1
        scheduler.staff.look_after()
    assert scheduler.counts == 1
