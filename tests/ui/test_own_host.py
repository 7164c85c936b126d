"""Requests under a foreign name, from outside or from another site get no answer."""

from __future__ import annotations

from culling.ui.own_host import may_ask


def _scope(host: str, kind: str = "http", origin: str = "", reached: str = "127.0.0.1") -> dict[str, object]:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    return {"type": kind, "headers": headers, "server": (reached, 8501)}


def test_only_this_machine_reaches_a_loopback_server() -> None:
    assert may_ask(_scope("localhost:8501"), "127.0.0.1")
    assert may_ask(_scope("[::1]:8501", reached="::1"), "127.0.0.1")
    assert not may_ask(_scope("127.0.0.1:8501", reached="192.168.1.5"), "127.0.0.1")


def test_a_server_for_others_answers_to_addresses_and_its_own_name() -> None:
    assert may_ask(_scope("192.168.1.5:8501", reached="192.168.1.5"), "0.0.0.0")
    assert may_ask(_scope("photos.lan:8501", reached="192.168.1.5"), "photos.lan")
    assert not may_ask(_scope("evil.example", reached="192.168.1.5"), "0.0.0.0")


def test_a_websocket_from_another_site_is_refused() -> None:
    assert may_ask(_scope("127.0.0.1:8501", "websocket", "http://127.0.0.1:8501"), "127.0.0.1")
    assert not may_ask(_scope("127.0.0.1:8501", "websocket", "https://evil.example"), "127.0.0.1")
    assert not may_ask(_scope("127.0.0.1:8501", "websocket", "null"), "127.0.0.1")
