"""What the map may be coloured by, and what each choice means for every photo."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from culling.map_layers import PALETTE
from culling.metrics import METRIC_NAMES, get_metric
from culling.ui.components.photo_map import Colouring

PLAIN = ("group", "verdict", "mark")
_TEXTS = ("camera", "lens", "tags")
_FACTS = {"aperture": "f", "shutter_s": "s", "iso": "", "focal_mm": "mm", "width": "px", "height": "px"}
_OTHERS = "others"


def choices(table: pd.DataFrame) -> list[str]:
    """Everything that at least one photo has, in the usual order."""
    words = [name for name in _TEXTS if name in table and any(map(_is_text, table[name]))]  # ends at the first
    numbers = [name for name in (*METRIC_NAMES, *_FACTS) if name in table and is_numeric_dtype(table[name])]
    return [*PLAIN, *words, *(name for name in numbers if table[name].notna().any())]


def title(name: str) -> str:
    """How a choice is called."""
    return name.replace("_", " ") if name in _FACTS else name


def colouring(table: pd.DataFrame, name: str) -> Colouring:
    """What a choice means; for one that is not there (any more), groups."""
    if name in PLAIN or name not in table:
        return Colouring(name if name in PLAIN else "group")
    if name in _TEXTS:
        words, codes = _few(texts(table[name]))
        return Colouring("text", name, words=words, codes=codes)
    unit = _FACTS[name] if name in _FACTS else get_metric(name).unit
    return Colouring("measure", name, unit)


def texts(column: pd.Series[str]) -> pd.Series[str]:
    """A column's texts as they are; empty ones are not known."""
    return column.where(column.map(_is_text), None)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _few(texts: pd.Series[str]) -> tuple[tuple[str, ...], np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """The most frequent values by name, the rest together, and which each row has; above them: not known."""
    counts = texts.value_counts()
    ordered = sorted(counts.index, key=lambda word: (-counts[word], word))
    most = len(PALETTE) if len(ordered) <= len(PALETTE) else len(PALETTE) - 1
    named = ordered[:most]
    words = tuple(named) if len(ordered) == len(named) else (*named, f"{len(ordered) - len(named):,} {_OTHERS}")
    place = {word: at for at, word in enumerate(named)}
    codes = texts.map(lambda word: place.get(word, len(named)) if isinstance(word, str) else len(words))
    return words, codes.to_numpy().astype(np.uint8)
