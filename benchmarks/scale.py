"""`python -m benchmarks.scale`: load, decide, group and tune a million made-up photos; each part in a fresh process."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.places import ROOT
from benchmarks.report import Row, markdown, show
from benchmarks.scale_rows import made_up
from benchmarks.screens import EIGHT

HERE = Path(__file__).with_name("SCALE.md")
COUNT = 1_000_000
_ROUNDS = 15


def load(count: int) -> Iterator[Row]:
    """The whole table, as a page opens it: rows, marks, groups with their keepers."""
    from culling.catalog import Catalog
    from culling.kept.table import table_file

    folder, file = made_up(count)
    table_file(file).unlink(missing_ok=True)
    with Catalog(folder, file) as catalog:
        yield Row("rows from the database, which also makes the file", _once(lambda: _rows(catalog)))
        size = table_file(file).stat().st_size / 1e6 if table_file(file).exists() else 0
        yield Row(f"rows from the file ({size:.0f} MB)", _often(lambda: _rows(catalog), 3))
        yield Row("marks", _often(catalog.marks, 3))
        begun = _memory("VmRSS")
        yield Row("`Catalog.table()`: rows, marks, groups, keepers and why", _often(catalog.table, 3), "≤ 6 s")
        yield Row("memory: resident before, peak", f"{begun:,.0f} MiB, {_memory('VmHWM'):,.0f} MiB")


def _rows(catalog: Any) -> Any:
    from culling.catalog import TABLE_COLUMNS, TEXT_COLUMNS
    from culling.kept.table import photo_rows

    return photo_rows(catalog._database, TABLE_COLUMNS, TEXT_COLUMNS)


def deciding(count: int) -> Iterator[Row]:
    """One move of a cutoff, in Python."""
    from culling.decide import decide, flips
    from culling.policy import Policy

    table = _table(count)
    unmarked = table.drop(columns=["mark", "group", "keeper", "keeper_reason"])
    default = Policy.default()
    yield Row("decide, default policy", _often(lambda: decide(unmarked, default)), "≤ 60 ms")
    yield Row("decide, default policy, with marks", _often(lambda: decide(table, default)), "≤ 60 ms")
    yield Row("decide, with marks and group guard", _often(lambda: decide(table, replace(default, guard=True))))
    yield Row("decide, eight rules with marks", _often(lambda: decide(table, EIGHT)))
    before, after = decide(table, default), decide(table, EIGHT)
    yield Row("what a move flipped", _often(lambda: flips(before, after), 5))
    yield Row("memory", f"{_memory('VmRSS'):,.0f} MiB")


def grouping(count: int) -> Iterator[Row]:
    """One move of the distance: from the forest to groups, and the best photo of each."""
    from benchmarks.scale_rows import forest_of
    from culling.group.again import with_marks
    from culling.group.grouping import find_groups
    from culling.group.keeper import are_best, keepers

    table, near = _table(count), forest_of(count)
    for distance in (0.2, 0.3, 0.4):
        groups = find_groups(table, near, "likeness", distance=distance)
        what = f"a move to {distance}: {groups.nunique():,} groups of {groups.notna().sum():,} photos"
        finding = partial(find_groups, table, near, "likeness", distance=distance)
        yield Row(what, _often(finding, 5), "≤ 1.2 s with keepers")
        yield Row("… and the keeper of each", _often(partial(_then, are_best, table, finding), 5), "≤ 1.2 s")
        yield Row("… and why, in words, for every photo", _often(partial(_then, keepers, table, finding), 3))
    marks = table["mark"].copy()
    marks.iloc[::5000] = "reject"
    yield Row("keepers after 200 marks", _often(lambda: with_marks(table, marks), 5))
    yield Row("memory", f"{_memory('VmRSS'):,.0f} MiB")


def _then(choose: Callable[..., Any], table: Any, finding: Callable[[], Any]) -> Any:
    return choose(table, finding())


def tuning(count: int) -> Iterator[Row]:
    """The page Tune in Chromium."""
    from benchmarks.scale_screens import tune

    yield from tune(count)


PARTS: dict[str, Callable[[int], Iterator[Row]]] = {part.__name__: part for part in (load, deciding, grouping, tuning)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--photos", type=int, default=COUNT, help=f"how many; {COUNT:,} when left out")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--save", action="store_true", help="write benchmarks/SCALE.md")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        for row in PARTS[options.only](options.photos):
            print(json.dumps(row), flush=True)  # noqa: T201
        return
    begun = time.perf_counter()
    folder, _ = made_up(options.photos)
    rows = [Row(f"making the catalog in {folder.parent.relative_to(ROOT)}", f"{time.perf_counter() - begun:.0f} s")]
    for part in [options.only] if options.only else PARTS:
        rows += _part(part, options.photos)
    show(rows)
    if options.save:
        HERE.write_text(_page(options.photos, rows), "utf-8")


def _part(part: str, count: int) -> list[Row]:
    command = [sys.executable, "-m", "benchmarks.scale", "--here", "--only", part, "--photos", str(count)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [Row(*json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]


def _page(count: int, rows: list[Row]) -> str:
    head, _, table = markdown(rows).partition("\n\n")
    return f"{head}: {count:,} photos\n\n{_READING}\n\n{table}"


_READING = """Written by `make bench-scale`. Processor time, best and median, and in brackets the same by the clock: the
two differ by what else the machine was doing. The catalog is made up (see `benchmarks/scale_rows.py`): all measures,
EXIF, errors, tags, marks on one photo in twenty, a kept grouping; neighbours are a made-up forest, without vectors."""


def _table(count: int) -> Any:
    from culling.catalog import Catalog

    with Catalog(*made_up(count)) as catalog:
        return catalog.table()


def _once(run: Callable[[], Any]) -> str:
    return _often(run, 1)


def _often(run: Callable[[], Any], rounds: int = _ROUNDS) -> str:
    """Best and median processor time of so many rounds, the same by the clock in brackets."""
    spent: list[tuple[float, float]] = []
    for _ in range(rounds):
        cpu, wall = time.process_time(), time.perf_counter()
        run()
        spent.append((time.process_time() - cpu, time.perf_counter() - wall))
    cpus, walls = zip(*spent, strict=True)
    if rounds == 1:
        return f"{_told(cpus[0])} ({_told(walls[0])})"
    return f"{_told(min(cpus))}, {_told(median(cpus))} ({_told(min(walls))}, {_told(median(walls))})"


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 0.5 else f"{1000 * seconds:.0f} ms"


def _memory(name: str) -> float:
    """MiB of this process, from /proc where there is one."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    main()
