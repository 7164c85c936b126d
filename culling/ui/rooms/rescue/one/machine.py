"""A heavier machine: whether a server runs the networks, where it is, what it says. Off unless a person says so."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.restore.deblur import get_deblurrer
from culling.restore.edit import Edit
from culling.restore.upscale import get_upscaler
from culling.ui import rescue_kept
from culling.ui.state import Session

_SAID = "rescue_server_said"


def show(state: Session) -> None:
    """Address, time-out, and a check that sends no photo."""
    kept = state.rescuing.kept
    with st.expander("A heavier machine", expanded=kept.use_server, key="rescue_machine"):
        given = rescue_kept.given_server()
        if not rescue_kept.may_name_server() and not given:
            st.caption(
                "This dashboard can be reached from other machines, so a server is named only by who starts it: in the "
                "environment variable CULLING_SERVER."
            )
            return
        st.caption(
            "A server that speaks the Open Inference Protocol v2 (KServe, Triton, MLServer, OpenVINO Model Server) "
            "runs the networks. **The photo, or the region that is worked on, is sent to that address**, nowhere "
            "else. When the server fails, this machine goes on by itself and says so."
        )
        _address(state, given)
        _use(state)
        if kept.use_server:
            if st.button("Check", key="rescue_server_check", help="Asks what it has; sends no photo"):
                with st.spinner("Asking the server …"):
                    st.session_state[_SAID] = _check(state)
            for line in st.session_state.get(_SAID, []):
                st.text(line)


def _address(state: Session, given: str) -> None:
    kept = state.rescuing.kept
    if not rescue_kept.may_name_server():
        st.text("The server was named by who started this dashboard.")
        return
    key = state.mirrors.key("rescue_server", kept.server or given)
    st.text_input(
        "Address",
        kept.server or given,
        key=key,
        placeholder="http://localhost:8000",
        max_chars=2000,
        on_change=_set,
        args=(state, key, "server"),
    )
    key = state.mirrors.key("rescue_timeout", kept.timeout_s)
    st.number_input(
        "Seconds to wait for an answer",
        1.0,
        3600.0,
        kept.timeout_s,
        5.0,
        key=key,
        format="%.0f",
        on_change=_set,
        args=(state, key, "timeout_s"),
    )


def _use(state: Session) -> None:
    key = state.mirrors.key("rescue_use_server", state.rescuing.kept.use_server)
    st.toggle(
        "Send it there",
        state.rescuing.kept.use_server,
        key=key,
        on_change=_set,
        args=(state, key, "use_server"),
    )


def _set(state: Session, key: str, field: str) -> None:
    value = st.session_state[key]
    if not state.mirrors.moved(key, value):
        return
    st.session_state.pop(_SAID, None)
    try:
        state.rescuing.keep(**{field: value})
        server = rescue_kept.server_of(state.rescuing.kept)
    except CullingError as reason:
        st.session_state[_SAID] = [str(reason)]
        return
    if state.rescuing.kept.use_server and server is None:
        st.session_state[_SAID] = ["Give the server's address first."]


def _check(state: Session) -> list[str]:
    """What the server says of each network that the edit needs."""
    try:
        server = rescue_kept.server_of(state.rescuing.kept)
        if server is None:
            return ["Give the server's address first."]
        return [str(server.check(name)) for name in _needed(state.rescuing.edit)]
    except CullingError as reason:
        return [str(reason)]


def _needed(edit: Edit) -> list[str]:
    """The networks of the edit; of one that needs none, that which deblurs."""
    names = [get_deblurrer(edit.deblur).network] if edit.deblur else []
    if edit.upscale > 1:
        names.append(get_upscaler(edit.upscale_with).network(edit.upscale))
    return [name for name in names if name] or ["deblur"]
