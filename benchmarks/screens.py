"""How fast the screens answer in a real Chromium, on made-up rows: our own parts, beside native widgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from benchmarks.chromium import Screen, chromium, chromium_path
from benchmarks.places import scratch_folder
from benchmarks.report import Row
from benchmarks.ui_rows import Running, running
from culling.policy import Policy, Rule

Lines = Iterator[tuple[str, ...]]

SIZES = (1_000, 10_000, 100_000)

#: Eight rules, as the goals are set for.
EIGHT = Policy(
    "eight rules",
    (
        Rule("blur", "above", 0.5, maybe=0.3),
        Rule("motion_blur", "above", 0.9, maybe=0.7),
        Rule("laplacian_variance", "below", 120.0, maybe=200.0),
        Rule("tenengrad", "below", 100.0),
        Rule("luminance", "below", 25.0, maybe=40.0),
        Rule("luminance", "above", 225.0, maybe=210.0),
        Rule("highlight_clipping", "above", 0.5, maybe=0.3),
        Rule("shadow_clipping", "above", 0.5, maybe=0.3),
    ),
)


def screens(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Medians at each number of rows."""
    if chromium_path() is None:
        return [Row("screens", "not measured: no Chromium on this machine (Debian: apt-get install chromium)")]
    return [row for count in sizes for row in _at(count)]


def _at(count: int) -> Iterator[Row]:
    with scratch_folder() as scratch, running(scratch, count) as server, chromium() as opened:
        screen = opened(server.address)
        lines = [*_cutoffs(screen, server, scratch / "eight.toml"), *_sliders(screen, server)]
        screen.page.close()
        lines += _gallery(opened(server.address), server)
        yield from (Row(f"{count:,} rows: {what}", *rest) for what, *rest in lines)


def _cutoffs(screen: Screen, server: Running, file: Path) -> Lines:
    """Drag one cut of eight: what a move costs, and what a release."""
    screen.to("Tune")
    screen.use(EIGHT, file)
    handle = screen.page.get_by_role("slider", name="blur: reject above", exact=True)
    handle.wait_for()
    screen.page.get_by_role("slider", name="shadow_clipping: reject above", exact=True).wait_for()
    screen.pause(2)
    fetched = screen.fetches("/column/")
    screen.forget_measures()
    for turn in range(10):
        screen.drag(handle, 60 if turn % 2 else -60)
        screen.pause(1.2)
    moves = screen.measures("culling-move")
    yield "a move of a cut: recompute, draw; median", f"{median(moves):.1f} ms", "≤ 16 ms at 100,000 × 8"
    yield "… 95th percentile", f"{_percentile(moves, 95):.1f} ms of {len(moves)} moves"
    released = screen.notes("released")[-10:]
    yield "release → Python, median", _lag(released, server.moments("change")), "≤ 150 ms"
    yield "release → the counts that Python drew, median", _lag(released, screen.notes("counted"))
    yield "columns fetched again by ten moves", f"{screen.fetches('/column/') - fetched}", "0"
    yield "sent to the browser so far", f"{screen.received():.1f} MB"


def _sliders(screen: Screen, server: Running) -> Lines:
    """The same cut by Streamlit's own slider."""
    screen.page.get_by_role("radio", name="sliders").click()
    slider = screen.page.locator('[class*="st-key-cut_luminance_below"] input[type=range]').first
    slider.wait_for()
    screen.pause(2)
    for _ in range(8):
        slider.press("ArrowRight")
        screen.pause(1.5)
    pressed = screen.notes("pressed")[-8:]
    yield "native slider: key → Python, median", _lag(pressed, server.moments("change"))
    yield "native slider: key → the counts that Python drew, median", _lag(pressed, screen.notes("counted"))


def _gallery(screen: Screen, server: Running) -> Lines:
    """Look and mark by keyboard."""
    screen.pause(1)
    begun = screen.now()
    screen.to("Review")
    tile = screen.page.locator(".viewport .tile img").first
    tile.wait_for()
    tile.evaluate("image => image.decode()")
    yield "review: click to the first picture", f"{(screen.now() - begun) / 1000:.2f} s"
    first = screen.measures("culling-first-tile")
    yield "gallery: its start to the first tile", f"{first[0] / 1000:.2f} s", "≤ 0.6 s at 10,000"
    screen.page.locator(".viewport").focus()
    screen.pause(1.5)
    for words, pause, goal in (("ten a second", 0.1, "≤ 16 ms"), ("as fast as they can be sent", 0.0, "")):
        keys = _turned(screen, pause)
        spread = f"95th percentile {_percentile(keys, 95):.1f} ms of {len(keys)}"
        yield f"key → paint, keys {words}, median", f"{median(keys):.1f} ms, {spread}", goal
    lags = [_marked_after(screen, server) for _ in range(12)]
    yield "key → in the catalog, median", f"{median(lags):.0f} ms, slowest {max(lags):.0f} ms", "≤ 500 ms"
    yield "60 fast keys", _fast(screen, server), "none lost"


def _turned(screen: Screen, pause: float) -> list[float]:
    """Go through 60 photos; milliseconds from each key until its frame was drawn."""
    screen.forget_measures()
    for _ in range(60):
        screen.page.keyboard.press("ArrowRight")
        if pause:
            screen.pause(pause)
    screen.pause(1)
    return screen.measures("culling-key")


def _marked_after(screen: Screen, server: Running) -> float:
    """Milliseconds from a key to the mark that is safe on the disk."""
    known = len(server.moments("mark"))
    screen.page.keyboard.press("k")
    screen.until(lambda: len(server.moments("mark")) > known)
    screen.pause(0.4)
    return 1000 * server.moments("mark")[known] - screen.notes("pressed")[-1]


def _fast(screen: Screen, server: Running) -> str:
    before = server.marks()
    for key in "kmr" * 20:
        screen.page.keyboard.press(key)
    last = screen.notes("pressed")[-1]
    screen.until(lambda: server.marks() - before >= 60)
    lost = 60 - (server.marks() - before)
    return f"{lost} lost, the last in the catalog after {1000 * server.moments('mark')[-1] - last:.0f} ms"


def _percentile(values: list[float], share: int) -> float:
    return quantiles(values, n=100)[share - 1]


def _lag(begun: list[float], ended: list[float]) -> str:
    """Median milliseconds from each beginning to the first end after it; ends in seconds or milliseconds since 1970."""
    ends = [1000 * end if end < 1e11 else end for end in ended]
    lags = [min((end - start for end in ends if end >= start), default=float("nan")) for start in begun]
    known = [lag for lag in lags if lag == lag and lag < 1500]
    missed = f", {len(lags) - len(known)} of {len(lags)} without an answer" if len(known) < len(lags) else ""
    return f"{median(known):.0f} ms{missed}" if known else "no answer"
