"""The keeper of each group and why: compared with the others of its group alone, never with a global cutoff."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.group.criteria import FILE_SIZE, QUALITY, Criterion
from culling.group.members import Floats, Members, Places
from culling.group.reasons import MARK_RANK, UNMARKED, Stage, tell
from culling.judge import mark_code, text_codes
from culling.marks import MARKS

# Gross differences first: two stops too dark fall before a trifle of sharpness decides.
ROUNDS = (4.0, 1.0)


def keepers(table: pd.DataFrame, groups: pd.Series, chosen: Collection[str] = ()) -> pd.DataFrame:
    """The best photo of each group, and in words why. Exactly one keeper a group; same input, same answer.

    Photos fall out of a group one criterion after the other, until one is left: first what a person said, then what
    cannot be read, then the measures of `QUALITY` in their order, gross differences before small ones; then the
    smaller files, the later ones, and at last the later paths. A photo falls when it is worse than the best that is
    left by more than the criterion's tolerance. A measure that cannot say (NaN) lets nobody fall and nobody win.

    Args:
        table: one row per photo, index path; any of the columns may be absent.
        groups: for each photo of the table the number of its group, NaN for photos that are alone.
        chosen: paths that a person chose as keepers: they stay, also against a mark. Paths that are not in the table
            are passed over; of several in one group the measures choose.

    Returns:
        The table's index, `keeper` (bool) and `reason` (text): why a keeper is it, such as "sharper than the other 3
        (blur 0.04, next 0.12)", and why another is not, such as "less sharp than the keeper (blur 0.12, keeper
        0.04)"; False and "" for photos that are alone.

    Raises:
        ValueError: `groups` are not of this table, or it holds an unknown mark.
    """
    members = Members.of(table, groups)
    return _answer(table, members, _sifted(table, members, chosen))


def are_best(table: pd.DataFrame, groups: pd.Series, chosen: Collection[str] = ()) -> NDArray[np.bool_]:
    """The column `keeper` of `keepers` without the words, in half the time."""
    members = Members.of(table, groups)
    best = np.zeros(len(table), np.bool_)
    best[members.rows[_sifted(table, members, chosen).left]] = True
    return best


def _sifted(table: pd.DataFrame, members: Members, chosen: Collection[str]) -> _Sieve:
    """The sieve with one photo left of each group."""
    sieve = _Sieve(members)
    for stage in _by_hand(table, members, chosen):
        sieve.drop(stage)
    quality: dict[str, Stage] = {}
    for times in ROUNDS:
        for criterion in QUALITY:  # groups that still waver in a later round wavered in the first one
            stage = quality.setdefault(criterion.name, Stage(criterion, sieve.scores(criterion)))
            sieve.drop(stage, times * criterion.tolerance)
    sieve.drop(Stage(FILE_SIZE, sieve.scores(FILE_SIZE)), FILE_SIZE.tolerance)
    sieve.drop(Stage("earliest", _earliness(table, members, sieve.left)))
    sieve.drop(Stage("path", -np.arange(len(members), dtype=np.float64)))
    return sieve


class _Sieve:
    """Who is left, and who fell by what."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.left = np.ones(len(members), np.bool_)
        self.fell = np.full(len(members), -1, np.int64)
        self.stages: list[Stage] = []
        self._contested = _of_several(members.groups, np.arange(len(members)))  # places of those left, not alone

    def scores(self, criterion: Criterion) -> Floats:
        """Of each member of a group in which more than one is left; NaN for the others, whom nobody asks for."""
        found = np.full(len(self.members), np.nan)
        some = np.zeros(len(self.members.starts), np.bool_)
        some[self.members.groups[self._contested]] = True
        if some.any():
            members, places = self.members.within(some)
            found[places] = criterion.score(members)
        return found

    def drop(self, stage: Stage, tolerance: float = 0.0) -> None:
        """Those fall that are worse by more than `tolerance` than the best of their group that is left."""
        places = self._contested
        if not len(places):
            return
        scores, groups = stage.scores[places], self.members.groups[places]
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        best = np.maximum.reduceat(np.where(np.isnan(scores), -np.inf, scores), starts)
        falling = scores < np.repeat(best, np.diff(starts, append=len(places))) - tolerance
        if falling.any():
            if stage not in self.stages:
                self.stages.append(stage)
            self.left[places[falling]] = False
            self.fell[places[falling]] = self.stages.index(stage)
            self._contested = _of_several(self.members.groups, places[~falling])


def _of_several(groups: Places, places: Places) -> Places:
    """Those of these places, ascending, whose group has another one of them."""
    starts = np.flatnonzero(np.diff(groups[places], prepend=-1))
    sizes = np.diff(starts, append=len(places))
    return places[np.repeat(sizes > 1, sizes)]


def _by_hand(table: pd.DataFrame, members: Members, chosen: Collection[str]) -> list[Stage]:
    """What a person said, and whether there is anything to see."""
    picked = table.index.isin(list(chosen))[members.rows]
    readable = text_codes(table, "error")[0][members.rows] < 0
    ranks = _mark_ranks(table)[members.rows]
    stages = (("chosen", picked), ("mark", ranks), ("readable", readable))
    return [Stage(name, scores.astype(np.float64)) for name, scores in stages]


def _mark_ranks(table: pd.DataFrame) -> Floats:
    codes, names = text_codes(table, "mark")
    ranks = [MARK_RANK[MARKS[mark_code(name)]] if name else UNMARKED for name in names]
    return np.array([*ranks, UNMARKED])[codes]  # a missing mark is code −1, which picks the last entry


def _earliness(table: pd.DataFrame, members: Members, left: NDArray[np.bool_]) -> Floats:
    """Higher for photos taken earlier, by the camera's own clock; NaN without a time. Only asked of those left."""
    scores = np.full(len(members), np.nan)
    if "taken_at" not in table.columns:
        return scores
    contested = left & (np.bincount(members.groups, left)[members.groups] > 1)
    asked = np.flatnonzero(contested)
    times = table["taken_at"].to_numpy(dtype=object)[members.rows[asked]]
    dated = [place for place, time in zip(asked.tolist(), times, strict=True) if isinstance(time, str) and time]
    clocks = [_clock(time) for time in times if isinstance(time, str) and time]
    if clocks:
        scores[dated] = -np.unique(clocks, return_inverse=True)[1]
    return scores


def _clock(taken_at: str) -> str:
    """Without the offset from UTC: "2024-05-01T10:00:05.25"."""
    return taken_at[:19] + taken_at[19:].partition("+")[0].partition("-")[0].rstrip("Z")


def _answer(table: pd.DataFrame, members: Members, sieve: _Sieve) -> pd.DataFrame:
    keeper = np.zeros(len(table), np.bool_)
    keeper[members.rows[sieve.left]] = True
    texts = np.full(len(table), "", dtype=object)
    texts[members.rows] = tell(members, sieve.left, sieve.fell, sieve.stages)
    return pd.DataFrame({"keeper": keeper, "reason": texts}, index=table.index)
