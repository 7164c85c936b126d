"""Thumbnails with names and notes as a widget; the pictures travel with it, so that they are there at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

import anywidget
import traitlets

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.notebook.scripts import module


class Pictures(anywidget.AnyWidget):
    """See `culling.notebook.pictures`.

    Attributes:
        paths: of the photos that are shown.
        chosen: path of the photo that was chosen last, "" while there is none.
    """

    _esm = module((), ("pictures.js",), own_style="pictures.css")

    chosen = traitlets.Unicode("", read_only=True)

    _photos: Any = traitlets.List().tag(sync=True)
    _more = traitlets.Unicode("").tag(sync=True)
    _pressed = traitlets.List([0, -1]).tag(sync=True)  # how often, and at which place

    def __init__(
        self, catalog: Catalog, paths: Iterable[str] = (), notes: Mapping[str, str] | None = None, *, most: int = 48
    ) -> None:
        if most < 1:
            raise ValueError(f"most must be 1 or more, got {most}")
        self._catalog, self._most = catalog, most
        self.paths: list[str] = []
        super().__init__()
        self.show(paths, notes)

    def show(
        self, paths: Iterable[str], notes: Mapping[str, str] | None = None, titles: Mapping[str, str] | None = None
    ) -> None:
        """Other photos from now on.

        Args:
            paths: in this order.
            notes: what is said beneath each, by path.
            titles: what is said above a photo, which begins a line of its own.
        """
        everything = [str(path) for path in paths]
        self.paths = everything[: self._most]
        photos = [self._photo(path, (notes or {}).get(path, ""), (titles or {}).get(path, "")) for path in self.paths]
        self.set_trait("chosen", "")
        with self.hold_sync():
            self._pressed = [0, -1]
            self._more = _more(len(everything), len(photos))
            self._photos = photos

    def _photo(self, path: str, note: str, title: str) -> dict[str, Any]:
        jpeg = thumbnail(self._catalog, path)
        return {"path": path, "name": PurePosixPath(path).name, "note": note, "title": title, "jpeg": jpeg}

    @traitlets.observe("_pressed")
    def _was_pressed(self, change: Any) -> None:
        place = change["new"][1] if len(change["new"]) == 2 else -1
        if type(place) is int and 0 <= place < len(self.paths):
            self.set_trait("chosen", self.paths[place])


def thumbnail(catalog: Catalog, path: str) -> bytes | None:
    """The photo's picture; None where there is none, or the catalog is gone: then its name alone is shown."""
    try:
        return catalog.thumbnail(path)
    except CullingError:
        return None


def _more(count: int, shown: int) -> str:
    if not count:
        return "No photos."
    return f"{shown:,} of {count:,} photos are shown." if shown < count else ""
