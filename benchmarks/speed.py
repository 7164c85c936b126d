"""The scan against decoding alone, what each stage costs, rescans, decisions, peak memory."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
import pandas as pd

from benchmarks.child import Result, measure
from benchmarks.photos import camera_photos, change, copies, small_photos, warm
from benchmarks.places import scratch_folder
from benchmarks.report import Row
from culling import METRICS, Policy, Rule, decide
from culling.metrics.facts import perceptual_hash
from culling.photos import read_photo
from culling.previews import thumbnail

SHARED = ("luma", "half_luma", "medium_luma", "small", "small_luma", "coarse_luma", "detail", "has_texture")
SHARED += ("working_luma", "blur_map", "flaw_probabilities")


def interleaved(runs: dict[str, Callable[[], Result]], rounds: int) -> dict[str, list[Result]]:
    """Every run once a round, so that what else the machine does falls on all alike."""
    results: dict[str, list[Result]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            results[name].append(run())
    return results


def per_photo_ms(results: Iterable[Result]) -> float:
    return median(1000 * result["cpu_s"] / result["photos"] for result in results)


def ratio(over: list[Result], under: list[Result]) -> float:
    """Median of the rounds' own ratios: each compares two runs made one after the other."""
    return median((a["cpu_s"] / a["photos"]) / (b["cpu_s"] / b["photos"]) for a, b in zip(over, under, strict=True))


def scan_against_decoding(count: int, distinct: int, rounds: int) -> list[Row]:
    """Both in fresh processes, with enough photos that opening a catalog does not count."""
    with scratch_folder() as scratch:
        photos = copies(camera_photos(distinct), count, scratch / "photos")
        warm(photos)
        runs = {
            name: partial(measure, name, scratch / "photos") for name in ("decode_only", "scan_classical", "scan_all")
        }
        results = interleaved(runs, rounds)
    decode, classical, scan = (results[name] for name in runs)
    rate = median(result["photos"] / result["wall_s"] for result in scan)
    beyond = per_photo_ms(scan) - per_photo_ms(classical)
    return [
        Row("decoding alone, 12 MP", f"{per_photo_ms(decode):.1f} ms CPU a photo"),
        Row("whole scan, 12 MP", f"{per_photo_ms(scan):.1f} ms CPU a photo, {rate:.1f} photos a second here"),
        Row("classical scan, 12 MP", f"{per_photo_ms(classical):.1f} ms CPU a photo"),
        Row("classical scan / decoding alone", f"{ratio(classical, decode):.2f}", "≤ 1.4, aim 1.25"),
        Row("whole scan / decoding alone", f"{ratio(scan, decode):.2f}", "≤ 1.6"),
        Row("whole scan / classical scan", f"{ratio(scan, classical):.2f}, {beyond:.1f} ms CPU more a photo"),
    ]


def stages(count: int) -> list[Row]:
    """Median CPU milliseconds of each stage, one thread, shared working pictures first."""
    cv2.setNumThreads(1)
    spent: dict[str, list[float]] = {}

    def clock(name: str, run: Callable[[], Any]) -> Any:
        begun = time.process_time()
        result = run()
        spent.setdefault(name, []).append(1000 * (time.process_time() - begun))
        return result

    for path in camera_photos(count):
        photo = clock("read_photo", partial(read_photo, path))
        for name in SHARED:
            clock(name, partial(getattr, photo, name))
        for metric in METRICS:
            clock(metric.name, partial(metric.measure, photo))
        clock("perceptual_hash", partial(perceptual_hash, photo))
        clock("thumbnail", partial(thumbnail, photo))
    costly = {name: median(times) for name, times in spent.items() if median(times) > 0.02}
    return [Row(f"stage {name}", f"{cost:.2f} ms CPU") for name, cost in costly.items()]


def memory(counts: Iterable[int], distinct: int) -> list[Row]:
    originals = camera_photos(distinct)
    rows = []
    for count in counts:
        with scratch_folder() as scratch:
            copies(originals, count, scratch)
            peak = measure("scan_all", scratch)["peak_mib"]
        rows.append(Row(f"peak memory, {count} photos of 12 MP", f"{peak:.0f} MiB", "≤ 400 MiB"))
    return rows


def rescans(count: int) -> list[Row]:
    with scratch_folder() as scratch:
        folder, catalog = scratch / "photos", str(scratch / "catalog.sqlite")
        paths = small_photos(count, folder)
        first = measure("rescan", folder, catalog)
        same = measure("rescan", folder, catalog)
        changed = change(paths)
        some = measure("rescan", folder, catalog)
    return [
        Row(f"first scan, {count} tiny photos", f"{first['wall_s']:.2f} s"),
        Row(f"rescan, {count} unchanged", f"{same['wall_s']:.2f} s", "≤ 3 s at 10,000"),
        Row(f"rescan, {changed} of {count} changed", f"{some['wall_s']:.2f} s"),
    ]


def deciding(rows: int, rounds: int = 15) -> list[Row]:
    rng = np.random.default_rng(0)
    metrics = METRICS[:8]
    table = pd.DataFrame({metric.name: rng.normal(100, 30, rows) for metric in metrics})
    table.index = pd.Index([f"{number}.jpg" for number in range(rows)], name="path")
    rules = tuple(Rule(metric.name, "below", 60.0, maybe=70.0) for metric in metrics)
    policy, spent = Policy("bench", rules), []
    for _ in range(rounds):
        begun = time.process_time()
        decide(table, policy)
        spent.append(1000 * (time.process_time() - begun))
    return [Row(f"decide, 8 rules × {rows} rows", f"{median(spent):.1f} ms", "≤ 20 ms at 100,000")]


def hardlinked(photos: Iterable[Path], folder: Path) -> Path:
    """The same photos in a folder of their own, without copying them."""
    folder.mkdir()
    for photo in photos:
        (folder / photo.name).hardlink_to(photo)
    return folder
