"""Pictures are made once and kept in bounds, whoever asks and however often."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from culling.ui.shelf import Shelf


def _maker(calls: list[str], name: str) -> Callable[[], bytes]:
    def make() -> bytes:
        calls.append(name)
        return name.encode()

    return make


def test_a_picture_is_made_once_while_it_is_kept() -> None:
    shelf, calls = Shelf(kept=2), list[str]()
    for name in ("a", "b", "a", "c", "a", "b"):
        assert shelf.get(name, _maker(calls, name)) == name.encode()
    assert calls == ["a", "b", "c", "b"]  # b was the one not asked for longest when c came


def test_many_who_ask_at_once_wait_for_one_picture() -> None:
    shelf, calls, go_on = Shelf(kept=2), list[str](), threading.Event()

    def slow() -> bytes:
        assert go_on.wait(30)
        return _maker(calls, "a")()

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(shelf.get, "a", slow) for _ in range(8)]
        go_on.set()
        assert {future.result(30) for future in asked} == {b"a"}
    assert calls == ["a"]


def test_a_failure_reaches_who_asked_and_is_not_kept() -> None:
    shelf = Shelf(kept=2)

    def fail() -> bytes:
        raise ValueError("no picture")

    with pytest.raises(ValueError, match="no picture"):
        shelf.get("a", fail)
    assert shelf.get("a", lambda: b"now") == b"now"
