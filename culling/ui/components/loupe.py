"""One photo large or several side by side, zoomed together, with the keys that act on them.

Every key has a button beside it that does the same. Other parts join `SCRIPTS` and `STYLES` to have the same loupe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from culling.ui.components import parts
from culling.ui.presses import new_presses
from culling.ui.state import Session

SCRIPTS = ("loupe/pane.js", "loupe/loupe.js")
"""For `parts.joined`, before the part that calls `makeLoupe`: see loupe.js for what it offers."""

STYLES = ("loupe/loupe.css",)

_loupe = st.components.v2.component(
    "culling_photo",
    html='<div class="root" role="group" aria-label="Photo"></div>',
    css=parts.joined("loupe/photo.css", *STYLES),
    js=parts.joined("presses.js", *SCRIPTS, "loupe/photo.js"),
)


@dataclass(frozen=True)
class Seen:
    """What the loupe is told of a photo.

    Attributes:
        key: its path.
        alt: what it shows, for those who do not see it.
        preview: address of the picture to show, of an overlay when one is on.
        full: address of the whole-size picture, for zooming in; None when there is none or an overlay is on.
        width, height: of the photo in pixels; None when unknown.
        head: what stands above it; "" for nothing.
        verdict: by letter and colour in the head.
        mark: a person's mark, None for none.
        broken: why there is no picture at all.
    """

    key: str
    alt: str
    preview: str = ""
    full: str | None = None
    width: float | None = None
    height: float | None = None
    head: str = ""
    verdict: str = "unjudged"
    mark: str | None = None
    broken: str | None = None


def show_loupe(
    state: Session,
    photos: Sequence[Seen],
    *,
    key: str,
    keys: Mapping[str, Callable[[], None]],
    overlay: str | None = None,
    ahead: Sequence[Seen] = (),
    zoom: tuple[int, str] = (0, "fit"),
    height: str = "56vh",
) -> None:
    """Draw one to four photos; where there is no picture, the server's reason in words.

    Args:
        state: the session; remembers which presses were taken up.
        photos: from left to right.
        key: names the loupe on its page.
        keys: what a key does, by the browser's name of it, letters in lower case. Presses act in their order, each
            on the photo that the one before it left. Zoom keys act in the browser.
        overlay: the overlay that `preview` shows.
        ahead: photos that are likely next, fetched beforehand.
        zoom: (a number that grows with each wish, "fit" or "full").
        height: of the whole, in CSS.
    """
    _loupe(
        key=key,
        data={
            "photos": [asdict(photo) for photo in photos],
            "overlay": overlay,
            "keys": list(keys),
            "ahead": [asdict(photo) for photo in ahead],
            "zoom": list(zoom),
            "heard": state.heard,
            "height": height,
        },
        on_pressed_change=lambda: take_up(state, st.session_state[key].pressed, keys),
    )


def take_up(state: Session, presses: object, keys: Mapping[str, Callable[[], None]]) -> None:
    """Do what was pressed, each press once; a press is [number, key]."""
    for number, name, *_ in new_presses(presses, state.heard):
        if isinstance(name, str) and name in keys:
            state.heard = number
            keys[name]()
