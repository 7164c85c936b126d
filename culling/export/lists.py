"""Decisions as files that other programs read: CSV tables and plain lists of paths, written all or not at all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from culling.errors import CullingError
from culling.export.decisions_csv import decisions_csv, metrics_version, read_decisions_csv
from culling.files import publish, write_part
from culling.folders import path_of, printable
from culling.policy import Policy

__all__ = [
    "Export",
    "PathList",
    "decisions_csv",
    "keep_txt",
    "metrics_version",
    "read_decisions_csv",
    "reject_txt",
    "write_export",
]

RECORD = ".culling-export.json"

# `rm -x.jpg` takes the name for an option, `rsync --files-from` the line for a comment.
_MISTAKEN = (b"-", b"#", b";")


@dataclass(frozen=True, slots=True)
class PathList:
    """The bytes of a list of paths, and the keys of the photos that such a list cannot hold."""

    data: bytes
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """What was written, and the photos that the line lists cannot hold (the `.nul` lists and CSV files do)."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]


def keep_txt(decisions: pd.DataFrame, folder: Path | str, *, nul: bool = False) -> PathList:
    r"""The paths of all kept photos, relative to `folder`, as the bytes that the disk knows them by.

    One a line, for `rsync --files-from`; with `nul` each ended by a NUL byte, for `xargs -0` and `rsync --from0`.
    A name with a line break cannot stand in the former and is left out there. A path that starts with -, # or ;
    gets a leading "./", so that no program takes it for an option or a comment.
    """
    return _path_list(decisions, Path(folder), "keep", nul)


def reject_txt(decisions: pd.DataFrame, folder: Path | str, *, nul: bool = False) -> PathList:
    """The paths of all rejected photos, as `keep_txt`."""
    return _path_list(decisions, Path(folder), "reject", nul)


def write_export(
    target: Path | str,
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    policy: Policy,
    folder: Path | str,
    *,
    overwrite: bool = False,
) -> Export:
    """Write decisions.csv, keep and reject as .csv, .txt and .nul, and policy.toml into `target`: all or nothing.

    A file that an earlier export wrote and nobody changed since (`.culling-export.json` holds their SHA-256) is
    replaced; any other file in the way stops the export unless `overwrite`.

    Raises:
        CullingError: a foreign file is in the way, the disk is full, the folder may not be written.
    """
    target = Path(target)
    lists = {
        f"{name}.{ending}": make(decisions, folder, nul=ending == "nul")
        for name, make in (("keep", keep_txt), ("reject", reject_txt))
        for ending in ("txt", "nul")
    }
    files = {
        "decisions.csv": decisions_csv(table, decisions, policy, folder),
        "keep.csv": decisions_csv(table, decisions, policy, folder, "keep"),
        "reject.csv": decisions_csv(table, decisions, policy, folder, "reject"),
        **{name: made.data for name, made in lists.items()},
        "policy.toml": policy.to_toml().encode(),
    }
    try:
        target.mkdir(parents=True, exist_ok=True)
        ours = _check_in_the_way(target, files, overwrite)
        _write_all(target, files, ours)
    except OSError as error:
        raise CullingError(f"cannot export to {printable(target)}: {error.strerror or error}") from error
    left_out = tuple(key for made in lists.values() for key in made.left_out)
    return Export(tuple(target / name for name in files), left_out)


def _path_list(decisions: pd.DataFrame, folder: Path, verdict: str, nul: bool) -> PathList:
    keys = [str(key) for key in decisions.index[(decisions["verdict"] == verdict).to_numpy()]]
    names = {key: os.fsencode(path_of(folder, key).relative_to(folder).as_posix()) for key in keys}
    left_out = [] if nul else [key for key in keys if {b"\n"[0], b"\r"[0]} & set(names[key])]
    for key in left_out:
        del names[key]
    end = b"\0" if nul else b"\n"
    lines = (b"./" + name if name.startswith(_MISTAKEN) else name for name in names.values())
    return PathList(b"".join(line + end for line in lines), tuple(left_out))


def _check_in_the_way(target: Path, files: Mapping[str, bytes], overwrite: bool) -> set[str]:
    """The names that may be replaced: those of an earlier export, unchanged since, or all with `overwrite`."""
    there = {name for name in files if os.path.lexists(target / name)}
    record = _read_record(target)
    foreign = {name for name in there if not _is_ours(target / name, record.get(name), files[name])}
    if foreign and not overwrite:
        raise CullingError(
            f"{printable(target)} holds {', '.join(sorted(foreign))}, not written by an export or changed since; "
            "choose another folder, or allow overwriting"
        )
    return there


def _is_ours(path: Path, recorded: str | None, new: bytes) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    return _sha256(path.read_bytes()) in (recorded, _sha256(new))


def _write_all(target: Path, files: Mapping[str, bytes], replace: set[str]) -> None:
    record = json.dumps({name: _sha256(data) for name, data in files.items()}, indent=1).encode()
    parts: dict[str, Path] = {}
    new: list[Path] = []
    try:
        for name, data in (*files.items(), (RECORD, record)):
            parts[name] = write_part(target, data)
        for name, part in parts.items():
            if name in replace or name == RECORD:
                part.replace(target / name)
            else:
                publish(part, target / name)
                new.append(target / name)
    except BaseException:
        for path in (*parts.values(), *new):
            path.unlink(missing_ok=True)
        raise


def _read_record(target: Path) -> dict[str, str]:
    try:
        record = json.loads((target / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
