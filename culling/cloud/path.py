"""A folder or a photo at a URL, in the shape of a `Path`, so that all that reads photos reads these as well.

What would write, walk or hand the path to the system is refused with a `CullingError`: every such way goes through
`__fspath__`. Nothing here asks the server before bytes or a size are wanted.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache, total_ordering
from pathlib import Path, PurePosixPath
from typing import IO, Any, Self

from culling.cloud.address import parse
from culling.cloud.listing import why_not
from culling.cloud.stamp import Facts
from culling.cloud.store import Store
from culling.errors import CullingError

if sys.platform == "win32":
    from pathlib import WindowsPath as _LocalPath
else:
    from pathlib import PosixPath as _LocalPath

# What a plain Path made from one of these would be: no system takes it, so that nothing local is touched by mistake.
_NOWHERE = "\0cloud"


@total_ordering
class CloudPath(_LocalPath):
    """One place at a URL: the folder itself where `key` is "", else a file or sub-folder below it.

    Attributes:
        store: the connection, shared by all places below the folder.
        key: POSIX path relative to the folder.
    """

    __slots__ = ("facts", "key", "store")

    store: Store
    key: str
    facts: Facts | None

    def __new__(cls, _store: Store, _key: str = "", facts: Facts | None = None) -> Self:
        return super().__new__(cls, _NOWHERE)

    def __init__(self, store: Store, key: str = "", facts: Facts | None = None) -> None:
        if sys.version_info >= (3, 12):
            super().__init__(_NOWHERE)
        self.store, self.key, self.facts = store, key, facts

    @classmethod
    def of(cls, url: str) -> CloudPath:
        """The folder at a URL; CullingError where the text is none."""
        return CloudPath(Store(parse(url)))

    def opened_below(self, other: Path) -> CloudPath | None:
        """`other`, where it is this folder or one below it, with this one's options and credentials; None elsewhere."""
        address = self.store.address.below(other.store.address) if isinstance(other, CloudPath) else None
        return CloudPath(Store(address)) if address else None

    # -- what reading needs ------------------------------------------------------------------------------------

    def files(self, wanted: Callable[[str], bool], tell: Callable[[str], None]) -> Iterator[CloudPath]:
        """Every file below the folder whose key is `wanted`, with size and time, in no order; see `Store.files`."""
        for key, facts in self.store.files(wanted, tell):
            yield CloudPath(self.store, key, facts)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Size and time as listed, or from a request of its own. What the server does not say is 0."""
        return self._known().stat

    @property
    def tagged(self) -> bool:
        """Whether the nanoseconds of its time tell of the content: see `stamp.same_content`."""
        return self._known().tagged

    def _known(self) -> Facts:
        if self.facts is None:
            self.facts = self.store.facts(self.key)
        return self.facts or Facts(os.stat_result((0o100444, *[0] * 9)), tagged=False)

    def read_bytes(self) -> bytes:
        """The whole file, in one request where all goes well."""
        return self.fetch()

    def fetch(self, stop: threading.Event | None = None) -> bytes:
        """As `read_bytes`; once `stop` is set, no further attempt is made."""
        return self.store.read(self.key, self.facts.stat.st_size if self.facts else None, stop)

    def open(self, mode: str = "r", *_: Any, **__: Any) -> IO[Any]:  # type: ignore[override]
        """The file's bytes as a file in memory; only for reading bytes."""
        if mode != "rb":
            raise CullingError(self._refusal())
        return io.BytesIO(self.read_bytes())

    def exists(self, **_: bool) -> bool:
        """Whether it is there; the folder itself is taken to be, until it is listed."""
        return self.is_dir() or self.is_file()

    def is_dir(self, **_: bool) -> bool:
        """Whether it is the folder itself."""
        return not self.key

    def is_file(self, **_: bool) -> bool:
        """Whether a file lies there."""
        try:
            return bool(self.key) and self._known() is not None
        except OSError:
            return False

    def is_symlink(self) -> bool:
        """No: what lies in a cloud leads nowhere else."""
        return False

    # -- names -------------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        address = self.store.address
        return f"{address.base.rstrip('/')}/{self.key}{address.behind}" if self.key else address.text

    def as_posix(self) -> str:
        """Its URL, without secrets."""
        return str(self)

    as_uri = as_posix

    def __repr__(self) -> str:
        return f"CloudPath({str(self)!r})"

    def __fspath__(self) -> str:
        raise CullingError(self._refusal())

    def _refusal(self) -> str:
        return f"{self} is not on this computer, and is only read. Name a folder on this computer for this."

    @property
    def _name(self) -> PurePosixPath:
        return PurePosixPath(self.key or self.store.address.base)

    @property
    def name(self) -> str:
        """The last part of the URL."""
        return self._name.name

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return self._name.stem

    @property
    def suffix(self) -> str:
        """What follows the name's last dot, with the dot."""
        return self._name.suffix

    @property
    def parts(self) -> tuple[str, ...]:
        """The folder's URL, then the parts of the key."""
        return (str(CloudPath(self.store)), *PurePosixPath(self.key).parts)

    @property
    def parent(self) -> CloudPath:
        """The place above; the folder's is itself."""
        return CloudPath(self.store, self.key.rpartition("/")[0])

    @property
    def parents(self) -> tuple[CloudPath, ...]:
        """All places above, up to the folder."""
        found = [self.parent] if self.key else []
        while found and found[-1].key:
            found.append(found[-1].parent)
        return tuple(found)

    def joinpath(self, *others: str | os.PathLike[str]) -> CloudPath:
        """A place below; a key that leads elsewhere is a ValueError."""
        key = "/".join([*([self.key] if self.key else []), *(str(other) for other in others)])
        if key and (why := why_not(key)):
            raise ValueError(f"{key!r} is not the path of a photo inside the folder: {why}")
        return CloudPath(self.store, key)

    def __truediv__(self, other: str | os.PathLike[str]) -> CloudPath:
        return self.joinpath(other)

    def with_name(self, name: str) -> CloudPath:
        """The place of that name beside it."""
        return self.parent.joinpath(name)

    def with_suffix(self, suffix: str) -> CloudPath:
        """The place beside it whose name has another suffix."""
        return self.with_name(self.stem + suffix)

    def is_relative_to(self, other: Any, *_: Any) -> bool:
        """Whether it is `other`, or lies below it in the same folder."""
        same = isinstance(other, CloudPath) and other.store.address == self.store.address
        return same and (not other.key or f"{self.key}/".startswith(f"{other.key}/"))

    def relative_to(self, other: Any, *_: Any, **__: bool) -> PurePosixPath:  # type: ignore[override]
        """Its path below a place of the same folder; a ValueError where it does not lie there."""
        if not (isinstance(other, CloudPath) and other.store.address == self.store.address):
            raise ValueError(f"{self} does not lie in {other}")
        return PurePosixPath(self.key).relative_to(other.key) if other.key else PurePosixPath(self.key)

    def resolve(self, strict: bool = False) -> CloudPath:
        """Itself: a URL is whole, and leads through no links."""
        return self

    def absolute(self) -> CloudPath:
        """Itself."""
        return self

    def expanduser(self) -> CloudPath:
        """Itself."""
        return self

    def is_absolute(self) -> bool:
        """Yes."""
        return True

    # -- equal, sorted, sent -----------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CloudPath) and (self.key, self.store.address) == (other.key, other.store.address)

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)

    def __hash__(self) -> int:
        return hash((self.key, self.store.address.text))

    def __reduce__(self) -> Any:
        """A process elsewhere opens the folder by its URL, with the credentials that it finds there itself."""
        return _sent, (self.store.address.text, self.key, self.facts)


@lru_cache(maxsize=16)  # the photos of a folder share its connection there as well
def _store_of(url: str) -> Store:
    return Store(parse(url))


def _sent(url: str, key: str, facts: Facts | None) -> CloudPath:
    return CloudPath(_store_of(url), key, facts)
