"""The pages Tune and Review on a million made-up rows in a real Chromium: first draw, moves, what is sent, memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.chromium import Screen, chromium, chromium_path
from benchmarks.places import scratch_folder
from benchmarks.report import Row
from benchmarks.scale_rows import made_up
from benchmarks.ui_rows import Running, serving

_PATIENCE = 60


def tune(count: int) -> Iterator[Row]:
    """Open, drag one cut, look at the strips, go to Review and mark."""
    if chromium_path() is None:
        yield Row("screens", "not measured: no Chromium on this machine (Debian: apt-get install chromium)")
        return
    with scratch_folder() as scratch, serving(scratch, *made_up(count), 300) as server, chromium() as opened:
        screen = opened(server.address)
        yield from _first(screen, server)
        yield from _moves(screen, server)
        yield from _review(screen, server)
        yield Row("memory of the dashboard", f"{_memory(server.process):,.0f} MiB")


def _first(screen: Screen, server: Running) -> Iterator[Row]:
    begun, spent = screen.now(), _spent(server.process)
    screen.to("Tune")
    handle = screen.page.get_by_role("slider", name="blur: reject above", exact=True)
    handle.wait_for()
    drawn = (screen.now() - begun) / 1000
    yield Row(
        "click on Tune → histograms, the catalog read meanwhile",
        f"{_spent(server.process) - spent:.1f} s of the dashboard's processor time ({drawn:.1f} s)",
    )
    screen.pause(5)
    heap = float(screen.page.evaluate("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0"))
    yield Row("sent to the browser; its heap", f"{screen.received():.0f} MB; {heap:.0f} MB")


def _moves(screen: Screen, server: Running) -> Iterator[Row]:
    handle = screen.page.get_by_role("slider", name="blur: reject above", exact=True)
    screen.forget_measures()
    begun, spent = screen.received(), _spent(server.process)
    for turn in range(6):
        counted = len(screen.notes("counted"))
        screen.drag(handle, 60 if turn % 2 else -60)
        screen.until(partial(_more, screen, counted), _PATIENCE)
        screen.pause(2)
    moves = screen.measures("culling-move")
    yield Row("a move of a cut, median and slowest", f"{median(moves):.1f} ms, {max(moves):.0f} ms of {len(moves)}")
    released, drawn = screen.notes("released")[-6:], screen.notes("counted")
    lags = [min((at - start for at in drawn if at >= start), default=float("nan")) for start in released]
    each = (_spent(server.process) - spent) / 6
    yield Row(
        "release → counts and strips that Python drew",
        f"{each:.2f} s of processor time ({median(lags) / 1000:.2f} s)",
        "about 1 s",
    )
    yield Row("sent by a release", f"{(screen.received() - begun) / 6:.2f} MB")


def _review(screen: Screen, server: Running) -> Iterator[Row]:
    begun, spent = screen.now(), _spent(server.process)
    screen.to("Review")
    screen.page.locator(".viewport .tile").first.wait_for()
    yield Row(
        "click on Review → the first tile",
        f"{_spent(server.process) - spent:.1f} s of processor time ({(screen.now() - begun) / 1000:.1f} s)",
    )
    screen.page.locator(".viewport").focus()
    lags, spent = [], _spent(server.process)
    for key in "krmk":
        known = len(server.moments("mark"))
        screen.page.keyboard.press(key)
        screen.until(partial(_marked, server, known), _PATIENCE)
        lags.append(server.moments("mark")[-1] - screen.notes("pressed")[-1] / 1000)
        screen.pause(1)
    each = (_spent(server.process) - spent) / len(lags)
    yield Row("a mark: key → taken up, groups included", f"{each:.2f} s of processor time ({median(lags):.2f} s)")


def _more(screen: Screen, before: int) -> bool:
    return len(screen.notes("counted")) > before


def _marked(server: Running, before: int) -> bool:
    return len(server.moments("mark")) > before


def _spent(process: int) -> float:
    """Seconds of processor time of a process so far; 0 where /proc does not tell."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> float:
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)
