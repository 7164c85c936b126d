"""Which files are new, changed, renamed or gone since the last scan: told by size and time, no file is decoded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import xxhash

from culling.cloud.path import CloudPath
from culling.cloud.stamp import same_content
from culling.folders import relative_key
from culling.kept.photos import Stamp
from culling.measure import VECTOR, stale_measures


@dataclass(frozen=True, slots=True)
class Task:
    """One file to measure; `only` names the measures when the rest of its row is still good.

    Where `tagged`, the nanoseconds of its time tell of the content: a cloud's clock and its copies do not matter then.
    """

    key: str
    path: Path
    file_bytes: int
    mtime_ns: int
    only: frozenset[str] | None = None
    tagged: bool = False

    def is_of(self, stamp: Stamp) -> bool:
        """Whether the file is still the one that was measured."""
        same = same_content(stamp.mtime_ns, self.mtime_ns) if self.tagged else stamp.mtime_ns == self.mtime_ns
        return same and stamp.file_bytes == self.file_bytes


@dataclass
class Plan:
    """What a scan has to do.

    Attributes:
        tasks: files to measure.
        unchanged: how many files need nothing.
        moves: (old key, new key) of files that were renamed.
        gone: keys of files that are no longer there.
    """

    tasks: list[Task] = field(default_factory=list)
    unchanged: int = 0
    moves: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def make_plan(root: Path, files: Iterable[Path], known: Mapping[str, Stamp], today: str) -> Plan:
    """Compare the files that are there with the stamps of those that were measured; `today` is their recipe."""
    plan = Plan()
    now = {key: _task(key, path) for path in files for key in [relative_key(root, path)]}
    lost = _Lost({key: known[key] for key in known.keys() - now.keys()})
    for key, task in now.items():
        stamp = known.get(key)
        if stamp is None and (old := lost.find(task)):
            plan.moves.append((old, key))
            stamp = known[old]
        remaining = _remaining(task, stamp, today)
        if remaining is None:
            plan.unchanged += 1
        else:
            plan.tasks.append(remaining)
    plan.gone = lost.keys()
    return plan


def _task(key: str, path: Path) -> Task:
    try:
        found = path.stat()
    except OSError:
        return Task(key, path, 0, 0)  # vanished since it was found: reading it will say so
    return Task(key, path, found.st_size, found.st_mtime_ns, tagged=isinstance(path, CloudPath) and path.tagged)


def _remaining(task: Task, stamp: Stamp | None, today: str) -> Task | None:
    """What is left to measure of a file; None when its row is still good."""
    if stamp is None or not task.is_of(stamp):
        return task
    stale = stale_measures(stamp.recipe, today)
    if stale is None or (stale and stamp.content_hash is None):
        return task
    if not stamp.embedded:
        stale |= {VECTOR}
    return replace(task, only=stale) if stale else None


class _Lost:
    """Files that are no longer where they were, to be found again by size and content under another name."""

    def __init__(self, stamps: Mapping[str, Stamp]) -> None:
        self._stamps = dict(stamps)
        self._by_size: defaultdict[int, list[str]] = defaultdict(list)
        for key in sorted(stamps):
            self._by_size[stamps[key].file_bytes].append(key)

    def find(self, task: Task) -> str | None:
        """The old key of a file with the same bytes, once; only a file as large as a lost one is read for it.

        What a cloud tells of the content itself is not read.
        """
        if not (same_size := self._by_size.get(task.file_bytes)):
            return None
        is_it = task.is_of if task.tagged else _has_content(task.path)
        for key in same_size:
            if is_it(self._stamps[key]):
                same_size.remove(key)
                del self._stamps[key]
                return key
        return None

    def keys(self) -> list[str]:
        return sorted(self._stamps)


def _has_content(path: Path) -> Callable[[Stamp], bool]:
    """Whether a file that was measured had the bytes of this one."""
    try:
        content_hash = xxhash.xxh3_128_hexdigest(path.read_bytes())
    except OSError:
        return lambda stamp: False
    return lambda stamp: stamp.content_hash == content_hash
