"""One photo large, with the keys that act on it. Every key has a button beside it that does the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import streamlit as st

from culling.ui.state import Session

_HERE = Path(__file__).parent

_viewer = st.components.v2.component(
    "culling_viewer",
    html='<div class="root" aria-live="polite"></div>',
    css=(_HERE / "viewer.css").read_text(encoding="utf-8"),
    js=(_HERE / "viewer.js").read_text(encoding="utf-8"),
)


def show_picture(
    state: Session,
    url: str,
    alt: str,
    *,
    key: str,
    keys: Mapping[str, Callable[[], None]],
    ahead: Sequence[str] = (),
    height: str = "52vh",
) -> None:
    """Draw a picture; where there is none, the server's reason in words.

    Args:
        state: the session; remembers which presses were taken up.
        url: address of the picture.
        alt: what it shows, for those who do not see it.
        key: names the viewer on its page.
        keys: what a key does, by the browser's name of it, letters in lower case. Presses act in their order, each
            on the photo that the one before it left.
        ahead: pictures that are likely next, fetched beforehand.
        height: the most that the picture takes, in CSS.
    """

    _viewer(
        key=key,
        data={
            "url": url,
            "alt": alt,
            "keys": list(keys),
            "ahead": list(ahead),
            "heard": state.heard,
            "height": height,
        },
        on_pressed_change=lambda: take_up(state, st.session_state[key].pressed or [], keys),
    )


def take_up(state: Session, presses: Sequence[tuple[int, str]], keys: Mapping[str, Callable[[], None]]) -> None:
    """Do what was pressed, each press once: the browser sends (number, key) again until it knows it was heard."""
    for number, name in presses:
        if number > state.heard and name in keys:
            state.heard = number
            keys[name]()
