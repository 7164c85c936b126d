"""How two ways to group the same photos differ: counted in pairs of photos, and group by group, the worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Side = Literal["first", "second"]
Ints = NDArray[np.int64]

MOST = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A group of one grouping that the other one parts.

    Attributes:
        by: the grouping that joins these photos.
        group: the number of the group there.
        parts: paths of its photos as the other grouping parts them, larger parts first; a photo that is alone there,
            or whose mates there are all outside of this group, is a part of its own.
        pairs: pairs of photos that are joined here and parted there.
    """

    by: Side
    group: int
    parts: tuple[tuple[str, ...], ...]
    pairs: int

    @property
    def photos(self) -> tuple[str, ...]:
        """All photos of the group, part after part."""
        return tuple(path for part in self.parts for path in part)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two groupings beside each other.

    Attributes:
        both: pairs of photos that both join.
        only_first, only_second: pairs that one joins and the other does not.
        rand: the adjusted Rand index: 1 for the same groups, about 0 for groups that agree no more than by chance, less
            for those that agree less. Photos that are alone count as groups of one.
        differences: the groups that the other grouping parts, those with most parted pairs first.
    """

    both: int
    only_first: int
    only_second: int
    rand: float
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return not self.only_first and not self.only_second

    @property
    def shared(self) -> float:
        """Of the pairs that either joins, the share that both join (Jaccard index); 1 where neither joins any."""
        either = self.both + self.only_first + self.only_second
        return self.both / either if either else 1.0


def compare(first: pd.Series, second: pd.Series, most: int = MOST) -> Comparison:
    """Compare two groupings of the same photos; exact, from how many photos each pair of groups shares.

    100,000 photos take a fifth of a second: no pair of photos is looked at.

    Args:
        first, second: by path the number of the group, NaN for photos that are alone, as `find_groups` gives them.
        most: differences to tell, at most.

    Raises:
        ValueError: the two are not of the same photos in the same order.
    """
    if not first.index.equals(second.index):
        raise ValueError(f"groups of {len(first)} and of {len(second)} photos are not of the same photos")
    one, other = _parts(first), _parts(second)
    shared = _sizes(one, other)
    both = int(_pairs(shared["size"]).sum())
    only = [_pairs(np.bincount(codes)).sum() - both for codes in (one, other)]
    found = _differences("first", first, one, other, most) + _differences("second", second, other, one, most)
    worst = sorted(found, key=lambda difference: -difference.pairs)[:most]
    return Comparison(both, int(only[0]), int(only[1]), _rand(one, other), tuple(worst))


def _parts(groups: pd.Series) -> Ints:
    """A small number for each photo's group; photos that are alone have one each."""
    codes = pd.factorize(groups.to_numpy(dtype=np.float64, na_value=np.nan))[0].astype(np.int64)
    alone = codes < 0
    codes[alone] = codes.max(initial=-1) + 1 + np.arange(np.count_nonzero(alone))
    return codes


def _sizes(one: Ints, other: Ints) -> pd.DataFrame:
    """How many photos each group of one shares with each of the other: only those that share any."""
    return pd.DataFrame({"one": one, "other": other}).value_counts(sort=False).rename("size").reset_index()


def _pairs(sizes: pd.Series | Ints) -> Ints:
    """In how many pairs so many photos stand."""
    counts = np.asarray(sizes, np.int64)
    return counts * (counts - 1) // 2


def _differences(side: Side, groups: pd.Series, mine: Ints, theirs: Ints, most: int) -> list[Difference]:
    shared = _sizes(mine, theirs)
    joined = _pairs(np.bincount(mine))
    held = np.bincount(shared["one"], _pairs(shared["size"]), len(joined)).astype(np.int64)
    parted = joined - held
    worst = [code for code in np.argsort(-parted, kind="stable")[:most].tolist() if parted[code]]
    return [_difference(side, groups, np.flatnonzero(mine == code), theirs, int(parted[code])) for code in worst]


def _difference(side: Side, groups: pd.Series, rows: Ints, theirs: Ints, pairs: int) -> Difference:
    parts: dict[int, list[str]] = {}
    for row in rows.tolist():
        parts.setdefault(int(theirs[row]), []).append(str(groups.index[row]))
    ordered = tuple(tuple(part) for part in sorted(parts.values(), key=len, reverse=True))
    return Difference(side, int(groups.iloc[rows[0]]), ordered, pairs)


def _rand(one: Ints, other: Ints) -> float:
    from sklearn.metrics import adjusted_rand_score  # here, since it adds a second to every start of the program

    return float(adjusted_rand_score(one, other))
