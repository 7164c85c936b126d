"""A share of the labels locked away, so that what was tuned to the others can be checked on labels that nobody used."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.labels.truth import Truth
from culling.labels.words import counted

Bools = NDArray[np.bool_]

SHARE = 0.3
#: With fewer labels there is nothing to divide: 6 labels that all agree leave a 95 % interval of 61–100 %.
FEWEST = 20

_STEPS = 1 << 64
_DAMAGED = (
    "which labels are locked away can no longer be read from the catalog, so none are used: put back a copy of the "
    "catalog's file, or give the lock up for good with culling labels FOLDER --unlock"
)


@dataclass(frozen=True, slots=True)
class Lock:
    """Which photos' labels are locked away: those whose hash with the salt lies in the lowest `share` of all hashes.

    So a photo that is labelled later falls on its side by itself, no matter what is said of it, and copies of one photo
    fall on the same side. The holdout method: Larson (1931), Stone (1974), doi:10.1111/j.2517-6161.1974.tb00994.x.

    Attributes:
        salt: what makes the choice differ from that of any other lock.
        share: of the labels that are locked away, above 0 and below 1.
        locked_at: when (UTC, ISO 8601).
        by: who locked them away.

    Raises:
        ValueError: a share that leaves one side empty, no salt.
    """

    salt: str
    share: float = SHARE
    locked_at: str = ""
    by: str = "user"

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError(f"the share of labels to lock away must lie between 0 and 1, got {self.share!r}")
        if not self.salt:
            raise ValueError("a lock needs a salt: make one with Lock.fresh()")

    @staticmethod
    def fresh(share: float = SHARE, by: str = "user") -> Lock:
        """A lock of now, with a salt that nobody chose."""
        return Lock(secrets.token_hex(8), share, datetime.now(UTC).isoformat(timespec="milliseconds"), by)

    @staticmethod
    def of(about: Mapping[str, Any] | None) -> Lock | None:
        """From what `about` gave; None for None.

        Raises:
            CullingError: it is damaged. Without it nobody knows which labels are locked away, so none may be used.
        """
        if about is None:
            return None
        try:
            texts = [about["salt"], about.get("locked_at", ""), about.get("by", "user")]
            if all(isinstance(text, str) for text in texts):
                return Lock(texts[0], about["share"], *texts[1:])
        except (KeyError, TypeError, ValueError) as error:
            raise CullingError(_DAMAGED) from error
        raise CullingError(_DAMAGED)

    @property
    def about(self) -> dict[str, Any]:
        """Plain values that JSON can hold."""
        return asdict(self)

    def holds(self, names: Iterable[str]) -> Bools:
        """Which photos are locked away; each by a name that stays with it: see `names_of`."""
        limit = int(self.share * _STEPS)
        return np.array([_hash(self.salt, name) < limit for name in names], np.bool_)


def names_of(table: pd.DataFrame, truth: Truth) -> list[str]:
    """By what a lock knows the labelled photos: their content, or the path of those that cannot be read."""
    contents = table["content_hash"].to_numpy()[truth.rows] if "content_hash" in table else truth.paths
    return [
        content if isinstance(content, str) and content else path
        for content, path in zip(contents, truth.paths, strict=True)
    ]


def split(truth: Truth, table: pd.DataFrame, lock: Lock | None) -> tuple[Truth, Truth]:
    """(the labels to tune with, those that are locked away); without a lock, the second is empty.

    Weights stay: which side a photo falls on has nothing to do with how likely it was to be drawn. Where all labels of
    one weight fall on one side, the other side has a note of it: no label there stands for the photos that they do.
    """
    locked = lock.holds(names_of(table, truth)) if lock else np.zeros(len(truth), np.bool_)
    return _side(truth, ~locked), _side(truth, locked)


def _side(truth: Truth, chosen: Bools) -> Truth:
    side = truth.where(chosen)
    absent = ~np.isin(truth.weights, side.weights)
    if not truth.weighted or not len(side) or not absent.any():
        return side
    photos = counted(round(float(truth.weights[absent].sum())), "photo")
    note = f"No label stands for about {photos} on this side of the lock: rates do not tell of them."
    return replace(side, notes=(*side.notes, note))


def _hash(salt: str, name: str) -> int:
    """0 … 2⁶⁴ − 1, each as likely as any other."""
    text = f"{salt}\0{name}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big")
