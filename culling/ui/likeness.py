"""What the photos of a folder have in common, worked out in the background once: neighbours, and where each lies."""

from __future__ import annotations

import threading
from itertools import count

import pandas as pd

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.neighbours import Neighbours
from culling.projection import Projection, laid_out, project_pca
from culling.ui.tasks import Task

_numbers = count()


class Likeness:
    """Neighbours and map of the photos of one table; every session that has the folder open looks at the same.

    Attributes:
        number: of all of this process, another for each.
        share: how much of the laying out is done, 0 … 1.
    """

    def __init__(self, catalog: Catalog, paths: pd.Index, contents: pd.Series | None) -> None:
        self._catalog, self._paths, self._contents = catalog, paths, contents
        self._neighbours: Task[tuple[Neighbours, Projection]] | None = None
        self._layout: Task[Projection] | None = None
        self._lock = threading.Lock()
        self.number = next(_numbers)
        self.share = 0.0

    def is_of(self, paths: pd.Index, contents: pd.Series | None) -> bool:
        """Whether it is of these photos with this content."""
        if contents is None or self._contents is None:
            return paths.equals(self._paths) and contents is self._contents
        return contents is self._contents or (paths.equals(self._paths) and contents.equals(self._contents))

    @property
    def finding(self) -> Task[tuple[Neighbours, Projection]]:
        """The search for neighbours; begun when it is first asked for."""
        with self._lock:
            if self._neighbours is None:
                self._neighbours = Task()
                self._neighbours.start(self._find)
            return self._neighbours

    def find_again(self) -> None:
        """Search for neighbours once more, after a search that failed."""
        with self._lock:
            if self._neighbours is not None and not self._neighbours.running:
                self._neighbours = None

    @property
    def laying(self) -> Task[Projection] | None:
        """The laying out of the map; None before it was asked for."""
        return self._layout

    @property
    def neighbours(self) -> Neighbours | None:
        """None while they are being found, and where that failed."""
        return self.finding.result[0] if self.finding.result else None

    @property
    def projection(self) -> Projection | None:
        """Where the photos lie: by UMAP once it was laid out, by PCA until then; None before there are neighbours."""
        if self._layout is not None and self._layout.result is not None:
            return self._layout.result
        return self.finding.result[1] if self.finding.result else None

    def lay_out(self) -> None:
        """Begin to lay the map out by UMAP, unless that is being done."""
        near = self.neighbours
        with self._lock:
            if near is None or (self._layout is not None and self._layout.running):
                return
            self.share = 0.0
            task: Task[Projection] = Task()
            task.start(lambda: self._lay_out(near, task.stop))
            self._layout = task

    def close(self) -> None:
        """Stop what is being laid out."""
        if self._layout is not None:
            self._layout.cancel()

    def _find(self) -> tuple[Neighbours, Projection]:
        near = self._catalog.neighbours()
        if list(near.paths) != list(self._paths):
            raise CullingError("The folder is being scanned: its map is drawn when that has ended.")
        kept = self._catalog.projection()
        if kept is not None and len(kept.points) == len(near.vectors):
            return near, kept
        return near, Projection.whole(project_pca(near.vectors), "pca", near.paths)

    def _lay_out(self, near: Neighbours, stop: threading.Event) -> Projection:
        laid = laid_out(near, progress=self._note, cancel=stop)
        self._catalog.keep_projection(laid)
        return laid

    def _note(self, share: float) -> None:
        self.share = share
