"""A folder of lists for other programs: worked out as files first, then compared with what stands there."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from culling.export.changes import RECORD, Change, ChangePlan, Conflict
from culling.export.lists.contact_sheet import PHOTOS_PER_FILE, Thumbnail, contact_sheets
from culling.export.lists.decisions_csv import decisions_csv
from culling.export.lists.exiftool_csv import ARGS, exiftool_args, exiftool_csv
from culling.export.lists.name_list import name_list
from culling.export.lists.path_list import path_list
from culling.export.sort_plan import LeftOut
from culling.export.xmp import XmpMapping
from culling.folders import folder_of, local_folder, printable
from culling.judge import VERDICTS
from culling.policy import Policy

Part = Literal["lists", "exiftool", "names", "sheet"]
PARTS: tuple[Part, ...] = get_args(Part)

_JUDGED = VERDICTS[:3]


@dataclass(frozen=True, slots=True)
class ListFiles:
    """Files by name, and (photo, why) for what one of them cannot hold or a search for it would find too much of."""

    files: Mapping[str, bytes]
    left_out: tuple[LeftOut, ...] = ()


def list_files(
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    policy: Policy,
    folder: Path | str,
    *,
    parts: Collection[Part] = PARTS[:1],
    mapping: XmpMapping | None = None,
    thumbnail: Thumbnail | None = None,
    sheet_verdicts: Sequence[str] = VERDICTS,
    per_file: int = PHOTOS_PER_FILE,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> ListFiles:
    """The files of the parts that are asked for.

    lists: decisions.csv, and for keep, maybe and reject a .csv with every number, a .txt and a .nul of paths; and
    policy.toml. exiftool: exiftool.csv, exiftool-stars.csv, exiftool.args. names: keep-names.txt and so on. sheet:
    contact-sheet.html.

    Args:
        table: one row per photo.
        decisions: of that table.
        policy: what decided.
        folder: where the photos are.
        parts: some of `PARTS`.
        mapping: what verdicts are called in exiftool.csv.
        thumbnail: gives a photo's JPEG; the contact sheet needs it.
        sheet_verdicts: which photos stand on the contact sheet.
        per_file: how many photos a contact sheet holds at most.
        progress: called with (photos on the contact sheet so far, all of them).
        cancel: set it to stop.

    Raises:
        ValueError: an unknown part, a contact sheet without `thumbnail`, decisions of another table.
        Stopped: `cancel` was set.
    """
    if unknown := [part for part in parts if part not in PARTS]:
        raise ValueError(f"part must be one of {', '.join(PARTS)}, got {unknown[0]!r}")
    files: dict[str, bytes] = {}
    left_out: list[LeftOut] = []
    if "lists" in parts:
        files |= _csv_files(table, decisions, policy, folder)
        files |= _path_files(decisions, left_out)
        files["policy.toml"] = policy.to_toml().encode()
    if "names" in parts:
        files |= _name_files(decisions, left_out)
    if "exiftool" in parts:
        mapping = mapping or XmpMapping()
        made = exiftool_csv(table, decisions, policy, folder, mapping)
        files |= {**made.files, ARGS: exiftool_args(mapping)}
        left_out += [LeftOut(key, f"exiftool.csv: {why}") for key, why in made.left_out]
    if "sheet" in parts:
        if thumbnail is None:
            raise ValueError("a contact sheet needs thumbnail, such as Catalog.thumbnail")
        name = printable(Path(folder_of(folder).absolute().name))
        files |= contact_sheets(
            table,
            decisions,
            policy,
            name,
            thumbnail,
            verdicts=sheet_verdicts,
            per_file=per_file,
            progress=progress,
            cancel=cancel,
        )
    return ListFiles(files, tuple(left_out))


def plan_lists(
    files: Mapping[str, bytes], out: Path | str, folder: Path | str, *, overwrite: bool = False
) -> ChangePlan:
    """What writing these files into the folder `out` would do; whoever undoes it has the files of before.

    A file that an earlier export wrote and nobody changed since (`.culling-export.json` holds their SHA-256) is
    replaced; any other file in the way is a conflict unless `overwrite`; a link or a folder always is, and so is a
    further contact sheet of an earlier export.

    Raises:
        CullingError: a file in the way cannot be read.
    """
    out = Path(out).absolute()
    record = _read_record(out / RECORD)
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    for name, data in files.items():
        target = out / name
        now, problem = _now(target)
        if problem:
            conflicts.append(Conflict(target, problem))
        elif now is None or now != data:
            if now is None or overwrite or _sha256(now) in record.get(name, ()):
                changes.append(Change(target, data, now))
            else:
                conflicts.append(Conflict(target, "not written by an export, or changed since"))
    unchanged = len(files) - len(changes) - len(conflicts)
    conflicts += [
        Conflict(out / name, "a sheet of an earlier export that had more of them: remove it by hand")
        for name in sorted(record)
        if name.startswith("contact-sheet") and name not in files and os.path.lexists(out / name) and _has_sheet(files)
    ]
    if changes:
        changes.insert(0, _record_change(out, record, changes))
    return ChangePlan("lists", folder_of(folder).absolute(), tuple(changes), tuple(conflicts), unchanged)


def default_out(folder: Path | str) -> Path:
    """Where lists go when nobody says: a folder beside the photos, never among them.

    Raises:
        CullingError: the photos are in a cloud, where nothing is written.
    """
    folder = local_folder(folder, "Name a folder of this computer for the lists (--out).").absolute()
    return folder.parent / f"{folder.name or 'photos'} lists"


def _csv_files(table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy, folder: Path | str) -> dict[str, bytes]:
    made = {"decisions.csv": decisions_csv(table, decisions, policy, folder)}
    return made | {f"{name}.csv": decisions_csv(table, decisions, policy, folder, name) for name in _JUDGED}


def _path_files(decisions: pd.DataFrame, left_out: list[LeftOut]) -> dict[str, bytes]:
    files = {}
    for verdict in _JUDGED:
        listed = path_list(decisions, verdict)
        files[f"{verdict}.txt"] = listed.data
        files[f"{verdict}.nul"] = path_list(decisions, verdict, nul=True).data
        left_out += [LeftOut(key, f"{verdict}.txt: a line break in its name") for key in listed.left_out]
    return files


def _name_files(decisions: pd.DataFrame, left_out: list[LeftOut]) -> dict[str, bytes]:
    files = {}
    for verdict in _JUDGED:
        listed, name = name_list(decisions, verdict), f"{verdict}-names.txt"
        files[name] = listed.text.encode()
        left_out += [LeftOut(key, f"{name}: a search would take its name apart") for key in listed.left_out]
        left_out += [LeftOut(key, f"{name}: a search for these names finds it as well") for key in listed.also_found]
    return files


def _record_change(out: Path, record: Mapping[str, Sequence[str]], changes: Sequence[Change]) -> Change:
    """The new record, written first. Until all is written a file may be as before or as planned: both are ours."""
    known = {name: list(hashes) for name, hashes in record.items()}
    for change in changes:
        before = [] if change.before is None else [_sha256(change.before)]
        known[change.target.name] = list(dict.fromkeys([*before, _sha256(change.content)]))
    now, _ = _now(out / RECORD)
    return Change(out / RECORD, json.dumps(known, indent=1, ensure_ascii=False).encode(), now)


def _read_record(path: Path) -> dict[str, list[str]]:
    """SHA-256 of what was written, by file name; nothing where it cannot be read: then no file counts as ours."""
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(record, dict):
        return {}
    listed = {str(name): [found] if isinstance(found, str) else found for name, found in record.items()}
    return {name: [str(item) for item in found] for name, found in listed.items() if isinstance(found, list)}


def _now(target: Path) -> tuple[bytes | None, str]:
    """(what stands at `target`, None for nothing; why it cannot be replaced, "" when it can)."""
    try:
        if not stat.S_ISREG(target.lstat().st_mode):
            return None, "a link or a folder has this name"
        return target.read_bytes(), ""
    except (FileNotFoundError, NotADirectoryError):
        return None, ""
    except OSError as error:
        return None, f"cannot be read: {error.strerror or error}"


def _has_sheet(files: Mapping[str, bytes]) -> bool:
    return any(name.startswith("contact-sheet") for name in files)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
