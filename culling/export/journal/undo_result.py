"""What became of taking a journal back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class UndoResult:
    """How much went back, what was left and why.

    Attributes:
        undone: how many files went back, were removed or got their former bytes.
        kept: (file, why) for each that was left where it is.
        stopped: "cancelled", or None when all was tried.
        already: whether all of it had been taken back before, so that nothing was left to do.
    """

    undone: int = 0
    kept: list[tuple[Path, str]] = field(default_factory=list)
    stopped: str | None = None
    already: bool = False
