"""Which files a later transaction of the same photo folder has written or moved."""

from __future__ import annotations

import json
from pathlib import Path

from culling.errors import CullingError
from culling.export.journal.of_changes import read_change_journal
from culling.export.journal.of_sort import read_sort_journal
from culling.export.journal.places import journals_folder, listed, number_of
from culling.folders import printable


def later_writers(folder: Path, journal: Path) -> dict[Path, str]:
    """Files by where they lie, and the sentence that says which later transaction has to be undone first.

    Of several the latest is named. What was taken back counts no more, nor does a journal that cannot be read.
    """
    number = number_of(journal)
    found: dict[Path, str] = {}
    for later, path in listed(journals_folder(folder)):
        if later > number:
            found.update(_moved(path) if path.suffix == ".json" else _written(path))
    return found


def _written(path: Path) -> dict[Path, str]:
    try:
        record = read_change_journal(path)
    except CullingError:
        return {}
    why = f"a later export wrote it again; undo that first: {printable(path)}"
    return {record.root / record.entries[number].target: why for number in record.alive}


def _moved(entry: Path) -> dict[Path, str]:
    try:
        path = Path(json.loads(entry.read_bytes())["journal"])
        record = read_sort_journal(path)
    except (OSError, ValueError, KeyError, TypeError, CullingError):
        return {}
    if record.how != "move":
        return {}
    why = f"a later sort moved it; undo that first: {printable(path)}"
    folder = record.folder.resolve()
    return {folder / each.source: why for each in record.entries.values() if not each.over}
