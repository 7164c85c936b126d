"""A table's rows by number: what browser parts ask for over HTTP, once, instead of being sent it with every run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
import xxhash
from pandas.api.types import is_numeric_dtype

from culling.ui.links import rows_url


class Shown(NamedTuple):
    """A photo as it was when it was shown: its folder's key, its path, its content hash ("" for an unreadable one)."""

    folder: str
    path: str
    content: str


def content_of(table: pd.DataFrame, path: str) -> str:
    """Content hash of a photo of the table, "" when it could not be read."""
    found = table.at[path, "content_hash"] if "content_hash" in table else None
    return found if isinstance(found, str) else ""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of a folder's table, 0 … n − 1 in its order.

    Its key follows from paths, contents and numbers, so what is fetched under its address never changes, and the
    browser may keep it. Marks are not part of it.

    Attributes:
        folder: the folder's key.
        table: index path; only read.
    """

    folder: str
    table: pd.DataFrame

    @property
    def count(self) -> int:
        return len(self.table)

    @cached_property
    def key(self) -> str:
        """32 hex digits."""
        digest = xxhash.xxh3_128()
        for text in (self.table.index, self.table.get("content_hash", ())):
            digest.update("\0".join(map(str, text)).encode("utf-8", "surrogateescape"))
        for name in self.table:
            if is_numeric_dtype(self.table[name]):
                digest.update(str(name).encode())
                digest.update(self._values(str(name)).data)
        return digest.hexdigest()

    @property
    def address(self) -> str:
        """Where browser parts find the rows."""
        return rows_url(self.folder, self.key)

    @cached_property
    def paths(self) -> list[str]:
        return [str(path) for path in self.table.index]

    def picture(self, kind: str, path: str) -> str:
        """Address of a picture of a photo: its thumbnail, its preview, an overlay; see `culling.ui.routes`."""
        return f"{self.address}/picture/{kind}/{self.table.index.get_loc(path)}"

    def photo(self, row: int) -> Shown:
        """Which photo a row is."""
        return Shown(self.folder, self.paths[row], content_of(self.table, self.paths[row]))

    def column(self, name: str) -> bytes | None:
        """Little-endian float64 values, NaN where unknown, then uint32 rows of the known ones, ascending; None when
        there is no such column of numbers."""
        if name not in self.table or not is_numeric_dtype(self.table[name]):
            return None
        values = self._values(name)
        known = np.flatnonzero(~np.isnan(values))
        order = known[np.argsort(values[known], kind="stable")]
        return values.tobytes() + order.astype("<u4").tobytes()

    def _values(self, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.ascontiguousarray(self.table[name].to_numpy(dtype="<f8", na_value=np.nan))
