"""Which picture of a photo is shown: the photo, or something of it in colour, with a legend and numbers in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from culling import nets, network_choice
from culling.blur_map import SHARPEST, WIDEST
from culling.metrics.light import HIGHLIGHT_LEVEL, SHADOW_LEVEL
from culling.overlay import KINDS, OVERLAYS, TOO_SMALL, Kind, composition, faces, subject, too_small
from culling.overlay.blur import BlurKind, colours, place
from culling.overlay.peaking import PEAK_COLOUR
from culling.overlay.zebra import HIGHLIGHT_COLOUR, SHADOW_COLOUR
from culling.ui.rooms.numbers import is_known
from culling.ui.rooms.readings import reading
from culling.ui.state import PLAIN, Session

NAMES: dict[str, str] = {
    PLAIN: "photo",
    "blur": "blur map",
    "motion": "motion",
    "clipping": "clipping",
    "peaking": "focus peaking",
    "faces": "faces and eyes",
    "subject": "subject",
    "composition": "thirds and horizon",
}
_SHORT = NAMES | {"blur": "blur", "peaking": "peaking", "faces": "faces", "composition": "thirds"}
KEYS: dict[str, Kind] = {
    "b": "blur",
    "h": "clipping",
    "f": "peaking",
    "e": "faces",
    "d": "subject",
    "t": "composition",
}
_KEYS_TOLD = (
    "Key B: blur map, H: clipped highlights and shadows, F: focus peaking, E: faces and eyes, D: the subject, the rest "
    "dimmed, T: thirds and horizon; again: the photo"
)
_BLUR_MAPS = ("blur", "motion")
_TICKS = {"sharp": SHARPEST, "1 px": 1.0, "3 px": 3.0, f"{WIDEST:g} px, blurred": WIDEST}  # about even on the log scale
_MEANING = {
    "blur": "Standard deviation of the blur at a long side of 640 px. Grey: not sure.",
    "motion": "What blur there is comes from defocus or from motion. Grey: sharp, or not sure.",
    "clipping": "Counted at a long side of at most 640 px, as in the measures of the same names.",
    "peaking": "Fine contrast well above the photo's noise. Soft colours and low contrast stay dark even when sharp.",
    "faces": "The number is how sharp the face is: 100 and more is sharp, 30 plainly blurred. Eyes cannot be judged "
    "that are less than 24 px apart, turned away, blurred, dark or covered.",
    "subject": "What stands out, as a mask; it says nothing of sharpness.",
    "composition": "Facts to look at: no preset judges by them. The subject's middle is tied to the nearest "
    "crossing of thirds.",
}


_SWATCHES: dict[Kind, list[tuple[tuple[int, int, int], str]]] = {
    "faces": [
        (faces.COLOURS["O"], "O eyes open"),
        (faces.COLOURS["C"], "C eyes closed"),
        (faces.COLOURS["?"], "? cannot be judged"),
    ],
    "subject": [(subject.OUTLINE_COLOUR, "outline of the subject")],
    "composition": [
        (composition.THIRDS_COLOUR, "thirds"),
        (composition.GOLDEN_COLOUR, "golden ratio, dashed"),
        (composition.MIDDLE_COLOUR, "subject's middle"),
        (composition.HORIZON_COLOUR, "what is level"),
        (composition.HEAD_COLOUR, "room above heads"),
        (composition.CUT_COLOUR, "cut by the border"),
    ],
}


def keys_in_words() -> str:
    """Which key shows what, shortly: "B blur · H clipping …"."""
    return " · ".join(f"{key.upper()} {_SHORT[kind]}" for key, kind in KEYS.items())


def choose_picture(state: Session) -> None:
    """The switch between the photo and its overlays; what is chosen holds for the next photos as well."""
    key = state.mirrors.key("detail_show", state.overlay)
    st.pills(
        "Show",
        [PLAIN, *KINDS],
        default=state.overlay,
        required=True,
        format_func=_SHORT.__getitem__,
        key=key,
        label_visibility="collapsed",
        help=_KEYS_TOLD,
        wrap=True,
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
        what = "There is no blur map of" if kind in _BLUR_MAPS else f"No {NAMES[kind]} can be shown of"
        st.warning(f"{what} this photo.", icon=":material/blur_off:")
        st.text(reason)
        return
    st.html(legend(kind))
    st.caption(_MEANING[kind])
    st.text(reading(kind, row))


def why_none(kind: Kind, row: pd.Series[Any]) -> str | None:
    """Why this overlay cannot be drawn, in words; None when it can."""
    width, height = row.get("width"), row.get("height")
    if kind in _BLUR_MAPS and is_known(width) and is_known(height) and too_small(width, height):
        return TOO_SMALL
    problems = (nets.problem(network_choice.in_use(task)) for task in OVERLAYS[kind].networks)
    return next(filter(None, problems), None)


def legend(kind: Kind) -> str:
    """The colours and what they stand for, as HTML."""
    if kind == "clipping":
        return _swatches(
            (_stripes(HIGHLIGHT_COLOUR, -45, "#fff"), f"highlights, luma ≥ {HIGHLIGHT_LEVEL}"),
            (_stripes(SHADOW_COLOUR, 45, "#000"), f"shadows, luma ≤ {SHADOW_LEVEL}"),
        )
    if kind == "peaking":
        return _swatches((_rgb(PEAK_COLOUR), "strong fine contrast"))
    if kind == "blur" or kind == "motion":
        return scale(kind)
    return _swatches(*((_rgb(colour), words) for colour, words in _SWATCHES[kind]))


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
