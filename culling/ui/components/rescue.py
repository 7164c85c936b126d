"""A photo on which the region of an edit is drawn, and the photo before and after the edit under one another.

Both go by the loupe: wheel, pinch, drag, + − 0 1. What is done to the region comes back as numbered presses; moving
the line between before and after stays in the browser. Each has native widgets beside it that do the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from culling.restore.edit import Background, Box, Region
from culling.ui.components import loupe, parts
from culling.ui.components.loupe import Seen

MODES = ("divider", "beside", "before", "after")
HEIGHT = "min(62vh, 46vw)"
_FIRST = ("presses.js", *loupe.SCRIPTS, "rescue/keys.js")
_CSS = parts.joined(*loupe.STYLES, "rescue/rescue.css") + f"\n.stage {{ --height: {HEIGHT}; }}"

_draw = st.components.v2.component(
    "culling_rescue_draw",
    html=parts.joined("rescue/draw.html"),
    css=_CSS,
    js=parts.joined(*_FIRST, *(f"rescue/{name}.js" for name in ("shapes", "shade", "hand", "draw"))),
)
_compare = st.components.v2.component(
    "culling_rescue_compare",
    html=parts.joined("rescue/compare.html"),
    css=_CSS,
    js=parts.joined(*_FIRST, "rescue/compare.js"),
)


@dataclass(frozen=True)
class Drawn:
    """What stands on the photo.

    Attributes:
        region: of the edit; None for the whole photo.
        background: what becomes of the rest.
        mask: for the subject, where its mask is: {"address", "width", "height"} of width × height bytes 0 … 255.
        frame: what the preview works on, as shares of the photo; None for all of it.
        heard: number of the last press that was taken up.
    """

    region: Region | None
    background: Background
    mask: Mapping[str, Any] | None = None
    frame: Box | None = None
    heard: int = 0


def show_drawing(
    photo: Seen, drawn: Drawn, *, key: str, pressed: Callable[[object], None], zoom: tuple[int, str] = (0, "fit")
) -> None:
    """Draw the photo with its region; `pressed` is called with what a person does: see web/rescue/draw.js."""
    data = {
        "photo": asdict(photo),
        "region": _shape(drawn.region),
        "feather": drawn.region.feather if drawn.region else 0.0,
        "background": asdict(drawn.background),
        "mask": drawn.mask,
        "frame": drawn.frame,
        "heard": drawn.heard,
        "zoom": list(zoom),
    }
    _draw(key=key, data=data, on_presses_change=lambda: pressed(st.session_state[key].presses))


def show_before_after(
    before: Seen, after: Seen, *, key: str, mode: str = "divider", at: float = 0.5, zoom: tuple[int, str] = (0, "fit")
) -> None:
    """Draw before and after.

    Args:
        before: shown as large as `after`, whatever its own size.
        after: the result.
        key: names the part on its page.
        mode: one of `MODES`; where it stays the same, so does what a person chose in the browser. So does `at`.
        at: where the line stands, as a share of the width.
        zoom: (a number that grows with each wish, "in", "out", "fit" or "full").
    """
    same = replace(before, width=after.width, height=after.height)
    _compare(
        key=key,
        data={"before": asdict(same), "after": asdict(after), "mode": mode, "at": at, "zoom": list(zoom)},
    )


def _shape(region: Region | None) -> dict[str, Any] | None:
    if region is None:
        return None
    return {"kind": region.kind, "box": region.box, "points": region.points}
