"""How fast the page of similar photos answers in a real Chromium, on made-up rows with vectors and a kept map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.chromium import Screen, chromium, chromium_path
from benchmarks.places import scratch_folder
from benchmarks.report import Row
from benchmarks.ui_rows import Running, running

Lines = Iterator[tuple[str, ...]]

_STAGE = ".map .stage"


def similar(sizes: tuple[int, ...]) -> list[Row]:
    """Medians at each number of photos."""
    if chromium_path() is None:
        return [Row("similar", "not measured: no Chromium on this machine (Debian: apt-get install chromium)")]
    return [row for count in sizes for row in _at(count)]


def _at(count: int) -> Iterator[Row]:
    with scratch_folder() as scratch, running(Path(scratch), count, alike=True) as server, chromium() as opened:
        screen = opened(server.address)
        for what, *rest in (*_first(screen), *_map(screen), *_distance(screen), *_loop(screen, server)):
            yield Row(f"{count:,} photos: {what}", *rest)


def _first(screen: Screen) -> Lines:
    begun = screen.now()
    screen.to("Similar")
    screen.page.locator(_STAGE).wait_for()
    screen.until(lambda: bool(screen.measures("culling-map-draw")), 120)
    yield "click to the first map", f"{(screen.now() - begun) / 1000:.2f} s"
    screen.page.locator(".head b", has_text="Distance").wait_for()
    screen.pause(2)


def _map(screen: Screen) -> Lines:
    """Drag the map about: what a frame costs."""
    screen.page.get_by_role("button", name="Move", exact=True).click()
    screen.forget_measures()
    for turn in range(4):
        screen.drag(screen.page.locator(_STAGE), 120 if turn % 2 else -120)
    frames = screen.measures("culling-map-draw")
    yield "a frame of the map while it is dragged, median", f"{median(frames):.1f} ms of {len(frames)}", "≤ 33 ms"


def _distance(screen: Screen) -> Lines:
    """Drag the distance: groups anew in the browser on every move."""
    line = screen.page.get_by_role("slider", name="Distance up to which photos are grouped")
    screen.forget_measures()
    for turn in range(4):
        screen.drag(line, 60 if turn % 2 else -60)
        screen.pause(1.5)
    moves = screen.measures("culling-map-regroup")
    yield "a move of the distance: groups anew, median", f"{median(moves):.1f} ms of {len(moves)}", "≤ 50 ms at 100,000"


def _loop(screen: Screen, server: Running) -> Lines:
    """Box a part of the map: how long until its photos stand beside it."""
    screen.page.get_by_role("button", name="Box", exact=True).click()
    stage = screen.page.locator(_STAGE).bounding_box() or {"x": 0.0, "y": 0.0, "width": 0.0, "height": 0.0}
    x, y = stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2
    screen.page.mouse.move(x - 60, y - 60)
    screen.page.mouse.down()
    screen.page.mouse.move(x + 60, y + 60, steps=12)
    begun = screen.now()
    screen.page.mouse.up()
    screen.page.locator(".viewport .tile").first.wait_for()
    selected = screen.page.get_by_text(" photos selected").first.inner_text()
    yield "a box → its photos beside the map", f"{screen.now() - begun:.0f} ms, {selected}"
