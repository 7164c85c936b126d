"""File names in one line, as photo programs take them in their search field: to find there what was decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from culling.export.lists.path_list import keys_of

SEPARATORS = {"commas": ",", "spaces": " "}
"""What stands between two names: commas for Lightroom Classic (Library Filter, Text, Filename, Contains) and
RawTherapee, spaces for programs that split a search at spaces."""

# These fields cut at commas and white space. A leading ! or + is Lightroom's "not" and "begins with", and bytes that
# are no UTF-8 (\\x…) have another name in every program.
_MISREAD = re.compile(r"""[\s,;"\x00-\x1f]|^[!+]|\\(x[0-9a-f]{2}|ud[89a-f][0-9a-f]{2})""")


@dataclass(frozen=True, slots=True)
class NameList:
    """A line of file names without folders.

    Attributes:
        text: the names; one that several photos share stands once.
        left_out: photos whose names such a field would take apart.
        also_found: photos of another verdict that a search for these names finds as well, since they have such a
            name in another sub-folder, or one that ends with it.
    """

    text: str
    left_out: tuple[str, ...]
    also_found: tuple[str, ...]


def name_list(decisions: pd.DataFrame, verdict: str, separator: str = "commas") -> NameList:
    """The names of all photos of one verdict, with their endings, so that IMG_1.jpg does not find IMG_10.jpg.

    Raises:
        ValueError: no such verdict or separator.
    """
    if separator not in SEPARATORS:
        raise ValueError(f"separator must be one of {', '.join(SEPARATORS)}, got {separator!r}")
    keys = keys_of(decisions, verdict)
    names = {key: PurePosixPath(key).name for key in keys}
    left_out = tuple(key for key, name in names.items() if _MISREAD.search(name))
    listed = dict.fromkeys(name for key, name in names.items() if not _MISREAD.search(name))
    others = (str(key) for key in decisions.index[(decisions["verdict"] != verdict).to_numpy()])
    return NameList(SEPARATORS[separator].join(listed), left_out, _also_found(set(map(str.casefold, listed)), others))


def _also_found(listed: set[str], others: Iterable[str]) -> tuple[str, ...]:
    """A search looks for a part of a name, in any case; with its ending, that part is nearly always the end."""
    lengths = sorted({len(name) for name in listed})
    found = []
    for key in others:
        name = PurePosixPath(key).name.casefold()
        if any(name[-length:] in listed for length in lengths if length <= len(name)):
            found.append(key)
    return tuple(found)
