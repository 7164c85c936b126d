"""What is done to the photo: deblur, enlarge. Widgets mirror the edit; each move is a step of it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from culling.restore.deblur import DEBLURRERS, get_deblurrer
from culling.restore.edit import FACTORS
from culling.restore.upscale import UPSCALERS, get_upscaler
from culling.ui.places import PAGES
from culling.ui.safety.said import said
from culling.ui.state import Session

_NOTHING = "Leave as it is"


def show(state: Session) -> None:
    """What can be done."""
    _deblur(state)
    _enlarge(state)


def _deblur(state: Session) -> None:
    edit, remote = state.rescuing.edit, state.rescuing.kept.use_server
    usable = [way.name for way in DEBLURRERS if remote or way.problem is None or way.name == edit.deblur]
    key = state.mirrors.key("rescue_deblur", edit.deblur)
    st.selectbox(
        "Blur",
        ["", *usable],
        index=["", *usable].index(edit.deblur),
        key=key,
        format_func=lambda name: get_deblurrer(name).title if name else _NOTHING,
        help="\n".join(f"- **{way.title}**: {way.summary}" for way in DEBLURRERS),
        on_change=_set,
        args=(state, key, "deblur"),
    )
    _lacking(None if remote else get_deblurrer("own").problem)
    if "nafnet" not in usable:
        _fetch("NAFNet, made for motion blur, is not fetched yet.", "rescue_fetch_deblur")


def _enlarge(state: Session) -> None:
    edit, remote = state.rescuing.edit, state.rescuing.kept.use_server
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        key = state.mirrors.key("rescue_upscale", edit.upscale)
        st.segmented_control(
            "Enlarge",
            FACTORS,
            default=edit.upscale,
            required=True,
            key=key,
            format_func=lambda factor: f"×{factor}",
            help="The whole photo becomes two or four times as wide and high.",
            on_change=_set,
            args=(state, key, "upscale"),
        )
        if edit.upscale > 1:
            usable = [
                way.name
                for way in UPSCALERS
                if remote or way.problem(edit.upscale) is None or way.name == edit.upscale_with
            ]
            key = state.mirrors.key("rescue_upscale_with", edit.upscale_with)
            st.selectbox(
                "Enlarge with",
                usable,
                index=usable.index(edit.upscale_with),
                key=key,
                format_func=lambda name: get_upscaler(name).title,
                label_visibility="collapsed",
                width=190,
                on_change=_set,
                args=(state, key, "upscale_with"),
            )
    if edit.upscale > 1:
        _lacking(None if remote else get_upscaler("own").problem(edit.upscale))
        if "realesr" not in usable:
            _fetch("Real-ESRGAN makes up finer detail; it is not fetched yet.", "rescue_fetch_upscale")


def _set(state: Session, key: str, field: str) -> None:
    value: Any = st.session_state[key]
    if value is not None and state.mirrors.moved(key, value):
        state.rescuing.change(**{field: value})


def _lacking(problem: str | None) -> None:
    """Why our own network cannot be used."""
    if problem:
        st.text(said(problem))


def _fetch(words: str, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=key):
        st.caption(words, width="content")
        st.page_link(PAGES / "networks.py", label="Fetch it", icon=":material/download:")
