"""What an import of labels found, before anything is added: for every way of import the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from culling.export.csv_reading import told
from culling.labels.label import HOWS, How, Label, Said


@dataclass(frozen=True)
class ReadLabels:
    """What somebody said of photos of this folder, as found in a file or folder; nothing is added yet.

    Attributes:
        entries: the labels that could be added, in table order; of one photo several where several people said one.
        problems: lines or files that cannot be used, one sentence each; at most `csv_reading.MAX_PROBLEMS`, and a
            last one that counts the others.
        notes: what is worth knowing of where they come from, one sentence each.
    """

    entries: tuple[Label, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @staticmethod
    def of(
        table: pd.DataFrame,
        said: Mapping[str, Said],
        *,
        by: str,
        source: str,
        how: How = "imported",
        problems: Iterable[str] = (),
        notes: Iterable[str] = (),
    ) -> ReadLabels:
        """One label per photo, in the order of the table."""
        ordered = (str(path) for path in table.index if path in said)
        entries = tuple(Label(path, said[path], by, how, source) for path in ordered)
        return ReadLabels(entries, told(list(problems)), tuple(notes))

    @cached_property
    def labels(self) -> dict[str, Said]:
        """keep or reject by path, where all people that said anything said the same."""
        said: dict[str, set[Said]] = {}
        for entry in self.entries:
            if entry.label is not None and not entry.repeat:
                said.setdefault(entry.path, set()).add(entry.label)
        return {path: next(iter(answers)) for path, answers in said.items() if len(answers) == 1}

    @property
    def counts(self) -> dict[Said, int]:
        """How many photos are labelled keep and reject."""
        answers = list(self.labels.values())
        return {"keep": answers.count("keep"), "reject": answers.count("reject")}

    def new(self, history: pd.DataFrame) -> list[Label]:
        """The entries that would change the ledger, in their order.

        All but those whose person said the same last, in this way or in one that counts more; a label is taken back
        only where the same source gave it.

        Args:
            history: `Catalog.label_history()`.
        """
        columns = (history[name].tolist() for name in ("path", "by", "repeat", "how", "label", "source"))
        last = {
            (path, by, bool(repeat), how): (label, source)
            for path, by, repeat, how, label, source in zip(*columns, strict=True)
        }

        def is_new(entry: Label) -> bool:
            ways = HOWS[: HOWS.index(entry.how) + 1]
            said = [last.get((entry.path, entry.by, entry.repeat, how), (None, "")) for how in ways]
            if entry.label is None:
                return said[-1][0] is not None and said[-1][1] == entry.source
            return entry.label not in [label for label, _ in said]

        return [entry for entry in self.entries if is_new(entry)]
