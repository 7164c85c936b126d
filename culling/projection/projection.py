"""A map of photos: one point each, how it was made, and which photos were put on it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["pca", "umap"]


@dataclass(frozen=True, eq=False)
class Projection:
    """A point for each photo. Near points are photos that look alike; the axes have no meaning of their own.

    Attributes:
        points: float32 (n, 2), in the order of `paths`; NaN for photos without a vector.
        kind: "pca" keeps what differs most over all photos, "umap" who is next to whom.
        placed: bool (n,), photos that were put between the others later, without moving these.
        paths: what the rows are called.

    Raises:
        ValueError: the parts are not of the same photos.
    """

    points: NDArray[np.float32]
    kind: Kind
    placed: NDArray[np.bool_]
    paths: Sequence[str]

    def __post_init__(self) -> None:
        count = len(self.paths)
        if self.points.shape != (count, 2) or self.placed.shape != (count,):
            shapes = f"points {self.points.shape} and placed {self.placed.shape}"
            raise ValueError(f"{shapes} are not of {count} paths: wanted ({count}, 2) and ({count},)")

    @classmethod
    def whole(cls, points: NDArray[np.float32], kind: Kind, paths: Sequence[str]) -> Projection:
        """A map on which all photos were laid out together."""
        return cls(points, kind, np.zeros(len(points), np.bool_), paths)
