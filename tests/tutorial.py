"""The tutorial as a list of things to do: shell lines with what they should print, and steps on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"
NEAR = 0.25  # by which share a number written as ~22 may differ, and by 2 at least
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_STEP = re.compile(r"^\d+\. (.+)$", re.MULTILINE)

#: What a step may say, without a remark in brackets at its end; the groups are what it is done with.
WORDINGS = {
    "open": re.compile(r"Open \*\*([^*]+)\*\*\."),
    "press": re.compile(r"Press \*\*([^*]+)\*\*\."),
    "key": re.compile(r"Press the key `(.+)`\."),
    "type": re.compile(r"Type `([^`]+)` into \*\*([^*]+)\*\* of \*\*([^*]+)\*\*\."),
    "see": re.compile(r"See “([^”]+)”\."),
}


@dataclass(frozen=True)
class Typed:
    """A shell line, and the lines that it should print."""

    line: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One thing to do or to see on a page: a key of `WORDINGS`, and with what."""

    does: str
    given: tuple[str, ...]


def tutorial(text: str) -> list[Typed | Step]:
    """Everything to do, in the order of the text.

    Raises:
        ValueError: a numbered line that says nothing known, or a console block that does not begin with `$`.
    """
    blocks = [(found.start(), list(_typed(found.group(1)))) for found in _CONSOLE.finditer(text)]
    steps = [(found.start(), [_step(found.group(1))]) for found in _STEP.finditer(text)]
    return [one for _, several in sorted([*blocks, *steps], key=lambda item: item[0]) for one in several]


def agrees(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Whether a command printed what is shown: `…` is anything, alone in a line any lines, `~22` a number near 22."""
    pattern = "".join(r"(?:.*\n)*" if line == "…" else f"{_pattern(line)}\n" for line in shown)
    found = re.fullmatch(pattern, "".join(f"{line}\n" for line in printed))
    numbers = [float(number) for line in shown for number in re.findall(r"~(\d+)", line)]
    return found is not None and all(
        abs(float(told) - number) <= max(2, NEAR * number) for told, number in zip(found.groups(), numbers, strict=True)
    )


def _typed(block: str) -> Iterator[Typed]:
    lines = block.splitlines()
    starts = [place for place, line in enumerate(lines) if line.startswith("$ ")]
    if starts[:1] != [0]:
        raise ValueError(f"a console block begins with a line after “$ ”, not with {block[:40]!r}")
    for start, end in pairwise([*starts, len(lines)]):
        yield Typed(lines[start][2:], tuple(lines[start + 1 : end]))


def _step(line: str) -> Step:
    said = re.sub(r" \([^()]+\)$", "", line)
    for does, wording in WORDINGS.items():
        if found := wording.fullmatch(said):
            return Step(does, found.groups())
    raise ValueError(f"the tutorial has a step that nobody can follow: {line!r}; wordings stand in tests/tutorial.py")


def _pattern(line: str) -> str:
    parts = re.split(r"(…|~\d+)", line)
    known = {"…": ".*"}
    return "".join(known.get(part, r"(\d+)" if re.fullmatch(r"~\d+", part) else re.escape(part)) for part in parts)
