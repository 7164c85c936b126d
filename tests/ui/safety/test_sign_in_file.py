"""A secrets.toml is checked before the dashboard starts, and nothing of it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.ui.safety import sign_in_file
from culling.ui.safety.sign_in_file import find_sign_in, read_sign_in, readable_by_others
from tests.ui.sign_ins import CLIENT_SECRET, COOKIE_SECRET, write_secrets


def test_it_says_under_which_address_and_with_whom(tmp_path: Path) -> None:
    found = read_sign_in(write_secrets(tmp_path))
    assert (found.origin, found.providers) == ("http://127.0.0.1:8501", ("default",))


def test_several_providers_have_names(tmp_path: Path) -> None:
    file = write_secrets(tmp_path, client_id="", client_secret="", server_metadata_url="")
    part = 'client_id = "c"\nclient_secret = "s"\nserver_metadata_url = "https://one.example/x"\n'
    file.write_text(f"{file.read_text()}\n[auth.one]\n{part}[auth.two]\n{part}")
    assert read_sign_in(file).providers == ("one", "two")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"cookie_secret": "short"}, "at least 32"),
        ({"redirect_uri": "http://127.0.0.1:8501/"}, "/oauth2callback"),
        ({"redirect_uri": "http://photos.example/oauth2callback"}, "https://"),
        ({"redirect_uri": "https://[broken/oauth2callback"}, "https://"),
        ({"server_metadata_url": "http://provider.example/x"}, "https://"),
        ({"client_secret": ""}, "lacks client_secret"),
    ],
)
def test_what_is_unsafe_or_missing_is_named_without_a_secret(tmp_path: Path, changed: dict[str, str], why: str) -> None:
    with pytest.raises(CullingError, match=why) as refused:
        read_sign_in(write_secrets(tmp_path, **changed))
    assert COOKIE_SECRET not in str(refused.value)
    assert CLIENT_SECRET not in str(refused.value)


@pytest.mark.parametrize("content", [f'[auth]\ncookie_secret = "{COOKIE_SECRET}', "\0\xff", "[other]\nx = 1\n"])
def test_a_damaged_file_is_refused_without_quoting_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(content)
    with pytest.raises(CullingError) as refused:
        read_sign_in(file)
    assert COOKIE_SECRET not in str(refused.value)


def test_a_file_that_says_nothing_of_sign_in_is_none(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text('[other]\nkey = "value"\n')
    assert find_sign_in([tmp_path / "gone.toml", tmp_path / "secrets.toml"]) is None


def test_without_authlib_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in_file, "find_spec", lambda _name: None)
    with pytest.raises(CullingError, match=r"culling\[signin\]"):
        read_sign_in(write_secrets(tmp_path))


def test_a_file_that_others_can_read_is_noticed(tmp_path: Path) -> None:
    file = write_secrets(tmp_path)
    assert not readable_by_others(file)
    file.chmod(0o644)
    assert readable_by_others(file)
