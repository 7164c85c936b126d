"""Rescued copies that lie among the photos of a folder: they are not rescued again, nor is what they were made from."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pandas as pd

from culling.errors import CullingError
from culling.folders import path_of
from culling.restore.saving import ENDING, read_saved


class Copies:
    """Which photos of a folder are rescued copies, and of what; each file is read once.

    Only files whose names end as those of rescued copies do are read; one that got another name is recognised when it
    is tried.
    """

    def __init__(self) -> None:
        self._sources: dict[str, str] = {}

    def find(self, table: pd.DataFrame, folder: Path) -> dict[str, str]:
        """Path of each rescued copy → content hash of the photo that it was made from."""
        found = {}
        for path, content in zip(map(str, table.index), map(str, table["content_hash"]), strict=True):
            if ENDING in PurePosixPath(path).stem:
                if content not in self._sources:
                    self._sources[content] = _source(path_of(folder, path))
                if self._sources[content]:
                    found[path] = self._sources[content]
        return found


def rescued(table: pd.DataFrame, copies: dict[str, str]) -> list[str]:
    """The photos of which there is a rescued copy in the folder."""
    sources = set(copies.values())
    return [str(path) for path in table.index[table["content_hash"].isin(sources)]]


def _source(file: Path) -> str:
    """Content hash of what a copy was made from; "" where it is none, or cannot be read."""
    try:
        record = read_saved(file)
    except CullingError:
        return ""
    return "" if record is None else record.source_hash
