"""The last few pictures that were made, so that each is made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Shelf(Generic[Made]):
    """Keeps the pictures asked for last, each made once, also when two people ask for it at the same time."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._made: OrderedDict[Hashable, Future[Made]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The picture of that key; what `make` raises is raised to all who wait for it, and not kept."""
        with self._lock:
            known = self._made.get(key)
            picture = known or self._made.setdefault(key, Future())
            self._made.move_to_end(key)
            while len(self._made) > self._kept:
                self._made.popitem(last=False)
        if known is None:
            self._fill(key, picture, make)
        return picture.result()

    def _fill(self, key: Hashable, picture: Future[Made], make: Callable[[], Made]) -> None:
        try:
            picture.set_result(make())
        except BaseException as error:
            with self._lock:
                if self._made.get(key) is picture:
                    del self._made[key]
            picture.set_exception(error)
            raise
