"""Labels from the XMP of an old shoot: stars and picks that a person gave in another program."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pandas as pd

from culling.decoding.kinds import PHOTO_SUFFIXES
from culling.folders import find_photos, printable, relative_key
from culling.labels.by_file import Progress, each_file, settle
from culling.labels.label import Said
from culling.labels.match import Matcher
from culling.labels.read import ReadLabels
from culling.labels.words import counted
from culling.labels.xmp import MAX_BYTES, Stars, label_of, packet_of_jpeg, read_packet
from culling.sidecars import SUFFIX, Owners, is_raw

_JPEG = frozenset(("jpg", "jpeg", "jpe", "jfif"))


def read_xmp_labels(
    table: pd.DataFrame,
    folder: Path,
    source: Path | None = None,
    *,
    stars: Stars | None = None,
    embedded: bool = True,
    by: str = "user",
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> ReadLabels:
    """Stars and picks in sidecars (IMG_1.xmp, IMG_1.CR3.xmp) and inside JPEG files; nothing is added here.

    IMG_1.xmp is that of the RAW where there is a RAW and a JPEG of the name. A sidecar counts before what lies inside
    the photo. What we exported ourselves is no label, until somebody changes it. In a folder outside of `folder`, a
    file stands for the photo at the same place, else for the only one with its name. See `label_of` for what means
    keep and reject.

    Args:
        table: the photos to be labelled.
        folder: where they lie.
        source: the folder with the sidecars; None for `folder`.
        stars: how stars and colours become labels.
        embedded: whether XMP inside JPEG files is read as well.
        by: who gave the stars.
        progress: called with (files looked at, all files).
        stop: asked between files; once it says so, what was found until then is the answer, with a note.

    Raises:
        CullingError: no such folder.
    """
    root = Path(folder if source is None else source)
    inside = root.resolve().is_relative_to(folder.resolve())
    base = folder.resolve() if inside else root.absolute()
    shoot = _Shoot(Matcher(table), stars or Stars(), elsewhere=not inside)
    steps = list(shoot.steps(root.resolve() if inside else root.absolute(), embedded))
    notes = each_file(steps, lambda step: shoot.read(step[0], relative_key(base, step[0]), step[1]), progress, stop)
    labels = shoot.settled()
    notes.append(shoot.summary)
    name = printable(Path(root.absolute().name)) or printable(root)
    return ReadLabels.of(table, labels, by=by, source=f"XMP in {name}/", problems=shoot.problems, notes=notes)


@dataclass
class _Shoot:
    """File by file, what was said of the table's photos."""

    matcher: Matcher
    stars: Stars
    elsewhere: bool
    problems: list[str] = field(default_factory=list)
    _packets: int = 0
    _found: dict[str, dict[Said, str]] = field(default_factory=dict)
    _inside: dict[str, dict[Said, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._owners = Owners(self.matcher.paths)

    def steps(self, root: Path, embedded: bool) -> Iterator[tuple[Path, _Take]]:
        """Each file to look at and what to do with it, sidecars first."""
        photos = find_photos(root)  # says so where there is no such folder
        yield from ((file, self._sidecar) for file in _sidecars(root))
        if embedded:
            yield from ((file, self._jpeg) for file in photos if file.suffix[1:].lower() in _JPEG)

    def read(self, file: Path, key: str, take: _Take) -> None:
        """Take what the file says; what keeps it from saying anything is a problem."""
        try:
            take(file, key)
        except OSError as error:
            self.problems.append(f"{key}: cannot be read: {error.strerror or error}")
        except ValueError as error:
            self.problems.append(f"{key}: {error}")

    def settled(self) -> dict[str, Said]:
        """The label of each photo of which one thing was said; problems are complete after this."""
        self._found = self._inside | self._found
        return settle(self._found, self.problems)

    @property
    def summary(self) -> str:
        """How many files hold XMP, and how many photos it says something of."""
        if not self._packets:
            return "No file holds XMP: neither beside the photos nor inside them."
        hold = counted(self._packets, "file holds", "files hold")
        return f"{hold} XMP; it says keep or reject of {counted(len(self._found), 'photo')}."

    def _sidecar(self, file: Path, key: str) -> None:
        with file.open("rb") as opened:
            said = self._said(opened.read(MAX_BYTES + 1))
        if said is not None:
            self._found.setdefault(self._photo_of_sidecar(key), {}).setdefault(said, key)

    def _jpeg(self, file: Path, key: str) -> None:
        packet = packet_of_jpeg(file)
        said = None if packet is None else self._said(packet)
        if said is None:
            return
        photo = _only(self._owners.named(key) or (self.matcher.named(file.name) if self.elsewhere else []))
        self._inside.setdefault(photo, {}).setdefault(said, key)

    def _said(self, packet: bytes) -> Said | None:
        self._packets += 1
        return label_of(read_packet(packet), self.stars)

    def _photo_of_sidecar(self, key: str) -> str:
        base = key[: -len(SUFFIX)]
        found = self._owners.of(base)
        if not found and self.elsewhere:
            name = PurePosixPath(base).name
            found = self.matcher.named(name) or self.matcher.stemmed(f"{name}{SUFFIX}")
            if not found and name.rpartition(".")[2].lower() in PHOTO_SUFFIXES:
                found = self.matcher.stemmed(name)
        raws = [path for path in found if is_raw(path)]
        return _only(raws if len(raws) == 1 else found)


_Take = Callable[[Path, str], None]


def _sidecars(root: Path) -> Iterator[Path]:
    """All files *.xmp in a folder and below, sorted; hidden ones and folders that are links are left out."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(SUFFIX) and not name.startswith(".") and Path(folder, name).is_file():
                yield Path(folder, name)


def _only(photos: list[str]) -> str:
    """The photo that is meant; ValueError where none or several could be."""
    if len(photos) != 1:
        several = f"could be of {' or '.join(photos[:3])}" if photos else "no photo of this folder has its name"
        raise ValueError(several)
    return photos[0]
