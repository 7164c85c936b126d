"""A measure's docstring in its parts: what it means, its formula, what it cannot tell, where it comes from.

The docstring is the only place where these are written; the page of measures and the screens show them from here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: The sections that close a measure's docstring, in this order.
SECTIONS = ("Formula", "Cannot tell", "Source")
_HEADING = re.compile(rf"^({'|'.join(SECTIONS)}):$", re.MULTILINE)
_DISPLAYED = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a measure's docstring says, as Markdown with formulas in TeX: `$…$` within a line, else between `$$`.

    Attributes:
        summary: the first line: what the number means and which direction is good.
        about: unit, range, what must stay the same to compare; "" where the summary says it all.
        formula: how the number is worked out, and what its letters mean.
        cannot_tell: what misleads it, and what it was never meant to tell.
        source: paper with DOI, or system.
    """

    summary: str
    about: str
    formula: str
    cannot_tell: str
    source: str

    @property
    def markdown(self) -> str:
        """All of it under small headings."""
        parts = [self.summary, self.about]
        parts += [f"**Formula**\n\n{self.formula}", f"**What it cannot tell**\n\n{self.cannot_tell}"]
        return "\n\n".join(part for part in [*parts, f"**Source**\n\n{self.source}"] if part)


def explain(measure: Callable[..., Any]) -> Explanation:
    """The parts of a measure's docstring.

    Args:
        measure: a function whose docstring ends with the sections of `SECTIONS`, each once and in that order.

    Raises:
        ValueError: a section is missing, empty or out of order; the text says which.
    """
    name, told = measure.__name__, inspect.getdoc(measure) or ""
    before, *rest = _HEADING.split(told)
    if tuple(rest[::2]) != SECTIONS:
        found = ", ".join(rest[::2]) or "none of them"
        raise ValueError(f"the docstring of {name} needs the sections {', '.join(SECTIONS)}; it has {found}")
    summary, _, about = before.partition("\n")
    sections = [_joined(inspect.cleandoc(part)) for part in rest[1::2]]
    for heading, text in zip(SECTIONS, sections, strict=True):
        if not text:
            raise ValueError(f"the docstring of {name} says nothing under {heading!r}")
    return Explanation(summary, _joined(about), *sections)


def _joined(text: str) -> str:
    """Paragraphs on one line each, displayed formulas as they are, between lines `$$`: Markdown asks for that."""
    parts = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        for place, part in enumerate(_DISPLAYED.split(paragraph)):
            parts.append(f"$$\n{_lines(part)}\n$$" if place % 2 else " ".join(part.split()))
    return "\n\n".join(part for part in parts if part)


def _lines(formula: str) -> str:
    return "\n".join(line.strip() for line in formula.splitlines())
