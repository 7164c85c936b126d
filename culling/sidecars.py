"""Which photo a sidecar belongs to: IMG_1.CR3.xmp names it in full; IMG_1.xmp is that of the RAW of a pair."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from culling.decoding.kinds import RAW_SUFFIXES

SUFFIX = ".xmp"


def stem(name: str) -> str:
    """A file name without its ending."""
    return name.rpartition(".")[0] or name


def folded(text: str) -> str:
    """The same for names that differ in upper and lower case, or in how é is written."""
    return unicodedata.normalize("NFC", text).casefold()


def is_raw(key: str) -> bool:
    """Whether a file is a camera's RAW, by its ending."""
    return key.rpartition(".")[2].lower() in RAW_SUFFIXES


def without_ending(key: str) -> str:
    """A photo's path without its ending.

    >>> without_ending("day.1/IMG_1.CR3")
    'day.1/IMG_1'
    """
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}{stem(name)}"


class Owners:
    """The photos of a folder, by the sidecars that could be theirs.

    Args:
        keys: their paths in the folder.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        for key in keys:
            self._keys.setdefault(folded(key), []).append(key)
            self._stems.setdefault(folded(without_ending(key)), []).append(key)

    def named(self, key: str) -> list[str]:
        """The photo with this path; where none is written exactly so, those that differ in case alone."""
        found = self._keys.get(folded(key), [])
        return [key] if key in found else found

    def of(self, base: str) -> list[str]:
        """The photos that a sidecar `base`.xmp may belong to: one, or several where its name does not tell.

        >>> Owners(["a.CR3", "a.JPG", "b.jpg", "b.png"]).of("a")
        ['a.CR3']
        """
        found = self.named(base) or self._stems.get(folded(base), [])
        raws = [key for key in found if is_raw(key)]
        return raws if len(raws) == 1 else list(found)
