"""The photo large: on which the region is drawn, or before and after what was done to it."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from culling.errors import CullingError
from culling.previews import fit
from culling.restore.edit import FEATHER, Box, Edit
from culling.ui.components.loupe import Seen
from culling.ui.components.rescue import MODES, Drawn, show_before_after, show_drawing
from culling.ui.jobs import OpenFolder
from culling.ui.presses import new_presses
from culling.ui.rescue_job import whole_photo
from culling.ui.rescue_results import Rescued, Side
from culling.ui.rescue_subject import about_subject, box_of, subject_mask
from culling.ui.rescuing import View
from culling.ui.rooms import switch
from culling.ui.rooms.rescue.one import wishes, work
from culling.ui.rooms.rescue.one.wishes import Photo
from culling.ui.safety.said import said
from culling.ui.state import Session

DRAW_KEY, COMPARE_KEY = "rescue_draw", "rescue_compare"
_VIEWS: dict[View, str] = {"draw": "Photo and region", "compare": "Before / after"}
_MODES = {"divider": "Divider", "beside": "Side by side", "before": "Before", "after": "After"}
_ZOOM = "rescue_zoom"
_MASK_SIDE = 400  # px of the subject's mask in the browser


def show(state: Session, folder: OpenFolder, photo: Photo) -> None:
    """One of the two, and what is worked out for it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        switch.show(
            state,
            "View",
            _VIEWS,
            name="rescue_view",
            present=state.rescuing.view,
            turn=partial(_look, state),
        )
        work.show_steps(state)
        if state.rescuing.view == "compare":
            work.follow(state, photo)
            shown_as = _shown_as()
            work.show_status(state, photo)
    if state.rescuing.view == "draw":
        _drawing(state, folder, photo)
    else:
        _comparing(state, photo, *shown_as)


def _look(state: Session, view: View) -> None:
    state.rescuing.view = view


# -- the region --------------------------------------------------------------------------------------------------------


def _drawing(state: Session, folder: OpenFolder, photo: Photo) -> None:
    rescuing = state.rescuing
    mask, box = _subject(folder, photo) if about_subject(rescuing.edit) else (None, None)
    width, height = photo.size
    show_drawing(
        Seen(
            key=photo.path,
            alt="The photo that is worked on",
            preview=folder.sheet.picture("preview", photo.path),
            full=folder.sheet.picture("full", photo.path),
            width=width or None,
            height=height or None,
        ),
        Drawn(
            rescuing.edit.region,
            rescuing.edit.background,
            mask=mask,
            frame=wishes.frame(rescuing, photo, box),
            heard=rescuing.heard,
        ),
        key=DRAW_KEY,
        pressed=lambda said: take_up(state, said),
    )


def take_up(state: Session, said: object) -> None:
    """Do what was drawn or pressed over the photo, each once; what makes no sense is passed over."""
    rescuing = state.rescuing
    for number, what, *value in new_presses(said, rescuing.heard):
        rescuing.heard = number
        if what == "undo":
            rescuing.undo()
        elif what == "redo":
            rescuing.redo()
        elif what == "region" and len(value) == 1:
            _take_region(state, value[0])
        elif what == "look" and len(value) == 1:
            _take_look(state, value[0])


def _take_region(state: Session, given: Any) -> None:
    region = state.rescuing.edit.region
    feather = region.feather if region is not None and region.kind != "subject" else FEATHER
    try:
        edit = Edit.from_dict({"region": {**given, "feather": feather}}) if given is not None else Edit()
    except (TypeError, ValueError):
        return
    state.rescuing.change(region=edit.region)


def _take_look(state: Session, given: Any) -> None:
    given = given if isinstance(given, list | tuple) else ()
    shares = [float(share) for share in given if type(share) in (int, float) and 0 <= share <= 1]
    if len(shares) == 2:
        state.rescuing.look = (shares[0], shares[1])


def _subject(folder: OpenFolder, photo: Photo) -> tuple[dict[str, Any] | None, Box | None]:
    """Where the browser finds the subject's mask, and the box around it as shares; (None, None) where there is none."""
    with st.spinner("Looking for the subject …"):
        try:
            found = subject_mask(photo.shown, whole_photo(photo.shown, photo.file))
        except CullingError as reason:
            st.text(said(reason))
            return None, None
    if found is None:
        st.info("No subject stands out in this photo. Draw a rectangle or a lasso instead.")
        return None, None
    width, height = found.size
    left, top, right, bottom = found.box
    values = np.zeros((height, width), np.uint8)
    values[top:bottom, left:right] = found.values
    values = fit(values, _MASK_SIDE)
    where = {"address": folder.sheet.offer(values.tobytes()), "width": values.shape[1], "height": values.shape[0]}
    return where, box_of(found)


# -- before and after --------------------------------------------------------------------------------------------------


def _comparing(state: Session, photo: Photo, mode: str, at: float) -> None:
    seen = state.rescuing.seen
    if state.rescuing.edit.changes_nothing:
        with st.container(border=True):
            st.markdown("**Nothing is done to the photo yet.** Choose beside it what to do: blur, size or light.")
        return
    if seen is None or seen.wish.shown != photo.shown:
        return  # the first result is on its way, as the line above says
    show_before_after(
        _picture(seen, "before"), _picture(seen, "after"), key=COMPARE_KEY, mode=mode, at=at, zoom=_zoom_wish()
    )


def _picture(seen: Rescued, side: Side) -> Seen:
    """Named by its place alone, so that zoom and place stay while the edit changes."""
    pixels = seen.before if side == "before" else seen.after
    return Seen(
        key=f"{seen.wish.shown.path} {seen.box}",
        alt=f"{'Before' if side == 'before' else 'After'} what was done",
        preview=seen.picture(side, "screen"),
        full=seen.picture(side, "full"),
        width=pixels.shape[1],
        height=pixels.shape[0],
    )


def _shown_as() -> tuple[str, float]:
    """What the native widgets say: they do what pointer and keys do over the photo."""
    with st.popover("Without pointer", key="rescue_compare_native", help="The same by widgets, for the keyboard"):
        mode = st.segmented_control(
            "Show", MODES, default="divider", required=True, key="rescue_mode", format_func=_MODES.__getitem__
        )
        at = st.slider("Line between before and after, %", 0, 100, 50, 5, key="rescue_line")
        with st.container(horizontal=True, gap="small"):
            for how, label in (("out", "−"), ("fit", "Fit"), ("full", "100 %"), ("in", "+")):
                st.button(label, key=f"rescue_zoom_{how}", on_click=_zoom, args=(how,))
    return mode or "divider", at / 100


def _zoom_wish() -> tuple[int, str]:
    wish: tuple[int, str] = st.session_state.get(_ZOOM, (0, "fit"))
    return wish


def _zoom(how: str) -> None:
    st.session_state[_ZOOM] = (_zoom_wish()[0] + 1, how)
