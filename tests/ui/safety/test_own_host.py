"""Requests under a foreign name, from outside or from another site get no answer."""

from __future__ import annotations

from typing import Any

from culling.ui.safety.own_host import may_ask, refused
from culling.ui.settings import Settings, use
from tests.ui.sign_ins import sign_in_needed

LOCAL = Settings()
OPEN = Settings(host="0.0.0.0", insecure=True)


def _scope(host: str, kind: str = "http", origin: str = "", reached: str = "127.0.0.1", method: str = "GET") -> Any:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    return {"type": kind, "headers": headers, "server": (reached, 8501), "method": method}


def test_only_this_machine_reaches_a_loopback_server() -> None:
    assert may_ask(_scope("localhost:8501"), LOCAL)
    assert may_ask(_scope("[::1]:8501", reached="::1"), LOCAL)
    assert not may_ask(_scope("127.0.0.1:8501", reached="192.168.1.5"), LOCAL)
    assert not may_ask(_scope("evil.example"), LOCAL)


def test_a_server_for_others_answers_to_addresses_and_its_own_name() -> None:
    assert may_ask(_scope("192.168.1.5:8501", reached="192.168.1.5"), OPEN)
    assert may_ask(_scope("photos.lan:8501", reached="192.168.1.5"), Settings(host="photos.lan", insecure=True))
    assert not may_ask(_scope("evil.example", reached="192.168.1.5"), OPEN)


def test_a_proxy_hands_on_one_name_and_no_other() -> None:
    behind = Settings(public_url="https://photos.example", insecure=True)
    assert may_ask(_scope("photos.example"), behind)
    assert may_ask(_scope("127.0.0.1:8501", "websocket", "https://photos.example"), behind)
    assert not may_ask(_scope("photos.example.evil.example"), behind)
    assert not may_ask(_scope("other.photos.example"), behind)
    assert not may_ask(_scope("photos.example", "websocket", "http://photos.example:81"), behind)


def test_a_websocket_from_another_site_is_refused() -> None:
    assert may_ask(_scope("127.0.0.1:8501", "websocket", "http://127.0.0.1:8501"), LOCAL)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:9999"):
        assert not may_ask(_scope("127.0.0.1:8501", "websocket", origin), LOCAL)


def test_what_changes_something_must_come_from_our_own_page() -> None:
    for method in ("PUT", "POST", "DELETE"):
        assert may_ask(_scope("localhost:8501", origin="http://localhost:8501", method=method), LOCAL)
        assert not may_ask(_scope("localhost:8501", origin="http://localhost:3000", method=method), LOCAL)


def test_where_others_come_in_and_nobody_signs_in_nothing_is_served() -> None:
    use(Settings(host="0.0.0.0"))
    assert "--insecure" in str(refused(_scope("192.168.1.5:8501", reached="192.168.1.5")))
    use(Settings(public_url="https://photos.example"))
    assert "photos.example" in str(refused(_scope("photos.example")))
    sign_in_needed(host="0.0.0.0")
    assert refused(_scope("192.168.1.5:8501", reached="192.168.1.5")) is None
