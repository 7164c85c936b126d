"""Two claims about the same photos: where they disagree, whether by more than chance, and who is right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.compare.claims import Bools, Claim
from culling.audit.intervals import Rate, weighted_rate, wilson
from culling.labels.truth import Truth
from culling.labels.words import counted

Cell = Literal["left_only", "right_only", "both", "neither"]
#: Where a photo stands by two claims: only the left one says that it should go, only the right one, both, neither.
CELLS: tuple[Cell, ...] = get_args(Cell)
CHANCE = 0.05


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Two claims, photo by photo, over the photos of which both say something.

    Attributes:
        left, right: the claims.
        both: photos that both say should go.
        left_only, right_only: photos that one alone says should go.
        neither: photos that both would keep.
        unknown: photos of which one of them says nothing; they count nowhere else.
    """

    left: Claim
    right: Claim
    both: int
    left_only: int
    right_only: int
    neither: int
    unknown: int

    @property
    def count(self) -> int:
        """Photos of which both say something."""
        return self.both + self.left_only + self.right_only + self.neither

    @property
    def differ(self) -> int:
        """Photos on which they disagree."""
        return self.left_only + self.right_only

    @cached_property
    def p(self) -> float:
        """McNemar's exact two-sided p: how often chance alone would split the disagreements as unevenly as this.

        Small: one of them wants more photos to go. It says nothing of how often they agree. 1 without disagreements.

        Source: McNemar 1947, Psychometrika 12(2); exact by the binomial distribution.
        """
        return mcnemar(self.left_only, self.right_only)[0]

    @cached_property
    def mid_p(self) -> float:
        """As `p`, less cautious: the observed split counts half (Fagerland, Lydersen & Laake 2013)."""
        return mcnemar(self.left_only, self.right_only)[1]

    @cached_property
    def difference(self) -> Rate:
        """Share that left wants to go less the share that right does, −1 … 1, with Newcombe's interval."""
        low, high = paired_difference(self.both, self.left_only, self.right_only, self.neither)
        value = (self.left_only - self.right_only) / self.count if self.count else math.nan
        return Rate(value, low, high, self.count)

    @cached_property
    def kappa(self) -> float:
        """Cohen's κ: agreement beyond what chance would bring; 1 full, 0 none, below 0 worse than chance.

        NaN where both always say the same one thing. Source: Cohen 1960, doi:10.1177/001316446002000104.
        """
        return cohen_kappa(self.both, self.left_only, self.right_only, self.neither)

    def rows(self, cell: Cell) -> NDArray[np.int64]:
        """The photos of a cell, row numbers: the biggest disagreement first, by the ranks that both claims give.

        Where both agree, those that both claim most strongly come first.

        Raises:
            ValueError: no such cell.
        """
        found = np.flatnonzero(in_cell(self.left, self.right, cell))
        left, right = self.left.ranks[found], self.right.ranks[found]
        strength = {"left_only": left - right, "right_only": right - left}.get(cell, left + right)
        return found[np.argsort(-strength, kind="stable")].astype(np.int64)


@dataclass(frozen=True)
class Right:
    """Who is right where two claims disagree, as far as people labelled those photos.

    Attributes:
        left: of the labelled disagreements, the share in which people agree with left; the rest agree with right.
        by_cell: the same for the photos that left alone, and that right alone, says should go.
        hits: labels behind each of `by_cell` that agree with left, each counted once.
        weighted: whether a label counts for the photos it stands for, so that the shares are not those of the counts.
    """

    left: Rate
    by_cell: dict[Cell, Rate]
    hits: dict[Cell, int]
    weighted: bool

    def counts(self, cell: Cell | None = None) -> str:
        """The labels behind a share, as they stand beside it: "3 of 24 labels"; of a cell, or of both.

        Says so where the share is not theirs, since each counts for the photos it stands for.
        """
        cells = list(self.by_cell) if cell is None else [cell]
        count = sum(self.by_cell[one].count for one in cells)
        words = f"{sum(self.hits[one] for one in cells):,} of {counted(count, 'label')}"
        return f"{words}, each counting for the photos it stands for" if self.weighted else words


def disagreement(left: Claim, right: Claim) -> Disagreement:
    """Compare two claims about the photos of one table.

    Raises:
        ValueError: they are not about the same photos.
    """
    known = _both_known(left, right)
    cells = np.bincount(2 * left.yes[known].astype(np.int64) + right.yes[known], minlength=4).tolist()
    return Disagreement(left, right, cells[3], cells[2], cells[1], cells[0], int(len(known) - known.sum()))


def in_cell(left: Claim, right: Claim, cell: Cell) -> Bools:
    """Which photos stand there; ValueError for no such cell."""
    if cell not in CELLS:
        raise ValueError(f"a photo is in one of these cells: {', '.join(CELLS)}; got {cell!r}")
    by_left, by_right = cell in ("left_only", "both"), cell in ("right_only", "both")
    return np.asarray(_both_known(left, right) & (left.yes == by_left) & (right.yes == by_right))


def who_is_right(left: Claim, right: Claim, truth: Truth) -> Right:
    """In which share of the labelled disagreements left is right, with 95 % intervals (Wilson)."""
    go = ~truth.keep
    by_left, by_right = left.yes[truth.rows], right.yes[truth.rows]
    among = _both_known(left, right)[truth.rows] & (by_left != by_right)
    by_cell: dict[Cell, Rate] = {
        "left_only": weighted_rate(go == by_left, among & by_left, truth.weights),
        "right_only": weighted_rate(go == by_left, among & by_right, truth.weights),
    }
    agree = among & (go == by_left)
    hits: dict[Cell, int] = {
        "left_only": int(np.count_nonzero(agree & by_left)),
        "right_only": int(np.count_nonzero(agree & by_right)),
    }
    return Right(weighted_rate(go == by_left, among, truth.weights), by_cell, hits, truth.weighted)


def mcnemar(left_only: int, right_only: int) -> tuple[float, float]:
    """(exact two-sided p, mid-p) of McNemar's test; (1, 1) without disagreements."""
    from scipy.special import bdtr

    tries = left_only + right_only
    if tries == 0:
        return 1.0, 1.0
    least = min(left_only, right_only)
    exact = min(1.0, 2 * float(bdtr(least, tries, 0.5)))
    log_ways = math.lgamma(tries + 1) - math.lgamma(least + 1) - math.lgamma(tries - least + 1)
    observed = math.exp(log_ways - tries * math.log(2))
    return exact, exact - (0.5 if 2 * least == tries else 1.0) * observed


def paired_difference(both: int, left_only: int, right_only: int, neither: int) -> tuple[float, float]:
    """95 % interval of the difference of two paired shares, left less right; NaN without photos.

    From the Wilson intervals of either share and their correlation. Source: Newcombe 1998, "… based on paired data",
    Statistics in Medicine 17(22), method 10.
    """
    count = both + left_only + right_only + neither
    if count == 0:
        return math.nan, math.nan
    hits = np.array([both + left_only, both + right_only], np.float64)
    (left, right), (low, high) = hits / count, wilson(hits, np.array([count, count]))
    tied = _correlation(both, left_only, right_only, neither)
    down = _leg(left - low[0], high[1] - right, tied)
    up = _leg(high[0] - left, right - low[1], tied)
    return max(-1.0, float(left - right - down)), min(1.0, float(left - right + up))


def cohen_kappa(both: int, left_only: int, right_only: int, neither: int) -> float:
    """Cohen's κ of a 2 × 2 table; see `Disagreement.kappa`."""
    count = both + left_only + right_only + neither
    if count == 0:
        return math.nan
    left, right = (both + left_only) / count, (both + right_only) / count
    chance = left * right + (1 - left) * (1 - right)
    return math.nan if chance == 1 else ((both + neither) / count - chance) / (1 - chance)


def sentence(found: Disagreement) -> str:
    """What the two by two says, in plain words."""
    if found.count == 0:
        return "There is no photo of which both say something, so there is nothing to compare."
    alike = f"They agree on {found.count - found.differ:,} of {counted(found.count, 'photo')}"
    if found.differ == 0:
        return f"{alike}: nowhere does one want to go what the other would keep."
    split = (
        f"{alike}. {counted(found.left_only, 'photo')} would go by {found.left.name} alone, "
        f"{counted(found.right_only, 'photo')} by {found.right.name} alone"
    )
    if found.p < CHANCE:
        return f"{split}: more uneven than chance would make it."
    return f"{split}. As uneven a split could well be chance: it is not shown that one wants more to go than the other."


def p_text(p: float) -> str:
    """A p-value as papers write it: "p = 0.031", "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def ordered(table: pd.DataFrame, found: Disagreement) -> pd.DataFrame:
    """Every photo on which the two disagree: index path, `cell`, what either says, ranks; biggest first."""
    rows = np.concatenate([found.rows("left_only"), found.rows("right_only")])
    cells = ["left_only"] * found.left_only + ["right_only"] * found.right_only
    apart = np.abs(found.left.ranks[rows] - found.right.ranks[rows])
    content = {
        "cell": cells,
        "left": [found.left.says(int(row)) for row in rows],
        "right": [found.right.says(int(row)) for row in rows],
        "left_rank": found.left.ranks[rows],
        "right_rank": found.right.ranks[rows],
    }
    return pd.DataFrame(content, index=table.index[rows]).iloc[np.argsort(-apart, kind="stable")]


def _both_known(left: Claim, right: Claim) -> Bools:
    if len(left) != len(right):
        raise ValueError(f"{len(left)} and {len(right)} photos are not of one table; make both claims of the same")
    return np.asarray(left.known & right.known)


def _correlation(both: int, left_only: int, right_only: int, neither: int) -> float:
    """φ of the two by two with Newcombe's continuity correction; 0 where a margin is empty."""
    margins = (both + left_only) * (right_only + neither) * (both + right_only) * (left_only + neither)
    if margins == 0:
        return 0.0
    cross, half = both * neither - left_only * right_only, (both + left_only + right_only + neither) / 2
    corrected = max(cross - half, 0.0) if cross > 0 else float(cross)
    return corrected / math.sqrt(margins)


def _leg(own: float, other: float, tied: float) -> float:
    return math.sqrt(max(own**2 - 2 * tied * own * other + other**2, 0.0))
