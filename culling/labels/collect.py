"""From everything that was ever said to one label per photo, ready for comparison."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

from culling.judge import text_codes
from culling.labels.label import HOWS, Draw
from culling.labels.truth import Truth
from culling.labels.weights import weigh

_COLUMNS = ("path", "label", "by", "how", "draw", "repeat")


def collect(
    table: pd.DataFrame, history: pd.DataFrame, draws: Mapping[int, Draw], hows: Collection[str] = HOWS
) -> Truth:
    """One label per photo of the table: the last one that was given in the way that counts most, see `HOWS`.

    Of several people the one who spoke last counts; who takes a label back takes only their own back. Photos that were
    drawn at random have weights (see `weigh`). Contradictions, photos that are gone and what the labels cannot tell of
    are in the notes.

    Args:
        table: the folder's photos.
        history: `Catalog.label_history()`.
        draws: `Catalog.draws()`: what makes weights of the labels.
        hows: only labels that were given in these ways.
    """
    ledger = _Ledger()
    for path, label, by, how, draw, repeat in zip(*(history[name].tolist() for name in _COLUMNS), strict=True):
        if how in hows and not repeat:
            ledger.take(path, label, by, how, draw if draw in draws else None)
    said = ledger.settled()
    found = Truth.of(table, {path: label for path, (label, _) in said.items()})
    errors, _ = text_codes(table, "error")
    readable = set(table.index[errors < 0])
    weighed = weigh(found.paths, ledger.drawn, draws, readable)
    how_of = tuple(said[path][1] for path in found.paths)
    notes = (*found.notes, *ledger.notes(set(found.paths)), *weighed.notes)
    return Truth(found.paths, found.rows, found.keep, weighed.weights, how_of, weighed.sampled, notes)


@dataclass
class _Ledger:
    """Per way and photo what each person said last, in the order in which they spoke.

    Attributes:
        drawn: by number of the sample, the photos that were labelled in it.
    """

    drawn: dict[int, set[str]] = field(default_factory=dict)
    _said: dict[str, dict[str, dict[str, str]]] = field(default_factory=lambda: {how: {} for how in HOWS})

    def take(self, path: str, label: str | None, by: str, how: str, draw: int | None) -> None:
        answers = self._said[how].setdefault(path, {})
        answers.pop(by, None)
        if label is not None:
            answers[by] = label
        if draw is not None:
            inside = self.drawn.setdefault(draw, set())
            inside.discard(path) if label is None else inside.add(path)

    def settled(self) -> dict[str, tuple[str, str]]:
        """(label, way) of each photo."""
        found: dict[str, tuple[str, str]] = {}
        for how in reversed(HOWS):
            found |= {path: (next(reversed(by.values())), how) for path, by in self._said[how].items() if by}
        return found

    def notes(self, present: set[str]) -> list[str]:
        """What contradicts itself, counted."""
        people = {path for of in self._said.values() for path, by in of.items() if len(set(by.values())) > 1}
        ways: dict[str, set[str]] = {}
        for of in self._said.values():
            for path, by in of.items():
                if by:
                    ways.setdefault(path, set()).add(next(reversed(by.values())))
        both = {path for path, answers in ways.items() if len(answers) > 1}
        notes = []
        if many := len(people & present):
            notes.append(f"Of {_photos(many)} different people said different things: the last word counts.")
        if many := len(both & present):
            notes.append(f"Of {_photos(many)} one thing was said blind, seen or imported, and another otherwise: blind "
                         "labels count before seen ones, and those before imported ones.")  # fmt: skip
        return notes


def _photos(number: int) -> str:
    return f"{number:,} photo{'s' if number > 1 else ''}"
