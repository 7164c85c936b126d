"""What a person may say of a photo."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Each mark with the verdict that it gives: a must-have is kept, and stands out in a list. The best comes first.
MARK_VERDICTS: Mapping[str, str] = MappingProxyType(
    {"must-have": "keep", "keep": "keep", "maybe": "maybe", "reject": "reject"}
)
MARKS = tuple(MARK_VERDICTS)


def check_mark(mark: object) -> None:
    """ValueError unless it is a mark, or None, which takes a mark back."""
    if mark is not None and mark not in MARKS:
        raise ValueError(f"a mark is one of {', '.join(MARKS)} or None, got {mark!r}")
