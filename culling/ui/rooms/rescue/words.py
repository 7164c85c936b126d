"""What remedies, gains and verdicts are called on the page Rescue, and times in words."""

from __future__ import annotations

import math

import streamlit as st

from culling.restore.edit import Edit, Light  # noqa: F401  Light for the example below
from culling.restore.queue import Remedy
from culling.ui.places import PAGES
from culling.ui.state import Session

REMEDIES: dict[Remedy, str] = {"deblur": "deblur", "light": "more light", "both": "deblur and more light"}
_REGIONS = {"rectangle": "in the rectangle alone", "lasso": "in the outline alone", "subject": "of the subject alone"}


def duration(seconds: float) -> str:
    """A time ahead, roughly: "10 s", "3 min", "2 h".

    >>> [duration(s) for s in (0.4, 12, 50, 100, 4000, 9000)]
    ['1 s', '15 s', '50 s', '2 min', '1 h 10 min', '2 h 30 min']
    """
    if seconds < 10:
        return f"{max(math.ceil(seconds), 1)} s"
    if seconds < 60:
        return f"{5 * math.ceil(seconds / 5)} s"
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(10 * math.ceil(minutes / 10), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def outcome(then: str) -> str:
    """What came of trying a photo, in a few words."""
    if then == "":
        return "not tried yet"
    return {"keep": "would pass", "maybe": "would be maybe", "reject": "still rejected"}.get(then, "cannot be told")


def in_short(then: str, gain: float, remedy: Remedy) -> str:
    """One line for a tile: the gain that the queue is sorted by, and what came of trying it.

    >>> in_short("keep", 3.14, "deblur"), in_short("", math.nan, "both")
    ('3.1 · would pass', 'not tried · deblur and more light')
    """
    if then == "":
        return f"not tried · {REMEDIES[remedy]}"
    return f"{outcome(then)} · {REMEDIES[remedy]}" if math.isnan(gain) else f"{gain:.1f} · {outcome(then)}"


def edit_words(edit: Edit | Remedy) -> str:
    """What is done to a photo, in a few words.

    >>> edit_words(Edit(deblur="own", upscale=2, light=Light(stops=1.5, shadows=0.2)))
    'deblur, light +1.5 stops, shadows 20 %, enlarge ×2'
    >>> edit_words("both")
    'deblur and more light'
    """
    if not isinstance(edit, Edit):
        return REMEDIES[edit]
    with_what = "" if edit.deblur in ("", "own") else f" with {edit.deblur}"
    parts = [f"deblur{with_what}"] * bool(edit.deblur)
    parts += [f"light {edit.light.stops:+.2g} stops"] * bool(edit.light.stops)
    parts += [f"shadows {edit.light.shadows:.0%}".replace("%", " %")] * bool(edit.light.shadows)
    parts += [f"contrast {edit.light.contrast:.0%}".replace("%", " %")] * bool(edit.light.contrast)
    parts += [f"enlarge ×{edit.upscale}"] * (edit.upscale > 1)
    parts += [_REGIONS[edit.region.kind]] if edit.region is not None else []
    return ", ".join(parts) or "nothing"


def look_at(state: Session, paths: list[str]) -> None:
    """Go through photos on Review."""
    state.listing.show_only(paths, "Rescued copies")
    st.switch_page(PAGES / "review.py")
