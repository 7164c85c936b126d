"""Size and time of a file as its listing tells them, in one shape for all protocols."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import xxhash

_TIMES = ("LastModified", "mtime", "updated", "last_modified", "modified", "ModifiedTime", "created", "date_time")
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "md5", "CRC")
_SECOND = 1_000_000_000
# What is not fetched is stamped −1: no tag may be all nines.
_TAG_RANGE = _SECOND - 1


class Facts(NamedTuple):
    """What a listing tells of a file: `stat` as of a regular file; `tagged`: its nanoseconds tell of the content."""

    stat: os.stat_result
    tagged: bool


def file_facts(found: Mapping[str, Any]) -> Facts | None:
    """Size and time from an entry of a listing, whatever the protocol names them; None where the size is not said.

    Clouds tell the time to the second. Where they tell of the content as well (ETag, MD5), its digest takes the place
    of the nanoseconds, so that one number tells whether a file is still the one that was measured: see `same_content`.
    """
    size = found.get("size", found.get("Size"))
    if size is None:
        return None
    seconds = _seconds(next((found[name] for name in _TIMES if found.get(name)), None))
    if tag := next((str(found[name]) for name in _TAGS if found.get(name)), ""):
        time_ns = int(seconds) * _SECOND + xxhash.xxh3_64_intdigest(tag.strip('"').encode()) % _TAG_RANGE
    else:
        time_ns = int(seconds * 1_000_000) * 1000
    parts = (stat.S_IFREG | 0o444, 0, 0, 1, 0, 0, int(size), 0, int(seconds), 0)
    return Facts(os.stat_result(parts, {"st_mtime_ns": time_ns}), bool(tag))


def same_content(one_ns: int, other_ns: int) -> bool:
    """Whether two times whose nanoseconds tell of the content tell of the same one."""
    return one_ns % _SECOND == other_ns % _SECOND


def _seconds(value: Any) -> float:
    """Seconds since 1970, 0.0 where nothing is known; a server's clock is only ever compared with itself."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return 0.0
    if isinstance(value, tuple) and len(value) >= 6:  # ZIP archives
        try:
            year, month, day, hour, minute, second = value[:6]
            value = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            return 0.0
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    return float(value) if isinstance(value, int | float) else 0.0
