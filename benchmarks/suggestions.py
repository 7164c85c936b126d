"""`python -m benchmarks.suggestions --photos DATA`: how many photos each kind suggests, and how many of them wrongly.

DATA holds the folders gallery_keep, camera_snapshots, kodak, near_dup, series and screenshots. Photos of gallery_keep
were published by their photographers and those of kodak are test photos: none of them should be suggested by a flaw.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from rich.console import Console
from scipy.stats import binomtest

from benchmarks.places import scratch_folder
from culling.catalog import Catalog
from culling.group.grouping import group
from culling.scan import scan
from culling.suggest import KINDS, Suggested, look

HERE = Path(__file__).with_name("SUGGESTIONS.md")
SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
SETS = ("gallery_keep", "kodak", "camera_snapshots", "near_dup", "series", "screenshots")
FINE = ("gallery_keep", "kodak")
PICCL_SHAKY = 400.0  # variance of the Laplacian below which PICCL calls a photo shaky
JUDGED = ("shaky", "dark", "eyes closed", "screenshot")
_FLAWS = {"shaky": ("camera_shake", "blurred"), "dark": ("underexposed",)}
_CONSOLE = Console(stderr=True, highlight=False)

_HEAD = """# What is suggested

How many photos of each set each kind of suggestion names, at the cutoffs where it begins; groups by likeness. Beside
them PICCL's own cutoffs: variance of the Laplacian below 400 is shaky (on our working size of about 2,000 px; these
photos are smaller, so it is that of the photo), and its rule of same time and place is similar.

Where `alike`, `luminance`, `motion_blur`, `subject_sharpness` and `face_sharpness` begin was chosen with a look at
these sets; the other cutoffs are those of the measures. Of the five that are called closed eyes in camera_snapshots
four were looked at: people who look down or aside, nobody who blinks.

"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with the sets")
    parser.add_argument("--save", action="store_true", help="write benchmarks/SUGGESTIONS.md")
    options = parser.parse_args()
    lines = [_HEAD + _row("set", "photos", *(kind.name for kind in KINDS), "PICCL shaky", "PICCL similar")]
    lines.append(_row(*["---"] * (len(KINDS) + 4)))
    fine: dict[str, Suggested] = {}
    with scratch_folder() as scratch:
        for name in SETS:
            seen, piccl = suggested(options.photos / name, scratch / f"{name}.sqlite")
            counts = [len(seen.of(kind.name)) if kind.name not in seen.unmeasured else "–" for kind in KINDS]
            lines.append(_row(name, len(seen.known), *counts, *piccl))
            fine |= {name: seen} if name in FINE else {}
        sample, _ = suggested(SAMPLE, scratch / "sample.sqlite")
    text = "\n".join([*lines, "", wrongly(fine), "", labelled(sample, SAMPLE / "labels.csv")]) + "\n"
    Console(highlight=False).print(text, markup=False, soft_wrap=True)
    if options.save:
        HERE.write_text(text, "utf-8")


def suggested(folder: Path, catalog: Path) -> tuple[Suggested, tuple[int, int]]:
    """What may go of a folder, groups by likeness; and how many photos PICCL would call shaky and similar."""
    _CONSOLE.print(f"reading {folder.name} …")
    with Catalog(folder, catalog) as known:
        table = scan(folder, catalog=known)
        found, vectors = group(table, known.neighbours()), known.vectors(table.index)
    piccl = group(table, None, "piccl")
    shaky = int((table["laplacian_variance"] < PICCL_SHAKY).sum())
    spare = int((piccl["group"].notna() & ~piccl["keeper"]).sum())
    return look(table.join(found), vectors=vectors), (shaky, spare)


def wrongly(fine: Mapping[str, Suggested]) -> str:
    """Of photos that are fine, the share that each flaw suggests, with its 95 % interval."""
    count = sum(len(seen.known) for seen in fine.values())
    lines = [f"Of {count} photos that were published or made for tests these are suggested, with 95 % intervals:", ""]
    for kind in KINDS:
        if kind.name in JUDGED and not any(kind.name in seen.unmeasured for seen in fine.values()):
            hits = sum(len(seen.of(kind.name)) for seen in fine.values())
            lines.append(f"- {kind.name}: {_share(hits, count)}")
    hits = sum(int((seen.known.column("laplacian_variance") < PICCL_SHAKY).sum()) for seen in fine.values())
    return "\n".join([*lines, f"- PICCL's shaky: {_share(hits, count)}"])


def labelled(sample: Suggested, labels: Path) -> str:
    """Of the sample photos that a flaw suggests, how many have it on purpose, and how many of those are found."""
    known = pd.read_csv(labels).set_index("path")
    lines = ["Sample photos, of which some were damaged on purpose:", ""]
    for kind, flaws in _FLAWS.items():
        paths = sample.of(kind)["path"]
        right = int(known.loc[paths, "flaw"].isin(flaws).sum())
        damaged = int((known.loc[paths, "label"] == "reject").sum())
        there = int(known["flaw"].isin(flaws).sum())
        lines.append(
            f"- {kind}: {_share(damaged, len(paths))} of those suggested are damaged, {right} of them so; "
            f"found are {_share(right, there)}"
        )
    return "\n".join(lines)


def _share(hits: int, of: int) -> str:
    if not of:
        return "none of none"
    low, high = binomtest(hits, of).proportion_ci(method="wilson")
    return f"{hits} of {of} ({hits / of:.1%}, {low:.1%} to {high:.1%})"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    main()
