"""Which picture of a photo is shown: the photo, or its blur map over it with a scale and the numbers in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from culling import nets
from culling.blur_map import SHARPEST, WIDEST
from culling.overlay import KINDS, TOO_SMALL, Kind, colours, place, too_small
from culling.ui.links import Link, overlay_url, preview_url
from culling.ui.rooms.numbers import is_known
from culling.ui.state import PLAIN, Session

_NAMES = {PLAIN: "photo", "blur": "blur map", "motion": "motion"}
_TICKS = {"sharp": SHARPEST, "1 px": 1.0, "3 px": 3.0, f"{WIDEST:g} px, blurred": WIDEST}  # about even on the log scale
_MEANING = {
    "blur": "Standard deviation of the blur at a long side of 640 px. Grey: not sure.",
    "motion": "What blur there is comes from defocus or from motion. Grey: sharp, or not sure.",
}


def choose_picture(state: Session) -> None:
    """The switch between the photo and its overlays; what is chosen holds for the next photos as well."""
    key = state.mirrors.key("detail_show", state.overlay)
    st.segmented_control(
        "Show",
        [PLAIN, *KINDS],
        default=state.overlay,
        required=True,
        format_func=_NAMES.__getitem__,
        key=key,
        label_visibility="collapsed",
        help="Key B: photo or blur map",
        on_change=_chosen,
        args=(state, key),
    )


def toggle_overlay(state: Session) -> None:
    """From the photo to its blur map; from an overlay back to the photo."""
    state.overlay = "blur" if state.overlay == PLAIN else PLAIN


def picture_url(state: Session, link: Link, row: pd.Series[Any]) -> str:
    """Address of what is to be shown of a photo: the photo itself where there is no overlay of it."""
    shown = state.overlay in KINDS and not why_none(row)
    return overlay_url(link, state.overlay) if shown else preview_url(link)


def picture_words(state: Session, path: str, row: pd.Series[Any]) -> str:
    """The picture in words, for those who do not see it."""
    if state.overlay not in KINDS or why_none(row):
        return path
    return f"{_NAMES[state.overlay]} of {path}: {blur_line(row)}"


def show_scale(state: Session, row: pd.Series[Any]) -> None:
    """What the colours mean and what was measured; or why there is no overlay."""
    if state.overlay not in KINDS:
        return
    if reason := why_none(row):
        st.warning("There is no blur map of this photo.", icon=":material/blur_off:")
        st.text(reason)
        return
    st.html(scale(state.overlay))
    st.caption(_MEANING[state.overlay])
    st.text(blur_line(row))


def why_none(row: pd.Series[Any]) -> str | None:
    """Why no blur map can be drawn, in words; None when one can."""
    width, height = row.get("width"), row.get("height")
    if is_known(width) and is_known(height) and too_small(width, height):
        return TOO_SMALL
    return nets.problem("focus")


def blur_line(row: pd.Series[Any]) -> str:
    """The readings of the blur map in one line."""
    if not is_known(row.get("blur")):
        return "blur: not measured; nothing in it could be in focus, or it was scanned without the network"
    parts = [f"blur {row['blur']:.2f} of 1"]
    if is_known(row.get("sharp_area")):
        parts.append(f"{row['sharp_area']:.0%} of it in focus".replace("%", " %"))
    if is_known(row.get("blur_map_mean")):
        parts.append(f"{row['blur_map_mean']:.2g} px on average")
    if is_known(row.get("motion_blur")):
        parts.append(f"motion blur {row['motion_blur']:.2f} of 1")
    return " · ".join(parts)


def scale(kind: Kind) -> str:
    """The colours with their numbers, as HTML."""
    steps = colours(kind)[::17].tolist()
    ramp = ", ".join(f"rgb({red},{green},{blue})" for red, green, blue in steps)
    if kind == "motion":
        ticks = {"defocus": 0.0, "50 %": 0.5, "motion": 1.0}
    else:
        ticks = {words: float(place(sigma)) for words, sigma in _TICKS.items()}
    named = "".join(f'<span style="left:{100 * at:.1f}%">{text}</span>' for text, at in ticks.items())
    return (
        f'<div class="culling-scale"><div class="ramp" style="background:linear-gradient(90deg, {ramp})"></div>'
        f'<div class="ticks">{named}</div></div>'
    )


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.overlay = value
