"""The suggestions that a person looks at: of which kind, from where on, and the list that is held still meanwhile."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from culling.errors import CullingError
from culling.files import write_whole
from culling.neighbours import Vectors
from culling.suggest import KINDS, Suggested, Suggestions, look
from culling.ui import places
from culling.ui.alike import Alike
from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.safety import signed_in
from culling.ui.walk import Walk

#: The occasion, as it stands in the history of marks.
HOW = "suggestion"
_MOST_BYTES = 100_000


@dataclass(frozen=True, eq=False)
class _Seen:
    """Suggestions, and what they were made of."""

    table: pd.DataFrame
    groups: pd.DataFrame | None
    settings: Suggestions
    chosen: list[str]
    found: Suggested


@dataclass(frozen=True, eq=False)
class _Held:
    """A list of rows as it was made, and what it was made of."""

    rows: Rows
    lines: dict[str, str]
    made_of: tuple[object, ...]


@dataclass
class Suggesting:
    """What one person looks at on the page of suggestions.

    Attributes:
        kind: name of the kind that is shown, "" before the first look.
        settings: from where on photos are suggested.
        searching: whether the person asked for groups here, in a folder that keeps none.
        walk: where the person is in the list.
        shown: what stands above the photos, as it was drawn last.
    """

    kind: str = ""
    settings: Suggestions = field(default_factory=Suggestions)
    searching: bool = False
    walk: Walk = field(default_factory=Walk)
    shown: Suggested | None = None
    _seen: _Seen | None = None
    _held: _Held | None = None
    _vectors: tuple[str, Vectors] | None = None

    @classmethod
    def of(cls, folder: Path) -> Suggesting:
        """Begin with the cutoffs as they were left in this folder."""
        return cls(settings=kept_settings(folder))

    def begin(self, found: Suggested) -> None:
        """Show the first kind of which there is something, unless the person chose one."""
        if not self.kind:
            with_photos = (kind.name for kind in KINDS if found.free(kind.name).photos)
            self.kind = next(with_photos, KINDS[0].name)

    def choose(self, kind: str) -> None:
        """Look at another kind."""
        self.kind, self.walk = kind, Walk(onward=self.walk.onward, sent=self.walk.sent)

    def move(self, folder: Path, settings: Suggestions) -> None:
        """Suggest from elsewhere on, and remember it for the folder; CullingError when that cannot be written."""
        self.settings = settings
        signed_in.user().check("mark")
        keep_settings(folder, settings)

    def look(self, folder: OpenFolder, alike: Alike) -> Suggested:
        """What may go now; worked out anew when photos, marks, groups or cutoffs are others."""
        groups, chosen = self._groups(folder, alike), folder.catalog.chosen_keepers()
        seen = self._seen
        if (
            seen is None
            or seen.table is not folder.table
            or seen.groups is not groups
            or (seen.settings, seen.chosen) != (self.settings, chosen)
        ):
            table = folder.table if groups is None else folder.table.join(groups)
            vectors = self._vectors_of(folder) if "group" in table else None
            found = look(table, self.settings, chosen=chosen, vectors=vectors)
            seen = self._seen = _Seen(folder.table, groups, self.settings, chosen, found)
        return seen.found

    def rows(self, folder: OpenFolder, alike: Alike) -> Rows:
        """Row numbers of the suggestions of this kind, those left first, the surest first; held while one marks."""
        groups = folder.table.get("group") if self._groups(folder, alike) is None else alike.groups(folder)
        grouping = b"" if groups is None else np.ascontiguousarray(groups).tobytes()
        made_of = (self.kind, self.settings, folder.sheet.key, hash(grouping))
        if self._held is None or self._held.made_of != made_of:
            found = self.look(folder, alike)
            self._held = _Held(_rows_of(found, self.kind), _lines_of(found, self.kind), made_of)
            if self.walk.current not in self._held.lines:
                self.walk.go(next(iter(found.known.table.index[self._held.rows]), None))
        return self._held.rows

    def lines(self, folder: OpenFolder, alike: Alike) -> dict[str, str]:
        """Of each photo of the list how sure and why, in short, by path; as it was when the list was made."""
        self.rows(folder, alike)
        return self._held.lines if self._held else {}

    def stale(self, folder: OpenFolder, alike: Alike) -> bool:
        """Whether a list that is made anew would hold other photos."""
        now = _rows_of(self.look(folder, alike), self.kind)
        return len(np.setxor1d(now, self.rows(folder, alike))) > 0

    def refresh(self) -> None:
        """Make the list anew when it is next asked for."""
        self._held = None

    def _vectors_of(self, folder: OpenFolder) -> Vectors:
        """The photos' vectors, read once for as long as the photos stay."""
        if self._vectors is None or self._vectors[0] != folder.sheet.key:
            self._vectors = folder.sheet.key, folder.catalog.vectors(folder.table.index)
        return self._vectors[1]

    def _groups(self, folder: OpenFolder, alike: Alike) -> pd.DataFrame | None:
        """The groups that were asked for here; None where the folder keeps some, and while they are being found."""
        if not self.searching or "group" in folder.table:
            return None
        return alike.table(folder)


def _rows_of(found: Suggested, kind: str) -> Rows:
    table = found.of(kind)
    paths = table["path"][np.argsort(table["done"].to_numpy(dtype=np.bool_), kind="stable")]
    return found.known.table.index.get_indexer(pd.Index(paths, dtype=object)).astype(np.uint32)


def _lines_of(found: Suggested, kind: str) -> dict[str, str]:
    """Without what stays, which would fill a tile."""
    table = found.of(kind)
    told = zip(table["path"].tolist(), table["sure"].tolist(), table["why"].tolist(), strict=True)
    return {path: f"{sure:.2f} · {why.partition(' stays: ')[2] or why}" for path, sure, why in told}


def kept_settings(folder: Path) -> Suggestions:
    """The cutoffs as they were left in this folder; where they begin when there are none, or they cannot be read."""
    try:
        with _file(folder).open(encoding="utf-8") as file:
            return Suggestions.from_json(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return Suggestions()


def keep_settings(folder: Path, settings: Suggestions) -> None:
    """Note the cutoffs of this folder; CullingError when they cannot be written."""
    try:
        _file(folder).parent.mkdir(exist_ok=True)
    except OSError as error:
        raise CullingError(f"the cutoffs of suggestions cannot be kept: {error.strerror}") from error
    write_whole(_file(folder), settings.to_json().encode())


def _file(folder: Path) -> Path:
    return places.data_dir() / "suggestions" / f"{hashlib.sha256(os.fsencode(str(folder))).hexdigest()[:16]}.json"
