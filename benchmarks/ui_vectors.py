"""Made-up vectors for made-up rows: scenes of three frames each, and a map, so that nothing is laid out meanwhile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.catalog import Catalog
from culling.embed import EMBEDDING_SIZE, network_sha256
from culling.projection import Projection
from culling.vectors import Key

FRAMES = 3  # of each scene
THEMES = 200
_BATCH = 5_000


def add_vectors(catalog: Catalog, seed: int = 0) -> None:
    """A vector for every readable photo, its neighbours, and a place on the map."""
    rng = np.random.default_rng(seed)
    table = catalog.table()
    scenes = np.arange(len(table)) // FRAMES
    themes = scenes % THEMES
    contents = table["content_hash"]
    spread = rng.uniform(0.1, 0.7, scenes.max(initial=0) + 1)[scenes, None]  # some scenes are tighter than others
    scene = _around(rng.normal(size=(THEMES, EMBEDDING_SIZE))[themes], scenes, 0.8, rng)
    vectors = _around(scene, None, spread, rng)
    for first in range(0, len(table), _BATCH):
        part = range(first, min(first + _BATCH, len(table)))
        known = {
            Key(network_sha256(), contents.iloc[row]): vectors[row]
            for row in part
            if isinstance(contents.iloc[row], str)
        }
        catalog.save([], "bench", {}, known)
    near = catalog.neighbours()
    points = _around(_around(20 * rng.normal(size=(THEMES, 2))[themes], scenes, 2.0, rng), None, 0.2, rng)
    points[~near.usable] = np.nan
    catalog.keep_projection(Projection.whole(points, "umap", near.paths))


def _around(
    middle: NDArray[np.floating],
    scenes: NDArray[np.int64] | None,
    spread: float | NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Points around others: all of a scene shifted alike, or each by itself."""
    count = len(middle) if scenes is None else int(scenes.max(initial=0)) + 1
    shift = spread * rng.normal(size=(count, middle.shape[1]))
    return (middle + (shift if scenes is None else shift[scenes])).astype(np.float32)
