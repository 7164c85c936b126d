"""How the browser tests read and drive the map; where photos lie is worked out here, not asked of the browser."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from culling.catalog import Catalog
from culling.group.grouping import group
from culling.neighbours import Neighbours
from tests.browser.conftest import Server
from tests.browser.pages import Open, catalog_path_in, scanned_once

Line = Sequence[tuple[float, float]]
LAID_OUT_MS = 180_000  # on a fresh machine numba compiles first


def similar(open_page: Open, **options: object) -> Page:
    """The page Similar, when the map is laid out for good: from then on nothing on it moves by itself."""
    scanned_once(open_page)
    page = open_page("similar", **options)
    expect(page.get_by_role("button", name="Lay out anew")).to_be_visible(timeout=LAID_OUT_MS)
    expect(page.locator(".stage[data-view]")).to_be_visible()
    still(page)
    return page


def stage(page: Page) -> Locator:
    return page.locator(".map .stage")


def still(page: Page) -> None:
    """Wait until the view has not changed for half a second."""
    before, since = "", time.monotonic()
    while time.monotonic() - since < 0.5:
        now = stage(page).get_attribute("data-view") or ""
        if now != before:
            before, since = now, time.monotonic()
        page.wait_for_timeout(50)


def said(page: Page) -> Locator:
    return page.locator(".map .said")


def chosen(page: Page, count: int) -> None:
    """Wait until so many photos are selected, here and in Python."""
    expect(page.locator(".map .chosen")).to_have_text(f"{count:,} selected" if count else "")
    title = f"Selection ({count:,})" if count else "Selection"
    expect(page.get_by_role("radio", name=title, exact=True)).to_be_visible()


def known(server: Server) -> tuple[pd.DataFrame, Neighbours, NDArray[np.float32]]:
    """Table, neighbours and points, as the server has them."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        projection = catalog.projection()
        assert projection is not None
        assert projection.kind == "umap"
        return catalog.table(), catalog.neighbours(), projection.points


def on_screen(page: Page, points: NDArray[np.float32]) -> NDArray[np.float64]:
    """Where photos are within the stage, in pixels: the longer side of the map runs from −1 to 1, and up is up."""
    scale, left, top = (float(part) for part in str(stage(page).get_attribute("data-view")).split())
    wide = points.astype(np.float64)
    low, high = np.nanmin(wide, axis=0), np.nanmax(wide, axis=0)
    centred = (wide - (low + high) / 2) / (max(high - low) / 2)
    return np.column_stack([left + scale * centred[:, 0], top - scale * centred[:, 1]])


def within(places: NDArray[np.float64], line: Line) -> list[int]:
    """Rows that a closed line goes around, by the angle that it turns through as seen from there."""
    rows = []
    for row, (x, y) in enumerate(places.tolist()):
        angles = [math.atan2(cornerY - y, cornerX - x) for cornerX, cornerY in line]
        turned = sum((after - before + math.pi) % (2 * math.pi) - math.pi for before, after in closed(angles))
        if abs(turned) > math.pi:
            rows.append(row)
    return rows


def closed(angles: list[float]) -> list[tuple[float, float]]:
    return list(zip(angles, [*angles[1:], angles[0]], strict=True))


def draw(page: Page, line: Line, *, hold: str | None = None) -> None:
    """Draw along these places of the stage, with a key held."""
    box = stage(page).bounding_box()
    assert box is not None
    if hold:
        page.keyboard.down(hold)
    page.mouse.move(box["x"] + line[0][0], box["y"] + line[0][1])
    page.mouse.down()
    for x, y in line[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=2)
    page.mouse.up()
    if hold:
        page.keyboard.up(hold)


def selected_names(page: Page) -> list[str]:
    """The names of the photos beside the map, in their order; for a selection whose tiles are all on the screen."""
    return page.locator(".st-key-selection_photos .tile:not([hidden]) .name").all_inner_texts()


def true_counts(table: pd.DataFrame, near: Neighbours, distance: float) -> str:
    """What the line below the map says of the groups at this distance."""
    groups = group(table, near, "likeness", distance=distance)["group"]
    count, photos = groups.nunique(), int(groups.notna().sum())
    return f"{count:,} {'group' if count == 1 else 'groups'} of {photos:,} photos, {len(table) - photos:,} alone"
