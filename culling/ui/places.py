"""Where launcher, pages, options and sample photos lie: in the source tree and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import platformdirs

_UI = Path(__file__).resolve().parent
_INSTALLED = _UI / "installed"

#: The folder that holds app.py, pages/ and sample_data/: inside the package in a wheel, else the top of the tree.
HOME = _INSTALLED if _INSTALLED.is_dir() else _UI.parents[1]

LAUNCHER = HOME / "app.py"
PAGES = HOME / "pages"
SAMPLE_DATA = HOME / "sample_data"
MAIN = _UI / "main.py"


def options_file() -> Path:
    """The dashboard's Streamlit options."""
    return HOME / ".streamlit" / "config.toml"


def data_dir() -> Path:
    """The user's data directory, where catalogs, presets, uploads and the recent folders live; made when absent."""
    folder = platformdirs.user_data_path("culling", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
