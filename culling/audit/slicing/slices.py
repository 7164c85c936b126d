"""How a rate differs between slices of a folder, and which differences are more than chance over many looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.design import Bools, Design, Floats
from culling.audit.intervals import Rate, weighted_rate, wilson
from culling.audit.slicing.columns import Slicing
from culling.audit.slicing.fisher import fisher_exact
from culling.audit.slicing.many_looks import benjamini_hochberg, holm
from culling.labels.truth import Truth

RateName = Literal["rejected", "wrong", "precision", "recall", "lost", "missed"]

#: What a rate says of a slice, in one word; all but the first need labels.
RATES: Mapping[RateName, str] = MappingProxyType(
    {
        "rejected": "rejected",
        "wrong": "decided wrongly",
        "precision": "rightly rejected",
        "recall": "found",
        "lost": "lost",
        "missed": "missed",
    }
)
LEAST = 10
CHANCE = 0.05

_DIGITS = 8


@dataclass(frozen=True, eq=False)
class Counted:
    """What a rate counts, photo by photo of a table.

    Attributes:
        name: of the rate.
        hits: the photos that it is the share of.
        among: the photos that it is a share among.
        weights: how many photos each stands for; 1 where nobody drew them.
    """

    name: RateName
    hits: Bools
    among: Bools
    weights: Floats


@dataclass(frozen=True, eq=False)
class Sliced:
    """A rate in every slice.

    Attributes:
        name: of the rate.
        overall: the rate in the whole folder.
        least: a slice is tested from so many photos on.
        frame: a row for each slice, slicings in their order: `by`, `slice`, `count` (photos it is a share among),
            `hits`, `value`, `low`, `high` (95 %), `rest` (the rate in all other photos), `p` (Fisher's exact test
            against the rest), `q` (Benjamini–Hochberg over all slices tested), `holm` (Bonferroni–Holm), NaN where
            nothing was tested; `look`, one number for slices that hold, or leave out, the very same photos: they are
            one test; −1 for slices that are too small.
    """

    name: RateName
    overall: Rate
    least: int
    frame: pd.DataFrame

    @property
    def looks(self) -> int:
        """How many different slices were tested."""
        return int(self.frame["look"].max() + 1) if len(self.frame) else 0

    @property
    def too_small(self) -> int:
        """How many slices with any photo were too small to be tested."""
        return int(((self.frame["look"] < 0) & (self.frame["count"] > 0)).sum())

    @property
    def differing(self) -> pd.DataFrame:
        """The slices that differ from the rest by more than chance over all looks, the surest first."""
        found = self.frame[self.frame["q"] < CHANCE]
        return found.sort_values(["p", "count"], kind="stable")


def counted(name: RateName, rejected: Bools, judged: Bools, truth: Truth | None = None) -> Counted:
    """What a rate counts.

    Args:
        name: of `RATES`. "rejected": of the judged photos, rejected ones. With labels: "wrong": of the labelled, those
            decided otherwise; "precision": of the rejected, those labelled reject; "recall" and "missed": of those
            labelled reject, the rejected and the others; "lost": of those labelled keep, the rejected.
        rejected: for every photo, whether the policy alone rejects it.
        judged: for every photo, whether the policy says anything of it.
        truth: the labels.

    Raises:
        ValueError: no such rate, or one that needs labels without any.
    """
    if name not in RATES:
        raise ValueError(f"there is no rate {name!r}; there are: {', '.join(RATES)}")
    if name == "rejected":
        return Counted(name, rejected, judged, np.ones(len(rejected)))
    if truth is None:
        raise ValueError(f"the rate {name!r} compares with labels: give a Truth")
    labelled, go, weights = np.zeros(len(rejected), np.bool_), np.zeros(len(rejected), np.bool_), np.ones(len(rejected))
    labelled[truth.rows], go[truth.rows], weights[truth.rows] = True, ~truth.keep, truth.weights
    hits, among = {
        "wrong": (rejected != go, labelled),
        "precision": (go, labelled & rejected),
        "recall": (rejected, labelled & go),
        "missed": (~rejected, labelled & go),
        "lost": (rejected, labelled & ~go),
    }[name]
    return Counted(name, hits, among, weights)


def slice_rates(counts: Counted, ways: Sequence[Slicing], least: int = LEAST) -> Sliced:
    """The rate in every slice with its interval (Wilson), and a test of each slice against the rest.

    Slices are tested from `least` counted photos on, where there is a rest. Corrections go over all tests of all ways
    at once, since all of them are looked at.

    Raises:
        ValueError: `least` below 1.
    """
    if least < 1:
        raise ValueError(f"a slice is tested from 1 photo on at least, got {least}")
    rows = np.flatnonzero(counts.among)
    design = Design.of(counts.weights[rows])
    overall = weighted_rate(counts.hits[rows], np.ones(len(rows), np.bool_), counts.weights[rows], design)
    place = np.full(len(counts.among), -1, np.int64)
    place[rows] = np.arange(len(rows))
    parts = [_one_way(way, counts.hits[rows], place, design, least) for way in ways]
    frame = pd.concat(parts, ignore_index=True) if parts else _nothing()
    return Sliced(counts.name, overall, least, _corrected(frame))


def _one_way(way: Slicing, hits: Bools, place: NDArray[np.int64], design: Design, least: int) -> pd.DataFrame:
    """One slicing: `place` is each photo's number among those counted, −1 for the others."""
    at = place[way.rows]
    codes, at = way.codes[at >= 0], at[at >= 0]
    size, strata = len(way.slices), len(design.drawn)
    key, weights, hit = codes * strata + design.strata[at], design.weights[at], hits[at]

    def sums(chosen: Floats) -> Floats:
        return np.bincount(key, chosen, size * strata).reshape(size, strata).astype(np.float64)

    own = tuple(sums(part) for part in (weights * hit, weights**2 * hit, weights, weights**2))
    whole = (*design.sums(hits), *design.sums(np.ones(len(hits), np.bool_)))
    rest = tuple(np.maximum(all_ - part, 0.0) for all_, part in zip(whole, own, strict=True))
    count, hit_count = np.bincount(codes, minlength=size), np.bincount(codes[hit], minlength=size)
    value, effective = _share(own, count, design)
    other, other_effective = _share(rest, len(hits) - count, design)
    low, high = wilson(np.nan_to_num(value) * effective, effective)
    tested = (count >= least) & (count < len(hits))
    found = pd.DataFrame({"by": way.name, "slice": way.slices, "count": count, "hits": hit_count, "value": value})
    found["low"], found["high"], found["rest"], found["p"] = low, high, other, np.nan
    sizes = (value * effective, effective, other * other_effective, other_effective)
    found.loc[tested, "p"] = fisher_exact(*(np.rint(part[tested]).astype(np.int64) for part in sizes))
    found["signature"] = np.where(tested, _signature(codes, at, size, len(hits)), np.nan)
    return found


def _share(sums: tuple[Floats, ...], count: NDArray[np.int64], design: Design) -> tuple[Floats, Floats]:
    """(rate, effective count) of each slice; NaN and 0 where nothing was counted."""
    hit, hit2, all_, all2 = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.clip(hit.sum(1) / all_.sum(1), 0.0, 1.0)
        effective = count.astype(np.float64) if design.even else design.effective_count((hit, hit2), (all_, all2))
    there = count > 0
    return np.where(there, value, np.nan), np.asarray(np.where(there, effective, 0.0), np.float64)


def _signature(codes: NDArray[np.int64], at: NDArray[np.int64], size: int, count: int) -> Floats:
    """A number for each slice: the same for the same photos, and for all others than those."""
    lots = np.random.default_rng(0).random(count)
    inside = np.bincount(codes, lots[at], size)
    return np.asarray(np.round(np.minimum(inside, lots.sum() - inside), _DIGITS), np.float64)


def _corrected(frame: pd.DataFrame) -> pd.DataFrame:
    """q and Holm's p over all different looks; slices of the same photos share theirs."""
    looks, firsts = pd.factorize(frame.pop("signature"))
    frame["look"] = looks.astype(np.int64)
    first = np.array([int(np.argmax(looks == look)) for look in range(len(firsts))], np.int64)
    p = frame["p"].to_numpy(np.float64)[first]
    for name, correct in (("q", benjamini_hochberg), ("holm", holm)):
        frame[name] = np.append(correct(p), np.nan)[looks]
    return frame


def _nothing() -> pd.DataFrame:
    columns = ("count", "hits", "value", "low", "high", "rest", "p", "signature")
    return pd.DataFrame({"by": [], "slice": [], **{name: np.array([], np.float64) for name in columns}})
