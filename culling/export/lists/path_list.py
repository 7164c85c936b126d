"""Plain lists of paths for other programs: one a line, or each ended by a NUL byte."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from culling.folders import path_of
from culling.judge import VERDICTS

# `rm -x.jpg` takes the name for an option, `rsync --files-from` the line for a comment.
_MISTAKEN = (b"-", b"#", b";")
_ROOT = Path("folder")


@dataclass(frozen=True, slots=True)
class PathList:
    """The bytes of a list of paths, and the keys of the photos that such a list cannot hold."""

    data: bytes
    left_out: tuple[str, ...]


def path_list(decisions: pd.DataFrame, verdict: str, *, nul: bool = False) -> PathList:
    r"""The paths of all photos of one verdict, relative to the folder, as the bytes that the disk knows them by.

    One a line, for `rsync --files-from`; with `nul` each ended by a NUL byte, for `xargs -0` and `rsync --from0`.
    A name with a line break cannot stand in the former and is left out there. A path that starts with -, # or ;
    gets a leading "./", so that no program takes it for an option or a comment.

    Raises:
        ValueError: no such verdict.
    """
    keys = keys_of(decisions, verdict)
    names = {key: os.fsencode(path_of(_ROOT, key).relative_to(_ROOT).as_posix()) for key in keys}
    left_out = [] if nul else [key for key in keys if {b"\n"[0], b"\r"[0]} & set(names[key])]
    for key in left_out:
        del names[key]
    end = b"\0" if nul else b"\n"
    lines = (b"./" + name if name.startswith(_MISTAKEN) else name for name in names.values())
    return PathList(b"".join(line + end for line in lines), tuple(left_out))


def keys_of(decisions: pd.DataFrame, verdict: str) -> list[str]:
    """The photos of one verdict, in the table's order; ValueError when there is no such verdict."""
    if verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}, got {verdict!r}")
    return [str(key) for key in decisions.index[(decisions["verdict"] == verdict).to_numpy()]]
