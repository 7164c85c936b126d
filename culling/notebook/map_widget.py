"""All photos on a map, the distance at which they join on a slider, and pictures of what is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import pandas as pd
import plotly.graph_objects as go
import traitlets

from culling.catalog import Catalog
from culling.group.grouping import group
from culling.group.methods import suggest_distance
from culling.labels.words import counted
from culling.map_figure import map_figure
from culling.notebook.figures import redraw, shown
from culling.notebook.pictures_widget import Pictures
from culling.projection import project_pca

_STEP = 0.005


class PhotoMap(ipywidgets.VBox):  # type: ignore[misc]
    """See `culling.notebook.photo_map`.

    Attributes:
        distance: 1 − cosine at which photos join; follows the slider, and setting it moves the slider.
        groups: as `culling.group` gives them at that distance.
        selected: paths in the lasso or box, or of the group that was clicked.
        figure, pictures: the widgets that it is made of.
    """

    distance = traitlets.Float(0.0)
    selected = traitlets.List(trait=traitlets.Unicode(), read_only=True)

    def __init__(
        self,
        table: pd.DataFrame,
        catalog: Catalog,
        *,
        distance: float | None = None,
        colour: pd.Series | None = None,
    ) -> None:
        self._table, self._colour = table, colour
        self._near = catalog.neighbours()
        if list(self._near.paths) != list(table.index):
            raise ValueError("the table is not that of the catalog: give what scan(folder, catalog=catalog) returned")
        self._chosen = catalog.chosen_keepers()
        kept = catalog.projection()
        self._points = project_pca(self._near.vectors) if kept is None else kept.points
        self._selector: Any = None
        self._inside: list[int] = []
        self.pictures = Pictures(catalog)
        self.figure = shown(go.Figure())
        self._said = ipywidgets.Label()
        slider = ipywidgets.FloatSlider(
            min=0, max=1, step=_STEP, description="distance", readout_format=".3f", continuous_update=True
        )
        slider.layout.width = "min(36em, 100%)"
        super().__init__([ipywidgets.HBox([slider, self._said]), self.figure, self.pictures])
        traitlets.link((self, "distance"), (slider, "value"))
        start = suggest_distance(len(table)) if distance is None else distance
        if start == self.distance:
            self._join()
        self.distance = start

    @traitlets.validate("distance")
    def _within(self, proposal: Any) -> float:
        return min(max(float(proposal["value"]), 0.0), 1.0)

    @traitlets.observe("distance")
    def _moved(self, _: Any) -> None:
        self._join()

    def _join(self) -> None:
        self.groups = group(self._table, self._near, "likeness", chosen=self._chosen, distance=self.distance)
        joined = int(self.groups["group"].notna().sum())
        alone = len(self.groups) - joined
        groups = counted(self.groups["group"].nunique(), "group")
        self._said.value = f"{groups} of {counted(joined, 'photo')}, {alone:,} alone"
        colour = self.groups["group"] if self._colour is None else self._colour
        redraw(self.figure, map_figure(self._points, colour, [str(path) for path in self._table.index], height=420))
        for trace in self.figure.data:
            trace.on_selection(self._lassoed)
            trace.on_click(self._clicked)

    def _lassoed(self, trace: Any, points: Any, selector: Any) -> None:
        """Told once for each trace with points inside; the lasso or box is the same object for all of them."""
        if selector is not self._selector:
            self._selector, self._inside = selector, []
        self._inside += [int(trace.customdata[at]) for at in points.point_inds]
        self._show([str(self._table.index[row]) for row in sorted(self._inside)])

    def _clicked(self, trace: Any, points: Any, _: Any) -> None:
        if points.point_inds:
            self.show_group(str(self._table.index[int(trace.customdata[points.point_inds[0]])]))

    def show_group(self, path: str) -> None:
        """Show the group of a photo, the keeper first, or the photo alone.

        Raises:
            ValueError: the table has no such photo.
        """
        if path not in self.groups.index:
            raise ValueError(f"there is no photo {path!r} in this table")
        number = self.groups.at[path, "group"]
        members = self.groups[(self.groups["group"] == number).to_numpy()]
        ordered = members.sort_values("keeper", ascending=False, kind="stable").index
        self._show([str(member) for member in ordered] or [path])

    def _show(self, paths: Sequence[str]) -> None:
        notes = {path: self._note(path) for path in paths}
        self.pictures.show(paths, notes)
        self.set_trait("selected", list(paths))

    def _note(self, path: str) -> str:
        reason = str(self.groups.at[path, "keeper_reason"]) or "alone"
        return f"keeper: {reason}" if self.groups.at[path, "keeper"] else reason
