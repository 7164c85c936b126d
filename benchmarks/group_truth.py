"""Folders of photos of which it is known what belongs together: series, near-duplicates, bursts made from one photo."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import simplejpeg
from numpy.typing import NDArray

from culling import Catalog, embed, find_photos, read_photo, scan
from culling.errors import CullingError
from culling.neighbours import Neighbours, find_neighbours
from culling.photos import Pixels
from culling.previews import THUMBNAIL_LONG_SIDE, fit
from culling.synth.bursts import burst

FRAMES = 6
#: A photo that camera_snapshots holds under two names.
TWINS = ["Seiko_Epson_PhotoPC_3000Z.jpg"]
#: Photos of about as many scenes, few of them twice.
STRANGERS = ("train_sharp", "lowlight_dicm")
SOURCES = {"kodak": 24, "gallery_keep": 24}
_NOON = pd.Timestamp("2024-05-01T12:00:00")


@dataclass(frozen=True, eq=False)
class Truth:
    """A folder: `truth` holds one number per known group, strangers a number of their own each."""

    name: str
    table: pd.DataFrame
    neighbours: Neighbours
    truth: NDArray[np.int64]
    files: list[Path]

    def picture(self, path: str) -> Pixels | None:
        """The photo as a scan's thumbnail shows it."""
        return _picture(self.files[int(self.table.index.get_loc(path))])

    def part(self, half: int) -> Truth:
        """Half of the known groups: every other one, in order of their numbers; strangers likewise."""
        sizes = pd.Series(self.truth).map(pd.Series(self.truth).value_counts()).to_numpy()
        wanted = np.zeros(len(self.truth), np.bool_)
        for alone in (False, True):
            numbers = np.unique(self.truth[(sizes == 1) == alone])
            wanted |= np.isin(self.truth, numbers[half::2])
        rows = np.flatnonzero(wanted)
        near = find_neighbours(self.neighbours.vectors[rows])
        return Truth(self.name, self.table.iloc[rows], near, self.truth[rows], [self.files[row] for row in rows])


def series(photos: Path, scratch: Path) -> Truth:
    """Four series of one place each, among photos of 107 cameras."""
    folders = [photos / "series" / name for name in ("banana", "lund", "monstree", "seneca")]
    return _joined("series", [*folders, photos / "camera_snapshots"], scratch)


def near_dup(photos: Path, scratch: Path) -> Truth:
    """One picture in five versions (resized, turned, mirrored, grey), among nine others and a file that is none."""
    found = _joined("near_dup", [photos / "near_dup"], scratch)
    versions = np.array(["ukbench00120" in name for name in found.table.index])
    return replace(found, truth=np.where(versions, 0, np.arange(len(versions)) + 1))


def strangers(photos: Path) -> tuple[NDArray[np.float32], list[Path]]:
    """Vectors and files of photos of about as many scenes."""
    files = [file for name in STRANGERS for file in find_photos(photos / name)]
    with ThreadPoolExecutor() as threads:
        vectors = np.array(list(threads.map(lambda file: embed(read_photo(file)), files)))
    order = np.random.default_rng(0).permutation(len(vectors))
    return vectors[order], [files[place] for place in order]


def among(found: Truth, vectors: NDArray[np.float32], files: list[Path]) -> Truth:
    """The same folder among more photos, each a stranger."""
    table = pd.concat([found.table, pd.DataFrame(index=[f"stranger {number}" for number in range(len(vectors))])])
    truth = np.concatenate([found.truth, found.truth.max() + 1 + np.arange(len(vectors))])
    near = find_neighbours(np.concatenate([found.neighbours.vectors, vectors]))
    return replace(found, table=table, neighbours=near, truth=truth, files=found.files + files)


def bursts(photos: Path, scratch: Path) -> Truth:
    """Six frames each of 48 photos: crops that move, turn and zoom; one shaken, one defocused, one dark or bright, one
    noisy. Frames follow in 0.2 to 1 s, scenes in 3 to 30 s, but every fourth scene within the same second.
    """
    folder = scratch / "bursts"
    folder.mkdir()
    rng, clock, times, truth = np.random.default_rng(0), 0.0, {}, {}
    for number, path in enumerate(_sources(photos)):
        clock += rng.uniform(0.1, 0.9) if number % 4 == 3 else rng.uniform(3, 30)
        for place, frame in enumerate(burst(read_photo(path).pixels, FRAMES, seed=number)):
            clock += rng.uniform(0.2, 1)
            name = f"{number:03}-{place}.jpg"
            data = simplejpeg.encode_jpeg(np.ascontiguousarray(frame.pixels), 90, "RGB", "420")
            (folder / name).write_bytes(data)
            times[name] = (_NOON + pd.Timedelta(seconds=round(clock, 2))).isoformat()
            truth[name] = number
    table, near = _scanned(folder, scratch)
    table = table.assign(taken_at=pd.Series(times, dtype=object).reindex(table.index))
    numbers = np.array([truth[str(name)] for name in table.index])
    return Truth("bursts", table, near, numbers, [folder / str(name) for name in table.index])


@lru_cache(maxsize=4096)
def _picture(file: Path) -> Pixels | None:
    try:
        return fit(read_photo(file).pixels, THUMBNAIL_LONG_SIDE)
    except CullingError:
        return None


def _sources(photos: Path) -> Iterator[Path]:
    for name, count in SOURCES.items():
        yield from sorted((photos / name).iterdir())[:count]


def _joined(name: str, folders: list[Path], scratch: Path) -> Truth:
    """Several folders as one: each is a known group, the last one's photos are strangers."""
    parts, vectors, truth, files = [], [], [], []
    for number, folder in enumerate(folders):
        table, near = _scanned(folder, scratch)
        table = table.drop(index=TWINS, errors="ignore")
        near = find_neighbours(near.vectors[[str(path) not in TWINS for path in near.paths]])
        stranger = folder is folders[-1]
        truth += [len(folders) + len(files) + place if stranger else number for place in range(len(table))]
        files += [folder / str(path) for path in table.index]
        parts.append(table.set_axis([f"{folder.name}/{path}" for path in table.index]))
        vectors.append(near.vectors)
    near = find_neighbours(np.concatenate(vectors))
    return Truth(name, pd.concat(parts), near, np.array(truth), files)


def _scanned(folder: Path, scratch: Path) -> tuple[pd.DataFrame, Neighbours]:
    with Catalog(folder, scratch / f"{folder.parent.name}-{folder.name}.sqlite") as catalog:
        table = scan(folder, catalog=catalog)
        return table, catalog.neighbours()
