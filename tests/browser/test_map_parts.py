"""The map's own arithmetic in a real browser: groups at a distance as Python finds them, ties and all, and fast."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from culling.forest import Forest, of_edges
from culling.group.dbscan import dbscan
from culling.group.links import groups_of
from culling.neighbours import find_neighbours
from culling.ui.components.parts import joined, pack
from tests.browser.tabs import Tabs

_SCRIPTS = ("rows.js", "cutoffs/scale.js", *(f"photo_map/{name}.js" for name in ("joins", "space", "paint", "inks")))
_LINKS = "([bytes, links, count]) => { window.joins = new Joins(unpack(bytes, Uint8Array).buffer, links, count); }"
_AT = "distance => ({ numbers: [...joins.at(distance)], ...countGroups(joins.at(distance)) })"
_MANY = 100_000


@pytest.fixture
def page(tabs: Tabs) -> Iterator[Page]:
    """An empty page that knows our functions."""
    page = tabs.take("light")
    page.set_viewport_size({"width": 700, "height": 600})
    page.add_script_tag(content=joined(*_SCRIPTS))
    yield page
    tabs.give_back(page)


def _put_in(page: Page, forest: Forest, count: int) -> None:
    ends = (end.astype("<i4").tobytes() for end in (forest.first, forest.second))
    data = np.frombuffer(b"".join(ends) + forest.lengths.astype("<f4").tobytes(), np.uint8)
    page.evaluate(_LINKS, [pack(data), len(forest), count])


def _vectors(rng: np.random.Generator) -> NDArray[np.float32]:
    """Clumps, copies, strangers, and photos without a vector."""
    middles = rng.normal(size=(9, 12))
    vectors = middles[rng.integers(0, 9, 150)] + rng.normal(size=(150, 12)) * rng.choice([0.02, 0.2, 0.8], (150, 1))
    vectors[rng.integers(0, 150, 20)] = vectors[rng.integers(0, 150, 20)]
    vectors[rng.integers(0, 150, 6)] = np.nan
    return vectors.astype(np.float32)


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_those_of_python_at_every_distance(page: Page, seed: int) -> None:
    near = find_neighbours(_vectors(np.random.default_rng(seed)))
    forest = near.forest(2)
    _put_in(page, forest, len(near.places))
    exact = [float(f"{length:.6f}") for length in np.unique(forest.lengths)[::9]]  # ties, and just below each
    below = [float(np.nextafter(np.float32(cut), np.float32(0))) for cut in exact if cut > 0]
    for distance in (0.0, 0.01, 0.3, 0.7, 1.0, *exact, *below):
        expected = groups_of(dbscan(near, distance, 2))
        found = page.evaluate(_AT, distance)
        assert found["numbers"] == expected.tolist(), distance
        assert (found["groups"], found["photos"]) == (int(expected.max()) + 1, int((expected >= 0).sum()))
        assert found["alone"] == len(expected) - found["photos"]


def test_a_hundred_thousand_photos_are_grouped_and_drawn_while_a_hand_moves(
    page: Page, record_property: Callable[[str, object], None]
) -> None:
    rng = np.random.default_rng(5)
    first = rng.integers(0, _MANY, 3 * _MANY)
    second = (first + rng.integers(1, _MANY, len(first))) % _MANY
    forest = of_edges(first, second, rng.random(len(first)).astype(np.float32).round(6), _MANY)
    _put_in(page, forest, _MANY)
    points = np.concatenate([rng.normal(size=(_MANY // 2, 2)), rng.normal(size=(_MANY // 2, 2)) * 0.2 + 3])
    took = page.evaluate(_SPEED, [pack(points.astype("<f4").view(np.uint8).ravel()), float(forest.lengths[-1])])
    record_property("milliseconds", took)
    assert took["grouping"] < 1000  # 2 ms, and 6 ms to draw, where they were measured
    assert took["drawing"] < 1000


_SPEED = """([bytes, longest]) => {
  const count = joins.count;
  const canvas = document.body.appendChild(document.createElement("canvas"));
  Object.assign(canvas.style, { width: "480px", height: "400px", display: "block" });
  const space = new Space();
  const { x, y } = spread(new Float32Array(unpack(bytes, Uint8Array).buffer));
  space.place(x, y, count);
  space.resize(480, 400);
  space.fit();
  const [painter, inks, tiers] = [new Painter(canvas), new Uint32Array(count), new Uint8Array(count).fill(2)];
  const known = new Map();
  const colours = [0xff0000ff, 0xff00ff00, 0xffff0000];
  const times = { grouping: [], colouring: [], drawing: [] };
  for (let step = 0; step < 20; step += 1) {
    const begun = performance.now();
    const numbers = joins.at((longest * step) / 20);
    const grouped = performance.now();
    groupInks(numbers, inks, 0xff888888, colours, known);
    const coloured = performance.now();
    space.pan(step, 0);
    painter.draw(space, inks, tiers, pointRadius(count, 1), 900);
    times.grouping.push(grouped - begun);
    times.colouring.push(coloured - grouped);
    times.drawing.push(performance.now() - coloured);
  }
  const middle = (list) => Math.round(list.sort((a, b) => a - b)[list.length >> 1] * 10) / 10;
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, middle(list)]));
}"""
