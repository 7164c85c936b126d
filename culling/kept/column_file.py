"""Columns of numbers and texts in one file that is read at once: a header, then one column after the other.

Numbers lie as they do in memory. Of texts that are few, each is there once and rows hold its place; others follow each
other, parted by a byte that no text holds. A checksum covers all.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xxhash
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]

_MAGIC = b"culling rows 1\n\0"
_HEADER = struct.Struct("<16sQ16s")  # magic, length of the JSON that follows, checksum of that and of all behind it
_FEW = 16  # texts of which each stands in so many rows or more are kept once
_PARTED = "\0"
_STORED: Mapping[str, np.dtype[Any]] = {
    "numbers": np.dtype("<f8"),
    "whole": np.dtype("<i8"),
    "few": np.dtype("<i4"),
}


def missing_as_nan(values: NDArray[Any]) -> NDArray[Any]:
    """A column with NaN for None; one that holds nothing else stays so. As pandas makes them of rows, and as kept."""
    if values.dtype == object:
        none = pd.isna(values)
        if not none.all():
            values[none] = np.nan
    return values


def pack_columns(columns: Mapping[str, NDArray[Any]], about: str) -> bytes | None:
    """The file's bytes; None where a text holds a NUL, which parts texts here.

    Args:
        columns: float64, int64, or objects: texts, and what `missing_as_nan` leaves where there is none.
        about: what they were made of; `read_columns` asks for the same.
    """
    packed = [_pack(values) for values in columns.values()]
    if any(kind == "" for kind, _, _ in packed):
        return None
    listed = [(name, kind, len(data), more) for name, (kind, data, more) in zip(columns, packed, strict=True)]
    count = len(next(iter(columns.values()), ()))
    head = json.dumps({"about": about, "count": count, "columns": listed}).encode()
    head += b" " * (-(_HEADER.size + len(head)) % 8)  # numbers lie where a processor likes them
    body = b"".join([head, *(data for _, data, _ in packed)])
    return _HEADER.pack(_MAGIC, len(head), xxhash.xxh3_128_digest(body)) + body


def read_columns(file: Path, about: str) -> Columns | None:
    """The file's columns; None when it is missing, torn, altered or of something else."""
    try:
        data = np.fromfile(file, np.uint8)
    except OSError:
        return None
    if len(data) < _HEADER.size:
        return None
    magic, length, checksum = _HEADER.unpack(data[: _HEADER.size].tobytes())
    body = data[_HEADER.size :]
    if magic != _MAGIC or xxhash.xxh3_128_digest(body.data) != checksum:
        return None
    head = json.loads(body[:length].tobytes())
    return dict(_columns(head, body[length:])) if head["about"] == about else None


def _columns(head: dict[str, Any], data: NDArray[np.uint8]) -> Iterator[tuple[str, NDArray[Any]]]:
    start = 0
    for name, kind, size, more in head["columns"]:
        yield name, _unpack(kind, data[start : start + size], more, head["count"])
        start += size


def _pack(values: NDArray[Any]) -> tuple[str, bytes, Any]:
    """(kind, bytes, what else is needed to read them), the length always a multiple of 8."""
    if values.dtype != object:
        kind = "whole" if values.dtype.kind == "i" else "numbers"
        return kind, values.astype(_STORED[kind]).tobytes(), None
    codes, texts = pd.factorize(values)  # −1 where there is none
    if len(texts) <= len(values) // _FEW:
        return "few", _padded(codes.astype(_STORED["few"]).tobytes()), [str(text) for text in texts]
    known = np.packbits(codes >= 0).tobytes()
    listed = values[codes >= 0].tolist()
    joined = _PARTED.join(listed)
    if joined.count(_PARTED) != max(len(listed) - 1, 0):
        return "", b"", None
    data = joined.encode("utf-8", "surrogatepass")
    return "many", _padded(_padded(known) + data), len(data)


def _unpack(kind: str, data: NDArray[np.uint8], more: Any, count: int) -> NDArray[Any]:
    if kind in ("numbers", "whole"):
        return data.view(_STORED[kind])
    if kind == "few":
        return np.array([*more, np.nan if more else None], object)[data.view(_STORED["few"])[:count]]  # −1: the last
    bits = -(-count // 8)
    known = np.unpackbits(data[:bits], count=count).astype(np.bool_)
    start = bits + -bits % 8
    texts = data[start : start + more].tobytes().decode("utf-8", "surrogatepass").split(_PARTED)
    found = np.full(count, np.nan, object)
    found[known] = texts
    return found


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 8)
