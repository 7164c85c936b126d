"""Who gets which photo, without any cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from culling.cluster.roster import DEATHS_ALONE, PER_THREAD, Roster, Sent
from culling.rescan import Task


def tasks(count: int) -> list[Task]:
    return [Task(f"{n}.jpg", Path(f"/photos/{n}.jpg"), 1, 1) for n in range(count)]


def placed(roster: Roster) -> dict[str, list[Sent]]:
    found: dict[str, list[Sent]] = {}
    for worker, sent in roster.placements():
        found.setdefault(worker, []).append(sent)
    return found


def test_each_worker_holds_a_few_photos_for_each_thread_and_the_rest_wait() -> None:
    roster = Roster(tasks(100))
    roster.welcome("small", 1)
    roster.welcome("large", 4)
    sent = placed(roster)
    assert {worker: len(held) for worker, held in sent.items()} == {"small": PER_THREAD, "large": 4 * PER_THREAD}
    assert placed(roster) == {}
    roster.back("small", sent["small"][0])
    assert [len(held) for held in placed(roster).values()] == [1]


def test_tasks_are_taken_only_as_they_are_sent() -> None:
    taken: list[Task] = []

    def endless() -> Iterator[Task]:
        while True:
            taken.append(*tasks(1))
            yield taken[-1]

    roster = Roster(endless())
    roster.welcome("w", 2)
    placed(roster)
    assert len(taken) == 2 * PER_THREAD


def test_it_is_done_when_every_photo_came_back() -> None:
    roster = Roster(tasks(2))
    assert not roster.done
    roster.welcome("w", 4)
    held = placed(roster)["w"]
    for sent in held:
        assert not roster.done
        roster.back("w", sent)
    assert roster.done
    assert not roster.busy


def test_a_dismissed_worker_gets_nothing_and_may_still_bring_what_it_holds() -> None:
    roster = Roster(tasks(9))
    roster.welcome("w", 1)
    held = placed(roster)["w"]
    roster.dismiss("w")
    assert roster.workers == frozenset()
    assert all(roster.holds("w", sent) for sent in held)
    roster.back("w", held[0])
    assert placed(roster) == {}


def test_photos_of_a_lost_worker_are_tried_again_alone_while_other_workers_go_on() -> None:
    roster = Roster(tasks(50))
    roster.welcome("a", 1)
    roster.welcome("b", 1)
    lost = placed(roster)["a"]
    assert roster.lose("a") == []
    roster.welcome("c", 1)
    again = placed(roster)
    assert again["c"][0] in lost
    assert len(again["c"]) == 1
    assert "b" not in again  # it is full already
    roster.back("c", again["c"][0])
    assert placed(roster)["c"] == [sent for sent in lost if sent is not again["c"][0]]


def test_only_the_photo_that_ends_workers_alone_is_given_up() -> None:
    roster = Roster(tasks(12))
    blamed: list[Sent] = []
    finished: list[str] = []
    deaths = 0
    roster.welcome("w0", 2)
    while not roster.done:
        for worker, held in placed(roster).items():
            if any(sent.task.key == "3.jpg" for sent in held):
                deaths += 1
                blamed += roster.lose(worker)
                roster.welcome(f"w{deaths}", 2)
            else:
                for sent in held:
                    roster.back(worker, sent)
                    finished.append(sent.task.key)
    assert [sent.task.key for sent in blamed] == ["3.jpg"]
    assert deaths == 1 + DEATHS_ALONE
    assert sorted(finished) == sorted(task.key for task in tasks(12) if task.key != "3.jpg")


def test_what_dask_blames_is_given_up_after_as_many_deaths() -> None:
    roster = Roster(tasks(1))
    roster.welcome("w", 1)
    told = []
    for _ in range(1 + DEATHS_ALONE):
        (sent,) = placed(roster)["w"]
        told.append(roster.blame("w", sent))
    assert told == [False] * DEATHS_ALONE + [True]
    assert not roster.busy
