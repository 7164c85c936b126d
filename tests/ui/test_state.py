"""What a browser session holds, and that it is there whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from culling.ui import settings
from culling.ui.state import Session, session


def test_a_first_run_that_is_stopped_on_the_way_leaves_no_session(
    photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit stops a run when a person goes to another page; the next run has to open the folder."""
    settings.use(settings.Settings(folder=photos))
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "open_folder", _stopped)
        with pytest.raises(SystemExit):
            session()
    assert kept == {}
    opened = session().open
    assert opened is not None
    assert opened.path == photos.resolve()


def _stopped(*_arguments: object) -> None:
    raise SystemExit
