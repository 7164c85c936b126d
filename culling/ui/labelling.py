"""Blind labelling as one person does it: which photo comes next and what was said of it; each label is on disk at once.

The browser keeps the same book by the same rules (web/blind/book.js), shows the next photo at once and sends what was
pressed: `[number, draw, "keep" | "reject" | "skip" | "undo", item]` or `[number, draw, "leave", 0]`. Numbers only grow,
and a press is sent again until its number comes back as `heard`, so each label is written once and none is lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd

from culling.errors import CullingError
from culling.files import write_whole
from culling.labels import LABELS, Draw, Label, Said
from culling.ui import places, settings
from culling.ui.jobs import OpenFolder
from culling.ui.presses import new_presses
from culling.ui.safety import signed_in

#: What may be done with the photo that is shown, as the browser counts them.
ACTS = (*LABELS, "skip")
MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with an item: one of `ACTS`; `repeat` when its photo had a label of this draw already."""

    item: int
    act: str
    repeat: bool = False


@dataclass
class Book:
    """What is still to come and what was done.

    Attributes:
        paths: the photo of each item, in the order drawn; one that stands twice is shown again.
        queue: items to come, the one that is shown first.
        steps: what was done, oldest first; an undo takes the last one back.
    """

    paths: tuple[str, ...]
    queue: list[int]
    steps: list[Step]

    def do(self, act: str, item: int) -> tuple[Step, Said | None] | None:
        """Do it when it makes sense now: the step whose label is to be written, and the label, None to take it back.

        Nothing is to be written for a skip, nor for what makes no sense: an item that is not to come (any more).
        """
        if act == "undo":
            return self._undo(item)
        if act not in ACTS or item not in self.queue or (act == "skip" and len(self.queue) == 1):
            return None
        self.queue.remove(item)
        step = Step(item, act, self._said(self.paths[item]))
        self.steps.append(step)
        if act == "skip":
            self.queue.append(item)
            return None
        return step, cast(Said, act)

    def _undo(self, item: int) -> tuple[Step, None] | None:
        if not self.steps or self.steps[-1].item != item:
            return None
        step = self.steps.pop()
        if item in self.queue:
            self.queue.remove(item)
        self.queue.insert(0, item)
        return (step, None) if step.act in LABELS else None

    def _said(self, path: str) -> bool:
        return any(step.act in LABELS and not step.repeat and self.paths[step.item] == path for step in self.steps)


class Labelling:
    """A drawn sample on its way to being labelled, by one person.

    Attributes:
        number: of the draw.
        by: who labels.
        book: what is to come and what was done.
        total: how many items are shown in all; photos that are gone or unreadable are not.
        by_keys: whether the photo fills the window and keys answer, or buttons of the page do.
        heard: number of the last press that was taken up.
        left: whether the person asked to leave.
        problem: why the last answers could not be written; "" when they were.
    """

    def __init__(self, number: int, draw: Draw, by: str, history: pd.DataFrame, there: Collection[str]) -> None:
        self.number = number
        self.by = by
        steps = _steps_so_far(draw.order, history[(history["draw"] == number) & (history["by"] == by)])
        done = {step.item for step in steps}
        queue = [item for item, path in enumerate(draw.order) if item not in done and path in there]
        self.book = Book(draw.order, queue, steps)
        self._before = _said_before(history, number, by)
        self.total = len(queue) + len(steps)
        self.by_keys = True
        self.heard = 0
        self.left = False
        self.problem = ""

    @property
    def done(self) -> int:
        """How many items have their label."""
        return self.total - len(self.book.queue)

    @property
    def current(self) -> str | None:
        """The photo that is shown; None when all are labelled."""
        return self.book.paths[self.book.queue[0]] if self.book.queue else None

    def follow(self, table: pd.DataFrame) -> None:
        """Photos that are gone or unreadable by now are not shown any more."""
        known = there(table)
        queue = [item for item in self.book.queue if self.book.paths[item] in known]
        self.total -= len(self.book.queue) - len(queue)
        self.book.queue = queue

    def answer(self, folder: OpenFolder, act: str) -> None:
        """Do one of `ACTS` with the photo that is shown, or "undo" the last step."""
        if act == "undo":
            item = self.book.steps[-1].item if self.book.steps else -1
        else:
            item = self.book.queue[0] if self.book.queue else -1
        self._write(folder, [(act, item)])

    def take_up(self, folder: OpenFolder, presses: object) -> None:
        """Do what was pressed, each press once and in order; what makes no sense is passed over."""
        new = [press for press in new_presses(presses, self.heard) if len(press) > 2 and press[1] == self.number]
        if not new:
            return
        self.heard = new[-1][0]
        self.left = self.left or any(press[2] == "leave" for press in new)
        self._write(folder, [(press[2], press[3]) for press in new if _makes_sense(press)])

    def _write(self, folder: OpenFolder, acts: Sequence[tuple[str, int]]) -> None:
        """All or nothing: what cannot be written was not done, and its photo is shown again."""
        book = Book(self.book.paths, list(self.book.queue), list(self.book.steps))
        done = [said for act, item in acts if (said := book.do(act, item)) is not None]
        labels = [label for step, said in done for label in self._labels(step, said)]
        try:
            folder.catalog.add_labels(labels)
        except CullingError as reason:
            self.problem = str(reason)
        except ValueError:  # its words would name the photo
            self.problem = "a photo left the catalog a moment ago; say it again."
        else:
            self.book, self.problem = book, ""

    def _labels(self, step: Step, said: Said | None) -> list[Label]:
        """What is to be written: the label, or that it is taken back and what it had replaced."""
        path = self.book.paths[step.item]
        label = Label(path, said, self.by, "blind", draw=self.number, repeat=step.repeat)
        before = self._before.get(path) if said is None and not step.repeat else None
        return [label] if before is None else [label, before]


def unfinished(
    draws: Mapping[int, Draw], history: pd.DataFrame, by: str, table: pd.DataFrame, most: int = 3
) -> dict[int, Labelling]:
    """The last samples that this person can go on with, newest first."""
    known = there(table)
    found: dict[int, Labelling] = {}
    for number in sorted(draws, reverse=True):
        if len(found) < most and (one := Labelling(number, draws[number], by, history, known)).book.queue:
            found[number] = one
    return found


def last_labeller() -> str:
    """Who has signed in, else who labelled last on this computer; "user" before anybody did."""
    if settings.current().sign_in is not None:
        return signed_in.user().name
    try:
        return " ".join(_labeller_file().read_text(encoding="utf-8").split())[:MOST_NAME] or "user"
    except (OSError, ValueError):
        return "user"


def remember_labeller(name: str) -> None:
    """Offer this name the next time; where it cannot be written, the next time offers another one."""
    if settings.current().sign_in is not None:
        return
    with contextlib.suppress(CullingError):
        write_whole(_labeller_file(), name.encode("utf-8", "replace"))


def _labeller_file() -> Path:
    return places.data_dir() / "labeller.txt"


def there(table: pd.DataFrame) -> set[str]:
    """The photos that can be shown: those that could be read."""
    readable = table["error"].isna() if "error" in table else pd.Series(True, index=table.index)
    return {str(path) for path in table.index[readable]}


def _said_before(history: pd.DataFrame, number: int, by: str) -> dict[str, Label]:
    """What this person had said blind of photos, apart from this draw."""
    other = (history["by"] == by) & (history["how"] == "blind") & (history["draw"] != number)
    last = history[other & ~history["repeat"].astype(bool)].drop_duplicates("path", keep="last")
    last = last[last["label"].notna()]
    lines = zip(last["path"], last["label"], last["source"], last["draw"], strict=True)
    return {
        path: Label(path, label, by, "blind", source, None if pd.isna(draw) else int(draw))
        for path, label, source, draw in lines
    }


def _steps_so_far(order: Sequence[str], own: pd.DataFrame) -> list[Step]:
    """The answers that stand, oldest first: a photo's label is its first item, what was said again its second."""
    standing = own.drop_duplicates(["path", "repeat"], keep="last")
    standing = standing[standing["label"].notna()]
    free: dict[str, list[int]] = {}
    for item, path in enumerate(order):
        free.setdefault(path, []).append(item)
    steps = []
    for path, label, repeat in zip(standing["path"], standing["label"], standing["repeat"], strict=True):
        if free.get(path):
            steps.append(Step(free[path].pop(0), label, bool(repeat)))
    return steps


def _makes_sense(press: list[Any]) -> bool:
    return len(press) > 3 and isinstance(press[2], str) and type(press[3]) is int
