"""`culling app`: who may come in is settled before anything listens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from culling.cli.commands import app
from culling.errors import CullingError
from culling.ui import server, settings
from tests.ui.sign_ins import write_secrets


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[settings.Settings]:
    """With which settings a server would have been run."""
    seen: list[settings.Settings] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "use", seen.append)
    monkeypatch.setattr(server, "apply_options", lambda _options: None)
    monkeypatch.setattr(server, "_uvicorn_config", lambda: None)
    monkeypatch.setattr(server.uvicorn, "Server", lambda _config: _Nothing())
    return seen


class _Nothing:
    def run(self, **_options: Any) -> None:
        """Nothing is served."""


def _app(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["app", "--port", "0", *arguments])


@pytest.mark.parametrize("opened", [("--host", "0.0.0.0"), ("--public-url", "https://photos.example")])
def test_listening_for_others_needs_sign_in_or_a_word(
    opened: tuple[str, str], started: list[settings.Settings], tmp_path: Path
) -> None:
    refused = _app(*opened)
    assert isinstance(refused.exception, CullingError)
    assert "--insecure" in str(refused.exception)
    assert started == []
    warned = _app(*opened, "--insecure")
    assert "whoever reaches this address" in warned.output
    signed = _app(*opened, "--auth", str(write_secrets(tmp_path)), "--admin", "ann@example.org")
    assert signed.exit_code == 0, signed.exception
    assert [bool(chosen.sign_in) for chosen in started] == [False, True]


@pytest.mark.parametrize("port", ["-1", "80000", "abc"])
def test_a_port_that_cannot_be_is_refused(port: str, started: list[settings.Settings]) -> None:
    refused = CliRunner().invoke(app, ["app", "--port", port])
    assert refused.exit_code == 2
    assert "--port" in refused.output
    assert started == []


def test_roles_are_given_by_address(started: list[settings.Settings], tmp_path: Path) -> None:
    file = write_secrets(tmp_path)
    done = _app("--auth", str(file), "--admin", "ann@example.org", "--role-of", "bob@example.org=mark",
                "--default-role", "view")  # fmt: skip
    assert done.exit_code == 0, done.exception
    access = started[0].access
    people = ("ann@example.org", "bob@example.org", "eve@example.org")
    assert [access.role_of(name) for name in people] == ["admin", "mark", "view"]


def test_sign_in_that_lets_nobody_in_does_not_start(started: list[settings.Settings], tmp_path: Path) -> None:
    refused = _app("--auth", str(write_secrets(tmp_path)))
    assert isinstance(refused.exception, CullingError)
    assert "--admin EMAIL" in str(refused.exception)


def test_the_usual_file_of_the_working_directory_is_taken(started: list[settings.Settings], tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    file = write_secrets(tmp_path / ".streamlit")
    file.chmod(0o644)
    done = _app("--admin", "ann@example.org")
    assert "chmod 600" in done.output
    assert started[0].sign_in is not None
