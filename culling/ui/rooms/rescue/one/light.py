"""More light: exposure, shadows, local contrast, a suggestion to begin with, and what it does to the tones."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from culling.errors import CullingError
from culling.light_figure import tones_figure, tones_of
from culling.restore.edit import MOST_STOPS, Light
from culling.ui import rescue_light
from culling.ui.rooms.rescue.one.wishes import Photo, photo_of
from culling.ui.state import Session


class _Slider(NamedTuple):
    """One number of `Light` as a slider: `scale` steps of it are 1."""

    label: str
    least: float
    most: float
    step: float
    scale: float
    form: str
    help: str


_SLIDERS = {
    "stops": _Slider(
        "Exposure", -MOST_STOPS, MOST_STOPS, 0.1, 1.0, "%+.1f stops",
        "Each stop doubles the light, as a longer exposure would have. Highlights bend towards white and do not clip.",
    ),
    "shadows": _Slider(
        "Shadows", 0.0, 100.0, 5.0, 100.0, "%d %%",
        "Lifts what lies in the dark, by up to 2.5 stops, and leaves the rest. Noise is lifted with it.",
    ),
    "contrast": _Slider(
        "Local contrast", 0.0, 100.0, 5.0, 100.0, "%d %%",
        "Parts that look flat get more contrast of their own (CLAHE). A little goes far: try 20 to 40 %.",
    ),
}  # fmt: skip


def show(state: Session) -> None:
    """The light of the photo that is worked on."""
    photo = photo_of(state, state.open) if state.open else None
    if photo is None:
        return
    light = state.rescuing.edit.light
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("**Light**", width="stretch")
        st.button(
            "Suggest",
            key="rescue_light_suggest",
            icon=":material/wb_sunny:",
            help="A start for a photo that is too dark: brighter as far as the highlights allow, then the shadows.",
            on_click=_suggest,
            args=(state, photo),
        )
        st.button(
            "Reset",
            key="rescue_light_reset",
            type="tertiary",
            disabled=not light,
            help="Back to the light as it was.",
            on_click=state.rescuing.change,
            kwargs={"light": Light()},
        )
    for name, slider in _SLIDERS.items():
        _show_slider(state, name, slider)
    _show_tones(photo, state)


def _show_slider(state: Session, name: str, slider: _Slider) -> None:
    shown = round(getattr(state.rescuing.edit.light, name) * slider.scale, 3)
    key = state.mirrors.key(f"rescue_light_{name}", shown)
    st.slider(
        slider.label,
        slider.least,
        slider.most,
        shown,
        slider.step,
        format=slider.form,
        key=key,
        help=slider.help,
        on_change=_set,
        args=(state, key, name, slider),
    )


def _set(state: Session, key: str, name: str, slider: _Slider) -> None:
    value = float(st.session_state[key])
    if state.mirrors.moved(key, value):
        light = replace(state.rescuing.edit.light, **{name: round(value / slider.scale, 4)})
        state.rescuing.change(light=light)


def _suggest(state: Session, photo: Photo) -> None:
    edit = state.rescuing.edit
    try:
        found = rescue_light.suggestion(photo.shown, photo.file, edit.region)
    except CullingError as reason:
        state.notes.append(f"No light can be suggested: {reason}")
        return
    if not found:
        state.notes.append("There is light enough, or nothing to lift: no more is suggested. The sliders are yours.")
        return
    state.rescuing.change(light=replace(found, contrast=edit.light.contrast))


def _show_tones(photo: Photo, state: Session) -> None:
    """How the tones are spread before and after, and what clips, in words."""
    edit = state.rescuing.edit
    try:
        before = tones_of(rescue_light.part(photo.shown, photo.file, edit.region))
        after = tones_of(rescue_light.lit(photo.shown, photo.file, edit.region, edit.light))
    except CullingError:
        return  # the page says why the photo cannot be read
    st.plotly_chart(
        tones_figure(before, after),
        theme=None,
        key="rescue_light_tones",
        config={"displayModeBar": False},
        alt="Tones from black to white, before as a dotted line and after as an area.",
    )
    st.caption(
        f"Black {_change(before.black, after.black)} · white {_change(before.white, after.white)}",
        help="Share of the picture without any detail left: drowned in black, burnt to white. "
        "Dotted: before; filled: with this light.",
    )


def _change(before: float, after: float) -> str:
    """A share before and after, once where both read alike.

    >>> _change(0.2031, 0.009), _change(0.0, 0.0001)
    ('20.3 % → 0.9 %', '0.0 %')
    """
    was, is_now = (f"{100 * share:.1f} %" for share in (before, after))
    return was if was == is_now else f"{was} → {is_now}"
