"""Photos that there are more of: the other copies of a file, the others of a group; and which one stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.group.keeper import keepers
from culling.suggest.found import Found
from culling.suggest.kinds import ALIKE, get_kind
from culling.suggest.known import Bools, Floats, Ints, Known, best_of
from culling.suggest.settings import Suggestions
from culling.suggest.words import short

#: Bits of 64 in which two unrelated pictures differ (`culling.group.methods.near_duplicates`).
UNRELATED = 32
#: 1 − cosine beyond which two photos are no more alike than any two: as far as frames of a burst may lie apart.
FAR = 0.5
_DIGITS = 16  # of a perceptual hash

Words = Callable[[int], str]


@dataclass(frozen=True, eq=False)
class Staying:
    """Which photo of each group stays.

    Attributes:
        of_group: its row, by number of the group.
        reasons: of each photo why another is better, "" where only a flaw of its own speaks against it.
    """

    of_group: Ints
    reasons: list[str]

    def beside(self, known: Known) -> Ints:
        """Of each photo the row that stays in its group, −1 for itself and for photos that are alone."""
        padded = np.append(self.of_group, -1)  # photos that are alone are −1, which picks the last
        stays = padded[known.groups]
        return np.where(stays == np.arange(len(known)), -1, stays)


def staying(known: Known, flaws: Bools) -> Staying:
    """The photo of each group that stays: one that a person wants, else one without a flaw, else the keeper.

    Where the keeper has a flaw that another has not (its eyes are closed, and a little less sharp they are open), the
    best of those without a flaw stays. A photo that is marked reject or cannot be read stays last of all.
    """
    groups, fine = known.groups, known.readable & ~known.rejected
    ranks = np.where(known.rejected, 0, 1 + fine + (fine & ~flaws) + 2 * known.wanted)
    highest = np.full(int(groups.max(initial=-1)) + 2, -1, np.int64)
    np.maximum.at(highest, groups, ranks)
    contenders = (groups >= 0) & (ranks == highest[groups])
    reasons = _reasons(known)
    settled = np.zeros(len(highest), np.bool_)
    settled[groups[contenders & known.keepers]] = True
    settled[-1] = True  # photos that are alone
    better = _compared(known, contenders & ~settled[groups], reasons)
    best = best_of(groups, np.where(contenders, 1 + (known.keepers | better), 0), known.by_path)
    lost = ~contenders & ~settled[groups]
    return Staying(best, ["" if out else reason for out, reason in zip(lost.tolist(), reasons, strict=True)])


def _reasons(known: Known) -> list[str]:
    if "keeper_reason" not in known.table:
        return [""] * len(known)
    return [text if isinstance(text, str) else "" for text in known.table["keeper_reason"].tolist()]


def _compared(known: Known, contenders: Bools, reasons: list[str]) -> Bools:
    """The best of each group's contenders where the keeper is none of them; `reasons` then tell why of the others."""
    better = np.zeros(len(known), np.bool_)
    rows = np.flatnonzero(contenders)
    if len(rows):
        part = known.table.iloc[rows]
        told = keepers(part, pd.Series(known.groups[rows].astype(np.float64), index=part.index), known.chosen)
        better[rows] = told["keeper"].to_numpy(dtype=np.bool_)
        for row, reason in zip(rows.tolist(), told["reason"].tolist(), strict=True):
            reasons[row] = str(reason)
    return better


def similar(known: Known, stay: Staying, flaw_of: Words, settings: Suggestions) -> Found:
    """Those of a group that are alike enough to the one that stays.

    Args:
        stay: which one does.
        flaw_of: the sentence of a photo's own flaw.
        settings: how alike, and from where on eyes are open.
    """
    beside = stay.beside(known)
    others = np.flatnonzero(beside >= 0).astype(np.int64)
    alike = _likeness(known, others, beside[others])
    enough = alike > settings.at(ALIKE)
    rows, alike = others[enough], alike[enough]
    open_from = settings.at(get_kind("eyes closed").bounds[0])
    eyes = known.column("eyes_open")

    def why(row: int) -> str:
        best = int(beside[row])
        reason = stay.reasons[row] or flaw_of(row) or _plain(known, row)
        awake = eyes[best] >= open_from and "eyes" not in reason
        if "eyes_open" in reason and eyes[best] >= open_from:
            reason += f", there {short(float(eyes[best]), open_from)}"
        tail = "; nobody's eyes are closed there" if awake else ""
        return f"group {known.group_names[row]}, {known.paths[best].rpartition('/')[2]} stays: {reason}{tail}"

    return Found(rows, alike, why, beside[rows])


def duplicates(known: Known, stay: Staying) -> Found:
    """All copies of a file but one: one that a person wants, else the one that stays in its group, else the first."""
    stayers = np.zeros(len(known), np.bool_)
    stayers[stay.of_group] = True
    ranks = np.where(known.rejected, 0, 1 + stayers + 2 * known.wanted)
    best = np.append(best_of(known.copies, ranks, known.by_path), -1)[known.copies]
    rows = np.flatnonzero((best >= 0) & (best != np.arange(len(known)))).astype(np.int64)

    def why(row: int) -> str:
        return f"same bytes as {known.paths[best[row]]}"

    return Found(rows, np.ones(len(rows)), why, best[rows])


def _plain(known: Known, row: int) -> str:
    if not known.readable[row]:
        return "cannot be read"
    return "marked reject" if known.rejected[row] else "another is as good"


def _likeness(known: Known, rows: Ints, others: Ints) -> Floats:
    """1 the same picture … 0 no more alike than any two, by light and dark and by what they show: the lesser counts.

    Streets look alike by light and dark, and daisies by what they show; frames of one burst do by both.
    """
    by_hash = np.clip(1 - _bits(known, rows, others) / UNRELATED, 0, 1)
    if known.vectors is None:
        return np.nan_to_num(by_hash)
    cosine = np.einsum("ij,ij->i", known.vectors[rows], known.vectors[others]).astype(np.float64)
    return np.nan_to_num(np.fmin(by_hash, np.clip(1 - (1 - cosine) / FAR, 0, 1)))


def _bits(known: Known, rows: Ints, others: Ints) -> Floats:
    """Bits in which the perceptual hashes differ; NaN where one has none."""
    if "perceptual_hash" not in known.table:
        return np.full(len(rows), np.nan)
    texts = known.table["perceptual_hash"].to_numpy(dtype=object)
    asked = np.unique(np.concatenate([rows, others]))
    asked = asked[[isinstance(text, str) and len(text) == _DIGITS for text in texts[asked]]]
    codes, hashed = np.zeros(len(known), np.uint64), np.zeros(len(known), np.bool_)
    codes[asked] = [int(text, 16) for text in texts[asked]]
    hashed[asked] = True
    return np.where(hashed[rows] & hashed[others], np.bitwise_count(codes[rows] ^ codes[others]), np.nan)
