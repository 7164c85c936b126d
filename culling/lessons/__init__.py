"""Lessons on measures and cutoffs: what each claims, worked out from photos, and a question with its check.

Everything here is plain numbers: pages and notebooks draw them, tests assert each claim. `LESSONS` holds the six in the
order in which they are taught; it is put together when it is first asked for, since lessons import measures.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from culling.lessons.lesson import Lesson

    LESSONS: tuple[Lesson, ...]

__all__ = ["LESSONS"]


def __getattr__(name: str) -> Any:
    if name == "LESSONS":
        return _lessons()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


@cache
def _lessons() -> tuple[Lesson, ...]:
    from culling.lessons import base_rate, bokeh, exposure, focus, overfitting, resolution

    return tuple(part.LESSON for part in (focus, resolution, bokeh, exposure, base_rate, overfitting))
