"""The folder that a person types as the place for an export."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from culling.errors import CullingError
from culling.folders import local_folder
from culling.ui import settings
from culling.ui.state import Session


def typed(state: Session, key: str) -> Path | None:
    """An absolute path inside the allowed folders, or None where nothing is typed; a name alone lies beside the photos.

    Raises:
        CullingError: the folder is outside the allowed ones.
    """
    text = str(st.session_state.get(key) or "").strip().strip('"')
    if not text or state.open is None:
        return None
    given = Path(text)
    absolute = given.is_absolute() or text.startswith("~")
    return settings.current().allow(given if absolute else _beside(state.open.path, given))


def suggested(state: Session, what: str) -> str:
    """What stands in the empty field: a folder beside the photos."""
    return f"{state.open.path.name} {what}" if state.open is not None else ""


def _beside(folder: Path, given: Path) -> Path:
    try:
        return local_folder(folder, "").parent / given
    except CullingError:
        raise CullingError("The photos are in a cloud: type the whole path of a folder of this computer.") from None


def beside(state: Session, what: str) -> Path:
    """The suggested folder; CullingError where it is outside the allowed ones or the photos are in a cloud."""
    folder = state.open.path if state.open is not None else Path()
    return settings.current().allow(_beside(folder, Path(suggested(state, what))))
