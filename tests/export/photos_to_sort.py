"""A folder of four photos, one for each verdict, and what became of it."""

import os
from pathlib import Path

import pandas as pd

from culling.decide import decide
from culling.export.sorting import SortPlan, plan_sort, run
from culling.folders import relative_key
from culling.policy import Policy, Rule

POLICY = Policy("test", (Rule("laplacian_variance", reject=400, maybe=600),))


SHARP, DOUBT, BLURRED, UNKNOWN = 900.0, 500.0, 100.0, float("nan")


def put(folder: Path, name: str | bytes, content: bytes | None = None) -> Path:
    path = folder / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.fsencode(path.name) if content is None else content)
    os.utime(path, ns=(1_700_000_000_123_456_789, 1_600_000_000_987_654_321))
    return path


def planned(folder: Path, to: Path, photos: dict[str, float], how: str = "copy", **columns) -> SortPlan:
    index = pd.Index(list(photos), name="path", dtype=object)
    table = pd.DataFrame({"laplacian_variance": pd.Series(photos.values(), dtype=float).array, **columns}, index=index)
    return plan_sort(table, decide(table, POLICY), folder, to, how)  # type: ignore[arg-type]


def tree(place: Path) -> dict[str, bytes]:
    """Every file below, by its relative path; journals left out."""
    return {
        relative_key(place, path): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if (path.is_file() or path.is_symlink()) and not path.name.startswith(".culling-journal-")
    }


def left_behind(place: Path) -> list[str]:
    return [path.name for path in place.rglob(".culling-*.part")]


def three(folder: Path) -> dict[str, float]:
    for name in ("a.jpg", "day 1/b.jpg", "day 1/c.jpg", "d.jpg"):
        put(folder, name)
    return {"a.jpg": SHARP, "day 1/b.jpg": DOUBT, "day 1/c.jpg": BLURRED, "d.jpg": UNKNOWN}


SORTED = {"keep/a.jpg": b"a.jpg", "maybe/day 1/b.jpg": b"b.jpg", "reject/day 1/c.jpg": b"c.jpg"}


def sorted_once(folder: Path, to: Path, how: str) -> Path:
    journal = run(planned(folder, to, three(folder), how)).journal
    assert journal is not None
    return journal
