"""Which photo of a table a text means that some program or person wrote: never another one than that."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from pathlib import Path

import pandas as pd

from culling.export.csv_cells import unguarded


class Finder:
    r"""Photos of one table by their paths, as other programs write them.

    In this order: the path as it is; without the apostrophe that guards it in our files; with \ for /, a leading ./, or
    absolute and below the folder; and, where only one photo can be meant, in other letters (upper and lower case, é as
    one character or two). A file name alone, or the end of a longer path, never finds a photo in a sub-folder: cameras
    give the same names again.

    Args:
        table: of the photos.
        folder: where they lie; None where absolute paths find nothing.
    """

    def __init__(self, table: pd.DataFrame, folder: Path | None = None) -> None:
        self._paths = {str(path) for path in table.index}
        self._roots = () if folder is None else _roots(folder)

    def find(self, text: str) -> str | None:
        """The photo's path as in the table; None where there is none, or more than one could be meant."""
        for cell in dict.fromkeys((unguarded(text), text)):
            for path in dict.fromkeys((cell, self._relative(cell))):
                if path in self._paths:
                    return path
        return self._loose.get(_folded(self._relative(text)))

    def _relative(self, cell: str) -> str:
        path = cell.strip().replace("\\", "/")
        for root in self._roots:
            if path.lower().startswith(root.lower()):
                return path[len(root) :]
        while path.startswith("./"):
            path = path[2:]
        return path

    @cached_property
    def _loose(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for path in self._paths:
            folded = _folded(path)
            found[folded] = None if folded in found else path
        return found


def _roots(folder: Path) -> tuple[str, ...]:
    both = (folder.absolute(), folder.resolve())
    return tuple(dict.fromkeys(path.as_posix().rstrip("/") + "/" for path in both))


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
