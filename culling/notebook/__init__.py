"""The dashboard's work in Jupyter: cutoffs that are dragged, pictures, a map with groups, figures that follow a policy.

Needs the extra `notebook` (`pip install 'culling[notebook]'`); JupyterLab, Notebook and VS Code show it. No server is
started, nothing is fetched from the network, and names of files are shown as text, whatever they hold.

>>> from culling.notebook import cutoffs  # doctest: +SKIP
>>> tuner = cutoffs(table, Policy.default(), catalog=catalog)  # doctest: +SKIP
>>> tuner  # as the last line of a cell: drag the lines  # doctest: +SKIP
>>> tuner.policy, tuner.decisions  # where they stand now  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from culling.errors import CullingError
from culling.policy import Policy

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from culling.catalog import Catalog
    from culling.labels import Truth
    from culling.notebook.cutoffs_widget import Cutoffs
    from culling.notebook.map_widget import PhotoMap
    from culling.notebook.pictures_widget import Pictures
    from culling.scan import Progress

__all__ = ["cutoffs", "live_figure", "photo_map", "pictures", "progress_bar"]


def cutoffs(
    table: pd.DataFrame,
    policy: Policy | None = None,
    *,
    catalog: Catalog | None = None,
    labels: Truth | None = None,
    measures: Iterable[str] = (),
) -> Cutoffs:
    """Each rule as a histogram with its cut as a line: drag it, or use the arrow keys, and all is decided again.

    Args:
        table: as `scan` returns it.
        policy: where the lines stand at first; left out, the default policy.
        catalog: where pictures of the two photos beside the cut come from; None shows their names alone.
        labels: precision, recall and keepers lost against these follow each move.
        measures: shown besides those that have a rule.

    Returns:
        A widget with `policy` (read it, observe it, set it), `decisions` of that policy, and `chosen`, the path of the
        photo that was clicked last.

    Raises:
        CullingError: the extra `notebook` is not installed.
        ValueError: the table lacks a measure of the policy, or one that is to be shown.
    """
    _need_extra()
    from culling.notebook.cutoffs_widget import Cutoffs

    return Cutoffs(table, policy or Policy.default(), catalog=catalog, labels=labels, measures=tuple(measures))


def pictures(
    catalog: Catalog, paths: Iterable[str] = (), notes: Mapping[str, str] | None = None, *, most: int = 48
) -> Pictures:
    """Thumbnails of photos with their names; arrow keys go through them, Enter or a click chooses one.

    Args:
        catalog: where they come from.
        paths: of the photos, in this order.
        notes: what is said beneath each, by path.
        most: shown at most; how many there are is said.

    Returns:
        A widget with `show(paths, notes)` for other photos, and `chosen`, the path of the one that was chosen last.

    Raises:
        CullingError: the extra `notebook` is not installed.
    """
    _need_extra()
    from culling.notebook.pictures_widget import Pictures

    return Pictures(catalog, paths, notes, most=most)


def photo_map(
    table: pd.DataFrame,
    catalog: Catalog,
    *,
    distance: float | None = None,
    colour: pd.Series | None = None,
) -> PhotoMap:
    """All photos on a map, alike ones near each other, and a slider of the distance at which they join as groups.

    A click on a photo shows its group, the keeper first, and why; a lasso or a box shows what is inside.

    Args:
        table: as `scan` returns it.
        catalog: that of the scan: it has the vectors, the pictures, and the map, where one was kept.
        distance: where the slider stands at first, 0 … 1; left out, what suits so many photos.
        colour: a value per photo in place of its group, such as `decisions["verdict"]`.

    Returns:
        A widget with `distance`, `groups` (as `culling.group` gives them) and `selected`, paths in the lasso.

    Raises:
        CullingError: the extra `notebook` is not installed.
        ValueError: the table is not that of the catalog.
    """
    _need_extra()
    from culling.notebook.map_widget import PhotoMap

    return PhotoMap(table, catalog, distance=distance, colour=colour)


def live_figure(tuner: Cutoffs, draw: Callable[[Policy], go.Figure]) -> go.FigureWidget:
    """A figure that is drawn again whenever a line of `tuner` moves.

    Args:
        tuner: what `cutoffs` returned.
        draw: makes the figure of a policy, such as one of `culling.audit_figures`.

    Raises:
        CullingError: the extra `notebook` is not installed.
    """
    _need_extra()
    from culling.notebook.figures import followed

    return followed(tuner, draw)


def progress_bar() -> Callable[[Progress], None]:
    """A bar below the cell for `scan(folder, progress=progress_bar())`; one that is interrupted goes on with the next.

    Raises:
        CullingError: the extra `notebook` is not installed.
    """
    _need_extra()
    from culling.notebook.progress import shown

    return shown()


def _need_extra() -> None:
    """CullingError that says what to install, where the packages of the extra are missing."""
    try:
        import anywidget  # noqa: F401
        import ipywidgets  # noqa: F401
    except ImportError as error:
        missing = error.name or "anywidget"
        raise CullingError(
            f"widgets need {missing}, which is not installed: pip install 'culling[notebook]', then restart the kernel"
        ) from error
