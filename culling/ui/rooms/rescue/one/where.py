"""Where in the photo is worked, and what becomes of the rest; the region in numbers for those who do not draw."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from culling.errors import CullingError
from culling.restore.edit import KINDS, Background, Point, Region
from culling.ui.rooms.rescue.one.wishes import Photo
from culling.ui.state import Session

_WHOLE = "whole"
_NAMES = {_WHOLE: "Whole", "rectangle": "Rectangle", "lasso": "Lasso", "subject": "Subject"}
_BEGIN = {
    "rectangle": Region("rectangle", box=(0.25, 0.25, 0.5, 0.5)),
    "lasso": Region("lasso", points=((0.5, 0.2), (0.8, 0.5), (0.5, 0.8), (0.2, 0.5))),
    "subject": Region("subject", feather=0.005),  # its outline is followed closely: a wider edge glows
}


def show(state: Session, photo: Photo) -> None:
    """The region, its soft edge, the background."""
    region = state.rescuing.edit.region
    key = state.mirrors.key("rescue_where", region.kind if region else _WHOLE)
    st.segmented_control(
        "Where",
        (_WHOLE, *KINDS),
        default=region.kind if region else _WHOLE,
        required=True,
        key=key,
        format_func=_NAMES.__getitem__,
        help="A rectangle or a lasso is drawn on the photo; the subject is found by itself.",
        on_change=_choose,
        args=(state, key),
    )
    if region is not None:
        _edge(state, region)
        _background(state)
    with st.expander("In numbers", key="rescue_numbers"):
        if region is None or region.kind == "subject":
            _look(state, photo)
        elif region.box:
            _box(state, region, photo)
        else:
            _points(state, region, photo)


def _choose(state: Session, key: str) -> None:
    kind = st.session_state[key]
    if kind is not None and state.mirrors.moved(key, kind):
        state.rescuing.change(region=_BEGIN.get(kind))


def _edge(state: Session, region: Region) -> None:
    shown = round(100 * region.feather, 1)
    key = state.mirrors.key("rescue_feather", shown)
    st.slider(
        "Soft edge",
        0.0,
        max(10.0, shown),
        shown,
        0.5,
        format="%.1f %%",
        key=key,
        help="How wide the region goes over into the rest, in per cent of the photo's longer side.",
        on_change=_set_edge,
        args=(state, key, region),
    )


def _set_edge(state: Session, key: str, region: Region) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.rescuing.change(region=replace(region, feather=value / 100))


def _background(state: Session) -> None:
    background = state.rescuing.edit.background
    dim, white = round(100 * background.dim), background.white
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        dim_key = state.mirrors.key("rescue_dim", dim)
        st.slider(
            "Dim the rest",
            0,
            100,
            dim,
            5,
            format="%d %%",
            key=dim_key,
            disabled=white,
            help="0 leaves it as it was, 100 is black. Remembered for the next photos.",
            on_change=_set_dim,
            args=(state, dim_key),
        )
        white_key = state.mirrors.key("rescue_white", white)
        st.toggle("White", white, key=white_key, on_change=_set_white, args=(state, white_key))


def _set_dim(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        _lay(state, replace(state.rescuing.edit.background, dim=value / 100))


def _set_white(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        _lay(state, replace(state.rescuing.edit.background, white=value))


def _lay(state: Session, background: Background) -> None:
    try:
        state.rescuing.lay_background(background)
    except CullingError as reason:
        state.notes.append(f"The background holds until the page is closed: {reason}")


# -- in numbers --------------------------------------------------------------------------------------------------------


def _box(state: Session, region: Region, photo: Photo) -> None:
    width, height = photo.size
    if region.box is None or 0 in photo.size:
        return
    now = [round(share * side) for share, side in zip(region.box, (width, height, width, height), strict=True)]
    now[2:] = [max(now[2], 1), max(now[3], 1)]
    key = state.mirrors.key("rescue_box", tuple(now))
    names, least = ("left", "top", "width", "height"), (-width, -height, 1, 1)
    with st.container(horizontal=True, gap="small"):
        for place, name in enumerate(names):
            st.number_input(
                f"{name.capitalize()}, px",
                least[place],
                2 * (width, height)[place % 2],
                now[place],
                key=f"{key}_{name}",
                width=105,
                on_change=_set_box,
                args=(state, key, region, photo),
            )


def _set_box(state: Session, key: str, region: Region, photo: Photo) -> None:
    width, height = photo.size
    x, y, w, h = (st.session_state[f"{key}_{name}"] for name in ("left", "top", "width", "height"))
    if not state.mirrors.moved(key, (x, y, w, h)):
        return
    state.rescuing.change(region=replace(region, box=(x / width, y / height, w / width, h / height)))


def _points(state: Session, region: Region, photo: Photo) -> None:
    if 0 in photo.size:
        return
    text = "\n".join(f"{round(x * photo.size[0])}, {round(y * photo.size[1])}" for x, y in region.points)
    key = state.mirrors.key("rescue_points", text)
    st.text_area(
        "Corners of the lasso in pixels: across, down; one a line",
        text,
        key=key,
        height=160,
        on_change=_set_points,
        args=(state, key, region, photo),
    )


def _set_points(state: Session, key: str, region: Region, photo: Photo) -> None:
    text: str = st.session_state[key]
    if not state.mirrors.moved(key, text):
        return
    try:
        state.rescuing.change(region=replace(region, points=points_in(text, photo.size)))
    except ValueError as reason:
        state.notes.append(f"The lasso stays as it was: {reason}.")


def points_in(text: str, size: tuple[int, int]) -> tuple[Point, ...]:
    """Corners in pixels, "across, down" a line, as shares of a photo of `size`.

    Raises:
        ValueError: a line that is not two numbers; says which.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                across, down = (float(part) for part in line.replace(";", ",").split(","))
            except ValueError:
                raise ValueError(f"line {number} is not two numbers like 120, 80") from None
            found.append((across / size[0], down / size[1]))
    return tuple(found)


def _look(state: Session, photo: Photo) -> None:
    """Where the preview is; a click on the photo says the same."""
    if state.rescuing.edit.region is not None or 0 in photo.size:
        st.caption("The subject has no numbers; its soft edge and background stand above.")
        return
    now = tuple(round(share * side) for share, side in zip(state.rescuing.look, photo.size, strict=True))
    key = state.mirrors.key("rescue_look", now)
    st.caption("The preview shows a part of the photo. Its middle:")
    with st.container(horizontal=True, gap="small"):
        for place, name in enumerate(("across", "down")):
            st.number_input(
                f"{name.capitalize()}, px",
                0,
                photo.size[place],
                now[place],
                key=f"{key}_{name}",
                width=120,
                on_change=_set_look,
                args=(state, key, photo),
            )


def _set_look(state: Session, key: str, photo: Photo) -> None:
    across, down = (st.session_state[f"{key}_{name}"] for name in ("across", "down"))
    if not state.mirrors.moved(key, (across, down)):
        return
    state.rescuing.look = (across / photo.size[0], down / photo.size[1])
