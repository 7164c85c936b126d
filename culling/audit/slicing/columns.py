"""Ways to cut a folder into slices: by camera, lens, stops of aperture and shutter, ISO, hour, tags, faces, folders.

Numbers are binned as photographers count them, and what is not known is a slice of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import text_codes

UNKNOWN = "unknown"
NO_TAG = "no tag"
HERE = "the folder itself"

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

# Nearest full stop; those beyond the ends belong to the outermost.
_APERTURES = ("f/1.4 and wider", "f/2", "f/2.8", "f/4", "f/5.6", "f/8", "f/11", "f/16 and narrower")
_SHUTTERS = ("1/2000 s and shorter", "1/1000 s", "1/500 s", "1/250 s", "1/125 s", "1/60 s", "1/30 s", "1/15 s", "1/8 s")
_LONG = "1/4 s and longer"
_ISO_FROM = (200.0, 400.0, 800.0, 1600.0, 3200.0, 6400.0)
_FOCAL_FROM = (10.0, 20.0, 35.0, 70.0, 135.0, 300.0)
_FACES_FROM = (1.0, 2.0, 3.0, 6.0)
_FACES = ("no face", "1 face", "2 faces", "3–5 faces", "6 faces and more")
_FACE_FROM = (0.005, 0.02, 0.08)
_FACE = ("under 0.5 % of the picture", "0.5–2 %", "2–8 %", "8 % and more")
_SUBJECT_FROM = (0.05, 0.15, 0.4)
_SUBJECT = ("under 5 % of the picture", "5–15 %", "15–40 %", "40 % and more")
_SQUARE = 0.02  # sides that differ by less are a square to the eye
_HOURS = 3


@dataclass(frozen=True, eq=False)
class Slicing:
    """One way to cut a folder. A photo may lie in several slices, as with tags; every photo lies in one at least.

    Attributes:
        name: what it cuts by, as a person reads it.
        slices: names of the slices, in their natural order, what is not known last.
        rows: row numbers of photos, ascending within a slice.
        codes: for each of `rows` the place of its slice in `slices`.
    """

    name: str
    slices: tuple[str, ...]
    rows: Codes
    codes: Codes

    def photos(self, place: int) -> Codes:
        """The rows of a slice, ascending."""
        return self.rows[self.codes == place]


def slicings(table: pd.DataFrame) -> list[Slicing]:
    """Every way in which the photos of a table can be told apart; a way that puts all into one slice is left out."""
    return [slicing for slicing in _all(table) if len(slicing.slices) > 1]


def in_common(table: pd.DataFrame) -> list[tuple[str, str]]:
    """(way, slice) of each way that puts all photos into one slice; what is known of no photo is left out."""
    return [
        (slicing.name, slicing.slices[0])
        for slicing in _all(table)
        if len(slicing.slices) == 1 and slicing.slices[0] not in (UNKNOWN, NO_TAG, HERE)
    ]


def _all(table: pd.DataFrame) -> Iterator[Slicing]:
    return (slicing for make in _WAYS for slicing in make(table))


def _texts(name: str, column: str) -> Callable[[pd.DataFrame], Iterator[Slicing]]:
    """By what stands in a column, most frequent first."""

    def make(table: pd.DataFrame) -> Iterator[Slicing]:
        codes, names = text_codes(table, column)
        if names:
            order = np.argsort(-np.bincount(codes[codes >= 0], minlength=len(names)), kind="stable")
            place = np.argsort(order)
            placed = np.where(codes >= 0, place[codes], len(names))
            yield _single(name, [names[at] for at in order], placed)

    return make


def _bins(
    name: str, column: str, names: Sequence[str], bin_of: Callable[[Floats], Floats], zero: bool = False
) -> Callable[[pd.DataFrame], Iterator[Slicing]]:
    """By a number: `bin_of` gives the place of each known one among `names`; 0 is none unless it is a count."""

    def make(table: pd.DataFrame) -> Iterator[Slicing]:
        values = _numbers(table, column)
        known = values >= 0 if zero else values > 0
        if known.any():
            places = np.full(len(values), len(names), np.int64)
            places[known] = np.clip(bin_of(values[known]), 0, len(names) - 1).astype(np.int64)
            yield _single(name, names, places)

    return make


def _single(name: str, names: Sequence[str], places: Codes) -> Slicing:
    """Each photo in one slice; slices without photos are left out, the place after the last name is unknown."""
    there, codes = np.unique(places, return_inverse=True)
    all_names = (*names, UNKNOWN)
    return Slicing(name, tuple(all_names[at] for at in there), np.arange(len(places), dtype=np.int64), codes)


def _orientation(table: pd.DataFrame) -> Iterator[Slicing]:
    """By the shape of the picture as it is shown."""
    wide, high = _numbers(table, "width"), _numbers(table, "height")
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = np.where((wide > 0) & (high > 0), np.log(wide / high), np.nan)
    if not np.isnan(shape).all():
        places = np.select([np.isnan(shape), np.abs(shape) < _SQUARE, shape > 0], [3, 2, 0], 1).astype(np.int64)
        yield _single("orientation", ("landscape", "portrait", "square"), places)


def _hours(table: pd.DataFrame) -> Iterator[Slicing]:
    """By the camera's own clock, three hours a slice."""
    codes, dates = text_codes(table, "taken_at")
    hours = np.array([_hour(date) for date in dates] + [-1], np.int64)[codes]
    if (hours >= 0).any():
        names = [f"{hour:02}–{hour + _HOURS:02} h" for hour in range(0, 24, _HOURS)]
        yield _single("hour", names, np.where(hours >= 0, hours // _HOURS, len(names)))


def _hour(date: str) -> int:
    """Hour of an ISO 8601 text, −1 where there is none."""
    digits = date[11:13]
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) < 24 else -1


def _tags(table: pd.DataFrame) -> Iterator[Slicing]:
    """By each tag, most frequent first; a photo counts with every tag it has."""
    codes, texts = text_codes(table, "tags")
    parts = [tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip())) for text in texts] + [()]
    names = sorted({tag for tags in parts for tag in tags})
    if not names:
        return
    place = {tag: at for at, tag in enumerate(names)}
    lists = [[place[tag] for tag in tags] or [len(names)] for tags in parts]
    sizes = np.array([len(tags) for tags in lists])[codes]
    flat, starts = np.array([at for tags in lists for at in tags]), np.cumsum([0, *(len(tags) for tags in lists)])[:-1]
    rows = np.repeat(np.arange(len(codes)), sizes)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    tagged = flat[np.repeat(starts[codes], sizes) + within]
    counts = np.bincount(tagged, minlength=len(names) + 1)
    order = [int(at) for at in np.argsort(-counts[:-1], kind="stable")] + ([len(names)] if counts[-1] else [])
    back = np.zeros(len(names) + 1, np.int64)
    back[order] = np.arange(len(order))
    yield Slicing("tag", tuple((*names, NO_TAG)[at] for at in order), rows.astype(np.int64), back[tagged])


def _folders(table: pd.DataFrame) -> Iterator[Slicing]:
    """By the folder that a photo lies in."""
    parents = [str(path).rpartition("/")[0] or HERE for path in table.index]
    codes, names = pd.factorize(np.array(parents, dtype=object), sort=True)
    yield _single("sub-folder", [str(name) for name in names], codes.astype(np.int64))


def _numbers(table: pd.DataFrame, column: str) -> Floats:
    """A column of numbers; what is none is unknown, and so is a column that is not there."""
    if column not in table:
        return np.full(len(table), np.nan)
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def _from(edges: Sequence[float]) -> Callable[[Floats], Floats]:
    return lambda values: np.searchsorted(edges, values, side="right").astype(np.float64)


def _spans(edges: Sequence[float], unit: str) -> tuple[str, ...]:
    """ "under 10 mm", "10–19 mm", …, "300 mm and more"."""
    inner = [f"{low:g}–{high - 1:g}{unit}" for low, high in pairwise(edges)]
    return (f"under {edges[0]:g}{unit}", *inner, f"{edges[-1]:g}{unit} and more")


def _stop_of_aperture(values: Floats) -> Floats:
    return np.rint(2 * np.log2(values)) - 1


def _stop_of_shutter(values: Floats) -> Floats:
    return np.rint(np.log2(values * 2000))


_WAYS: tuple[Callable[[pd.DataFrame], Iterator[Slicing]], ...] = (
    _texts("camera", "camera"),
    _texts("lens", "lens"),
    _bins("aperture", "aperture", _APERTURES, _stop_of_aperture),
    _bins("shutter", "shutter_s", (*_SHUTTERS, _LONG), _stop_of_shutter),
    _bins("ISO", "iso", tuple(f"ISO {name}" for name in _spans(_ISO_FROM, "")), _from(_ISO_FROM)),
    _bins("focal length", "focal_mm", _spans(_FOCAL_FROM, " mm"), _from(_FOCAL_FROM)),
    _hours,
    _orientation,
    _tags,
    _bins("faces", "faces", _FACES, _from(_FACES_FROM), zero=True),
    _bins("face size", "face_size", _FACE, _from(_FACE_FROM)),
    _bins("subject", "subject_area", _SUBJECT, _from(_SUBJECT_FROM), zero=True),
    _folders,
)
