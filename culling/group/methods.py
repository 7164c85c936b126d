"""Ways to find photos that belong together, each a function with its own settings, so that groups can be compared.

Each takes the table and returns a label per row: 0, 1, 2 … in order of each group's first photo, −1 for photos that
are alone. What a method needs and a photo lacks (a time, a position, a vector, a hash) leaves that photo alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.forest import joined
from culling.group.dbscan import NOISE, Labels, check_distance, dbscan
from culling.group.dbscan import hdbscan as hdbscan_labels
from culling.group.links import groups_of, linked_within
from culling.judge import text_codes
from culling.neighbours import Floats, Neighbours, tidy

#: Frames ahead that a photo of a burst is compared with: a camera's longest bursts hang together frame by frame.
WINDOW = 64
_BLOCK = 1024
_CHUNK = 65_536
# Numbers that a person types and a file stores differ in the last digits of a float.
_MICROSECOND, _DEGREE = 1.5e-6, 1e-9

# Among n photos of different scenes, one in 40 is put in a group at this distance: 0.44 at 200 photos, 0.29 at 1,358
# (benchmarks/GROUPS.md). More photos make more chance likenesses, so that no one distance suits every folder.
_AT_200, _A_DOUBLING = 0.44, 0.055
_SPAN = (0.2, 0.46)


def likeness(
    table: pd.DataFrame, neighbours: Neighbours, *, distance: float | None = None, min_samples: int = 2
) -> Labels:
    """Photos whose vectors lie close: DBSCAN on our embedding, after A-Shot.

    Ester, Kriegel, Sander and Xu 1996 (KDD-96). With `min_samples` 2 every photo within `distance` of one in the
    group belongs to it, so that a series hangs together though its ends differ; see `dbscan` for what is exact.

    Args:
        distance: 1 − cosine, 0 to 2; None for `suggest_distance` of the number of photos.
        min_samples: photos within the distance, itself counted, that make a photo a core.
    """
    if distance is None:
        distance = suggest_distance(len(table))
    return groups_of(dbscan(neighbours, distance, min_samples))


def suggest_distance(count: int) -> float:
    """Where to start with the distance for likeness among `count` photos: smaller, the more photos there are.

    It keeps photos of different scenes apart but for one in 40, as measured on 200 to 1,358 photos of as many scenes;
    beyond 4,000 photos it stays at 0.2, which frames of a burst seldom pass.
    """
    distance = _AT_200 - _A_DOUBLING * float(np.log2(max(count, 1) / 200))
    return round(min(max(distance, _SPAN[0]), _SPAN[1]), 2)


def hdbscan(table: pd.DataFrame, neighbours: Neighbours, *, min_cluster_size: int = 2) -> Labels:
    """Photos whose vectors lie closer than those around them: no distance is asked; see `dbscan.hdbscan`."""
    return hdbscan_labels(neighbours, int(min_cluster_size))


def piccl(
    table: pd.DataFrame,
    nothing: None = None,
    *,
    alpha_s: float = 60.0,
    beta_deg: float = 0.001,
    gamma_deg: float = 0.001,
) -> Labels:
    """PICCL's rule: same tag, time within α, longitude within β, latitude within γ; no picture is looked at.

    The rule speaks of pairs; a group is what chains of such pairs join. Times are the camera's own clock: one that
    is wrong puts its photos elsewhere, and photos without a time are alone. Exactly 0°, 0° is no position. Two photos
    without a position agree in it, one with and one without do not. Longitude goes round: 179.9995° and −179.9995°
    are 0.001° apart. `tags` is the whole text of that column; no such column, or no text, is one tag for all.

    Args:
        alpha_s: seconds between two photos, 0 or more; at most as many is within.
        beta_deg: degrees of longitude.
        gamma_deg: degrees of latitude; 0.001° are 111 m.
    """
    for name, value in (("alpha_s", alpha_s), ("beta_deg", beta_deg), ("gamma_deg", gamma_deg)):
        _check_least_0(name, value)
    times, (latitude, longitude) = seconds(table), positions(table)
    tags = text_codes(table, "tags")[0]
    placed = ~np.isnan(latitude)
    kind = np.unique(np.column_stack([tags, placed]), axis=0, return_inverse=True)[1].ravel()
    order, ends = _windows(kind, times, alpha_s)

    def near(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        one, other = order[some], order[others]
        east = np.abs(longitude[one] - longitude[other]) % 360
        north = np.abs(latitude[one] - latitude[other])
        here = (np.minimum(east, 360 - east) <= beta_deg + _DEGREE) & (north <= gamma_deg + _DEGREE)
        return np.asarray(here | ~placed[one])  # both are of one kind

    return _spread(linked_within(ends, near), order, len(table))


def bursts(table: pd.DataFrame, unit: Floats, *, gap_s: float = 2.0, distance: float = 0.5) -> Labels:
    """Frames that one camera took in quick succession and that look alike.

    Time alone fails: something else may pass within the same second; likeness alone fails where the same view was
    taken twice. Each photo is compared with the next 64 of its camera. Photos without a time are alone; those that
    do not name their camera count as one camera's. Several photos of one time, as by a clock that stands still, are
    told apart by likeness.

    Args:
        gap_s: seconds from a frame to the next, 0 or more; many cameras store whole seconds only.
        distance: 1 − cosine, 0 to 2; wider than for likeness alone, since time speaks as well.
    """
    _check_least_0("gap_s", gap_s)
    check_distance(distance)
    order, ends = _windows(text_codes(table, "camera")[0], seconds(table), gap_s)

    def near(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
        return close(unit, order[some], order[others], distance)

    return _spread(linked_within(ends, near, WINDOW), order, len(table))


def near_duplicates(table: pd.DataFrame, unit: Floats, *, bits: int = 10, distance: float = 0.3) -> Labels:
    """One picture saved twice: resized, recompressed, retouched; both its perceptual hash and its vector say so.

    The hash is of 8 × 8 low frequencies (pHash; Zauner 2010): it tells framing sharply and content badly, the vector
    the other way round. A group is what chains of such pairs join. All pairs are compared: 20,000 photos take 2 s.

    Args:
        bits: of 64 that differ between two hashes, 0 to 64; two unrelated pictures differ in 32.
        distance: 1 − cosine, 0 to 2.
    """
    if not 0 <= bits <= 64:
        raise ValueError(f"bits must be from 0 to 64, got {bits}")
    check_distance(distance)
    texts = _column(table, "perceptual_hash")
    hashed = np.array([isinstance(text, str) and len(text) == 16 for text in texts], np.bool_)
    rows = np.flatnonzero(hashed & ~np.isnan(unit[:, 0]))
    codes = np.array([int(text, 16) for text in texts[rows]], np.uint64)
    first, second = [np.arange(len(rows))], [np.arange(len(rows))]
    for start in range(0, len(rows), _BLOCK):
        alike = np.bitwise_count(codes[start : start + _BLOCK, None] ^ codes[None, start:]) <= bits
        one, other = np.nonzero(np.triu(alike, 1))
        one, other = one + start, other + start
        near = close(unit, rows[one], rows[other], distance)
        first.append(one[near])
        second.append(other[near])
    return _spread(joined(np.concatenate(first), np.concatenate(second), len(rows)), rows, len(table))


def exact_duplicates(table: pd.DataFrame, nothing: None = None) -> Labels:
    """The same file twice, byte for byte: equal content hashes (xxh3-128)."""
    _column(table, "content_hash")
    return groups_of(text_codes(table, "content_hash")[0])


def close(unit: Floats, some: NDArray[np.int64], others: NDArray[np.int64], distance: float) -> NDArray[np.bool_]:
    """Whether each pair of rows lies within a distance; never where one has no vector."""
    near = np.zeros(len(some), np.bool_)
    for start in range(0, len(some), _CHUNK):
        part = slice(start, start + _CHUNK)
        cosine = np.einsum("ij,ij->i", unit[some[part]], unit[others[part]])
        near[part] = tidy(1 - cosine) <= np.float32(distance)
    return near


def seconds(table: pd.DataFrame) -> NDArray[np.float64]:
    """`taken_at` in seconds by the camera's own clock, offsets from UTC left out; NaN for none or no date."""
    codes, texts = text_codes(table, "taken_at")
    numbers = [_seconds(text) for text in texts]
    return np.array([*numbers, np.nan])[codes]  # a missing time is code −1, which picks the last entry


def positions(table: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(latitude, longitude) in degrees; NaN both for half a position, or exactly 0, 0: a receiver without a fix."""
    latitude, longitude = (
        table[name].to_numpy(np.float64, na_value=np.nan) if name in table else np.full(len(table), np.nan)
        for name in ("latitude", "longitude")
    )
    none = ~np.isfinite(latitude) | ~np.isfinite(longitude) | ((latitude == 0) & (longitude == 0))
    return np.where(none, np.nan, latitude), np.where(none, np.nan, longitude)


def _seconds(text: str) -> float:
    clock = text[:19] + text[19:].partition("+")[0].partition("-")[0].rstrip("Z")
    try:
        return float(np.datetime64(clock, "us").astype(np.int64) / 1e6)
    except ValueError:
        return float("nan")


def _windows(
    kinds: NDArray[np.int64], times: NDArray[np.float64], within: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(rows that have a time by kind and time, the last place of each one's window in this order)."""
    rows = np.flatnonzero(~np.isnan(times))
    order = rows[np.lexsort((rows, times[rows], kinds[rows]))]
    ends = np.empty(len(order), np.int64)
    for kind in np.unique(kinds[order]):
        start, stop = np.searchsorted(kinds[order], [kind, kind + 1])
        clock = times[order[start:stop]]
        ends[start:stop] = start + np.searchsorted(clock, clock + within + _MICROSECOND, side="right") - 1
    return order, ends


def _spread(parts: NDArray[np.int64], rows: NDArray[np.int64], count: int) -> Labels:
    """Labels of all rows from the parts of some."""
    every = np.full(count, NOISE, np.int64)
    every[rows] = parts
    return groups_of(every)


def _column(table: pd.DataFrame, name: str) -> NDArray[np.object_]:
    if name not in table:
        raise ValueError(f"the table has no column {name}; scan the folder to get one")
    return table[name].to_numpy(dtype=object)


def _check_least_0(name: str, value: float) -> None:
    if not value >= 0:
        raise ValueError(f"{name} must be 0 or more, got {value}")
