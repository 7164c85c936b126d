"""Photos of a table by the file that holds the same, or by a name that only one of them has."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path, PurePosixPath

import pandas as pd

from culling.export.transfer import content_hash
from culling.judge import text_codes
from culling.sidecars import folded, stem


class Matcher:
    """Which photos of a table a file stands for.

    Args:
        table: of the photos; content is compared where it has `content_hash` and `file_bytes`.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self.paths = [str(path) for path in table.index]
        self._table = table

    def same_content(self, file: Path) -> list[str]:
        """The photos with exactly the bytes of this file; files of a size that no photo has are not read.

        Raises:
            OSError: the file cannot be read.
        """
        if file.stat().st_size not in self._sizes:
            return []
        return self._contents.get(content_hash(file), [])

    def named(self, name: str) -> list[str]:
        """The photos with this file name, in any folder and any case."""
        return self._names.get(folded(name), [])

    def stemmed(self, name: str) -> list[str]:
        """The photos whose name is this but for the ending, in any folder and any case."""
        return self._stems.get(folded(stem(name)), [])

    @cached_property
    def _sizes(self) -> set[int]:
        sizes = self._table.get("file_bytes")
        return set() if sizes is None else {int(size) for size in sizes.dropna()}

    @cached_property
    def _contents(self) -> dict[str, list[str]]:
        codes, hashes = text_codes(self._table, "content_hash")
        known = [(hashes[code], path) for code, path in zip(codes.tolist(), self.paths, strict=True) if code >= 0]
        return lists(known)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        return lists((folded(PurePosixPath(path).name), path) for path in self.paths)

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        return lists((folded(stem(PurePosixPath(path).name)), path) for path in self.paths)


def lists(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What stands under each key, in the order given."""
    found: dict[str, list[str]] = {}
    for key, path in pairs:
        found.setdefault(key, []).append(path)
    return found
