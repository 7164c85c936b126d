"""A folder of photos → a folder per flaw with photos damaged by a known amount, and labels.csv."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import simplejpeg

from culling.errors import CullingError
from culling.files import write_whole
from culling.folders import find_photos, relative_key
from culling.photos import Photo, read_photo
from culling.synth.registry import DAMAGES, FLAWS

JPEG_QUALITY = 92
LABELS = "labels.csv"
COLUMNS = ("path", "label", "source", "damage", "amount", "unit", "seed")


def write_synth(
    source: Path,
    out: Path,
    per_photo: int = 1,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Write `per_photo` variants of every photo below `source` to `out`/<class>/, and `out`/labels.csv.

    The classes are `FLAWS`; each photo goes to those that are emptiest so far, never twice to one, so the
    classes stay within one photo of each other. An undamaged copy appears only where `original` was drawn.
    A photo is written at the size it is read at (long side about 2000 px), as JPEG, without EXIF. The same
    photos, arguments and versions give the same bytes.

    Args:
        source: folder of photos, read with its sub-folders, which are kept below each class.
        out: a folder that is empty or not there yet, outside `source`.
        per_photo: variants of each photo, 1 to 6.
        seed: 0 or more; another seed draws other classes, amounts and random damage.
        progress: called with (photos done, photos in all) after each photo.

    Returns:
        The rows of labels.csv, where `seed` is what `numpy.random.default_rng` repeats the damage from, plus
        `error`: text where a photo or a variant gave nothing (unreadable, the same file again, damage that
        leaves no trace on a plain picture). labels.csv leaves those rows out.

    Raises:
        ValueError: `per_photo` or `seed` out of range.
        CullingError: `source` is no folder, `out` is not empty or lies inside `source`, the disk is full.
    """
    if not 1 <= per_photo <= len(FLAWS):
        raise ValueError(f"per_photo must be from 1 to {len(FLAWS)}, one per class at most, got {per_photo}")
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, got {seed}")
    source, out = source.resolve(), out.resolve()
    _check_folders(source, out)
    writer = _Writer(out, per_photo, np.random.default_rng(seed))
    paths = find_photos(source)
    rows: list[dict[str, Any]] = []
    for done, path in enumerate(paths, 1):
        rows += writer.variants(path, relative_key(source, path))
        if progress is not None:
            progress(done, len(paths))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "error"]).astype({"amount": "float64", "seed": "Int64"})
    labels = table.loc[table["error"].isna(), list(COLUMNS)]
    text = labels.assign(source=labels["source"].map(_no_formula)).to_csv(index=False, lineterminator="\n")
    _make_folder(out)
    write_whole(out / LABELS, text.encode(), overwrite=False)
    return table


@dataclass
class _Writer:
    """Draws classes and damage, and knows what was written so far."""

    out: Path
    per_photo: int
    rng: np.random.Generator
    filled: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)

    def variants(self, path: Path, source: str) -> Iterator[dict[str, Any]]:
        """Write the variants of one photo; a row for each."""
        try:
            photo = read_photo(path)
        except CullingError as error:
            yield {"source": source, "error": str(error)}
            return
        twin = self.seen.setdefault(photo.content_hash, source)
        if twin != source:
            yield {"source": source, "error": f"the same file as {twin}"}
            return
        for flaw in self._emptiest():
            yield {"source": source, "label": flaw} | self._variant(photo, flaw, source)

    def _variant(self, photo: Photo, flaw: str, source: str) -> dict[str, Any]:
        seed = int(self.rng.integers(2**31))
        pixels, row = photo.pixels, {"damage": "none", "amount": 0.0, "unit": "", "seed": seed}
        if flaw != "original":
            damages = [damage for damage in DAMAGES if damage.flaw == flaw]
            damage = damages[int(self.rng.integers(len(damages)))]
            amounts = damage.amounts_for(max(pixels.shape[:2]))
            amount = round(float(self.rng.uniform(min(amounts), max(amounts))), 3)
            pixels = damage.apply(pixels, amount, np.random.default_rng(seed))
            row |= {"damage": damage.name, "amount": amount, "unit": damage.unit}
            if np.array_equal(pixels, photo.pixels):
                return row | {"error": f"{damage.name} leaves no trace on this picture"}
        data = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), JPEG_QUALITY, "RGB", "444")
        twin = self.seen.setdefault(sha256(data).hexdigest(), f"{flaw} of {source}")
        if twin != f"{flaw} of {source}":
            return row | {"error": f"the same picture as {twin}"}
        path = self._free_name(flaw, source)
        target = self.out / path
        _make_folder(target.parent)
        write_whole(target, data, overwrite=False)
        self.filled[flaw] += 1
        return row | {"path": path}

    def _emptiest(self) -> list[str]:
        """The classes with the fewest photos, ties in random order."""
        shuffled = [FLAWS[place] for place in self.rng.permutation(len(FLAWS))]
        return sorted(shuffled, key=lambda flaw: self.filled[flaw])[: self.per_photo]

    def _free_name(self, flaw: str, source: str) -> str:
        """<class>/<source>.jpg, numbered where the name is taken, also for disks that are blind to case."""
        plain = PurePosixPath(source.replace("\\", "_"))  # an escaped byte is no folder on Windows
        stem = f"{flaw}/{plain.with_suffix('')}"
        name, number = f"{stem}.jpg", 2
        while name.casefold() in self.names:
            name, number = f"{stem}-{number}.jpg", number + 1
        self.names.add(name.casefold())
        return name


def _check_folders(source: Path, out: Path) -> None:
    if not source.is_dir():
        raise CullingError(f"{source} is not a folder; give the folder that holds the photos")
    if out.is_relative_to(source):
        raise CullingError(f"{out} lies inside {source} and would mix with its photos; choose a folder elsewhere")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise CullingError(f"{out} is not an empty folder; choose another or empty it first")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CullingError(f"cannot make the folder {folder}: {error.strerror or error}") from error


def _no_formula(source: str) -> str:
    """`source` so that no spreadsheet takes it for a formula: "./=1.jpg" is still the same path."""
    return f"./{source}" if source.startswith(("=", "+", "-", "@", "\t", "\r")) else source
