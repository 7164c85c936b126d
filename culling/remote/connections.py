"""Connections of one thread, kept open between questions, on which not even the head of an answer may drip for ever.

A read time-out is for each read alone, so that a header sent byte by byte passes it. Hence the head as a whole has
the same time, after which the connection is cut; the content has a limit of its own (see `exchange`).
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

_of_thread = threading.local()


def session() -> requests.Session:
    """This thread's open connections: requests does not promise that threads may share them. Keeps no cookies."""
    kept: requests.Session | None = getattr(_of_thread, "session", None)
    if kept is None:
        kept = requests.Session()
        kept.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        for scheme in ("http://", "https://"):
            kept.mount(scheme, _Adapter())
        _of_thread.session = kept
    return kept


class _Timed(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3 does
        timer = threading.Timer(float(self.timeout or 0), self._cut)
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()
        finally:
            timer.cancel()

    def _cut(self) -> None:
        with suppress(OSError, AttributeError):  # closed meanwhile
            self.sock.shutdown(socket.SHUT_RDWR)


class _TimedTls(_Timed, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Timed


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTls


class _Adapter(HTTPAdapter):
    """Connections as above, also those through a proxy."""

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        _time(self.poolmanager)

    def proxy_manager_for(self, *given: Any, **named: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(*given, **named)
        _time(manager)
        return manager


def _time(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
