"""The histograms with cut lines as a widget: the lines and the policy follow each other, both ways."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets
from numpy.typing import NDArray

from culling.catalog import Catalog
from culling.charts import Axis
from culling.decide import decide
from culling.first_cuts import axis_data, axis_of
from culling.judge import check_columns
from culling.labels import Truth
from culling.metrics import METRIC_NAMES
from culling.notebook.pictures_widget import thumbnail
from culling.notebook.scripts import module
from culling.policy import Policy
from culling.ui.components.cutoff_data import SCRIPTS, STYLE, Labelled, cutoff_data
from culling.ui.moves import changed, take_up
from culling.ui.sheet import Sheet
from culling.ui.tuning import Tuning

_THUMB = "/picture/thumb/"
_SENT_AHEAD = 250  # photos whose thumbnails travel with the widget: some 3 MB


class Cutoffs(anywidget.AnyWidget):
    """See `culling.notebook.cutoffs`.

    Attributes:
        policy: where the lines stand; it follows each move of a line, also while one is dragged, and setting it moves
            the lines. `observe(function, "policy")` is told of both.
        chosen: path of the photo beside a cut that was clicked last, "" before.
    """

    _esm = module(SCRIPTS, ("cutoffs.js",), (STYLE,))

    policy = traitlets.Instance(Policy)
    chosen = traitlets.Unicode("", read_only=True)

    _data = traitlets.Dict().tag(sync=True)
    _held = traitlets.Dict().tag(sync=True)  # what the browser asks for, by address
    _moves: Any = traitlets.List().tag(sync=True)  # from here on what the browser says: anything
    _moving: Any = traitlets.List().tag(sync=True)
    _opened: Any = traitlets.List(allow_none=True, default_value=None).tag(sync=True)
    _hidden = traitlets.Any().tag(sync=True)

    def __init__(
        self,
        table: pd.DataFrame,
        policy: Policy,
        *,
        catalog: Catalog | None = None,
        labels: Truth | None = None,
        measures: tuple[str, ...] = (),
    ) -> None:
        if missing := sorted(set(measures) - (set(table.columns) & set(METRIC_NAMES))):
            raise ValueError(f"the table has no measure {', '.join(missing)}")
        self._tuning = Tuning(table, policy)
        self._catalog, self._measures = catalog, set(measures)
        self._sheet = Sheet("notebook", table)
        self._labels = None if labels is None else Labelled(labels, _labels_line(labels))
        self._known: dict[str, NDArray[np.float64]] = {}
        self._axes: dict[str, Axis] = {}
        self._taking = False
        super().__init__(policy=policy)
        self.on_msg(self._asked)
        self._draw()

    @property
    def decisions(self) -> pd.DataFrame:
        """What `policy` decides, as `culling.decide` gives it."""
        return self._tuning.decisions if self.policy == self._tuning.policy else decide(self.table, self.policy)

    @property
    def table(self) -> pd.DataFrame:
        """The photos."""
        return self._tuning.table

    def undo(self) -> bool:
        """Take the last move back, as Ctrl+Z does; False when there is none."""
        return self._tuning.undo() and self._taken()

    def redo(self) -> bool:
        """Make it again, as Ctrl+Y does; False when there is nothing to make again."""
        return self._tuning.redo() and self._taken()

    # -- what the browser is told ---------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Send where the lines stand, and the numbers that are new."""
        tuning, policy = self._tuning, self._tuning.policy
        self._measures |= {rule.metric for rule in policy.rules}  # a rule that goes leaves its histogram
        shown = [name for name in METRIC_NAMES if name in self._measures]
        axes = {metric: self._axis(metric) for metric in shown}
        data = cutoff_data(self._sheet, policy, axes, tuning.forced, tuning.guarded, self._labels, tuning.heard)
        held = dict.fromkeys([f"{self._sheet.address}/column/{name}" for name in (*shown, *policy.measures)])
        offered = [address for address in (data["guard"], (data["labels"] or {}).get("at")) if address]
        ahead = range(self._sheet.count if self._sheet.count <= _SENT_AHEAD and self._catalog else 0)
        thumbs = [f"{self._sheet.address}{_THUMB}{row}" for row in ahead]
        held |= dict.fromkeys([f"{self._sheet.address}/paths", *offered, *thumbs])
        if held.keys() != self._held.keys():
            self._held = {address: self._held.get(address) or self._bytes(address) for address in held}
        self._data = data

    def _axis(self, metric: str) -> dict[str, Any]:
        if metric not in self._known:
            values = self.table[metric].to_numpy(np.float64, na_value=np.nan)
            self._known[metric] = values[~np.isnan(values)]
        known, rules = self._known[metric], self._tuning.policy.rules_on(metric)
        cutoffs = [cut for rule in rules for cut in (rule.reject, rule.maybe) if cut is not None]
        axis = self._axes.get(metric)
        if axis is None or any(not axis.low <= cut <= axis.high for cut in cutoffs):
            axis = self._axes[metric] = axis_of(metric, known, rules)
        return dict(axis_data(metric, axis, known, rules))

    def _bytes(self, address: str) -> bytes | None:
        """What stands at an address of the sheet, as its server gives it."""
        what, _, name = address.removeprefix(self._sheet.address).lstrip("/").partition("/")
        if what == "paths":
            return self._sheet.paths_json
        if what == "picture":
            return self._thumbnail(name.rpartition("/")[2])
        return self._sheet.column(name) if what == "column" else self._sheet.offered(name)

    # -- what the browser says ------------------------------------------------------------------------------------

    @traitlets.validate("policy")
    def _fits(self, proposal: Any) -> Policy:
        check_columns(self.table, proposal["value"])
        return proposal["value"]

    @traitlets.observe("policy")
    def _policy_set(self, change: Any) -> None:
        if not self._taking and self._tuning.change(change["new"]):
            self._draw()

    @traitlets.observe("_moves")
    def _moved(self, change: Any) -> None:
        heard = self._tuning.heard
        take_up(self._tuning, change["new"])
        if self._tuning.heard > heard:
            self._taken()

    @traitlets.observe("_moving")
    def _followed(self, change: Any) -> None:
        """A line that is still being dragged: nothing that could be undone yet."""
        if policy := changed(self._tuning, "set", change["new"][1:]):
            with self._take():
                self.policy = policy

    @traitlets.observe("_opened")
    def _photo_opened(self, change: Any) -> None:
        row = change["new"][0] if change["new"] else None
        if type(row) is int and 0 <= row < self._sheet.count:
            self.set_trait("chosen", self._sheet.paths[row])

    @traitlets.observe("_hidden")
    def _measure_hidden(self, change: Any) -> None:
        if isinstance(change["new"], str) and change["new"] in self._measures:
            self._measures.remove(change["new"])
            self._draw()

    def _taken(self) -> bool:
        """The policy is what the tuning says, and the browser hears so."""
        with self._take():
            self.policy = self._tuning.policy
        self._draw()
        return True

    @contextmanager
    def _take(self) -> Iterator[None]:
        """The policy follows here; nobody set it."""
        self._taking = True
        try:
            yield
        finally:
            self._taking = False

    def _asked(self, _: Any, said: Any, __: Any) -> None:
        """Send the picture at an address; nothing for a photo that has none."""
        address = said.get("picture") if isinstance(said, dict) else None
        thumbs = self._sheet.address + _THUMB
        if isinstance(address, str) and address.startswith(thumbs):
            jpeg = self._thumbnail(address.removeprefix(thumbs))
            self.send({"picture": address}, [jpeg] if jpeg else [])

    def _thumbnail(self, row: str) -> bytes | None:
        known = row.isascii() and row.isdigit() and len(row) < 10 and int(row) < self._sheet.count
        if self._catalog is None or not known:
            return None
        return thumbnail(self._catalog, self._sheet.paths[int(row)])


def _labels_line(truth: Truth) -> str:
    keepers = int(truth.keep.sum())
    return f"{len(truth):,} labels: {keepers:,} keep, {len(truth) - keepers:,} reject"
