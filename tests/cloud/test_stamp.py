"""Size and time of a file, from the listings of different protocols."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from typing import Any

import pytest

from culling.cloud.stamp import file_facts, same_content

WHEN = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
SECOND = 1_000_000_000


@pytest.mark.parametrize(
    "found",
    [
        {"Size": 7, "LastModified": WHEN},
        {"size": 7, "mtime": WHEN.timestamp()},
        {"size": 7, "updated": "2024-05-01T12:00:00Z"},
        {"size": 7, "created": WHEN.replace(tzinfo=None)},
        {"size": 7, "date_time": (2024, 5, 1, 12, 0, 0)},
    ],
)
def test_each_protocols_time_is_read(found: dict[str, Any]) -> None:
    facts = file_facts(found)
    assert facts is not None
    assert (facts.stat.st_size, facts.stat.st_mtime_ns) == (7, int(WHEN.timestamp()) * SECOND)
    assert stat.S_ISREG(facts.stat.st_mode)
    assert not facts.tagged


def test_a_tag_takes_the_place_of_the_nanoseconds() -> None:
    def time_of(tag: str, when: datetime) -> int:
        facts = file_facts({"Size": 7, "LastModified": when, "ETag": tag})
        assert facts is not None
        assert facts.tagged
        return facts.stat.st_mtime_ns

    first, later = time_of('"one"', WHEN), time_of("one", WHEN.replace(year=2031))
    assert first // SECOND == WHEN.timestamp()
    assert same_content(first, later)
    assert not same_content(first, time_of('"two"', WHEN))
    assert not same_content(first, -1)


@pytest.mark.parametrize("found", [{"name": "a.jpg"}, {"size": None}])
def test_without_a_size_nothing_is_known(found: dict[str, Any]) -> None:
    assert file_facts(found) is None


@pytest.mark.parametrize("when", ["yesterday", (1980, 0, 0, 0, 0, 0), None])
def test_a_time_that_is_none_counts_as_unknown(when: Any) -> None:
    facts = file_facts({"size": 7, "mtime": when, "date_time": when})
    assert facts is not None
    assert facts.stat.st_mtime_ns == 0
