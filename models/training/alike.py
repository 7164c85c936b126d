"""Photos that look alike: some sets share scenes (LIVE and Kodak), and a copy in training makes a test worthless."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.metrics.facts import perceptual_hash
from culling.photos import Photo
from models.training.photos import read_rgb

HASHES = Path("build/train/hashes.csv")
ALIKE = 8  # differing bits of 64 up to which two photos count as one
UNREADABLE = "0" * 16


def alike(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """(n, n), True where two rows of a manifest look like one photo by their perceptual hash."""
    bits = np.array([[int(bit) for bit in f"{int(text, 16):064b}"] for text in _hashes(rows)], np.int16)
    return np.asarray(bits @ (1 - bits).T + (1 - bits) @ bits.T <= ALIKE)


def _hashes(rows: pd.DataFrame) -> list[str]:
    """Hash of each row's photo, worked out once."""
    known = pd.read_csv(HASHES, dtype=str).set_index("path")["hash"].to_dict() if HASHES.exists() else {}
    for row in rows[~rows["path"].isin(known)].itertuples():
        pixels = read_rgb(Path(str(row.file)))
        known[row.path] = UNREADABLE if pixels is None else perceptual_hash(Photo(pixels))
    HASHES.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame({"path": list(known), "hash": list(known.values())}).to_csv(HASHES, index=False)
    return [known[path] for path in rows["path"]]
