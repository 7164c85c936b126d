"""`python -m docs.measures_page` writes measures.md and its pictures from the registry of measures and sample_data.

Which two photos stand for low and high is chosen by hand in measures/pictures.csv; a measure that is not in it yet gets
the lowest and the highest of sample_data. The values beside them are measured anew.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
from PIL import Image

from culling import METRICS, Metric, find_photos, read_photo
from culling.folders import relative_key
from culling.metrics import PARTS

HERE = Path(__file__).resolve().parent
PAGE = HERE / "measures.md"
PICTURES = HERE / "measures"
CHOSEN = PICTURES / "pictures.csv"
SAMPLE = HERE.parent / "sample_data"
COLUMNS = ("measure", "low", "low_value", "high", "high_value")
WIDTH, QUALITY = 300, 70  # px; of WebP

HEAD = """\
# The measures

Written by `python -m docs.measures_page` from the docstrings in `culling/metrics`: change them there.

Each measure gives one raw number per photo in its own unit; none is mixed with others. Luma is the brightness of a
pixel, 0 black to 255 white. A cutoff has a meaning only at the size that a measure *looks at*. Where a measure cannot
say, it leaves a blank, and a blank never rejects. The pictures are from `sample_data/`, most of them damaged by a known
amount; their authors are named in [sample_data/ORIGIN.md](../sample_data/ORIGIN.md).

"""


@dataclass(frozen=True)
class Pair:
    """Two photos of sample_data that stand for a measure, and what it says of them."""

    low: str
    low_value: float
    high: str
    high_value: float


def measures_page() -> str:
    """The page as Markdown."""
    pairs, damages = chosen(), dict(_damages())
    index = " · ".join(f"[{metric.name}](#{metric.name})" for metric in METRICS)
    sections = (_section(metric, pairs.get(metric.name), damages) for metric in METRICS)
    return f"{HEAD}{index}\n\n" + "\n".join(sections)


def chosen() -> dict[str, Pair]:
    """The pair of each measure, as it stands in measures/pictures.csv."""
    with CHOSEN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["measure"]: Pair(row["low"], _number(row, "low_value"), row["high"], _number(row, "high_value"))
        for row in rows
    }


def picture(photo: str) -> Path:
    """Where the small picture of a photo of sample_data lies."""
    return PICTURES / f"{Path(photo).stem}.webp"


def _section(metric: Metric, pair: Pair | None, damages: dict[str, str]) -> str:
    told = metric.explanation
    parts = [f"## {metric.name}", told.summary, told.about, _facts(metric)]
    parts += ["**Formula**", told.formula, _pictures(metric, pair, damages)]
    parts += ["**What it cannot tell**", told.cannot_tell, "**Source**", told.source]
    return "\n\n".join(_for_github(part) for part in parts if part) + "\n"


def _facts(metric: Metric) -> str:
    better = {True: "higher", False: "lower", None: "neither end"}[metric.higher_is_better]
    cells = {
        "unit": metric.unit or "–",
        "better": better,
        "span": _span(metric.span),
        "a new rule starts at": "the end of the folder's values" if metric.cutoff is None else f"{metric.cutoff:g}",
        "looks at": metric.working_size,
        "networks": ", ".join(metric.networks) or "–",
        "part of a scan": f"{metric.part}: {PARTS[metric.part]}" if metric.part else "always",
        "version": str(metric.version),
    }
    if metric.helped_by:
        cells["networks"] += f"; helped by {', '.join(metric.helped_by)}"
    return "\n".join([f"| {' | '.join(cells)} |", "|---" * len(cells) + "|", f"| {' | '.join(cells.values())} |"])


def _span(span: tuple[float, float]) -> str:
    low, high = span
    return f"{low:,g} and up" if math.isinf(high) else f"{low:,g} … {_plain(high)}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


def _pictures(metric: Metric, pair: Pair | None, damages: dict[str, str]) -> str:
    if pair is None and metric.learned:
        return "*No picture: it is learned from your marks, and no photo has it by itself.*"
    if pair is None:
        return f"*No picture: nothing measures it before the network {metric.networks[-1]} is there.*"
    unit = f" {metric.unit}" if metric.unit else ""
    shown = [f"![{Path(photo).name}]({PICTURES.name}/{picture(photo).name})" for photo in (pair.low, pair.high)]
    values = [f"{rounded(value)}{unit}: {damages[photo]}" for photo, value in _both(pair)]
    return "\n".join(["| low | high |", "|---|---|", f"| {' | '.join(shown)} |", f"| {' | '.join(values)} |"])


def _both(pair: Pair) -> tuple[tuple[str, float], tuple[str, float]]:
    return (pair.low, pair.low_value), (pair.high, pair.high_value)


def rounded(value: float) -> str:
    """Three digits; whole from 1,000 on; no power of ten for what is nearly nothing."""
    return f"{value:,.0f}" if value >= 1000 else "0.00" if 0 < value < 0.005 else f"{value:.3g}"


def _damages() -> Iterator[tuple[str, str]]:
    """What was done to each photo of sample_data, in words."""
    with (SAMPLE / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["damage"].replace("_", " ")
            amount = f" {row['amount']} {row['unit']}".rstrip() if row["amount"] else ""
            yield row["path"], "as it was" if name == "none" else name + amount


def _for_github(text: str) -> str:
    """Formulas and references as GitHub shows them: its plain `$` would eat the backslashes before punctuation."""
    text = re.sub(r"\$\$\n(.+?)\n\$\$", r"```math\n\1\n```", text, flags=re.DOTALL)
    text = re.sub(r"(?<!\$)\$([^$\n]+)\$", r"$`\1`$", text)
    text = re.sub(r"\bdoi:(10\.\S+?)(?=[,;.)]?(?:\s|$))", r"[doi:\1](https://doi.org/\1)", text)
    return re.sub(r"\b((?:models|benchmarks)/[\w/]+\.md)", r"[\1](../\1)", text)


def _number(row: dict[str, str], column: str) -> float:
    return float(row[column]) if row.get(column) else math.nan


def measured(metric: Metric, photo: str) -> float:
    """What a measure says of a photo of sample_data."""
    return metric.measure(read_photo(SAMPLE / photo))


def _widest(metric: Metric) -> Pair | None:
    """The lowest and the highest photo of sample_data; None where none has a value."""
    values = {relative_key(SAMPLE, path): metric.measure(read_photo(path)) for path in find_photos(SAMPLE)}
    known = {photo: value for photo, value in values.items() if not math.isnan(value)}
    if not known or metric.learned:
        return None
    low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
    return Pair(low, known[low], high, known[high])


def _refreshed(metric: Metric, pair: Pair | None) -> Pair | None:
    if pair is None:
        return None if metric.learned else _widest(metric)
    return Pair(pair.low, measured(metric, pair.low), pair.high, measured(metric, pair.high))


def _write_picture(photo: str) -> None:
    pixels = read_photo(SAMPLE / photo).pixels
    height = round(pixels.shape[0] * WIDTH / pixels.shape[1])
    small = cv2.resize(pixels, (WIDTH, height), interpolation=cv2.INTER_AREA)
    Image.fromarray(small).save(picture(photo), quality=QUALITY, method=6)


def write() -> None:
    """Measure the chosen photos anew, and write the table of them, their pictures and the page."""
    before = chosen()
    pairs = {metric.name: _refreshed(metric, before.get(metric.name)) for metric in METRICS}
    known = {name: pair for name, pair in pairs.items() if pair is not None}
    with CHOSEN.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS)
        for name, pair in known.items():
            lines.writerow([name, pair.low, f"{pair.low_value:.6g}", pair.high, f"{pair.high_value:.6g}"])
    photos = {photo for pair in known.values() for photo, _ in _both(pair)}
    for old in PICTURES.glob("*.webp"):
        old.unlink()
    for photo in sorted(photos):
        _write_picture(photo)
    PAGE.write_text(measures_page(), "utf-8")


if __name__ == "__main__":
    write()
