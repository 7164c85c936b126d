"""Labels from a CSV file with a line per photo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from culling.errors import CullingError
from culling.export.csv_reading import Lines, read_text, told
from culling.folders import printable
from culling.labels.find import Finder
from culling.labels.label import HOWS, Label, Said
from culling.labels.read import ReadLabels
from culling.labels.words import UNSURE_WORDS, WORDS, plain

_OWN = ("verdict", "policy_id")
_TRUE = ("true", "1", "yes")
_SAW = (
    "The file holds a policy's verdicts beside the labels: whoever labelled it may have seen them, so the labels "
    "count as seen."
)


def read_labels_csv(
    source: bytes | Path, table: pd.DataFrame, *, folder: Path | None = None, by: str = "user"
) -> ReadLabels:
    """Labels from a CSV file with the columns `path` (or SourceFile) and `label` (or `mark`); nothing is added here.

    A label is keep or reject, or a word of `words.WORDS`, in any case; an empty cell and maybe leave the photo without
    one. 0 and 1 are refused, since either could mean either. Of one photo both keep and reject is a contradiction:
    neither counts. In a file of ours, with the columns `by` and `at`, a person's later line takes the place of an
    earlier one unless that was given in a way that counts more, people may differ, and repeats stay repeats.

    Args:
        source: the file, or what it holds.
        table: the folder's photos; a path must be one of them, see `Finder`.
        folder: where they lie, so that absolute paths are found.
        by: who labelled them, where the file does not say.

    Raises:
        CullingError: the file cannot be read, is too large, no UTF-8 CSV, lacks a column or has one twice, or holds a
            policy's own decisions and no labels: compared with those, the policy would always be right.
    """
    where = "the labels" if isinstance(source, bytes) else printable(source)
    lines = Lines(read_text(source, where, "list of labels"), where)
    answers = _answers(lines.header, where)
    path = "path" if "path" in lines.header else "sourcefile"
    lines.check((path if path in lines.header else "path", answers))
    _check_once(lines.header, (path, answers, "by", "how", "repeat"), where)
    judged = all(name in lines.header for name in _OWN)
    name = "" if isinstance(source, bytes) else printable(Path(source.name))
    reader = _Reader(Finder(table, folder), by, name, ledger={"by", "at"} <= set(lines.header), judged=judged)
    for line, cells in lines.cells(path, answers, "by", "how", "repeat"):
        reader.take(line, *cells)
    place = {str(key): row for row, key in enumerate(table.index)}
    entries = sorted(reader.entries(), key=lambda entry: place[entry.path])
    return ReadLabels(tuple(entries), told(reader.problems), (_SAW,) if judged and entries else ())


def _check_once(header: list[str], names: Sequence[str], where: str) -> None:
    """CullingError where a column that is read stands twice: nobody knows which one is meant."""
    if twice := [name for name in names if header.count(name) > 1]:
        raise CullingError(f"{where}: several columns are called {' and '.join(twice)}; leave one of each")


def _answers(header: list[str], where: str) -> str:
    """The column that holds the labels."""
    if "label" in header:
        return "label"
    if all(name in header for name in _OWN):
        raise CullingError(
            f"{where}: a policy's decisions, not what a person said: compared with them the policy would always "
            "be right. Give a file with a column label that a person filled in; marks are imported from the catalog"
        )
    return "mark" if "mark" in header else "label"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a person said of a photo, in which line and in which way (see `HOWS`; "" where the file does not say)."""

    label: Said | None
    line: int
    how: str

    @property
    def weight(self) -> int:
        """0 for the way that says most of a decision."""
        return HOWS.index(self.how) if self.how in HOWS else len(HOWS)


_Key = tuple[str, str, bool]  # photo, person, whether it is a repeat


@dataclass
class _Reader:
    """Line by line, what each person said of each photo."""

    finder: Finder
    by: str
    source: str
    ledger: bool
    judged: bool
    problems: list[str] = field(default_factory=list)
    _said: dict[_Key, _Answer] = field(default_factory=dict)
    _against: dict[_Key, tuple[int, int]] = field(default_factory=dict)

    def take(self, line: int, path: str, cell: str, by: str, how: str, repeat: str) -> None:
        word = plain(cell)
        label = WORDS.get(word)
        if label is None and word not in UNSURE_WORDS:
            self.problems.append(f"line {line}: {_no_label(cell)}")
        elif label is not None or self.ledger:
            photo = self.finder.find(path)
            if photo is None:
                self.problems.append(f"line {line}: no photo {path[:200]!r} in this folder")
            else:
                key = (photo, by.strip() or self.by, plain(repeat) in _TRUE)
                self._note(key, _Answer(label, line, plain(how)))

    def _note(self, key: _Key, answer: _Answer) -> None:
        before = self._said.get(key, answer)
        if self.ledger and answer.weight > before.weight:
            return
        if before.label != answer.label and not self.ledger:
            self._against.setdefault(key, (before.line, answer.line))
        else:
            self._said[key] = answer

    def entries(self) -> Iterator[Label]:
        for (path, *_), (first, second) in self._against.items():
            self.problems.append(f"lines {first} and {second}: {path!r} is both keep and reject; neither counts")
        for key, answer in self._said.items():
            path, by, repeat = key
            if answer.label is not None and key not in self._against:
                source = f"{self.source} ({answer.how})".lstrip() if answer.how else self.source
                yield Label(path, answer.label, by, "seen" if self.judged else "imported", source, repeat=repeat)


def _no_label(cell: str) -> str:
    if plain(cell) in ("0", "1", "0.0", "1.0", "true", "false", "yes", "no"):
        return f"{cell[:60]!r} could mean either: write keep or reject"
    return f"{cell[:60]!r} is no label; there are keep and reject"
