"""Where sidecars lie: found whatever the case of their names, never through a link, never outside the folder."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from culling.cloud.path import CloudPath
from culling.folders import path_of, relative_key
from culling.labels import xmp
from culling.sidecars import SUFFIX, Owners, folded, is_raw, without_ending

_NEVER_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class LeaveError(Exception):
    """A sidecar that is better left alone; the text says why."""


@dataclass
class Places:
    """The photo folder and the root below which sidecars are written, listed folder by folder when asked.

    Attributes:
        folder: the photo folder.
        root: where sidecars go: the same folder, or another one.
        keys: the photos of the table.
    """

    folder: Path
    root: Path
    keys: list[str]
    _within: dict[Path, bool] = field(default_factory=dict)
    _listed: dict[Path, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cloud = isinstance(self.folder, CloudPath)
        self._inside = {place: place.resolve() for place in {self.root, self.root if self.cloud else self.folder}}
        self.owners = Owners((*self.keys, *self._other_raws()))

    def is_there(self, key: str) -> bool:
        """Whether the photo is still in its folder; of a cloud's nobody is asked."""
        if self.cloud:
            return True
        photo = path_of(self.folder, key)
        return photo.name in self._names(photo.parent).get(folded(photo.name), ())

    def target(self, key: str, name: str) -> Path:
        """The sidecar with this name beside a photo: one that is there in other case or spelling, else a new one.

        Raises:
            LeaveError: it is a link or no file, its folder leads elsewhere, or it cannot be told which one is meant.
        """
        return self._file(self.root, key, name)

    def before(self, target: Path, key: str, name: str) -> tuple[bytes | None, bytes | None]:
        """(what stands at `target`, what to merge into): in another root that begins with the one beside the photo."""
        now = _read(target)
        if now is not None or self.cloud or self.root == self.folder:
            return now, now
        return None, _read(self._file(self.folder, key, name))

    def _file(self, root: Path, key: str, name: str) -> Path:
        place = path_of(root, key).parent
        names = self._names(place)
        if place not in self._within:
            self._within[place] = place.resolve().is_relative_to(self._inside[root])
        if not self._within[place]:
            raise LeaveError("its folder is a link that leads elsewhere")
        found = names.get(folded(name), [])
        if len(found) > 1 and name not in found:
            raise LeaveError(f"{' and '.join(found)} are there; keep one of them")
        return place / (name if name in found or not found else found[0])

    def _names(self, place: Path) -> dict[str, list[str]]:
        """All names in a folder, by how they are when folded; none where there is no such folder."""
        if place not in self._listed:
            names: dict[str, list[str]] = {}
            try:
                for name in sorted(path.name for path in place.iterdir()):
                    names.setdefault(folded(name), []).append(name)
            except OSError:
                names = {}
            self._listed[place] = names
        return self._listed[place]

    def _other_raws(self) -> list[str]:
        """RAW files that are no rows, beside the photos: a sidecar that could be theirs is not a JPEG's."""
        if self.cloud:
            return []
        known = set(self.keys)
        found = []
        for place in {path_of(self.folder, key).parent for key in self.keys}:
            names = [name for spelled in self._names(place).values() for name in spelled if is_raw(name)]
            found += [relative_key(self.folder, place / name) for name in names]
        return sorted(key for key in found if key not in known)


def sidecar_names(key: str, naming: str) -> list[str]:
    """The file names of a photo's sidecars, for one naming or both.

    >>> sidecar_names("day 1/IMG_1.CR3", "both")
    ['IMG_1.xmp', 'IMG_1.CR3.xmp']
    """
    photo = PurePosixPath(key).name
    names = {"lightroom": without_ending(photo) + SUFFIX, "full": photo + SUFFIX}
    return list(names.values()) if naming == "both" else [names[naming]]


def _read(path: Path) -> bytes | None:
    """A sidecar's bytes, None where there is none."""
    try:
        handle = os.open(path, os.O_RDONLY | _NEVER_FOLLOW)
    except FileNotFoundError:
        return None
    except OSError as error:
        if path.is_symlink():
            raise LeaveError("it is a link, which is not followed") from error
        raise LeaveError(f"it cannot be read: {error.strerror or error}") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise LeaveError("it is no file")
    with os.fdopen(handle, "rb") as file:
        return file.read(xmp.MAX_BYTES + 1)
