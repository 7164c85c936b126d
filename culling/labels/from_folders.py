"""Labels from the way photos were sorted into folders: keep/ and reject/, or other names for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from culling.errors import CullingError
from culling.folders import find_photos, printable, relative_key
from culling.labels.by_file import Progress, each_file, settle
from culling.labels.label import Said
from culling.labels.match import Matcher
from culling.labels.read import ReadLabels
from culling.labels.words import WORDS, plain

_SORTED = (
    "`culling sort` sorted into {}: photos that nobody moved since carry a policy's own decision, and compared with "
    "them that policy is always right."
)


def read_label_folders(
    source: Path,
    table: pd.DataFrame,
    folder: Path,
    *,
    names: Mapping[str, Said] | None = None,
    by: str = "user",
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> ReadLabels:
    """Photos below a folder called keep are keep, those below one called reject are reject; nothing is added here.

    The nearest such folder above a photo counts. Where `source` lies inside `folder`, its photos are those of the
    table. Elsewhere a file stands for the photos with exactly its bytes (xxh3-128), else for the one photo with its
    name, else for the one with its name but for the ending. A photo found both in keep and in reject has no label.

    Args:
        source: the folder that holds the sorted ones.
        table: the photos to be labelled.
        folder: where those lie.
        names: what each name of a folder says, in any case; None for `words.WORDS`.
        by: who sorted them.
        progress: called with (files looked at, all files).
        stop: asked between files; once it says so, what was found until then is the answer, with a note.

    Raises:
        CullingError: no such folder, or none in it has one of the names.
        ValueError: no names.
    """
    words = {plain(name): said for name, said in (WORDS if names is None else names).items()}
    if not words:
        raise ValueError("give at least one folder name that means keep or reject")
    source = Path(source)
    listed = _said(source, words)
    inside = source.resolve().is_relative_to(folder.resolve())
    sorting = _Sorting(table, (folder if inside else None))
    notes = [_SORTED.format(printable(source))] if any(source.glob(".culling-journal-*.jsonl")) else []
    notes += each_file(
        listed, lambda step: sorting.take(step[0], relative_key(source, step[0]), step[1]), progress, stop
    )
    labels = sorting.settled()
    name = printable(Path(source.absolute().name)) or printable(source)
    notes += sorting.notes
    return ReadLabels.of(table, labels, by=by, source=f"{name}/", problems=sorting.problems, notes=notes)


def _said(source: Path, words: Mapping[str, Said]) -> list[tuple[Path, Said]]:
    """(photo, what its nearest telling folder says) of each photo below one."""
    seen: set[str] = set()
    listed: list[tuple[Path, Said]] = []
    for file in find_photos(source):
        above = PurePosixPath(relative_key(source, file)).parts[:-1]
        seen.update(above[:1])
        if telling := [words[plain(part)] for part in above if plain(part) in words]:
            listed.append((file, telling[-1]))
    if not listed:
        there = ", ".join(sorted(seen)[:10]) or "none with photos"
        raise CullingError(
            f"no photo in {printable(source)} lies in a folder called {', '.join(list(words)[:6])} …; the folders in "
            f"it are: {there}. Name those that mean keep and reject"
        )
    return listed


@dataclass
class _Sorting:
    """File by file, what the folders say of the table's photos."""

    table: pd.DataFrame
    folder: Path | None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _found: dict[str, dict[Said, str]] = field(default_factory=dict)
    _named: dict[str, list[tuple[Said, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._matcher = Matcher(self.table)
        self._present = set(self._matcher.paths)

    def take(self, file: Path, key: str, said: Said) -> None:
        try:
            photos = self._photos(file, key, said)
        except OSError as error:
            self.problems.append(f"{key}: cannot be read: {error.strerror or error}")
            return
        for photo in photos:
            self._found.setdefault(photo, {}).setdefault(said, key)

    def settled(self) -> dict[str, Said]:
        """The label of each photo of which one thing was said; problems and notes are complete after this."""
        by_name = {photo: files for photo, files in self._named.items() if photo not in self._found}
        for photo, files in by_name.items():
            if len(files) == 1:
                self._found[photo] = dict(files)
            else:
                self.problems.append(f"{photo}: {files[0][1]} and {files[1][1]} both have its name; neither counts")
        labels = settle(self._found, self.problems)
        alone = sum(len(files) == 1 for files in by_name.values())
        if alone:
            self.notes.append(f"{alone:,} photos were found by their name alone; the files' content differs.")
        return labels

    def _photos(self, file: Path, key: str, said: Said) -> list[str]:
        """The photos that are sure to be meant; one that only has the same name is noted for later."""
        if self.folder is not None:
            own = relative_key(self.folder.resolve(), file.parent.resolve() / file.name)
            if own not in self._present:
                self.problems.append(f"{key}: not in the table of photos; scan the folder again")
            return [own] if own in self._present else []
        if same := self._matcher.same_content(file):
            return same
        named = self._matcher.named(file.name) or self._matcher.stemmed(file.name)
        if len(named) == 1:
            self._named.setdefault(named[0], []).append((said, key))
        else:
            why = f"{len(named)} photos have its name" if named else "no photo has its content or its name"
            self.problems.append(f"{key}: {why}")
        return []
