"""Contact sheets: all photos as small pictures by verdict, as HTML files that load nothing and print as a PDF."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np
import pandas as pd
import simplejpeg

from culling.audit.report.html import Html, joined, tag
from culling.explain import full_reasons
from culling.export.transfer import Stopped
from culling.judge import UNJUDGED, VERDICTS, measured
from culling.metrics import get_metric
from culling.policy import Policy
from culling.previews import encode_jpeg, fit

PHOTOS_PER_FILE = 1000
"""A file of as many is about 10 MB, which every browser opens and prints."""
LONG_SIDE = 240
_QUALITY = 78
_FIGURES = 4
_STYLE = Path(__file__).with_name("contact_sheet.css")
# The file itself forbids what it has no need of: a browser would load nothing even if a name came through unescaped.
_ALONE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

Thumbnail = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class _Photo:
    """What is told of one photo."""

    key: str
    verdict: str
    reasons: str
    mark: str
    figures: str


def contact_sheets(
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    policy: Policy,
    title: str,
    thumbnail: Thumbnail,
    *,
    verdicts: Sequence[str] = VERDICTS,
    per_file: int = PHOTOS_PER_FILE,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> dict[str, bytes]:
    """HTML by file name: contact-sheet.html, or contact-sheet-01.html and on where there are more photos.

    Each photo with its path, its mark, the reasons and the measures that the policy looks at; by verdict, then in the
    table's order. A file has no script, loads nothing, and prints on A4 or Letter with a page break before each
    verdict. The same photos and decisions give the same bytes.

    Args:
        table: one row per photo.
        decisions: of that table.
        policy: what decided.
        title: the folder's name.
        thumbnail: JPEG of a photo, by its path in the table; None where there is none.
        verdicts: which photos.
        per_file: how many a file holds at most.
        progress: called with (photos so far, all photos).
        cancel: set it to stop.

    Raises:
        ValueError: an unknown verdict, `per_file` below 1.
        Stopped: `cancel` was set.
    """
    if unknown := [verdict for verdict in verdicts if verdict not in VERDICTS]:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}, got {unknown[0]!r}")
    if per_file < 1:
        raise ValueError(f"per_file must be at least 1, got {per_file}")
    rows = _rows(decisions, verdicts)
    pieces = [rows[start : start + per_file] for start in range(0, len(rows), per_file)] or [rows]
    told = _Teller(table, decisions, policy)
    sheets, done = {}, 0
    for number, piece in enumerate(pieces, 1):
        figures: dict[str, list[Html]] = {}
        for photo in told.photos(piece):
            if cancel is not None and cancel.is_set():
                raise Stopped
            figures.setdefault(photo.verdict, []).append(_figure(photo, thumbnail(photo.key)))
            done += 1
            if progress is not None:
                progress(done, len(rows))
        name = "contact-sheet.html" if len(pieces) == 1 else f"contact-sheet-{number:02}.html"
        sheets[name] = _page(title, policy, figures, (number, len(pieces)))
    return sheets


def _rows(decisions: pd.DataFrame, verdicts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The rows of these verdicts, one verdict after the other."""
    codes = decisions["verdict"].cat.codes.to_numpy()
    return np.concatenate([np.flatnonzero(codes == VERDICTS.index(name)) for name in VERDICTS if name in verdicts])


class _Teller:
    """Words for photos, row by row."""

    def __init__(self, table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy) -> None:
        self.table, self.decisions, self.policy = table, decisions, policy
        names = dict.fromkeys(rule.metric for rule in policy.rules)
        self.values = {name: measured(table, name) for name in list(names)[:_FIGURES]}

    def photos(self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Iterable[_Photo]:
        reasons = full_reasons(self.table, self.policy, rows)
        verdicts = self.decisions["verdict"].cat.codes.to_numpy()
        marks = self.table["mark"].to_numpy() if "mark" in self.table else np.full(len(self.table), None)
        for row, why in zip(rows.tolist(), reasons, strict=True):
            mark = marks[row]
            yield _Photo(
                key=str(self.table.index[row]),
                verdict=VERDICTS[verdicts[row]],
                reasons=why,
                mark=mark if isinstance(mark, str) else "",
                figures="" if verdicts[row] == UNJUDGED else self._figures(row),
            )

    def _figures(self, row: int) -> str:
        known = {name: float(values[row]) for name, values in self.values.items() if not isnan(values[row])}
        return " · ".join(f"{name}\N{NO-BREAK SPACE}{_number(value)}{_unit(name)}" for name, value in known.items())


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{round(value, 3 if abs(value) < 1 else 1):g}"


def _unit(name: str) -> str:
    """A unit that is a short sign; the others are words that the page Tune explains."""
    unit = get_metric(name).unit
    return f"\N{NO-BREAK SPACE}{unit}" if unit in ("%", "px", "°", "EV", "s", "mm") else ""


def _figure(photo: _Photo, jpeg: bytes | None) -> Html:
    picture = tag("img", src=_data_uri(jpeg), alt="") if jpeg else tag("span", "no picture")
    told = [tag("b", photo.key)]
    told += [tag("span", f"marked {photo.mark}", class_="mark")] if photo.mark else []
    told += [tag("span", text) for text in (photo.reasons, photo.figures) if text]
    return tag("figure", tag("div", picture, class_="picture"), tag("figcaption", *told))


def _data_uri(jpeg: bytes) -> str:
    pixels = np.asarray(simplejpeg.decode_jpeg(jpeg, "RGB"), np.uint8)
    small = encode_jpeg(fit(pixels, LONG_SIDE), _QUALITY) if max(pixels.shape[:2]) > LONG_SIDE else jpeg
    return f"data:image/jpeg;base64,{base64.b64encode(small).decode('ascii')}"


def _page(title: str, policy: Policy, figures: dict[str, list[Html]], place: tuple[int, int]) -> bytes:
    part = f", sheet {place[0]} of {place[1]}" if place[1] > 1 else ""
    shown = sum(map(len, figures.values()))
    head = joined(
        [
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=_ALONE),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("title", f"{title}{part}"),
            Html(f"<style>\n{_STYLE.read_text('utf-8')}</style>"),
        ]
    )
    about = f"{shown:,} photos{part}. Policy {policy.name}, {policy.policy_id}: {_rules(policy)}."
    sections = [_section(verdict, listed) for verdict, listed in figures.items()]
    empty = [] if sections else [tag("p", "No photo has one of these verdicts.")]
    body = joined([tag("h1", title), tag("p", about, class_="soft"), *_ways(figures), *sections, *empty])
    page = f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    return page.encode()


def _rules(policy: Policy) -> str:
    return f"rejects {'; '.join(map(str, policy.rules))}" if policy.rules else "no rules, nothing is judged"


def _ways(figures: dict[str, list[Html]]) -> list[Html]:
    """Links to the verdicts: those to check stand below hundreds of others."""
    links = [tag("a", f"{verdict} · {len(listed):,}", href=f"#{verdict}") for verdict, listed in figures.items()]
    return [tag("nav", *links)] if len(links) > 1 else []


def _section(verdict: str, figures: list[Html]) -> Html:
    heading = tag("h2", f"{verdict} · {len(figures):,}")
    return tag(
        "section", heading, Html(f'<div class="sheet" id="{verdict}">\n{joined(figures)}\n</div>'), class_=verdict
    )
