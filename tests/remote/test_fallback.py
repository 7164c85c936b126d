"""After the first failure this machine does the rest; told once; the error stands where this machine cannot."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from culling.model_files import ModelError
from culling.remote import Runner, ServerError, fall_back

TILE = np.zeros((1, 3, 2, 2), np.float32)


def there(fails_at: int, calls: list[int]) -> Runner:
    """Gives ones; from call `fails_at` on it fails."""

    def run(batch: np.ndarray) -> np.ndarray:
        calls.append(len(calls))
        if len(calls) > fails_at:
            raise ServerError("The server is gone.")
        return batch + 1

    return run


def test_all_goes_well() -> None:
    notes = list[str]()
    run = fall_back(there(9, []), lambda batch: batch + 2, notes.append)
    assert [run(TILE).max() for _ in range(3)] == [1, 1, 1]
    assert notes == []


def test_the_failed_batch_and_all_later_ones_are_done_here() -> None:
    notes, calls = list[str](), list[int]()
    run = fall_back(there(2, calls), lambda batch: batch + 2, notes.append)
    assert [run(TILE).max() for _ in range(5)] == [1, 1, 2, 2, 2]
    assert notes == ["The server is gone. From here on this machine does the work itself."]
    assert len(calls) == 3  # the server is left alone then


def test_where_this_machine_cannot_the_servers_error_stands() -> None:
    notes, calls = list[str](), list[int]()

    def local(batch: np.ndarray) -> np.ndarray:
        raise ModelError("nafnet has not been fetched.")

    run = fall_back(there(0, calls), local, notes.append)
    for _ in range(2):
        with pytest.raises(
            ServerError, match=r"The server is gone\. This machine cannot .* nafnet has not been fetched\."
        ):
            run(TILE)
    assert notes == []
    assert len(calls) == 1


def test_a_bad_call_is_nobodys_failure() -> None:
    def remote(batch: np.ndarray) -> np.ndarray:
        raise ValueError("a batch is …")

    with pytest.raises(ValueError, match="a batch is"):
        fall_back(remote, lambda batch: batch, lambda text: pytest.fail(text))(TILE)


def test_told_once_though_many_threads_fail_together() -> None:
    together, notes = threading.Barrier(4), list[str]()

    def remote(batch: np.ndarray) -> np.ndarray:
        together.wait(10)
        raise ServerError("The server is gone.")

    run = fall_back(remote, lambda batch: batch + 2, notes.append)
    with ThreadPoolExecutor(4) as pool:
        assert [tile.max() for tile in pool.map(run, [TILE] * 4)] == [2] * 4
    assert len(notes) == 1
