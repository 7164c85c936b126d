"""The photos of a folder that a text fits best: each is looked at once, by its thumbnail, and then remembered."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from culling import nets
from culling.catalog import Catalog
from culling.errors import CullingError
from culling.text_search import clip
from culling.vectors import Key

BATCH = 32


def find_photos(
    catalog: Catalog,
    text: str,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> pd.Series[float]:
    """How well each photo fits a text, best first: cosine by path; photos without a thumbnail are left out.

    A cosine says which photo fits better, not whether one fits: what is unlike has about .2, what fits about .3
    (Radford et al. 2021).

    Raises:
        CullingError: CLIP has not been fetched, says what to do; or cancelled: what was looked at is kept.
        ValueError: no words.
    """
    if why := clip.problem():
        raise CullingError(why)
    wanted = clip.text_vector(text)
    look(catalog, progress=progress, cancel=cancel)
    paths = [str(path) for path in catalog.table().index]
    cosines = catalog.vectors(paths, nets.fingerprint(clip.PICTURES), clip.SIZE) @ wanted
    return pd.Series(cosines, paths, np.float64, name="fits").dropna().sort_values(ascending=False, kind="stable")


def look(
    catalog: Catalog,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Look at every photo that has not been looked at, and keep what was seen, some at a time."""
    network, rows = nets.fingerprint(clip.PICTURES), catalog.table()
    known = ~np.isnan(catalog.vectors(rows.index, network, clip.SIZE)[:, 0])
    left = [(str(path), str(content)) for path, content in rows.loc[~known, "content_hash"].dropna().items()]
    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        for done, batch in _batches(left):
            if cancel is not None and cancel.is_set():
                raise CullingError("stopped; what was looked at is kept, the same command goes on from there")
            pictures = [(content, catalog.picture(path)) for path, content in batch]
            seen = [(content, picture) for content, picture in pictures if picture is not None]
            vectors = threads.map(clip.photo_vector, [picture for _, picture in seen])
            keys = (Key(network, content) for content, _ in seen)
            catalog.keep_vectors(dict(zip(keys, vectors, strict=True)))
            if progress is not None:
                progress(done + len(batch), len(left))


def _batches(items: Sequence[tuple[str, str]]) -> Iterator[tuple[int, Sequence[tuple[str, str]]]]:
    for start in range(0, len(items), BATCH):
        yield start, items[start : start + BATCH]
