"""Random samples of photos to be labelled: all alike, or more where verdicts are close; with silent repeats."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import REJECT, judge, text_codes
from culling.labels.allocate import allocate
from culling.labels.label import EXCLUDED, Draw
from culling.policy import Policy

#: One in 20 places of the order shows a photo again, to see whether the same is said of it.
REPEATS = 0.05
#: At least so many places lie between the two, where there are so many: nobody remembers that far.
FAR = 10

# Of each side of the cutoff: the nearest quarter, the next one, the far half; and how likely a photo of each is.
_SHARES = (0.25, 0.5, 1.0)
_RATES = (4.0, 2.0, 1.0)
_UNKNOWN_RATE = 1.0

Codes = NDArray[np.int64]


def draw_uniform(table: pd.DataFrame, n: int, seed: int = 0, exclude: Collection[str] = ()) -> Draw:
    """`n` readable photos, each as likely as any other; all of them where there are fewer.

    Args:
        table: the folder's photos; those with an error are not drawn.
        n: how many; repeats come on top.
        seed: the same seed draws the same photos in the same order.
        exclude: photos that are not to be drawn, such as those that are labelled already.

    Raises:
        ValueError: `n` below 1, or no photo is left to draw.
    """
    strata = dict.fromkeys(_readable(table), 0)
    return draw_strata(strata, {0: n}, seed, exclude, method="uniform", about={"n": n})


def draw_edge(table: pd.DataFrame, policy: Policy, n: int, seed: int = 0, exclude: Collection[str] = ()) -> Draw:
    """`n` readable photos, more of those whose verdict is close; all of them where there are fewer.

    Strata: on each side of the policy's cutoffs, human marks aside, the quarter of the photos with the smallest
    |margin|, the next quarter, the other half; and photos without a margin. A photo of the first is 4 times as likely
    as one of the third, the smaller side is favoured, and every stratum has at least 3 photos in the sample (all it
    has, or fewer where `n` is small), so that every photo is stood for. Other arguments, errors: see `draw_uniform`.
    """
    chosen = _readable(table)
    rows = table.index.get_indexer(pd.Index(chosen, dtype=object))
    codes, rates, edges = _edge_strata(table, policy, rows)
    without = set(exclude)
    left = np.array([path not in without for path in chosen], np.bool_)
    sizes = np.bincount(codes[left], minlength=len(rates))
    counts = allocate(sizes, rates, _checked(n, int(sizes.sum())))
    strata = dict(zip(chosen, codes.tolist(), strict=True))
    about = {"n": n, "edges": edges}
    allocation = dict(enumerate(counts.tolist()))
    return draw_strata(strata, allocation, seed, exclude, method="edge", policy_id=policy.policy_id, about=about)


def draw_strata(
    strata: Mapping[str, int],
    allocation: Mapping[int, int],
    seed: int = 0,
    exclude: Collection[str] = (),
    *,
    method: str = "next",
    policy_id: str = "",
    about: Mapping[str, Any] | None = None,
) -> Draw:
    """So many photos of each stratum, at random within it, in random order, and repeats far from their first showing.

    Args:
        strata: number of the stratum of every photo that the labels are to stand for, those to be excluded among them.
        allocation: how many photos of each stratum; all of it where there are fewer, none of one that is not named.
        seed: the same seed draws the same photos in the same order.
        exclude: photos that are not to be drawn; which strata they would have been in is kept for the weights.
        method: see `Draw`.
        policy_id: the policy that made the strata; "" for none.
        about: what else is worth knowing.

    Raises:
        ValueError: a number of photos below 0, none asked for, or no photo is left to draw.
    """
    if min(allocation.values(), default=0) < 0:
        raise ValueError(f"a sample cannot have {min(allocation.values())} photos of a stratum; give 0 or more")
    without = set(exclude).intersection(strata)
    open_to = {path: int(stratum) for path, stratum in strata.items() if path not in without}
    chance = np.random.default_rng(seed)
    by_stratum: dict[int, list[str]] = {}
    for path, stratum in open_to.items():
        by_stratum.setdefault(stratum, []).append(path)
    wanted = sum(min(allocation.get(stratum, 0), len(members)) for stratum, members in by_stratum.items())
    _checked(sum(allocation.values()), wanted)
    chosen = [
        members[place]
        for stratum, members in sorted(by_stratum.items())
        for place in chance.permutation(len(members))[: allocation.get(stratum, 0)].tolist()
    ]
    order = [chosen[place] for place in chance.permutation(len(chosen)).tolist()]
    excluded = {EXCLUDED: {path: int(strata[path]) for path in sorted(without)}} if without else {}
    told = {**(about or {}), "seed": seed, **excluded}
    return Draw(method, policy_id, open_to, with_repeats(order, chance), told)


def with_repeats(order: list[str], chance: np.random.Generator) -> tuple[str, ...]:
    """The order with some photos a second time, `FAR` places after the first or, in a short one, at its end."""
    shown = list(order)
    count = round(len(order) * REPEATS / (1 - REPEATS))
    early = max(len(order) - FAR, 1)  # only these have so many places after them
    for path in [order[place] for place in chance.permutation(early)[:count].tolist()]:
        first = shown.index(path)
        places = range(min(first + FAR, len(shown)), len(shown) + 1)
        shown.insert(int(places[int(chance.integers(len(places)))]), path)
    return tuple(shown)


def _readable(table: pd.DataFrame) -> list[str]:
    errors, _ = text_codes(table, "error")
    return [str(path) for path in table.index[errors < 0]]


def _checked(n: int, there: int) -> int:
    """How many of the `there` photos are drawn when `n` are asked for."""
    if n < 1:
        raise ValueError(f"a sample has at least 1 photo, got {n}")
    if there < 1:
        raise ValueError("no photo is left to draw: all readable photos are labelled or excluded")
    return min(n, there)


def _edge_strata(table: pd.DataFrame, policy: Policy, rows: Codes) -> tuple[Codes, NDArray[np.float64], list[float]]:
    """(stratum of each row, how likely a photo of each stratum is, the largest |margin| of each)."""
    judged = judge(table, policy)
    margin, rejected = judged.margin[rows], judged.verdict[rows] == REJECT
    codes = np.full(len(rows), 2 * len(_SHARES), np.int64)
    for side, inside in enumerate((~rejected, rejected)):
        members = np.flatnonzero(inside & ~np.isnan(margin))
        nearest = members[np.argsort(np.abs(margin[members]), kind="stable")]
        ends = np.ceil(np.array(_SHARES) * len(nearest)).astype(np.int64)
        codes[nearest] = side * len(_SHARES) + np.searchsorted(ends, np.arange(len(nearest)), side="right")
    sizes = np.bincount(codes // len(_SHARES), minlength=3).astype(np.float64)
    favoured = np.repeat(1 / np.sqrt(np.maximum(sizes[:2], 1)), len(_SHARES))
    rates = np.append(favoured * np.tile(_RATES, 2), _UNKNOWN_RATE / np.sqrt(max(len(rows), 1)))
    edges = [float(np.abs(margin[codes == code]).max(initial=0.0)) for code in range(2 * len(_SHARES))]
    return codes, rates, edges
