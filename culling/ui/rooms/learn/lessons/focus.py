"""What a focus measure sees: sliders for damage, every focus measure before and after, the photo before and after."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from culling.lessons.focus import (
    MEASURES,
    QUALITIES,
    SAMPLES,
    Dose,
    Response,
    damaged,
    plain_variance,
    responses,
)
from culling.lessons.focus_figure import focus_figure
from culling.lessons.measured import sample_photos
from culling.photos import Photo
from culling.ui.rooms.learn import photo as photos
from culling.ui.state import Session

_KEYS = ("focus-defocus", "focus-motion", "focus-noise", "focus-jpeg")


def show(state: Session) -> None:
    """Draw photo, controls and figure."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=250):
            picked = photos.pick(state, "focus-photo", SAMPLES)
        dose = _dose()
    if picked is None:
        return
    left, right = st.columns([7, 5], gap="medium")
    before = photos.small(picked[1])
    after = damaged(before, dose)
    found = responses(before, after, sample_photos())
    with left:
        st.plotly_chart(
            focus_figure(found),
            key="focus-figure",
            theme=None,
            config={"displayModeBar": False},
            alt="Each focus measure before and after the damage, by its place among the sample photos.",
        )
        _tell(found, after, dose)
    with right:
        if not dose.none:
            photos.show(after, "damaged")
        photos.show(before, "as it was")
        photos.say_size(picked[1], before)
        if not dose.none:
            st.button("No damage", icon=":material/undo:", key="focus-reset", on_click=_reset)


def _dose() -> Dose:
    defocus = st.slider("Defocus, px", 0.0, 10.0, step=0.5, format="%.1f", key=_KEYS[0], width=150, bind="query-params")
    motion = st.slider("Motion, px", 0, 28, key=_KEYS[1], width=150, bind="query-params")
    noise = st.slider("Noise, levels", 0, 45, key=_KEYS[2], width=150, bind="query-params")
    quality = st.select_slider("JPEG quality", list(QUALITIES), key=_KEYS[3], width=150, bind="query-params")
    return Dose(motion, defocus, noise, QUALITIES.get(quality))


def _reset() -> None:
    for key, nothing in zip(_KEYS, (0.0, 0, 0, "none"), strict=True):
        st.session_state[key] = nothing


def _tell(found: Sequence[Response], after: Photo, dose: Dose) -> None:
    """In words what the figure shows, for those who do not see it."""
    st.caption(
        "Sharper than so many of the 104 sample photos: ○ as it was · ◀ says less sharp · ▶ says sharper. To the "
        "right is sharper, whichever way a measure's numbers go."
    )
    if all(math.isnan(response.after) for response in found):
        st.markdown(
            "**Cannot say:** there is nothing here that could be in focus, so every measure keeps silent. Variance of "
            f"the Laplacian that is taken without asking gives {plain_variance(after):.1f}: less than any cutoff, as "
            "if the photo were blurred."
        )
        return
    fooled = [response.name for response in found if response.said == "sharper"]
    if dose.none:
        st.markdown("No damage yet: move a slider.")
    elif fooled:
        names = ", ".join(f"`{name}`" for name in fooled)
        st.markdown(f"**{len(fooled)} of {len(MEASURES)} say that damage made the photo sharper:** {names}.")
    else:
        seen = sum(response.said == "less sharp" for response in found)
        st.markdown(
            f"{seen} of {len(MEASURES)} measures say that the photo is less sharp than it was, none the opposite."
        )
