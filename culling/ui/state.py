"""All that one browser session knows, as one typed object in `st.session_state`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd
import streamlit as st

from culling.charts import Axis
from culling.errors import CullingError
from culling.first_cuts import axis_of
from culling.metrics import METRIC_NAMES
from culling.policy import Policy
from culling.ui import remembered, settings, uploads
from culling.ui.alike import Alike
from culling.ui.anatomy import Anatomy
from culling.ui.auditing import Auditing
from culling.ui.export_job import Exporting
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.listing import Listing
from culling.ui.marking import Marking
from culling.ui.mirrors import Mirrors
from culling.ui.rescuing import Rescuing
from culling.ui.sheet import Sheet
from culling.ui.sort_job import Sorting
from culling.ui.suggesting import Suggesting
from culling.ui.tuning import Tuning
from culling.ui.walk import Walk

PLAIN = "photo"
_KEY = "culling"


@dataclass
class Session:
    """What one person has open.

    Attributes:
        open: the folder, shared with other sessions; None before the first one is opened.
        tuning: policy, decisions, undo and redo. Widgets mirror its policy and never own a cutoff.
        viewing: the photo shown large, None when none is.
        among: the photos it was opened from, in their order; next and previous go through them.
        overlay: what is shown of it: "photo", or an overlay's kind.
        heard: number of the last key that was pressed over it and taken up.
        marking: what was marked in this session, step by step; every mark goes through it.
        listing: the photos that are looked through: filter, order, and the list that is held still meanwhile.
        walk: the photo of that list that a person is at.
        alike: the groups that are looked at, and what of the map is selected.
        anatomy: the measures that are set against each other, and what of their map is selected.
        suggesting: the suggestions that are looked at, and from where on photos are suggested.
        auditing: which labels decisions are compared with, and what the parts of the audit remember.
        rescuing: the photo that is being rescued, and how.
        pressed: number of the last press that was taken up, by set of tiles.
        pressed_said: what an undo took back, by set of tiles: number of the press, words, path of the photo.
        left: the policy as it was left in this folder, by this session or one before.
        sorting: the sort into folders that is planned or runs.
        exporting: sidecars and lists that are planned or written, and what is taken back.
        mirrors: which numbers of the policy the widgets show.
        watched: measures whose histograms are shown also without a rule.
        edge_of: the measure at whose cutoff photos are shown, None for any.
        notes: what could not be done or read, shown once.
        table_number: how many tables were taken up: tells what was drawn of another one. (The address of a table does
            not: a new table can lie where one was that is gone.)
    """

    open: OpenFolder | None = None
    tuning: Tuning = field(default_factory=lambda: Tuning(_no_photos(), Policy.default()))
    viewing: str | None = None
    among: tuple[str, ...] = ()
    overlay: str = PLAIN
    heard: int = 0
    watched: set[str] = field(default_factory=set)
    edge_of: str | None = None
    notes: list[str] = field(default_factory=list)
    table_number: int = 0
    marking: Marking = field(default_factory=Marking)
    listing: Listing = field(default_factory=Listing)
    walk: Walk = field(default_factory=Walk)
    alike: Alike = field(default_factory=Alike)
    anatomy: Anatomy = field(default_factory=Anatomy)
    suggesting: Suggesting = field(default_factory=Suggesting)
    auditing: Auditing = field(default_factory=Auditing)
    rescuing: Rescuing = field(default_factory=Rescuing)
    pressed: dict[str, int] = field(default_factory=dict)
    pressed_said: dict[str, tuple[int, str, str | None]] = field(default_factory=dict)
    left: Policy | None = None
    sorting: Sorting = field(default_factory=Sorting)
    exporting: Exporting = field(default_factory=Exporting)
    mirrors: Mirrors = field(default_factory=Mirrors)
    _sheet: Sheet | None = None
    _axes: dict[str, Axis] = field(default_factory=dict)
    _ordered: dict[str, pd.Series[float]] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        return self.tuning.table

    @property
    def policy(self) -> Policy:
        return self.tuning.policy

    def open_folder(self, folder: Path | str) -> None:
        """Open a folder and start its scan; CullingError when it may not or cannot be opened."""
        chosen = settings.current()
        path = chosen.allow(folder)
        uploads.check_own(path)
        self.open = BOARD.open(path, chosen.catalog_of(path))
        self.marking = Marking()
        self.left = remembered.last_policy(path)
        self.listing = Listing()
        self.walk = Walk()
        self.alike = Alike.like_kept(self.open.catalog.grouping())
        self.anatomy = Anatomy()
        self.suggesting = Suggesting.of(path)
        self.auditing = Auditing()
        self.rescuing = Rescuing()
        self.exporting = self.exporting.in_another_folder()
        self.view(None)
        self._take(self.open.table)
        self.notes.extend(remembered.remember_folder(path))

    def follow(self) -> bool:
        """Take up a scan that ended and marks that were set, here or elsewhere; whether there was anything."""
        if self.open is None:
            return False
        self.open.refresh()
        if self.open.table is self.table:
            return False
        self._take(self.open.table)
        return True

    def mark(self, photo: str, mark: str | None, how: str = "detail") -> None:
        """Mark a photo: written at once, and the verdicts follow."""
        self.mark_all([(photo, mark)], how)

    def mark_all(self, marks: Sequence[tuple[str, str | None]], how: str) -> None:
        """Mark photos as one step, which can be undone."""
        if self.open is not None:
            self.marking.mark(self.open, marks, how)
            self.follow()

    def mark_each(self, marks: Sequence[tuple[str, str | None]], how: str) -> None:
        """Mark photos, each of which is undone by itself."""
        if self.open is not None:
            self.marking.mark_each(self.open, marks, how)
            self.follow()

    def undo_mark(self) -> None:
        """Take the last step of marking back."""
        if self.open is not None:
            self.marking.undo(self.open)
            self.follow()

    def view(self, photo: str | None, among: Sequence[str] = ()) -> None:
        """Show a photo large; `among` is the list that it was opened from."""
        self.viewing = photo
        self.among = tuple(among)

    def neighbour(self, by: Literal[1, -1]) -> str | None:
        """The photo after (1) or before (−1) the one shown that is still in the table; None at the end of the list."""
        if self.viewing not in self.among:
            return None
        at = self.among.index(self.viewing)
        others = self.among[at + 1 :] if by > 0 else self.among[:at][::-1]
        return next((photo for photo in others if photo in self.table.index), None)

    @property
    def shown(self) -> list[str]:
        """The measures whose histograms are shown: those with a rule, and those watched, in the usual order."""
        ruled = {rule.metric for rule in self.policy.rules}
        return [name for name in METRIC_NAMES if name in ruled | self.watched]

    def ordered(self, metric: str) -> pd.Series[float]:
        """A measure's known values, ascending, equal ones in the table's order; sorted once per table."""
        if metric not in self._ordered:
            self._ordered[metric] = self.table[metric].dropna().sort_values(kind="stable")
        return self._ordered[metric]

    def axis(self, metric: str) -> Axis:
        """The stretch of a measure that is drawn and that a slider covers; grows only when a cutoff lies beyond."""
        cutoffs = [cut for rule in self.policy.rules_on(metric) for cut in (rule.reject, rule.maybe) if cut is not None]
        known = self._axes.get(metric)
        if known is None or any(not known.low <= cut <= known.high for cut in cutoffs):
            self._axes[metric] = axis_of(metric, self.ordered(metric).to_numpy(), self.policy.rules_on(metric))
        return self._axes[metric]

    def _take(self, table: pd.DataFrame) -> None:
        self.tuning.use_table(table)
        self.table_number += 1
        if self.open is not None and self.open.sheet is not self._sheet:  # marks alone leave the measures as they are
            self._sheet = self.open.sheet
            self._axes.clear()
            self._ordered.clear()


def _no_photos() -> pd.DataFrame:
    return pd.DataFrame(columns=list(METRIC_NAMES), index=pd.Index([], name="path"), dtype=float)


def session() -> Session:
    """This browser session's state; a new session opens the folder that the dashboard was started with."""
    if _KEY not in st.session_state:
        new = Session()
        _open_first(new)
        st.session_state[_KEY] = new  # whole: a run that is stopped on the way leaves none behind
    state: Session = st.session_state[_KEY]
    state.follow()
    return state


def _open_first(state: Session) -> None:
    first = settings.current().first_folder()
    if first is None:
        return
    try:
        state.open_folder(first)
    except CullingError as reason:
        state.notes.append(str(reason))
