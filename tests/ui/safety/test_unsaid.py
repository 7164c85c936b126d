"""Passwords, keys and cookies stay out of the log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from culling.ui.safety.unsaid import STRUCK_OUT, secrets_of, unsaid
from tests.ui.sign_ins import CLIENT_SECRET, COOKIE_SECRET, write_secrets


def test_the_secrets_are_those_of_file_catalog_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key-of-the-bucket")
    found = set(secrets_of(write_secrets(tmp_path), "postgresql://ann:open%2Fsesame@db/photos"))
    assert found == {COOKIE_SECRET, CLIENT_SECRET, "open/sesame", "open%2Fsesame", "key-of-the-bucket"}


@pytest.mark.parametrize(
    "text",
    [
        "could not connect to postgresql+psycopg://ann:XYZZY-1@db/photos",
        "Cookie: _streamlit_user=XYZZY-1; other=1",
        "GET /oauth2callback?code=XYZZY-1&state=XYZZY-1",
        "connection failed: host=db user=ann password=XYZZY-1 dbname=photos",
    ],
)
def test_what_looks_like_a_secret_is_struck_out(text: str) -> None:
    assert "XYZZY-1" not in unsaid(text)
    assert STRUCK_OUT in unsaid(text)


def test_other_texts_stay_as_they_are() -> None:
    text = "the state of photo 12: https://photos.example/a?page=2, bob@example.org"
    assert unsaid(text) == text


def test_prints_logs_and_tracebacks_go_through_it() -> None:
    code = (
        "import logging, sys\n"
        "logging.basicConfig(); log = logging.getLogger('x')\n"
        "from culling.ui.safety import unsaid\n"
        "unsaid.never_say(['sesame-open']); unsaid.guard_output(); unsaid.guard_output()\n"
        "print('printed sesame-open'); log.error('logged %s', 'sesame-open')\n"
        "try:\n    raise ValueError('raised sesame-open')\n"
        "except ValueError:\n    log.exception('why')\n"
        "raise SystemExit('ended sesame-open')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "sesame-open" not in said
    assert [said.count(word) for word in ("printed", "logged", "raised", "ended")] == [1, 1, 1, 1]
