"""Which sidecars an export would write, and what would stand in them."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import pandas as pd

from culling.cloud.path import CloudPath
from culling.errors import CullingError
from culling.explain import full_reasons
from culling.export.changes import Change, ChangePlan, Conflict
from culling.export.lists.decisions_csv import metrics_version
from culling.export.transfer import Stopped
from culling.export.xmp.mapping import PROPERTIES, XmpMapping
from culling.export.xmp.merge import Wanted, merge
from culling.export.xmp.notes import Notes
from culling.export.xmp.places import LeaveError, Places, sidecar_names
from culling.export.xmp.reason_words import words_of
from culling.folders import folder_of, local_folder, path_of, printable
from culling.judge import UNJUDGED, VERDICTS, text_codes
from culling.policy import Policy
from culling.sidecars import SUFFIX, folded

Naming = Literal["lightroom", "full", "both"]
#: IMG_1.xmp for Lightroom, Bridge and Capture One; IMG_1.CR3.xmp for darktable, digiKam and Immich; or both.
NAMINGS: tuple[Naming, ...] = get_args(Naming)
DEFAULT_MAPPING = XmpMapping()
_LOCAL = "Give a folder of this computer for the sidecars (--out)."


def plan_xmp(
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    policy: Policy,
    folder: Path | str,
    *,
    naming: Naming = "lightroom",
    mapping: XmpMapping = DEFAULT_MAPPING,
    out: Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> ChangePlan:
    """Plan the sidecars of all photos that have a verdict; nothing is written, and unjudged photos are left alone.

    A sidecar that is there is merged into (see `merge`), in whatever case its name is written. IMG_1.xmp is that of the
    RAW of a pair; a JPEG beside it that says something else is a conflict. So is a sidecar that cannot be read, is
    broken, is a link, or is changed by nobody safely: it stays as it is.

    Args:
        table, decisions, policy: of the whole folder; decisions are `decide(table, policy)`.
        folder: where the photos lie.
        naming: one of `NAMINGS`.
        mapping: what each verdict is called.
        out: another root for the sidecars, with the same sub-folders; beside the photos nothing is touched then.
            A sidecar beside a photo is where its new one begins.
        progress: called with (photos behind us, all photos) from time to time.
        cancel: set it to stop.

    Raises:
        ValueError: unknown naming, decisions of another table, a path that leads out of the folder.
        CullingError: no such folder, or one in a cloud without `out`.
        Stopped: `cancel` said so.
    """
    if naming not in NAMINGS:
        raise ValueError(f"naming must be one of {', '.join(NAMINGS)}, got {naming!r}")
    if not table.index.equals(decisions.index):
        raise ValueError("decisions are not of this table; call decide(table, policy) on the same table")
    root = roots(folder, out)
    keys = [str(key) for key in table.index]
    said = list(_said(table, decisions, policy, mapping))
    planner = _Planner(Places(root[0], root[1], keys), dict(zip(keys, said, strict=True)), mapping)
    for number, key in enumerate(keys):
        if cancel is not None and cancel.is_set():
            raise Stopped
        if said[number] is not None:
            for name in sidecar_names(key, naming):
                planner.add(key, name)
        if progress is not None and (number % 100 == 99 or number + 1 == len(keys)):
            progress(number + 1, len(keys))
    planner.notes.see_naming(naming, planner.written)
    return ChangePlan(
        "xmp", root[0], tuple(planner.changes), tuple(planner.conflicts), planner.unchanged, planner.notes.sentences
    )


def roots(folder: Path | str, out: Path | str | None) -> tuple[Path, Path]:
    """(the photo folder, the root of the sidecars); CullingError where sidecars cannot be written."""
    if out is None:
        place = local_folder(folder, _LOCAL).absolute()
        if not place.is_dir():
            raise CullingError(f"there is no folder {printable(place)}; is the disk connected?")
        return place, place
    found = folder_of(folder)
    return found if isinstance(found, CloudPath) else found.absolute(), local_folder(out, _LOCAL).absolute()


@dataclass
class _Planner:
    """Photo by photo, what becomes of its sidecars."""

    places: Places
    said: dict[str, Wanted | None]
    mapping: XmpMapping
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unchanged: int = 0
    written: list[str] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    def __post_init__(self) -> None:
        self._replace = frozenset(PROPERTIES[name] for name in self.mapping.replace)
        self._taken: dict[str, str] = {}

    def add(self, key: str, name: str) -> None:
        """Plan one sidecar of a photo."""
        photo = path_of(self.places.root, key)
        target, wanted = photo.with_name(name), self.said[key]
        if wanted is None:
            return
        try:
            if not self.places.is_there(key):
                raise LeaveError("the photo is not there any more; scan the folder again")
            if not self._may_write(key, name):
                return
            target = self.places.target(key, name)
            other = self._taken.setdefault(folded(str(target)), key)
            if other != key:
                raise LeaveError(
                    f"it is the sidecar of {other} as well, on disks that do not tell a from A; rename one"
                )
            before, base = self.places.before(target, key, name)
            merged = merge(base, wanted, self._replace)
        except (LeaveError, ValueError) as why:
            self.conflicts.append(Conflict(target, str(why), key))
            return
        self.written.append(key)
        self.notes.see_stays(key, merged.stays)
        if merged.content == before:
            self.unchanged += 1
        else:
            self.changes.append(Change(target, merged.content, before, key))

    def _may_write(self, key: str, name: str) -> bool:
        """Whether the sidecar is this photo's; False where another one says the same in it.

        Raises:
            LeaveError: it is another photo's, which says something else.
        """
        base = key.rpartition("/")[0] + "/" * ("/" in key) + name.removesuffix(SUFFIX)
        owners = self.places.owners.of(base)
        if owners == [key]:
            return True
        others = [owner for owner in owners if owner != key]
        same = all(_same(self.said.get(owner), self.said[key]) for owner in others)
        if same:
            return key in owners and key == owners[0]
        names = " and ".join(owner.rpartition("/")[2] for owner in others)
        whose = f"{name} could be of {names} as well" if key in owners else f"{name} belongs to {names}"
        full = key.rpartition("/")[2] + SUFFIX
        judged = any(self.said.get(owner) is not None for owner in others)
        why = "judged differently" if judged else "not judged"
        raise LeaveError(f"{whose}, which is {why}; name sidecars in full ({full})")


def _same(one: Wanted | None, other: Wanted | None) -> bool:
    if one is None or other is None:
        return False
    return one.values == other.values and one.facts["culling:verdict"] == other.facts["culling:verdict"]


def _said(table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy, mapping: XmpMapping) -> Iterator[Wanted | None]:
    """What each photo's sidecar shall say; None for unjudged ones."""
    codes = decisions["verdict"].cat.codes.to_numpy()
    judged = codes != UNJUDGED
    reasons = np.full(len(table), "", dtype=object)
    reasons[judged] = full_reasons(table, policy, np.flatnonzero(judged)).to_numpy()
    words = words_of(decisions, policy, mapping.reasons)
    places, names = text_codes(table, "mark")
    marks = [names[place] if place >= 0 else "" for place in places.tolist()]
    same = {"culling:policy": policy.policy_id, "culling:metricsVersion": metrics_version()}
    rows = zip(codes.tolist(), decisions["source"], marks, decisions["margin"].tolist(), reasons, words, strict=True)
    for code, source, mark, margin, reason, why in rows:
        if code == UNJUDGED:
            yield None
            continue
        verdict = VERDICTS[code]
        facts = {"culling:verdict": verdict, "culling:source": source, **same}
        facts |= {"culling:mark": mark} if mark else {}
        facts |= {} if math.isnan(margin) else {"culling:margin": f"{margin:.6g}"}
        facts |= {"culling:reasons": reason} if reason else {}
        yield Wanted(mapping.values(verdict, mark), mapping.keywords(verdict, why), facts)
