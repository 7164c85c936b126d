"""What is an address of a server, what is none; no text repeats what may be a password."""

from __future__ import annotations

import pytest

from culling.remote import Server, ServerError, server_from
from culling.remote.address import read_address, stays_here


@pytest.mark.parametrize(
    ("given", "url", "login"),
    [
        ("http://localhost:8000", "http://localhost:8000", None),
        (" https://gpu.example/ ", "https://gpu.example", None),
        ("http://host/serving/team-a/", "http://host/serving/team-a", None),
        ("http://host/serving/v2", "http://host/serving", None),
        ("http://host:8000/v2/", "http://host:8000", None),
        ("http://[::1]:9000", "http://[::1]:9000", None),
        ("https://me:p%40ss@host", "https://host", ("me", "p@ss")),
        ("https://token@host:1/a", "https://host:1/a", ("token", "")),
    ],
)
def test_addresses(given: str, url: str, login: tuple[str, str] | None) -> None:
    assert read_address(given) == (url, login)
    assert (Server(given).url, Server(given).login) == (url, login)


@pytest.mark.parametrize(
    "given",
    [
        "localhost:8000",
        "host/secret",
        "ftp://me:secret@host",
        "file:///secret",
        "http://",
        "http://me:secret@",
        "http://me:secret@host:99999",
        "http://me:secret@host:x",
        "http://[::1",
        "http://host/?key=secret",
        "http://host/#secret",
        "http://ho st/secret",
        "http://host/\nsecret",
        "secret",
        "grpc://secret",
    ],
)
def test_what_is_no_address(given: str) -> None:
    with pytest.raises(ValueError, match="http://localhost:8000") as told:
        Server(given)
    assert "secret" not in str(told.value)
    with pytest.raises(ServerError, match="http://localhost:8000"):
        server_from(given)


def test_an_empty_address_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CULLING_SERVER", raising=False)
    assert server_from() is server_from("") is server_from("  ") is None
    monkeypatch.setenv("CULLING_SERVER", "nonsense")
    assert server_from("") is None  # what a person types, or empties, goes before
    with pytest.raises(ServerError, match=r"\(in CULLING_SERVER\)"):
        server_from()


@pytest.mark.parametrize("wrong", [{"timeout_s": 0}, {"timeout_s": float("nan")}, {"retries": -1}, {"retries": 21}])
def test_numbers_out_of_range(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Server("http://host", **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="scale"):
        Server("http://host").runner("deblur", 5)


def test_what_stays_on_this_machine() -> None:
    assert all(map(stays_here, ["http://localhost:1", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]:2"]))
    assert not any(map(stays_here, ["http://localhost.example", "http://10.0.0.1", "http://127.0.0.1.example"]))
