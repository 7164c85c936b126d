"""A table's rows by number: what browser parts ask for over HTTP, once, instead of being sent it with every run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xxhash
from pandas.api.types import is_numeric_dtype

from culling.ui.links import rows_url


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

    def content(self, row: int) -> str:
        """Content hash of a row's photo, "" when it could not be read."""
        found = self.table["content_hash"].iloc[row] if "content_hash" in self.table else None
        return found[:32] if isinstance(found, str) else ""

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
