"""A bucket of any size, keys of any shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest

from culling.cloud import CloudPath
from culling.cloud.listing import LeftOut, listed, why_not
from culling.folders import find_photos, relative_key
from tests.cloud.conftest import Put
from tests.cloud.s3_server import BUCKET, Wire

KEYS = 100_000


class Endless:
    """S3's driver over a bucket of 100,000 keys that are made as they are asked for."""

    protocol = ("s3", "s3a")
    req_kw: dict[str, str] = {}  # noqa: RUF012

    def __init__(self) -> None:
        self.pages = 0

    def call_s3(self, method: str, **request: Any) -> dict[str, Any]:
        assert method == "list_objects_v2"
        self.pages += 1
        start = int(request.get("ContinuationToken", 0))
        end = min(start + request["MaxKeys"], KEYS)
        when = datetime(2024, 1, 1, tzinfo=UTC)
        found = [
            {"Key": f"shoot/day {i % 100}/IMG_{i:06}.jpg", "Size": i, "LastModified": when, "ETag": f'"{i}"'}
            for i in range(start, end)
        ]
        return {"Contents": found, "IsTruncated": end < KEYS, "NextContinuationToken": str(end)}


def once(ask: Callable[[], Any]) -> Any:
    return ask()


def test_a_hundred_thousand_keys_are_a_hundred_requests_and_one_page_in_memory() -> None:
    driver = Endless()
    found = listed(driver, "bucket/shoot", once, lambda key: key.endswith("1.jpg"))
    assert next(found)[0] == "day 1/IMG_000001.jpg"
    assert driver.pages == 1
    assert sum(1 for _ in found) == KEYS // 10 - 1
    assert driver.pages == KEYS // 1000


@pytest.mark.parametrize("key", ["../a.jpg", "a/../../b.jpg", "/a.jpg", "a//b.jpg", "a/", "./a.jpg", "a\0.jpg", ""])
def test_keys_that_lead_elsewhere_say_why(key: str) -> None:
    assert why_not(key)


@pytest.mark.parametrize("key", ["a.jpg", "…/a.jpg", "a\n.jpg", "a\\b.jpg", "C:/a.jpg", "x" * 1024])
def test_other_keys_are_paths(key: str) -> None:
    assert not why_not(key)


def test_of_many_left_out_the_first_are_told_and_the_others_counted() -> None:
    said: list[str] = []
    left_out = LeftOut(said.append)
    for number in range(100):
        left_out.add(f"../{number}.jpg", "it leads elsewhere")
    left_out.end()
    assert len(said) == 21
    assert said[-1].startswith("80 more")


def test_odd_keys_of_a_bucket_are_photos(wire: Wire, put: Put) -> None:
    names = ["a.jpg", "A.JPG", "day 1/ü *.jpg", "back\\slash.jpg", "l" * 1014 + ".jpg"]
    for name in (*names, "", "empty/", ".hidden.jpg", "@eaDir/a.jpg", "notes.txt"):
        put(f"shoot/{name}", b"x")
    put("shooting/a.jpg", b"x")
    root = CloudPath.of(f"s3://{BUCKET}/shoot")
    found = find_photos(root)
    assert sorted(relative_key(root, path) for path in found) == sorted(names)
    assert [path.read_bytes() for path in found] == [b"x"] * len(names)


def listing(keys: list[str]) -> bytes:
    """The answer of an S3 server that has these keys, some of which it cannot be given by HTTP."""
    items = "".join(
        f"<Contents><Key>{quote(key)}</Key><Size>1</Size><LastModified>2024-01-01T00:00:00Z</LastModified></Contents>"
        for key in keys
    )
    head = "<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>"
    return f"<ListBucketResult>{head}{items}</ListBucketResult>".encode()


def test_hostile_keys_of_a_bucket_are_left_out_with_a_word(wire: Wire) -> None:
    good = ["shoot/a.jpg", "shoot/\n\x01\x7f.jpg"]
    bad = ["shoot//double.jpg", "shoot/../out.jpg", "shoot/x/../../out.jpg", "shoot/./a.jpg", "shoot/\0.jpg"]
    wire.fault = lambda path: listing(good + bad)
    said: list[str] = []
    root = CloudPath.of(f"s3://{BUCKET}/shoot")
    found = find_photos(root, lambda path, reason: said.append(reason))
    assert sorted(relative_key(root, path) for path in found) == sorted(key[6:] for key in good)
    assert len(said) == len(bad)
    assert all(any(repr(key[6:]) in line for line in said) for key in bad)
    assert len(wire.asked) == 1


def test_pages_follow_one_another(wire: Wire, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("culling.cloud.listing.PAGE", 2)
    for number in range(5):
        put(f"{number}.jpg", b"x")
    failed = iter(["503", None, "reset", *[None] * 9])
    wire.fault = lambda path: next(failed)
    assert [path.name for path in find_photos(f"s3://{BUCKET}")] == [f"{number}.jpg" for number in range(5)]
    assert len(wire.asked) == 3 + 2


@pytest.fixture
def in_memory() -> Iterator[Any]:
    from fsspec.implementations.memory import MemoryFileSystem

    driver = MemoryFileSystem()
    yield driver
    driver.store.clear()
    driver.pseudo_dirs[:] = [""]


def test_other_protocols_are_listed_folder_by_folder(in_memory: Any) -> None:
    for name in ("a.jpg", "b/c.jpg", "b/.git/x.jpg", "b/note.txt"):
        in_memory.pipe(f"/shoot/{name}", b"12345")
    root = CloudPath.of("memory://shoot")
    found = find_photos(root)
    assert [relative_key(root, path) for path in found] == ["a.jpg", "b/c.jpg"]
    assert [path.stat().st_size for path in found] == [5, 5]
    assert found[1].read_bytes() == b"12345"
