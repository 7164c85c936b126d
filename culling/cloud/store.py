"""The connection to one cloud folder: made when first used, asked with patience, the same for all of its photos."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from culling.cloud.address import Address
from culling.cloud.listing import LeftOut, check, listed, why_not
from culling.cloud.patience import NotFetchedError, about_folder, patiently
from culling.cloud.stamp import Facts, file_facts
from culling.errors import CullingError

Answer = TypeVar("Answer")

CONNECT_S = 10
SILENCE_S = 30  # longest wait for the next bytes
ANSWER_S = 60.0  # longest time for a small answer; a file gets a second more per megabyte
_PER_SECOND = 1e6
_CONNECTIONS = 32


class Store:
    """What lies behind one URL. Safe from several threads."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._opened: tuple[Any, str] | None = None
        self._lock = threading.Lock()

    def files(self, wanted: Callable[[str], bool], tell: Callable[[str], None]) -> Iterator[tuple[str, Facts | None]]:
        """(key relative to the folder, size and time where the listing says them) of each wanted file.

        Args:
            tell: called with a sentence on each key that cannot be a path.

        Raises:
            CullingError: the folder is not there, may not be listed, or its server does not answer.
        """
        left_out = LeftOut(tell)
        try:
            driver, root = self._open()
            for key, facts in listed(driver, root, partial(patiently, address=self.address), wanted):
                if why := why_not(key):
                    left_out.add(key, why)
                else:
                    yield key, facts
        except (OSError, CullingError) as problem:
            raise about_folder(problem, self.address) from None
        left_out.end()

    def check(self) -> None:
        """CullingError where the folder is not there, may not be listed, or its server does not answer: one request."""
        try:
            driver, root = self._open()
            check(driver, root, partial(patiently, address=self.address))
        except (OSError, CullingError) as problem:
            raise about_folder(problem, self.address) from None

    def facts(self, key: str) -> Facts | None:
        """Size and time of one file, from a request of its own."""
        driver, root = self._open()
        return file_facts(self._patiently(lambda: driver.info(_joined(root, key))))

    def read(self, key: str, size: int | None, stop: threading.Event | None = None) -> bytes:
        """All bytes of a file; a body that ends too early is asked for again.

        Args:
            size: as listed; None where that is not known.
            stop: set it so that no further attempt is made.
        """
        return self._patiently(lambda: self._read_once(key, size), stop)

    def _read_once(self, key: str, size: int | None) -> bytes:
        driver, root = self._open()
        path = _joined(root, key)
        data: bytes = _within(driver, "cat_file", path, seconds=ANSWER_S + (size or 0) / _PER_SECOND)
        if size is not None and len(data) != size:
            now = file_facts(driver.info(path))
            if now is not None and now.stat.st_size != len(data):  # else it was replaced since it was listed
                raise NotFetchedError(f"only {len(data)} of {now.stat.st_size} bytes came")
        return data

    def _patiently(self, ask: Callable[[], Answer], stop: threading.Event | None = None) -> Answer:
        return patiently(ask, self.address, stop)

    def _open(self) -> tuple[Any, str]:
        with self._lock:
            if self._opened is None:
                self._opened = patiently(lambda: _connect(self.address), self.address, attempts=1)
            return self._opened


def _connect(address: Address) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise CullingError("Folders in a cloud need a further package: pip install 'culling[cloud]'") from None
    given: dict[str, Any] = {**address.options, "skip_instance_cache": True}
    if address.protocol in ("s3", "s3a"):
        given |= _bounded()
    driver, root = url_to_fs(address.url, **given)
    if hasattr(driver, "call_s3"):
        driver.retries = 1  # we ask again ourselves, see `patience`
    return driver, root


def _bounded() -> dict[str, Any]:
    """Time-outs and the number of connections of S3's driver; what must not wait without end."""
    config = {"connect_timeout": CONNECT_S, "read_timeout": SILENCE_S, "max_pool_connections": _CONNECTIONS}
    return {"config_kwargs": {**config, "retries": {"total_max_attempts": 1}}, "max_concurrency": 1}


def _within(driver: Any, method: str, path: str, seconds: float) -> Any:
    """A driver's answer, given up after `seconds` where the driver can be stopped."""
    from fsspec.asyn import AsyncFileSystem, sync

    if isinstance(driver, AsyncFileSystem) and not driver.asynchronous:
        return sync(driver.loop, getattr(driver, f"_{method}"), path, timeout=seconds)
    return getattr(driver, method)(path)


def _joined(root: str, key: str) -> str:
    return f"{root.rstrip('/')}/{key}" if root else key
