"""Decisions as exiftool's CSV: verdicts and reasons written into photos that have no sidecars, such as JPEGs."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pandas as pd

from culling.export.xmp import XmpMapping
from culling.export.xmp.mapping import PROPERTIES
from culling.export.xmp.reason_words import BY_GUARD, BY_HAND, words_of
from culling.folders import local_folder, path_of
from culling.judge import UNJUDGED, VERDICTS
from culling.metrics import METRIC_NAMES
from culling.policy import Policy
from culling.rule import SIDES

SEPARATOR = ", "
"""What stands between two keywords in a cell; exiftool is told by -sep."""

CSV, STARS, ARGS = "exiftool.csv", "exiftool-stars.csv", "exiftool.args"
"""The files by name; `ARGS` names the others."""

_RATING = PROPERTIES["rating"]

# exiftool writes names as Exif does: xmpDM:pick is its XMP-xmpDM:Pick.
_TAGS = {name: f"XMP-{name.partition(':')[0]}:{_tag[0].upper()}{_tag[1:]}"
         for name in PROPERTIES.values() if (_tag := name.partition(":")[2])}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExiftoolCsv:
    """The two files by name, and (photo, why) for each that they cannot hold."""

    files: Mapping[str, bytes]
    left_out: tuple[tuple[str, str], ...]


def exiftool_csv(
    table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy, folder: Path | str, mapping: XmpMapping
) -> ExiftoolCsv:
    """One line for each photo that has a verdict: SourceFile (absolute), then what `mapping` writes as exiftool's tags.

    `exiftool -csv=exiftool.csv -sep ', ' -r FOLDER` writes them; an empty cell leaves its tag as it is. It puts our
    keywords in the place of all others, `exiftool_args` does not. Stars have a file of their own, since that command
    would write them over those that somebody gave. A photo whose path is no UTF-8 text is left out, as no CSV can
    name it; so are unjudged ones.

    Raises:
        CullingError: the photos are in a cloud.
    """
    root = written_by_exiftool(folder)
    names = [PROPERTIES[name] for name in mapping.write if PROPERTIES[name] != _RATING]
    main, stars = _Rows(names), _Rows([_RATING])
    left_out = []
    words = words_of(decisions, policy, mapping.reasons)
    marks = table["mark"].tolist() if "mark" in table else [None] * len(table)
    rows = zip(decisions.index, decisions["verdict"].cat.codes, marks, words, strict=True)
    for key, code, mark, said in rows:
        if code == UNJUDGED:
            continue
        path = str(path_of(root, str(key)))
        if not _is_text(path):
            left_out.append((str(key), "its name is no UTF-8, which a CSV for exiftool cannot hold"))
            continue
        cells = mapping.values(VERDICTS[code], mark if isinstance(mark, str) else "")
        cells |= {name: SEPARATOR.join(listed) for name, listed in mapping.keywords(VERDICTS[code], said).items()}
        main.add(path, cells)
        stars.add(path, cells)
    files = {CSV: main.data} | ({STARS: stars.data} if gives_stars(mapping) else {})
    return ExiftoolCsv(files, tuple(left_out))


def written_by_exiftool(folder: Path | str) -> Path:
    """The folder, absolute; CullingError where the photos are in a cloud."""
    return local_folder(folder, "exiftool writes into files of this computer.").absolute()


def exiftool_args(mapping: XmpMapping) -> bytes:
    """Arguments for `exiftool -@ exiftool.args -common_args -r FOLDER`, run beside exiftool.csv.

    That writes the CSV without harm to other people's keywords, which the CSV by itself would replace. First all that
    this program could have written before is taken out: running it again changes nothing, and a photo that is kept
    now does not stay rejected, nor does one without a verdict. Stars are written where there are none. Sidecars are
    left alone.
    """
    where = ["--ext", "xmp", "-charset", "filename=utf8"]
    free = [*where, "-if", f"not ${_TAGS[_RATING]}", f"-csv={STARS}", "-execute"] if gives_stars(mapping) else []
    lines = [*where, *_taken_out(mapping), "-execute", *free, *where, "-sep", SEPARATOR, f"-csv+={CSV}"]
    return "".join(f"{line}\n" for line in lines).encode()


class _Rows:
    """A CSV file: SourceFile, and the tags of the properties `names`."""

    def __init__(self, names: list[str]) -> None:
        self._names, self._text = names, io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(["SourceFile", *(_TAGS[name] for name in names)])

    def add(self, path: str, cells: Mapping[str, str]) -> None:
        self._writer.writerow([path, *(cells.get(name, "") for name in self._names)])

    @property
    def data(self) -> bytes:
        return self._text.getvalue().encode()


def gives_stars(mapping: XmpMapping) -> bool:
    """Whether any verdict has stars or −1 in place of them, so that there is a file `STARS`."""
    return any(_RATING in mapping.values(verdict, "must-have") for verdict in VERDICTS[:UNJUDGED])


def _taken_out(mapping: XmpMapping) -> list[str]:
    """Our keywords, and the values that one verdict has and another leaves as it is."""
    verdicts = VERDICTS[:UNJUDGED]
    keywords = [
        f"-{_TAGS[name]}-={keyword}"
        for verdict, word in product(verdicts, [None, *_all_words(mapping)])
        for name, listed in mapping.keywords(verdict, [word] if word else []).items()
        for keyword in listed
    ]
    written = [mapping.values(verdict) for verdict in verdicts]
    values = [
        f"-{_TAGS[name]}-={value}"
        for each in written
        for name, value in each.items()
        if any(name not in other for other in written)
    ]
    return list(dict.fromkeys([*values, *keywords]))


def _all_words(mapping: XmpMapping) -> list[str]:
    """Every word that a reason could have, whatever the policy was."""
    keys = [f"{metric}{side}" for metric in METRIC_NAMES for side in ("", *(f" {side}" for side in SIDES))]
    words = [mapping.reasons.get(key, key.partition(" ")[0]) for key in keys]
    return list(dict.fromkeys([BY_HAND, BY_GUARD, "must-have", *words]))


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
