"""Which photos of a folder a network learns from, which it is tuned on, and which it is measured on at last."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np

from culling.errors import CullingError
from culling.flaws import flaw_probabilities
from culling.folders import find_photos, printable, relative_key
from culling.metrics.facts import perceptual_hash
from culling.photos import Photo, Pixels, read_photo
from culling.synth.registry import FLAWS

#: Photos that each side needs at least: fewer teach nothing, or tell nothing.
NEEDED: Mapping[str, int] = MappingProxyType({"train": 16, "validation": 6, "test": 6})
#: Photos that are looked at, by the lot of their paths' hashes: more make a small run long.
MOST_PHOTOS = 600
LONG_SIDE = 1000
SMALLEST_SIDE = 192
FLAWED = 0.9
ALIKE = 8  # differing bits of 64 up to which two photos count as one

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Looked:
    """One photo: its key in the folder, hashes of its bytes and of its looks, which side it is on."""

    key: str
    content_hash: str
    look: str
    split: str


@dataclass(frozen=True)
class Survey:
    """Photos in the order of their keys, and how many were left out, by the reason."""

    photos: tuple[Looked, ...]
    left_out: Mapping[str, int]

    def of(self, split: str) -> list[Looked]:
        """Those of one side."""
        return [photo for photo in self.photos if photo.split == split]

    @property
    def sha256(self) -> str:
        """Stands for the photos and their sides: the same list, the same text."""
        lines = sorted(f"{photo.content_hash} {photo.split}" for photo in self.photos)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def check(self, folder: Path) -> None:
        """CullingError where a side has too few photos: says how many are missing."""
        here = Counter(photo.split for photo in self.photos)
        missing = sum(max(least - here[split], 0) for split, least in NEEDED.items())
        if not missing:
            return
        sides = ", ".join(f"{here[split]} to {_FOR[split]} (at least {least})" for split, least in NEEDED.items())
        left = "; ".join(f"{count} {why}" for why, count in self.left_out.items())
        raise CullingError(
            f"Too few photos in {printable(folder)}: {sides}. At least {missing} more sharp, well exposed photos of "
            f"other scenes are missing.{f' Left out: {left}.' if left else ''}"
        )


_FOR = {"train": "learn from", "validation": "tune on", "test": "measure on"}


def look_through(folder: Path, tell: Tell | None = None) -> Survey:
    """The photos of a folder that can be learned from, split by scene.

    Photos that look alike go to one side together, by a hash of the first one's path: 70 % to learn from, 15 % to
    tune on, 15 % held out, the same on every machine; see `split_alike` for small folders. Left out are files that
    cannot be read, copies, small photos, and those that the bundled network takes for flawed already: they are no
    example of a good photo.

    Raises:
        CullingError: no such folder, or too few photos.
    """
    paths = {relative_key(folder, path): path for path in find_photos(folder)}
    chosen = taken(paths)
    left_out: Counter[str] = Counter({"beyond the first lot": len(paths) - len(chosen)})
    known: dict[str, tuple[str, str]] = {}
    contents: set[str] = set()
    for done, key in enumerate(chosen, 1):
        why, found = _looked(paths[key], contents)
        if found is None:
            left_out[why] += 1
        else:
            known[key] = found
            contents.add(found[0])
        if tell is not None:
            tell(done, len(chosen))
    sides = split_alike([(key, look) for key, (_, look) in known.items()])
    photos = tuple(Looked(key, *known[key], sides[key]) for key in known)
    survey = Survey(photos, {why: count for why, count in left_out.items() if count})
    survey.check(folder)
    return survey


def taken(keys: Iterable[str]) -> list[str]:
    """The photos that are looked at, sorted: all, or `MOST_PHOTOS` by a lot that has nothing to do with their sides."""
    by_lot = sorted(keys, key=lambda key: hashlib.sha256(f"taken {key}".encode()).digest())
    return sorted(by_lot[:MOST_PHOTOS])


def read_source(path: Path) -> Pixels:
    """The photo as it is damaged: long side at most 1000 px, so that damage in px means the same for all."""
    pixels = read_photo(path).pixels
    height, width = pixels.shape[:2]
    scale = LONG_SIDE / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def split_alike(looks: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The side of each key, given with its perceptual hash: chains of photos that look alike stay together.

    In a folder so small that a side to tune or measure on lacks photos, scenes to learn from go over to it, those first
    whose hashes are next to the border.
    """
    first = _first_alike(looks)
    scenes: dict[str, list[str]] = {}
    for (key, _), place in zip(looks, first, strict=True):
        scenes.setdefault(looks[place][0], []).append(key)
    sides = {scene: split_of(scene) for scene in scenes}
    for split in ("test", "validation"):
        for scene in sorted(scenes, key=_lot, reverse=True):
            count = Counter(dict.fromkeys(NEEDED, 0))
            for name, side in sides.items():
                count[side] += len(scenes[name])
            spare = count["train"] - len(scenes[scene]) >= NEEDED["train"]
            if count[split] < NEEDED[split] and sides[scene] == "train" and spare:
                sides[scene] = split
    return {key: sides[scene] for scene, keys in scenes.items() for key in keys}


def _first_alike(looks: Sequence[tuple[str, str]]) -> list[int]:
    """For each the number of the first one that it looks like, by way of others too."""
    bits = np.array([[int(bit) for bit in f"{int(look, 16):064b}"] for _, look in looks], np.int16).reshape(-1, 64)
    near = bits @ (1 - bits).T + (1 - bits) @ bits.T <= ALIKE
    first = np.arange(len(looks))
    while True:  # each takes the least of its neighbours' numbers until nothing changes
        least = np.where(near, first[None, :], len(looks)).min(axis=1) if len(looks) else first
        if np.array_equal(least, first):
            return [int(place) for place in first]
        first = least


def split_of(key: str) -> str:
    """70 % train, 15 % validation, 15 % test, by a hash of the path: the same on every machine, for ever."""
    share = int.from_bytes(_lot(key)[:4], "big") / 2**32
    return "train" if share < 0.7 else "validation" if share < 0.85 else "test"


def _lot(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def _looked(path: Path, seen: set[str]) -> tuple[str, tuple[str, str] | None]:
    """Why it is left out, or its hashes."""
    try:
        photo = read_photo(path)
    except CullingError:
        return "unreadable", None
    if photo.content_hash in seen:
        return "copies", None
    if min(photo.pixels.shape[:2]) < SMALLEST_SIDE:
        return f"below {SMALLEST_SIDE} px", None
    if 1 - float(flaw_probabilities(photo)[FLAWS.index("original")]) > FLAWED:
        return "flawed already, says the bundled network", None
    return "", (photo.content_hash, perceptual_hash(Photo(photo.pixels)))
