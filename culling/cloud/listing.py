"""All files below a cloud folder, from as few requests as the protocol allows, with size and time of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from culling.cloud.stamp import Facts, file_facts

PAGE = 1000  # keys; the most that S3 gives at once
_TOLD_ONE_BY_ONE = 20
_NOTHING = "nothing lies there"

Ask = Callable[[Callable[[], Any]], Any]
Entry = tuple[str, Facts | None]


def listed(driver: Any, root: str, ask: Ask, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """(path relative to `root`, facts) of each file below it whose path is `wanted`, in no order.

    Args:
        driver: fsspec's file system.
        root: as the driver writes it.
        ask: runs a request, as often as it takes.

    Raises:
        FileNotFoundError: nothing lies there.
    """
    if "s3" in _protocols(driver):
        yield from _bucket(driver, root, ask, wanted)
    else:
        yield from _folders(driver, root, ask, wanted)


def check(driver: Any, root: str, ask: Ask) -> None:
    """FileNotFoundError where nothing lies at `root`; from one small request."""
    if "s3" in _protocols(driver):
        request = _first_page(driver, root)
        page = ask(lambda: driver.call_s3("list_objects_v2", **{**request, "MaxKeys": 1}))
        if request["Prefix"] and not page.get("Contents"):
            raise FileNotFoundError(_NOTHING)
    elif not ask(lambda: driver.isdir(root)):
        raise FileNotFoundError(_NOTHING)


def why_not(key: str) -> str:
    """Why a key cannot be a path below its folder; "" when it can.

    >>> why_not("day 1/a.jpg"), why_not("../a.jpg")
    ('', 'its .. leads elsewhere')
    """
    parts = key.split("/")
    if "\0" in key:
        return "it holds a NUL byte"
    if ".." in parts:
        return "its .. leads elsewhere"
    if "" in parts or "." in parts:
        return "a part of its path is empty" if "" in parts else "its path holds a lone ."
    return ""


class LeftOut:
    """Tells of keys that were left out: the first ones each, the others as a number."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self.count = 0

    def add(self, key: str, why: str) -> None:
        """Note one key."""
        self.count += 1
        if self.count <= _TOLD_ONE_BY_ONE:
            self._tell(f"The key {key[:200]!r} is left out: {why}.")

    def end(self) -> None:
        """Say how many there were beyond those that were told."""
        if self.count > _TOLD_ONE_BY_ONE:
            self._tell(f"{self.count - _TOLD_ONE_BY_ONE} more keys are left out.")


def _bucket(driver: Any, root: str, ask: Ask, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """S3: all keys with the folder's prefix, page after page, without a request per sub-folder."""
    request = _first_page(driver, root)
    prefix, empty = request["Prefix"], True
    while True:
        page: Mapping[str, Any] = ask(lambda: driver.call_s3("list_objects_v2", **request))
        for found in page.get("Contents", ()):
            empty = False
            key = found["Key"][len(prefix) :]
            if wanted(key):
                yield key, file_facts(found)
        if not page.get("IsTruncated"):
            break
        request["ContinuationToken"] = page["NextContinuationToken"]
    if empty and prefix:
        raise FileNotFoundError(_NOTHING)


def _first_page(driver: Any, root: str) -> dict[str, Any]:
    bucket, _, folder = root.partition("/")
    return {"Bucket": bucket, "Prefix": f"{folder}/" if folder else "", "MaxKeys": PAGE, **driver.req_kw}


def _folders(driver: Any, root: str, ask: Ask, wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """Other protocols: folder by folder."""
    ask(driver.invalidate_cache)
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        path = f"{root.rstrip('/')}/{folder}".rstrip("/") if folder else root
        for found in ask(lambda path=path: driver.ls(path, detail=True)):  # type: ignore[misc]
            name = str(found["name"]).rstrip("/").rpartition("/")[2]
            key = f"{folder}/{name}" if folder else name
            if found.get("type") == "directory":
                if name not in ("", ".", "..") and wanted(f"{key}/photo.jpg"):  # else no photo below it is
                    waiting.append(key)
            elif found.get("type") == "file" and wanted(key):
                yield key, file_facts(found)


def _protocols(driver: Any) -> tuple[str, ...]:
    named = driver.protocol
    return (named,) if isinstance(named, str) else tuple(named)
