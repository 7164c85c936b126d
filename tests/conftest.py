"""Shared by all tests: pictures, folders of photos, and the real photos that may lie beside the project."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

# Before anything asks platformdirs: no test writes into the user's own data directory, or uses fetched networks.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="culling-tests-")
os.environ["CULLING_MODELS"] = os.environ["XDG_DATA_HOME"] + "/models"

# How long an example takes says more about the machine than about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real photos beside the project; they are not part of it, so tests that need them skip where they are absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data with real photos beside the project")
    return folder
