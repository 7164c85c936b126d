"""Each task with the network that does it now, and what a better one brings; what else comes with culling."""

from __future__ import annotations

import streamlit as st
from rich.filesize import decimal

from culling import nets
from culling.model_files import ModelFile, models, state
from culling.ui.rooms.networks import getting
from culling.ui.rooms.networks.tasks import Gain, Standing, Work, bundled, in_use, listed, others, standing
from culling.ui.safety.said import said

_BADGES: dict[Standing, str] = {
    "in use": ":green-badge[:material/check: in use]",
    "can be fetched": ":gray-badge[not fetched]",
    "damaged": ":red-badge[:material/error: damaged]",
    "cannot run": ":orange-badge[:material/warning: cannot run]",
    "not needed": ":gray-badge[here, a better one is in use]",
    "waits": ":gray-badge[here, waits for the others]",
}


def show() -> None:
    """One box a task."""
    for work in listed():
        with st.container(border=True):
            _work(work)


def show_rest() -> None:
    """What comes with culling, and what can be fetched though nothing uses it yet."""
    st.subheader("All that come with culling")
    rows = (f"| {name} | {one.summary} | {_size(one)} |" for name, one in bundled().items())
    st.markdown("\n".join(["| network | what for | size |", "|---|---|--:|", *rows]))
    for name in bundled():
        if problem := nets.problem(name):
            st.error(f"{name} cannot be used, so what it measures stays empty.", icon=":material/error:")
            st.text(said(problem))
    unused = [model for model in others() if state(model) != "not fetched"]
    if unused:
        st.subheader("Fetched, but nothing uses them yet")
        for model in unused:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{model.name}** · {decimal(model.size)} · {model.licence}")
                getting.show_remove(model, "other")


def _work(work: Work) -> None:
    now = in_use(work)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(work.title, width="content")
        st.markdown(
            f":gray[in use:] **{' + '.join(now)}**" if now else ":gray[nothing tells this yet]", width="content"
        )
    st.caption(work.about)
    for gain in work.gains:
        _gain(work, gain)


def _gain(work: Work, gain: Gain) -> None:
    model, stands = models()[gain.network], standing(work, gain)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{model.name}** {_BADGES[stands]} {gain.words}")
            st.caption(f"{decimal(model.size)} · {model.licence} · {_host(model)}")
        getting.show(model, stands, work.title.split()[0].lower())
    if stands in ("damaged", "cannot run") and (problem := nets.problem(model.name)):
        st.text(said(problem))
    getting.show_outcome(model)


def _size(model: ModelFile) -> str:
    """Its size on one line."""
    return decimal(model.size).replace(" ", "\N{NO-BREAK SPACE}")


def _host(model: ModelFile) -> str:
    """Where it comes from, without the path."""
    return f"from {model.url.split('/')[2]}" if model.url else "no address is known"
