"""Photos come with their bytes, never more of them than there is room for, and a dead server ends the scan."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from culling.cloud import CloudPath, prefetch
from culling.cloud.patience import NotFetchedError
from culling.cloud.prefetch import FETCHERS, GIVE_UP_AFTER, prefetched
from culling.cloud.stamp import file_facts
from culling.cloud.store import Store
from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.photos import UnfetchedPhoto, read_photo
from culling.rescan import Task

MANY = 40


@dataclass
class Shelf(Store):
    """A store whose answers the test gives; notes which keys were read."""

    answer: Callable[[str], bytes] = lambda key: key.encode()
    read_keys: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(CloudPath.of("s3://bucket/shoot").store.address)

    def read(self, key: str, size: int | None, stop: threading.Event | None = None) -> bytes:
        self.read_keys.append(key)
        return self.answer(key)


def tasks(shelf: Store, count: int = MANY, size: int = 1) -> list[Task]:
    facts = file_facts({"size": size, "ETag": "x"})
    return [Task(f"{i}.jpg", CloudPath(shelf, f"{i}.jpg", facts), size, 0, tagged=True) for i in range(count)]


def test_every_photo_comes_once_with_its_bytes() -> None:
    shelf = Shelf()
    found = {task.key: task.path.read_bytes() for task in prefetched(tasks(shelf), Limits())}
    assert found == {f"{i}.jpg": f"{i}.jpg".encode() for i in range(MANY)}
    assert len(shelf.read_keys) == MANY


def test_bytes_are_handed_out_once_and_then_fetched_again() -> None:
    shelf = Shelf()
    (task,) = prefetched(tasks(shelf, 1), Limits())
    assert task.path.read_bytes() == task.path.read_bytes() == b"0.jpg"
    assert len(shelf.read_keys) == 2


def test_no_more_is_fetched_than_there_are_fetchers_while_nobody_takes() -> None:
    shelf = Shelf()
    ready = prefetched(tasks(shelf), Limits())
    taken = [next(ready) for _ in range(3)]
    ready.close()
    assert len(taken) == 3
    assert len(shelf.read_keys) <= 3 + FETCHERS


def test_no_more_bytes_are_ahead_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefetch, "AHEAD_BYTES", 250)
    shelf = Shelf()
    for number, task in enumerate(prefetched(tasks(shelf, size=100), Limits()), 1):
        assert len(shelf.read_keys) <= number - 1 + 2  # all that were taken, and two that lie ready
        task.path.read_bytes()
    assert len(shelf.read_keys) == MANY


def test_a_photo_above_the_limit_is_never_fetched() -> None:
    shelf = Shelf()
    (task,) = prefetched(tasks(shelf, 1, size=1000), Limits(max_bytes=999))
    with pytest.raises(CullingError, match="Too large"):
        read_photo(task.path, Limits(max_bytes=999))
    assert shelf.read_keys == []


def failing_for(*keys: str, error: type[OSError] = NotFetchedError) -> Callable[[str], bytes]:
    def answer(key: str) -> bytes:
        if not keys or key in keys:
            raise error(5, "no answer")
        return b"x"

    return answer


def test_a_photo_that_does_not_come_says_so_where_it_is_read() -> None:
    ready = {task.key: task for task in prefetched(tasks(Shelf(answer=failing_for("3.jpg", "4.jpg"))), Limits())}
    assert len(ready) == MANY
    with pytest.raises(UnfetchedPhoto, match=r"could not be fetched \(no answer\)"):
        read_photo(ready["3.jpg"].path)


def test_a_dead_server_ends_it() -> None:
    shelf = Shelf(answer=failing_for())
    with pytest.raises(CullingError, match="goes on from there"):
        list(prefetched(tasks(shelf), Limits()))
    assert GIVE_UP_AFTER <= len(shelf.read_keys) <= GIVE_UP_AFTER + FETCHERS


def test_photos_that_vanished_are_no_dead_server() -> None:
    ready = list(prefetched(tasks(Shelf(answer=failing_for(error=FileNotFoundError))), Limits()))
    assert len(ready) == MANY
    with pytest.raises(CullingError, match="The file is gone"):
        read_photo(ready[0].path)


def test_missing_credentials_end_it_at_once() -> None:
    def answer(key: str) -> bytes:
        raise CullingError("no credentials")

    with pytest.raises(CullingError, match="no credentials"):
        list(prefetched(tasks(Shelf(answer=answer)), Limits()))


def test_after_a_cancel_nothing_more_is_fetched() -> None:
    shelf, cancel = Shelf(), threading.Event()
    ready = prefetched(tasks(shelf), Limits(), cancel)
    next(ready)
    cancel.set()
    assert len(list(ready)) <= FETCHERS
    assert len(shelf.read_keys) <= 1 + FETCHERS


def test_local_files_pass_as_they_are(tmp_path: Path) -> None:
    given = [Task(name, tmp_path / name, 1, 1) for name in ("a.jpg", "b.jpg")]
    assert list(prefetched(given, Limits())) == given
    assert list(prefetched(cast("Iterator[Any]", iter(())), Limits())) == []
