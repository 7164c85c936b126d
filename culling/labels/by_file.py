"""Labels found file by file: how far it is, when to stop, and what counts where files contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from culling.labels.label import Said
from culling.labels.words import counted

Progress = Callable[[int, int], None]
Found = Mapping[str, Mapping[Said, str]]
"""By photo: what was said of it, and which file said so."""

_Step = TypeVar("_Step")


def each_file(
    steps: Sequence[_Step],
    take: Callable[[_Step], None],
    progress: Progress | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Take one file after the other; a note where `stop`, asked before each, ended that early.

    >>> each_file(["a.jpg", "b.jpg"], print, stop=lambda: True)
    ['Stopped after 0 of 2 files.']
    """
    for number, step in enumerate(steps):
        if stop():
            return [f"Stopped after {number:,} of {counted(len(steps), 'file')}."]
        take(step)
        if progress is not None:
            progress(number + 1, len(steps))
    return []


def settle(found: Found, problems: list[str]) -> dict[str, Said]:
    """The label of each photo of which one thing was said; the others are added to `problems`.

    >>> settle({"a.jpg": {"keep": "1.xmp"}, "b.jpg": {"keep": "2.xmp", "reject": "3.xmp"}}, problems := [])
    {'a.jpg': 'keep'}
    >>> problems
    ['b.jpg: 2.xmp and 3.xmp contradict each other; neither counts']
    """
    for photo, ways in found.items():
        if len(ways) > 1:
            both = f"{ways['keep']} and {ways['reject']}"
            problems.append(f"{photo}: {both} contradict each other; neither counts")
    return {photo: next(iter(ways)) for photo, ways in found.items() if len(ways) == 1}
