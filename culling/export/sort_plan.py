"""Which photo goes where when a folder is sorted by verdict: names worked out before anything is touched."""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, cast, get_args

import pandas as pd

from culling.decoding.kinds import RAW_SUFFIXES
from culling.errors import CullingError
from culling.export.transfer import content_hash
from culling.folders import local_folder, path_of, printable
from culling.judge import UNJUDGED, VERDICTS

How = Literal["copy", "move", "link"]
HOWS: tuple[How, ...] = get_args(How)


@dataclass(frozen=True, slots=True)
class Step:
    """One file to copy, move or link; nothing may stand at `target`.

    `key` is the photo's path in the table; a sidecar carries that of its photo. `known` is what the table knows of
    the file's content, (bytes, mtime_ns, content_hash), which saves reading it again; None when it does not.
    """

    key: str
    source: Path
    target: Path
    sidecar: bool = False
    known: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A photo (its path in the table) that stays where it is, and why."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class SortPlan:
    """What `run` would do, in this order; each photo is followed by its sidecars."""

    how: How
    folder: Path
    to: Path
    steps: tuple[Step, ...]
    left_out: tuple[LeftOut, ...]


#: What to do instead, where the photos cannot be touched.
IN_A_CLOUD = "Write a list of the kept photos (culling export) and copy them with the cloud's own program."


def plan_sort(
    table: pd.DataFrame, decisions: pd.DataFrame, folder: Path | str, to: Path | str, how: How = "copy"
) -> SortPlan:
    """Plan keep/, maybe/ and reject/ below `to`, each with the sub-folders that the photos come from.

    Sidecars go with their photo: `IMG_1.CR3.xmp`, and `IMG_1.xmp`, which a RAW + JPEG pair shares and which then
    belongs to the RAW. A name that is taken, in whatever case, becomes "IMG_1 (2).CR3", its sidecars with it; a photo
    that is there already with the same content is left out, as are unjudged ones. A link to a file in the folder
    is copied or linked as that file; it is not moved.

    Raises:
        ValueError: unknown `how`, decisions of another table, a path that leads out of the folder.
        CullingError: `folder` is missing or lies in a cloud, or `to` and the folder lie within each other.
    """
    if how not in HOWS:
        raise ValueError(f"how must be one of {', '.join(HOWS)}, got {how!r}")
    if not table.index.equals(decisions.index):
        raise ValueError("decisions are not of this table; call decide(table, policy) on the same table")
    folder, to = local_folder(folder, IN_A_CLOUD).absolute(), Path(to).absolute()
    _check_places(folder, to)
    keys = [str(key) for key in table.index]
    found = _Folder(folder, keys)
    names = _Names()
    steps: list[Step] = []
    left_out: list[LeftOut] = []
    known = _known_contents(table)
    for row, (key, code) in enumerate(zip(keys, decisions["verdict"].cat.codes, strict=True)):
        source = path_of(folder, key)
        why = decisions["reasons"].iloc[row] if code == UNJUDGED else found.why_not(source, how)
        if code == UNJUDGED or why:
            left_out.append(LeftOut(key, f"unjudged: {why}" if code == UNJUDGED else why))
            continue
        sources = [source, *(file for file in found.sidecars(key) if not found.why_not(file, how))]
        targets = names.free(to / VERDICTS[code] / source.parent.relative_to(folder), sources)
        if targets is None:
            left_out.append(LeftOut(key, "already there with the same content"))
            continue
        for place, (file, target) in enumerate(zip(sources, targets, strict=True)):
            steps.append(Step(key, file, target, place > 0, None if place else known[row]))
    return SortPlan(how, folder, to, tuple(steps), tuple(left_out))


@dataclass
class _Folder:
    """The photo folder: what may be touched in it, and which sidecar belongs to which photo."""

    root: Path
    keys: list[str]
    owners: dict[str, str] = field(default_factory=dict)
    listed: dict[Path, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.inside = self.root.resolve()
        for key in self.keys:
            stem, is_raw = _stem(key), _is_raw(key)
            if stem not in self.owners or (is_raw and not _is_raw(self.owners[stem])):
                self.owners[stem] = key

    def why_not(self, source: Path, how: How) -> str:
        """Why this file must stay, "" when it may go."""
        try:
            real = source.resolve(strict=True)
            if not stat.S_ISREG(real.stat().st_mode):
                return "not a regular file"
        except (OSError, RuntimeError):
            return "no such file"
        if not real.is_relative_to(self.inside):
            return "a link that leads out of the folder"
        if how == "move" and source.is_symlink():
            return "a link; it can be copied, not moved"
        return ""

    def sidecars(self, key: str) -> Iterator[Path]:
        """`IMG_1.CR3.xmp`, and `IMG_1.xmp` when it belongs to this photo."""
        photo = path_of(self.root, key)
        stems = [photo.name, *([photo.stem] if self.owners[_stem(key)] == key else [])]
        for name in self._listed(photo.parent):
            if name[:-4] in stems and name[-4:].lower() == ".xmp" and name != photo.name:
                yield photo.parent / name

    def _listed(self, folder: Path) -> list[str]:
        if folder not in self.listed:
            self.listed[folder] = sorted(name for name in _names_in(folder) if name[-4:].lower() == ".xmp")
        return self.listed[folder]


class _Names:
    """Names below the target that are still free, whether or not the disk tells a from A."""

    def __init__(self) -> None:
        self.taken: dict[str, set[str]] = {}

    def free(self, folder: Path, sources: list[Path]) -> list[Path] | None:
        """Targets for a photo and its sidecars, all with one number; None when all are there with this content."""
        taken = self._taken(folder)
        number = 1
        while True:
            names = [_numbered(source.name, sources[0], number) for source in sources]
            if not taken.intersection(map(_folded, names)):
                taken.update(map(_folded, names))
                return [folder / name for name in names]
            if all(_same_content(source, folder / name) for source, name in zip(sources, names, strict=True)):
                return None
            number += 1

    def _taken(self, folder: Path) -> set[str]:
        key = _folded(str(folder))
        if key not in self.taken:
            self.taken[key] = {_folded(name) for name in _names_in(folder)}
        return self.taken[key]


def _names_in(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []


def _numbered(name: str, photo: Path, number: int) -> str:
    """`name` with the number behind the photo's own stem: "a.jpg" → "a (2).jpg", "a.jpg.xmp" → "a (2).jpg.xmp"."""
    return name if number == 1 else f"{photo.stem} ({number}){name[len(photo.stem) :]}"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _same_content(source: Path, target: Path) -> bool:
    try:
        if target.samefile(source):
            return True
        if target.is_symlink() or not target.is_file() or target.stat().st_size != source.stat().st_size:
            return False
        return content_hash(target) == content_hash(source)
    except OSError:
        return False


def _stem(key: str) -> str:
    path = PurePosixPath(key)
    return str(path.with_name(path.stem))


def _is_raw(key: str) -> bool:
    return PurePosixPath(key).suffix[1:].lower() in RAW_SUFFIXES


def _known_contents(table: pd.DataFrame) -> list[tuple[int, int, str] | None]:
    columns = ("file_bytes", "mtime_ns", "content_hash")
    if not set(columns) <= set(table.columns):
        return [None] * len(table)
    rows: Iterable[tuple[object, ...]] = zip(*(table[column].astype(object) for column in columns), strict=True)
    return [cast("tuple[int, int, str]", row) if isinstance(row[2], str) and row[2] else None for row in rows]


def _check_places(folder: Path, to: Path) -> None:
    if not folder.is_dir():
        raise CullingError(f"there is no folder {printable(folder)} to sort; is the disk connected?")
    inside = folder.resolve()
    for verdict in VERDICTS[:UNJUDGED]:
        place = (to / verdict).resolve()
        if _within(place, inside) or _within(inside, place):
            raise CullingError(
                f"{printable(to)} lies in the photo folder {printable(folder)} or around it, so sorted photos would be "
                "scanned again; choose a folder outside it"
            )


def _within(inner: Path, outer: Path) -> bool:
    """Whether `inner` is `outer` or below it, also on a disk that does not tell a from A."""
    if inner.is_relative_to(outer):
        return True
    return outer.exists() and any(place.exists() and place.samefile(outer) for place in (inner, *inner.parents))
