"""Which photos of a table a person wants to see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.guard import was_saved
from culling.judge import VERDICTS, judge, text_codes
from culling.marks import MARKS
from culling.policy import Policy
from culling.rule import Side

#: Stands for "there is none" among marks, cameras, lenses, tags and groups.
NONE = ""
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Filter:
    """What a photo must be like to be shown; every part that is empty lets all photos through.

    A photo passes when it passes every part, and a part when any of its choices fits.

    Attributes:
        verdicts: of `VERDICTS`, as decided now, human marks included.
        rules: (metric, side) of rules that decide: those that reject it, or else those that make it doubtful. It is
            what the rules alone say, also under a human mark.
        saved: only photos that the group guard saved.
        marks: of `MARKS`, or `NONE` for undecided photos.
        tags: any of the photo's tags; the column `tags` holds names separated by commas.
        groups: names of groups, as in the column `group`; numbers as text.
        cameras: as in the EXIF column.
        lenses: as in the EXIF column.
        since: first day, by the camera's own clock.
        until: last day.
        undated: photos without a date pass as well; without `since` and `until` they alone do.
        text: stands somewhere in the path or in one of the tags, in any case.
    """

    verdicts: tuple[str, ...] = ()
    rules: tuple[tuple[str, Side], ...] = ()
    marks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    lenses: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    undated: bool = False
    saved: bool = False
    text: str = ""

    def __post_init__(self) -> None:
        _check("verdict", self.verdicts, VERDICTS)
        _check("mark", self.marks, (*MARKS, NONE))
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"no day is from {self.since} on and up to {self.until}: swap the two")

    @property
    def active(self) -> int:
        """How many parts are set; the dates count as one."""
        dates = ("since", "until", "undated")
        set_parts = [part.name for part in fields(self) if getattr(self, part.name)]
        return len([name for name in set_parts if name not in dates]) + any(name in dates for name in set_parts)


def select(table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy, wanted: Filter) -> NDArray[np.uint32]:
    """The row numbers of the photos that pass, in table order.

    Args:
        table: one row per photo.
        decisions: `decide(table, policy)`.
        policy: the policy that decided.
        wanted: what to look for. Tags and groups act only where the table has such a column.

    Raises:
        ValueError: `decisions` are not of this table.
    """
    if len(table) != len(decisions):
        raise ValueError(f"{len(decisions)} decisions are not of this table of {len(table)} photos; decide it first")
    passing = np.ones(len(table), np.bool_)
    if wanted.verdicts:
        passing &= _of_verdicts(decisions, wanted.verdicts)
    if wanted.rules:
        passing &= _decided_by(table, policy, wanted.rules)
    if wanted.saved:
        passing &= was_saved(decisions)
    for column, chosen in _by_column(wanted).items():
        if chosen and (column in table or column == "mark"):
            passing &= _holds(table, column, chosen)
    if wanted.since or wanted.until or wanted.undated:
        passing &= _dated(table, wanted)
    if wanted.text:
        passing &= _named(table, wanted.text, passing)
    return np.flatnonzero(passing).astype(np.uint32)


def choices(table: pd.DataFrame, column: str) -> list[str]:
    """What can be chosen of a column of texts: what occurs, sorted, numbers by size; `NONE` last, where it occurs.

    Empty when no photo has any of it: then there is nothing to choose.
    """
    places, names = _labels(table, column)
    parts = {part for name in names for part in (_split(name) if column == "tags" else [name]) if part}
    if not parts:
        return []
    absent = (places < 0).any() or any(not (_split(name) if column == "tags" else name) for name in names)
    return [*sorted(parts, key=_by_size), *([NONE] if absent else [])]


def group_names(table: pd.DataFrame) -> tuple[NDArray[np.int64], list[str]]:
    """(place of each row's group in the list, or −1 for none; the groups as text)."""
    return _labels(table, "group")


def _check(what: str, given: Collection[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            allowed = ", ".join(entry or f"{NONE!r} for none" for entry in known)
            raise ValueError(f"there is no {what} {name!r}; there are: {allowed}")


def _by_column(wanted: Filter) -> dict[str, tuple[str, ...]]:
    return {
        "mark": wanted.marks,
        "tags": wanted.tags,
        "group": wanted.groups,
        "camera": wanted.cameras,
        "lens": wanted.lenses,
    }


def _of_verdicts(decisions: pd.DataFrame, verdicts: Collection[str]) -> Bools:
    codes = decisions["verdict"].cat.codes.to_numpy()
    return np.isin(codes, [VERDICTS.index(verdict) for verdict in verdicts])


def _decided_by(table: pd.DataFrame, policy: Policy, rules: Collection[tuple[str, Side]]) -> Bools:
    judged = judge(table, policy)
    bits = sum(1 << place for place, rule in enumerate(policy.rules) if rule.key in rules)
    deciding = np.where(judged.fired != 0, judged.fired, judged.near)
    return np.asarray((deciding & bits) != 0)


def _holds(table: pd.DataFrame, column: str, chosen: Collection[str]) -> Bools:
    """Asked once per distinct text, so that 100,000 rows of ten cameras are ten questions."""
    places, names = _labels(table, column)
    fits = [bool(set(_split(name) or [NONE]) & set(chosen)) if column == "tags" else name in chosen for name in names]
    return np.array([*fits, NONE in chosen])[places]  # −1, for none, picks the last


def _dated(table: pd.DataFrame, wanted: Filter) -> Bools:
    places, names = _labels(table, "taken_at")
    first, last = (wanted.since or date.min).isoformat(), (wanted.until or date.max).isoformat()
    by_range = bool(wanted.since or wanted.until)
    fits = [by_range and first <= name[:10] <= last for name in names]
    return np.array([*fits, wanted.undated])[places]


def _named(table: pd.DataFrame, text: str, passing: Bools) -> Bools:
    sought = text.casefold()
    places, names = _labels(table, "tags")
    tagged = np.array([*(any(sought in tag.casefold() for tag in _split(name)) for name in names), False])[places]
    asked = zip(table.index, passing, tagged, strict=True)
    return np.array([ok and (by_tag or sought in str(path).casefold()) for path, ok, by_tag in asked], np.bool_)


def _labels(table: pd.DataFrame, column: str) -> tuple[NDArray[np.int64], list[str]]:
    """(place of each row's text in the list, or −1 for none; the distinct texts, whole numbers without a point)."""
    places, names = text_codes(table, column)
    if column in table and pd.api.types.is_float_dtype(table[column]):
        names = [name.removesuffix(".0") for name in names]
    return places, names


def _split(tags: str) -> list[str]:
    return [name for part in tags.split(",") if (name := part.strip())]


def _by_size(name: str) -> tuple[bool, float, str]:
    try:
        return False, float(name), name
    except ValueError:
        return True, 0.0, name.casefold()
