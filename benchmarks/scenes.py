"""How well geometry tells one scene from two, and what it costs: `python -m benchmarks.scenes PHOTOS`.

PHOTOS is a folder with the sub-folder `series` (one folder per series) and others that hold strangers.
Everything is seen as a scan's thumbnails show it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import simplejpeg

from benchmarks.report import Row, show
from culling import embed, read_photo
from culling.errors import CullingError
from culling.folders import find_photos
from culling.group.geometry import Landmarks, find_landmarks, same_scene
from culling.group.grouping import group
from culling.group.scenes import part_scenes
from culling.neighbours import find_neighbours
from culling.photos import Photo, Pixels
from culling.previews import thumbnail
from culling.synth import burst, defocus

DISTANCES = (0.3, 0.44, 0.55, 0.65)
COPY = 0.9  # likeness of the same photo twice
BURST_PHOTOS, STRANGER_PAIRS = 60, 700
BLURS = (10, 20, 30, 45)  # radius in px at a long side of 1000


def scenes(folder: Path, strangers: list[str]) -> list[Row]:
    cv2.setNumThreads(1)
    others = [path for name in strangers for path in find_photos(folder / name)]
    rows = [*_series(folder / "series"), *_bursts(others[:: max(len(others) // BURST_PHOTOS, 1)][:BURST_PHOTOS])]
    return [*rows, *_strangers(others), *_parting(others), *_cost(others[:60])]


def _series(folder: Path) -> Iterable[Row]:
    """Each photo with the next one of its series: a walk round or along a subject."""
    for series in sorted(path for path in folder.iterdir() if path.is_dir()):
        seen = [_landmarks(read_photo(path).pixels) for path in find_photos(series)]
        yield _row(f"series {series.name}, neighbours", (same_scene(*pair).same for pair in pairwise(seen)))


def _bursts(paths: list[Path]) -> Iterable[Row]:
    """A good frame with each other frame of its burst, and with itself out of focus by more than any burst has."""
    answers: dict[str, list[bool | None]] = {}
    for number, path in enumerate(paths):
        frames = burst(read_photo(path).pixels, 6, seed=number)
        good = next(frame for frame in frames if frame.undamaged)
        seen = _landmarks(good.pixels)
        for frame in frames:
            if frame is not good:
                kind = f"burst, one {frame.damage}" if not frame.undamaged else "burst, both good"
                answers.setdefault(kind, []).append(same_scene(seen, _landmarks(frame.pixels)).same)
        for radius in BLURS:
            blurred = defocus(good.pixels, radius * max(good.pixels.shape) / 1000)
            answers.setdefault(f"out of focus by {radius} px of 1000", []).append(
                same_scene(seen, _landmarks(blurred)).same
            )
    return [_row(kind, found) for kind, found in sorted(answers.items())]


def _strangers(paths: list[Path]) -> list[Row]:
    """The pairs that our embedding finds most alike."""
    readable, vectors = [], []
    for path in paths:
        try:
            vectors.append(embed(read_photo(path)))
            readable.append(path)
        except CullingError:
            continue
    likeness = np.triu(np.array(vectors) @ np.array(vectors).T, 1)
    pairs = np.dstack(np.unravel_index(np.argsort(-likeness, axis=None)[:STRANGER_PAIRS], likeness.shape))[0]
    seen: dict[int, Landmarks] = {}
    answers = []
    for pair in pairs.tolist():
        for place in pair:
            seen.setdefault(place, _landmarks(read_photo(readable[place]).pixels))
        answers.append(same_scene(seen[pair[0]], seen[pair[1]]).same)
        if answers[-1]:
            names = " = ".join(readable[place].name for place in pair)
            print(f"called one scene: {names}, likeness {likeness[pair[0], pair[1]]:.2f}")  # noqa: T201
    lowest = likeness[tuple(pairs[-1])]
    return [_row(f"strangers most alike (cosine {lowest:.2f} and more)", answers)]


def _parting(paths: list[Path]) -> list[Row]:
    """Bursts among strangers, grouped by likeness at ever wider distances, before and after `part_scenes`."""
    pictures: dict[str, Pixels] = {}
    truth: list[int] = []
    for number, path in enumerate(_one_of_each(paths)):
        pixels = read_photo(path).pixels
        frames = burst(pixels, 6, seed=number) if number % 5 == 0 else []
        views = [frame.pixels for frame in frames] or [pixels]
        pictures |= {f"{number:04}-{place}": _seen(view) for place, view in enumerate(views)}
        truth += [number] * len(views)
    table = pd.DataFrame(index=pd.Index(pictures, name="path"))
    near = find_neighbours(np.array([embed(Photo(pixels)) for pixels in pictures.values()]))
    rows = []
    for distance in DISTANCES:
        before = group(table, near, "likeness", distance=distance)["group"]
        after = part_scenes(before, pictures.get)
        told = [_pairs_of(found, np.array(truth)) for found in (before, after)]
        rows.append(Row(f"bursts among {len(table)} photos, distance {distance:g}", " → ".join(told)))
    return rows


def _one_of_each(paths: list[Path]) -> list[Path]:
    """Every third photo; copies that lie in two folders are left out, told by a likeness that only copies have."""
    chosen, vectors = [], np.zeros((0, 1))
    for path in paths[::3]:
        vector = embed(read_photo(path))
        vectors = vectors if len(vectors) else np.zeros((0, len(vector)))
        if (vectors @ vector < COPY).all():
            chosen.append(path)
            vectors = np.vstack([vectors, vector])
    return chosen


def _pairs_of(groups: pd.Series, truth: np.ndarray) -> str:
    together = (groups.to_numpy()[:, None] == groups.to_numpy()) & ~np.eye(len(truth), dtype=bool)
    belong = (truth[:, None] == truth) & ~np.eye(len(truth), dtype=bool)
    right = (together & belong).sum()
    precision, recall = right / max(together.sum(), 1), right / belong.sum()
    return f"precision {precision:.3f}, recall {recall:.3f} of pairs"


def _cost(paths: list[Path]) -> list[Row]:
    jpegs = [thumbnail(read_photo(path)) for path in paths]
    begun = time.process_time()
    seen = [find_landmarks(simplejpeg.decode_jpeg(jpeg, "RGB")) for jpeg in jpegs]
    found = time.process_time()
    for pair in pairwise(seen):
        same_scene(*pair)
    done = time.process_time()
    per_photo, per_pair = 1000 * (found - begun) / len(seen), 1000 * (done - found) / (len(seen) - 1)
    return [Row("landmarks of a thumbnail", f"{per_photo:.1f} ms CPU"), Row("a pair", f"{per_pair:.1f} ms CPU")]


def _landmarks(pixels: Pixels) -> Landmarks:
    return find_landmarks(_seen(pixels))


def _seen(pixels: Pixels) -> Pixels:
    """As its thumbnail shows it."""
    return simplejpeg.decode_jpeg(thumbnail(Photo(pixels)), "RGB")


def _row(what: str, answers: Iterable[bool | None]) -> Row:
    counted = Counter(answers)
    return Row(what, f"{counted[True]} one scene, {counted[None]} cannot say, {counted[False]} nothing in common")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scenes", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strangers", nargs="+", default=["camera_snapshots", "gallery_keep", "kodak", "train_sharp"])
    given = parser.parse_args()
    show(scenes(given.folder.resolve(), given.strangers))


if __name__ == "__main__":
    main()
