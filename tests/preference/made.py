"""Tables of photos that nobody took, with marks that follow from their numbers in a known way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.preference.features import FEATURES

BASIS = dict.fromkeys(FEATURES, "1") | {"vectors": "net"}


@dataclass
class Made:
    """Photos, what was said of them, and their vectors."""

    table: pd.DataFrame
    said: dict[str, str]
    vectors: NDArray[np.float32]

    @property
    def keep(self) -> NDArray[np.bool_]:
        return np.array([self.said[path] == "keep" for path in self.table.index])


def made(
    count: int = 160, shoots: int = 6, *, of_blur: float = 2.0, of_picture: float = 0.0, size: int = 24, seed: int = 0
) -> Made:
    """Photos whose log odds to be kept are −`of_blur` · blur + `of_picture` · (first number of the vector)."""
    rng, others = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    table = pd.DataFrame({name: others.uniform(0.05, 0.95, count) for name in FEATURES})
    blur, picture = rng.normal(size=count), rng.normal(size=count)
    table["blur"] = 0.5 + 0.1 * blur
    table["laplacian_variance"] = np.exp(rng.normal(5, 1, count))
    table.loc[rng.random(count) < 0.6, "eyes_open"] = np.nan
    table["smile"] = np.nan
    number = np.arange(count)
    table["taken_at"] = [f"2025-06-{1 + at % shoots:02}T10:{at // shoots % 60:02}:00" for at in number]
    table["content_hash"] = [f"{at:032x}" for at in rng.permutation(count)]
    table["mark"] = None
    table["p_keep"] = np.nan
    table.index = pd.Index([f"day {at % shoots}/{at:05}.jpg" for at in number], name="path")
    vectors = rng.normal(size=(count, size))
    vectors[:, 0] = 2 * picture
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    odds = -of_blur * blur + of_picture * picture
    keep = rng.random(count) < 1 / (1 + np.exp(-odds))
    said = dict(zip(table.index, np.where(keep, "keep", "reject").tolist(), strict=True))
    return Made(table, said, vectors.astype(np.float32))
