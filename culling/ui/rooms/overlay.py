"""Which picture of a photo is shown: the photo, or something of it in colour, with a legend and numbers in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from culling import nets
from culling.blur_map import SHARPEST, WIDEST
from culling.metrics.light import HIGHLIGHT_LEVEL, SHADOW_LEVEL
from culling.overlay import KINDS, OVERLAYS, TOO_SMALL, Kind, too_small
from culling.overlay.blur import BlurKind, colours, place
from culling.overlay.peaking import PEAK_COLOUR
from culling.overlay.zebra import HIGHLIGHT_COLOUR, SHADOW_COLOUR
from culling.ui.rooms.numbers import is_known, rounded
from culling.ui.state import PLAIN, Session

NAMES = {PLAIN: "photo", "blur": "blur map", "motion": "motion", "clipping": "clipping", "peaking": "focus peaking"}
_SHORT = NAMES | {"blur": "blur", "peaking": "peaking"}
KEYS: dict[str, Kind] = {"b": "blur", "h": "clipping", "f": "peaking"}
_TICKS = {"sharp": SHARPEST, "1 px": 1.0, "3 px": 3.0, f"{WIDEST:g} px, blurred": WIDEST}  # about even on the log scale
_MEANING = {
    "blur": "Standard deviation of the blur at a long side of 640 px. Grey: not sure.",
    "motion": "What blur there is comes from defocus or from motion. Grey: sharp, or not sure.",
    "clipping": "Counted at a long side of at most 640 px, as in the measures of the same names.",
    "peaking": "Fine contrast well above the photo's noise. Soft colours and low contrast stay dark even when sharp.",
}


def choose_picture(state: Session) -> None:
    """The switch between the photo and its overlays; what is chosen holds for the next photos as well."""
    key = state.mirrors.key("detail_show", state.overlay)
    st.segmented_control(
        "Show",
        [PLAIN, *KINDS],
        default=state.overlay,
        required=True,
        format_func=_SHORT.__getitem__,
        key=key,
        label_visibility="collapsed",
        help="Key B: blur map, H: clipped highlights and shadows, F: focus peaking; again: the photo",
        on_change=_chosen,
        args=(state, key),
    )


def toggle_overlay(state: Session, kind: Kind = "blur") -> None:
    """To this overlay, or from it back to the photo."""
    state.overlay = PLAIN if state.overlay == kind else kind


def shown_kind(state: Session, row: pd.Series[Any]) -> Kind | None:
    """The overlay that is shown of a photo; None for the photo itself, also where there is no such overlay of it."""
    kind = next((kind for kind in KINDS if kind == state.overlay), None)
    return None if kind is None or why_none(kind, row) else kind


def picture_words(state: Session, path: str, row: pd.Series[Any]) -> str:
    """The picture in words, for those who do not see it."""
    kind = shown_kind(state, row)
    return path if kind is None else f"{NAMES[kind]} of {path}: {reading(kind, row)}"


def show_legend(state: Session, row: pd.Series[Any]) -> None:
    """What the colours mean and what was measured; or why there is no overlay."""
    kind = next((kind for kind in KINDS if kind == state.overlay), None)
    if kind is None:
        return
    if reason := why_none(kind, row):
        st.warning("There is no blur map of this photo.", icon=":material/blur_off:")
        st.text(reason)
        return
    st.html(legend(kind))
    st.caption(_MEANING[kind])
    st.text(reading(kind, row))


def why_none(kind: Kind, row: pd.Series[Any]) -> str | None:
    """Why this overlay cannot be drawn, in words; None when it can."""
    network = OVERLAYS[kind].network
    if network is None:
        return None
    width, height = row.get("width"), row.get("height")
    if is_known(width) and is_known(height) and too_small(width, height):
        return TOO_SMALL
    return nets.problem(network)


def reading(kind: Kind, row: pd.Series[Any]) -> str:
    """What was measured of what an overlay shows, in one line."""
    return {"clipping": clipping_line, "peaking": contrast_line}.get(kind, blur_line)(row)


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


def clipping_line(row: pd.Series[Any]) -> str:
    """How much of the photo is clipped, in one line."""
    names = {"highlights": "highlight_clipping", "shadows": "shadow_clipping"}
    known = [f"{words} {100 * row[name]:.2g} %" for words, name in names.items() if is_known(row.get(name))]
    return " · ".join(known) or "clipping: not measured"


def contrast_line(row: pd.Series[Any]) -> str:
    """The measures of fine contrast in one line."""
    names = ("laplacian_variance", "sharpest_tile", "noise_sigma")
    known = [f"{name} {rounded(row[name])}" for name in names if is_known(row.get(name))]
    return " · ".join(known) or "fine contrast: not measured"


def legend(kind: Kind) -> str:
    """The colours and what they stand for, as HTML."""
    if kind == "clipping":
        return _swatches(
            (_stripes(HIGHLIGHT_COLOUR, -45, "#fff"), f"highlights, luma ≥ {HIGHLIGHT_LEVEL}"),
            (_stripes(SHADOW_COLOUR, 45, "#000"), f"shadows, luma ≤ {SHADOW_LEVEL}"),
        )
    if kind == "peaking":
        return _swatches((_rgb(PEAK_COLOUR), "strong fine contrast"))
    return scale(kind)


def scale(kind: BlurKind) -> str:
    """The colours with their numbers, as HTML."""
    ramp = ", ".join(_rgb(colour) for colour in colours(kind)[::17].tolist())
    if kind == "motion":
        ticks = {"defocus": 0.0, "50 %": 0.5, "motion": 1.0}
    else:
        ticks = {words: float(place(sigma)) for words, sigma in _TICKS.items()}
    named = "".join(f'<span style="left:{100 * at:.1f}%">{text}</span>' for text, at in ticks.items())
    return (
        f'<div class="culling-scale"><div class="ramp" style="background:linear-gradient(90deg, {ramp})"></div>'
        f'<div class="ticks">{named}</div></div>'
    )


def _swatches(*entries: tuple[str, str]) -> str:
    drawn = "".join(f'<li><i style="background:{paint}"></i>{words}</li>' for paint, words in entries)
    return f'<ul class="culling-legend">{drawn}</ul>'


def _stripes(colour: tuple[int, int, int], degrees: int, below: str) -> str:
    return f"repeating-linear-gradient({degrees}deg, {_rgb(colour)} 0 3px, {below} 3px 6px)"


def _rgb(colour: tuple[int, ...] | list[int]) -> str:
    red, green, blue = colour
    return f"rgb({red},{green},{blue})"


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.overlay = value
