"""How far a scan is, as a bar below the cell."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets
from IPython.display import display

from culling.scan import Progress


def shown() -> Callable[[Progress], None]:
    """See `culling.notebook.progress_bar`."""
    bar = ipywidgets.IntProgress(description="scan", min=0)
    said = ipywidgets.Label()
    display(ipywidgets.HBox([bar, said]))  # type: ignore[no-untyped-call]

    def tell(now: Progress) -> None:
        bar.max, bar.value, said.value = max(now.total, 1), now.done if now.total else 1, words(now)
        if now.finished:
            bar.bar_style = "success"

    return tell


def words(now: Progress) -> str:
    """ "12 of 66 photos, about 8 s left", and at the end how many were measured, known and unreadable."""
    if now.finished:
        parts = [f"{now.done:,} measured", f"{now.unchanged:,} known" if now.unchanged else ""]
        return ", ".join(filter(None, [*parts, f"{now.failed:,} unreadable" if now.failed else ""]))
    left = "" if now.seconds_left is None else f", about {now.seconds_left:.0f} s left"
    return f"{now.done:,} of {now.total:,} photos{left}"
