"""A table's rows by number: what browser parts ask for over HTTP, once, instead of being sent it with every run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
import xxhash
from pandas.api.types import is_numeric_dtype

from culling.kept.groups import GROUP_COLUMNS
from culling.ui.links import rows_url

_OFFERS = 24  # points, groups and forest of a few states of the page


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
    browser may keep it. Marks and groups are not part of it.

    Attributes:
        folder: the folder's key.
        table: index path; only read.
    """

    folder: str
    table: pd.DataFrame
    _offers: dict[str, bytes] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.table)

    @cached_property
    def key(self) -> str:
        """32 hex digits."""
        digest = xxhash.xxh3_128()
        contents = self.table["content_hash"].tolist() if "content_hash" in self.table else []
        for texts in (self.paths, [text if isinstance(text, str) else "" for text in contents]):
            digest.update("\0".join(texts).encode("utf-8", "surrogatepass"))
        for name in self.table:
            if self.has(str(name)):
                digest.update(str(name).encode())
                digest.update(self._values(str(name)).data)
        return digest.hexdigest()

    @property
    def address(self) -> str:
        """Where browser parts find the rows."""
        return rows_url(self.folder, self.key)

    @cached_property
    def paths(self) -> list[str]:
        return [str(path) for path in self.table.index.tolist()]  # a million of them ten times as fast as one by one

    @cached_property
    def paths_json(self) -> bytes:
        """The same as a browser reads them."""
        return json.dumps(self.paths, ensure_ascii=True, separators=(",", ":")).encode()

    def picture(self, kind: str, path: str) -> str:
        """Address of a picture of a photo: its thumbnail, its preview, an overlay; see `culling.ui.routes`."""
        return f"{self.address}/picture/{kind}/{self.table.index.get_loc(path)}"

    def photo(self, row: int) -> Shown:
        """Which photo a row is."""
        return Shown(self.folder, self.paths[row], content_of(self.table, self.paths[row]))

    def has(self, name: str) -> bool:
        """Whether there is a column of numbers that stay as they are for as long as the photos do."""
        return name in self.table and name not in GROUP_COLUMNS and is_numeric_dtype(self.table[name])

    def offer(self, data: bytes) -> str:
        """Address at which the browser fetches these bytes, and may keep them; of many offers the last ones count."""
        name = xxhash.xxh3_128_hexdigest(data)
        self._offers.pop(name, None)
        self._offers[name] = data
        while len(self._offers) > _OFFERS:
            self._offers.pop(next(iter(self._offers)), None)
        return f"{self.address}/data/{name}"

    def offered(self, name: str) -> bytes | None:
        """What was offered under the last part of its address."""
        return self._offers.get(name)

    def column(self, name: str) -> bytes | None:
        """Little-endian float64 values, NaN where unknown, then uint32 rows of the known ones, ascending; None when
        there is no such column of numbers."""
        if not self.has(name):
            return None
        values = self._values(name)
        known = np.flatnonzero(~np.isnan(values))
        order = known[np.argsort(values[known], kind="stable")]
        return values.tobytes() + order.astype("<u4").tobytes()

    def _values(self, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.ascontiguousarray(self.table[name].to_numpy(dtype="<f8", na_value=np.nan))
