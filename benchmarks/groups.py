"""`python -m benchmarks.groups --photos DATA`: how well each way finds photos that are known to belong together.

DATA holds the folders series, near_dup, camera_snapshots, kodak and gallery_keep. Settings are chosen on one half of
the known groups (series and bursts) and told on the other; near_dup has one group and is told alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from benchmarks import group_truth
from benchmarks.group_scores import Pairs, Score, count_pairs, f1, score
from benchmarks.group_truth import Truth, among
from benchmarks.group_ways import Way, ways
from benchmarks.places import scratch_folder
from culling.group.checked import Seen, scenes
from culling.group.dbscan import dbscan
from culling.group.methods import suggest_distance
from culling.neighbours import find_neighbours

HERE = Path(__file__).with_name("GROUPS.md")
MANY = 1000
_CONSOLE = Console(stderr=True, highlight=False)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.groups", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with the sets")
    parser.add_argument("--save", action="store_true", help="write benchmarks/GROUPS.md")
    options = parser.parse_args()
    with scratch_folder() as scratch:
        sets = []
        for make in (group_truth.series, group_truth.bursts, group_truth.near_dup):
            _CONSOLE.print(f"reading {make.__name__} …")
            sets.append(make(options.photos, scratch))
        _CONSOLE.print("reading strangers …")
        strangers = group_truth.strangers(options.photos)
        text = "\n".join([report(*sets), crowd(sets, *strangers), _READING.format(count=MANY)])
    Console(highlight=False).print(text, markup=False, soft_wrap=True)
    if options.save:
        HERE.write_text(text, "utf-8")


def report(series: Truth, bursts: Truth, near_dup: Truth) -> str:
    """The whole page in Markdown."""
    halves = [[found.part(half) for found in (series, bursts)] for half in (0, 1)]
    lines = [_HEAD.format(series=_size(series), bursts=_size(bursts), near_dup=_size(near_dup))]
    sweeps: dict[str, list[str]] = {}
    for way in ways():
        _CONSOLE.print(f"{way.name} …")
        best = max(way.tried, key=lambda settings: _mean_f1(way, settings, halves[0]))
        told = [[found] for found in (*halves[1], near_dup)] + [halves[1]]
        scores = [score([_pairs(way, best, found) for found in some]) for some in told]
        lines.append(f"| {way.name} | {_words(best)} | " + " | ".join(map(_cell, scores)) + " |")
        if way.name == "likeness":
            sweeps[way.name] = [_sweep_line(way, settings, halves) for settings in way.tried[5::2]]
    lines += [_DEFAULTS]
    for way in ways():
        if way.default:
            scores = [score([_pairs(way, way.default, found)]) for found in (series, bursts, near_dup)]
            lines.append(f"| {way.name} | {_words(way.default)} | " + " | ".join(map(_cell, scores)) + " |")
    return "\n".join([*lines, _SWEEP, *sweeps["likeness"]])


def crowd(sets: list[Truth], strangers: NDArray[np.float32], files: list[Path]) -> str:
    """How many photos that belong to nobody are put in groups, by their number; what that does to the sets."""
    sizes = (200, 400, 800, len(strangers))
    near = [find_neighbours(strangers[:size]) for size in sizes]
    lines = [_CROWD.format(sizes=" | ".join(map(str, sizes)), line="---|" * len(sizes))]
    for distance in (0.2, 0.24, 0.28, 0.32, 0.36, 0.4, 0.44, 0.48):
        shares = [f"{np.mean(dbscan(found, distance) >= 0):.1%}" for found in near]
        lines.append(f"| {distance:.2f} | " + " | ".join(shares) + " |")
    lines.append("| by size | " + " | ".join(f"{suggest_distance(size):.2f}" for size in sizes) + " |")
    lines.append(_AMONG.format(count=MANY))
    for found in sets:
        full = among(found, strangers[:MANY], files[:MANY])
        for name, distance in (("by size", suggest_distance(len(full.truth))), ("0.44", 0.44)):
            told = score([count_pairs(dbscan(full.neighbours, distance), full.truth)])
            lines.append(f"| {found.name} | likeness {name}: {distance:.2f} | {_cell(told)} |")
        checked = scenes(full.table, Seen(full.neighbours, full.picture))
        lines.append(f"| {found.name} | scenes, defaults | {_cell(score([count_pairs(checked, full.truth)]))} |")
    return "\n".join(lines)


def _pairs(way: Way, settings: Mapping[str, Any], found: Truth) -> Pairs:
    return count_pairs(way.run(found, settings), found.truth)


def _mean_f1(way: Way, settings: Mapping[str, Any], some: list[Truth]) -> float:
    """Each folder counts the same, however many pairs it has."""
    return float(np.mean([f1([_pairs(way, settings, found)]) for found in some]))


def _sweep_line(way: Way, settings: Mapping[str, Any], halves: list[list[Truth]]) -> str:
    cells = [f"{f1([_pairs(way, settings, found)]):.3f}" for half in halves for found in half]
    return f"| {settings['distance']:.2f} | " + " | ".join(cells) + " |"


def _cell(found: Score) -> str:
    low, high = found.f1_interval
    return f"{found.precision:.3f} | {found.recall:.3f} | **{found.f1:.3f}** ({low:.2f}–{high:.2f})"


def _words(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {'by size' if value is None else format(value, 'g')}" for name, value in settings.items())


def _size(found: Truth) -> str:
    sizes = np.unique(found.truth, return_counts=True)[1]
    return f"{len(found.truth)} photos: {(sizes > 1).sum()} groups of {sizes[sizes > 1].sum()}, the others strangers"


_HEAD = """# Groups: how well each way finds what belongs together

Written by `python -m benchmarks.groups --photos DATA --save`. Precision, recall and F1 are of pairs of photos; in
brackets the 95 % interval of F1 by bootstrap over the known groups. Few groups make wide intervals.

- **series**: banana (16 photos), lund (29), monstree (14), seneca (12), each of one place; among them camera_snapshots,
  a photo each of 106 cameras (one that is there under two names was left out). {series}.
- **bursts**: six frames each of 24 kodak and 24 gallery_keep photos: moved, turned and zoomed crops, of which one is
  shaken, one defocused, one dark or bright, one noisy. Their times are made up: frames 0.2–1 s apart, scenes
  3–30 s, every fourth scene within the same second as the one before. {bursts}.
- **near_dup**: one picture resized, turned by 90°, mirrored, in grey, and as it was; among the other pictures of its
  set. {near_dup}.

## Settings chosen on one half, told on the other

Chosen by the mean F1 of series (banana, monstree) and bursts (every other one); told on lund, seneca and the other
bursts, strangers divided likewise. near_dup took no part in choosing. "Both" are series and bursts added up.

| way | chosen | series P | R | F1 | bursts P | R | F1 | near_dup P | R | F1 | both P | R | F1 |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"""

_DEFAULTS = """
## Defaults, on all photos

| way | settings | series P | R | F1 | bursts P | R | F1 | near_dup P | R | F1 |
|---|---|---|---|---|---|---|---|---|---|---|"""

_CROWD = """
## Strangers that are put in groups

Photos of about as many scenes (train_sharp and lowlight_dicm; a few scenes are there twice): the share that likeness
puts in a group. The more photos, the more chance likenesses: no one distance suits every folder, so that the default
goes by size. Photos of one trip are more alike than these. Among them are copies of some kodak pictures, which count as
wrong where they join the bursts below.

| distance | {sizes} |
|---|{line}"""

_AMONG = """
## Among {count} strangers

| folder | way | P | R | F1 |
|---|---|---|---|---|"""

_SWEEP = """
## Likeness at each distance: F1

| distance | series, chosen on | bursts, chosen on | series, told | bursts, told |
|---|---|---|---|---|"""

_READING = """
## Reading it

- Likeness and scenes find what belongs together where times and places are missing or lie; a perceptual hash finds
  copies and still frames alone, and nothing of a series whose camera moves. PICCL's rule is as good as times and
  places are: banana has no position, lund no time, and scenes that follow within seconds become one.
- What likeness misses of the series are steps along a walk (lund) and a flight (seneca) that share little; what it
  joins wrongly are different photos of one kind: daisies, sunsets, mountains, sailing boats.
- One wrong link joins two groups, so that precision falls with the number of strangers. Geometry finds most such
  links: scenes lose little among {count} strangers, likeness at a distance that suits 200 photos loses half.
- The sets are small: four series and one near-duplicate. That the default distance goes by size, and where `sure` of
  scenes starts, was set on all of these photos; only the first table is chosen on one half and told on the other.
"""

if __name__ == "__main__":
    main()
