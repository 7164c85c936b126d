"""The FOLDER of the shell commands: a path or a URL, told apart in one place, `culling.folders.folder_of`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from culling.folders import folder_of, local_folder


def local_path(text: str) -> Path:
    """A path; a URL is a CullingError that says so."""
    return local_folder(text, "Copy the photos to this computer first.")


_URL = "a path, or a URL such as s3://bucket/shoot"

Folder = Annotated[
    Path,
    typer.Argument(parser=folder_of, metavar="FOLDER", help=f"Folder of photos, sub-folders included: {_URL}."),
]
ScannedFolder = Annotated[
    Path,
    typer.Argument(parser=folder_of, metavar="FOLDER", help=f"Folder of photos that was scanned before: {_URL}."),
]
