"""What a map costs, and how well new photos are put on it: `python -m benchmarks.maps --photos DATA` for the latter.

DATA holds folders of photos; those of `SETS` that are there are read.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.spatial.distance import cdist

from benchmarks.report import Row
from culling import embed, find_photos, read_photo
from culling.embed import EMBEDDING_SIZE
from culling.neighbours import Neighbours, find_neighbours
from culling.projection import place, project_pca, project_umap
from culling.projection.placing import first_places

SETS = ("camera_snapshots", "gallery_keep", "kodak", "series")
MORE = ("train_sharp", "lowlight_dicm")
K = 15
ROUNDS = 3
_TRIFLE = 20  # photos of a map that costs nothing but the start of its process

Floats = NDArray[np.float32]


class Cost(NamedTuple):
    """CPU seconds of this process and of the children that it waited for, and seconds on the clock."""

    own: float
    children: float
    wall: float


def maps(many: bool) -> list[Row]:
    """Times on made-up vectors, in clumps of about eight as bursts are."""
    rows = [_pca(100_000 if many else 10_000)]
    trifle = find_neighbours(clumps(_TRIFLE))
    project_umap(trifle)  # numba compiles and keeps what it can when umap is imported for the first time
    start = cost(lambda: project_umap(trifle))[1]
    rows.append(Row("map by UMAP: its process, imports and compiling", f"{start.children:.1f} CPU s"))
    near, points = find_neighbours(clumps(_TRIFLE)), np.zeros((_TRIFLE, 2), np.float32)
    for count in (1_000, 10_000) if many else (1_000,):
        near = find_neighbours(clumps(count))
        points, spent = cost(lambda near=near: project_umap(near))
        rows.append(_umap_row(count, spent, start))
    return [*rows, _placing(near, points, len(points) // 100)]


def clumps(count: int, seed: int = 0) -> Floats:
    """Unit vectors in clumps of about eight, as far apart as frames of a burst are."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(max(count // 8, 1), EMBEDDING_SIZE)).astype(np.float32)
    vectors = centres[rng.integers(len(centres), size=count)]
    vectors += 0.4 * rng.normal(size=vectors.shape).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def cost(run: Callable[[], Floats]) -> tuple[Floats, Cost]:
    """What it gave, and what that took."""
    before, begun = _cpu(), time.perf_counter()
    found = run()
    wall = time.perf_counter() - begun
    own, children = (after - earlier for after, earlier in zip(_cpu(), before, strict=True))
    return found, Cost(own, children, wall)


def _cpu() -> tuple[float, float]:
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return usages[0].ru_utime + usages[0].ru_stime, usages[1].ru_utime + usages[1].ru_stime


def _pca(count: int) -> Row:
    vectors = clumps(count)
    _, spent = cost(lambda: project_pca(vectors))
    said = f"{spent.own:.1f} CPU s, {spent.wall:.1f} s"
    return Row(f"map by PCA, {count:,} photos", said, "≤ 4 s" if count == 100_000 else "")


def _umap_row(count: int, spent: Cost, start: Cost) -> Row:
    whole = spent.own + spent.children
    said = f"{whole:.1f} CPU s, of which {whole - start.own - start.children:.1f} lay out; {spent.wall:.1f} s"
    return Row(f"map by UMAP, {count:,} photos, neighbours given", said, "≤ 20 CPU s" if count == 10_000 else "")


def _placing(near: Neighbours, points: Floats, count: int) -> Row:
    known = points.copy()
    known[np.random.default_rng(0).permutation(len(points))[:count]] = np.nan
    _, spent = cost(lambda: place(known, near))
    return Row(f"{count} new photos put on a map of {len(points):,}", f"{spent.wall * 1000:.0f} ms")


# ── how well new photos are put there ──


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.maps", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with the sets")
    photos = parser.parse_args().photos
    few = {name: _vectors(photos / name) for name in SETS if (photos / name).is_dir()}
    more = {name: _vectors(photos / name) for name in MORE if (photos / name).is_dir()}
    lines = [_HEAD.format(k=K, rounds=ROUNDS)]
    for vectors in {len(part): part for part in (_joined(few), _joined(few | more))}.values():
        lines.append(held_out_line(vectors))
    Console(highlight=False).print("\n".join(lines), markup=False, soft_wrap=True)


def held_out_line(vectors: Floats) -> str:
    """Every tenth photo, drawn by lot, is put on a map of the others; means of `ROUNDS` such draws."""
    near = find_neighbours(vectors)
    whole = project_umap(near)
    shares = np.mean([_held_out(vectors, near, whole, seed) for seed in range(ROUNDS)], axis=0)
    return f"| {len(vectors):,} | {len(vectors) // 10} | " + " | ".join(f"{share:.2f}" for share in shares) + " |"


def _held_out(vectors: Floats, near: Neighbours, whole: Floats, seed: int) -> list[float]:
    order = np.random.default_rng(seed).permutation(len(vectors))
    new, old = np.sort(order[: len(vectors) // 10]), np.sort(order[len(vectors) // 10 :])
    known = np.full((len(vectors), 2), np.nan, np.float32)
    known[old] = project_umap(find_neighbours(vectors[old]))
    maps = [project_pca(vectors), first_places(known, new, near), place(known, near), whole]
    return [share_kept(points, near, new) for points in maps]


def share_kept(points: Floats, near: Neighbours, rows: NDArray[np.int64]) -> float:
    """How many of the nearest by vectors are among as many nearest on the map, 0 … 1."""
    apart = cdist(points[rows], points)
    apart[np.arange(len(rows)), rows] = np.inf
    on_map = np.argsort(apart, axis=1)[:, : near.k]
    pairs = zip(on_map, near.places[rows], strict=True)
    return float(np.mean([np.isin(nearest, found).mean() for found, nearest in pairs]))


def _vectors(folder: Path) -> Floats:
    with ThreadPoolExecutor() as threads:
        return np.array(list(threads.map(lambda file: embed(read_photo(file)), find_photos(folder))))


def _joined(parts: dict[str, Floats]) -> Floats:
    return np.concatenate([part for part in parts.values() if len(part)])


_HEAD = """# New photos on a map

Of the {k} nearest of each new photo by vectors, the share that is among its {k} nearest on the map. A tenth of the
photos is new, drawn by lot; means of {rounds} draws. "Laid out anew" has all photos from the start.

| photos | new | PCA | mean of neighbours | placed | laid out anew |
|---|---|---|---|---|---|"""

if __name__ == "__main__":
    main()
