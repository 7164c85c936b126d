"""Fetching a network after agreeing to its licence, with progress; from elsewhere; removing it again."""

from __future__ import annotations

import streamlit as st
from rich.filesize import decimal

from culling.errors import CullingError
from culling.folders import printable
from culling.model_files import ModelFile, state
from culling.ui import fetching, settings
from culling.ui.fetching import FetchJob
from culling.ui.rooms.networks.tasks import Standing
from culling.ui.safety.said import said

_PROBLEM = "network_problem_"


def show(model: ModelFile, stands: Standing, where: str) -> None:
    """The way to get the network, its progress, or the way to be rid of it; `where` tells two places apart."""
    job = fetching.job_of(model)
    if job is not None and job.running:
        _progress(job, where)
    elif stands in ("can be fetched", "damaged"):
        if settings.current().private:
            _offer(model, stands, where)
        else:
            st.code(f"culling models fetch {model.name}", language=None, width="content")
    if stands != "can be fetched" and not (job is not None and job.running):
        show_remove(model, where)


def show_remove(model: ModelFile, where: str) -> None:
    """The button that removes the file; only where nobody but the person at this machine can press it."""
    if settings.current().private:
        st.button(
            "Remove",
            key=f"remove_{model.name}_{where}",
            icon=":material/delete:",
            type="tertiary",
            on_click=_remove,
            args=(model,),
            help=f"Removes {printable(model.path)}. It can be fetched again.",
        )


def show_outcome(model: ModelFile) -> None:
    """Why the last fetch or removal did not work, once it is over."""
    job = fetching.job_of(model)
    failed = job.error if job is not None and not job.running and state(model) != "here" else ""
    if job is not None and job.cancelled and failed:
        st.caption(failed)
    elif problem := st.session_state.pop(f"{_PROBLEM}{model.name}", None) or failed:
        st.error(f"{model.name}: not done.", icon=":material/error:")
        st.text(said(problem))


def _offer(model: ModelFile, stands: Standing, where: str) -> None:
    again = " again" if stands == "damaged" else ""
    with st.popover(f"Fetch{again}, {decimal(model.size)}", icon=":material/download:", width="content"):
        st.markdown(f"**{model.name}** was made by others. What is fetched is used only when it is exactly this file:")
        st.text(
            f"address  {model.url or 'none is known'}\n"
            f"size     {model.size:,} bytes\nsha256   {model.sha256}\nlicence  {model.licence}"
        )
        place = f"{model.name}_{where}"
        with st.expander("From another address, or a file"):
            source = st.text_input(
                "Address of a mirror, or a file on this computer",
                key=f"source_{place}",
                placeholder="https://… or /path/of/a/file",
            )
            given = st.file_uploader("Or choose the file", key=f"given_{place}")
        st.button(
            f"Agree to {model.licence} and fetch",
            key=f"fetch_{place}",
            type="primary",
            disabled=not (model.url or source.strip() or given),
            on_click=_start,
            args=(model, place),
        )


def _start(model: ModelFile, place: str) -> None:
    source = str(st.session_state.get(f"source_{place}", "")).strip().strip('"')
    given = st.session_state.get(f"given_{place}")
    if settings.current().private:  # asked again: a page may be older than the settings
        fetching.start(model, source or None, given.getvalue() if given and not source else None)


def _remove(model: ModelFile) -> None:
    try:
        fetching.take_away(model)
    except CullingError as reason:
        st.session_state[f"{_PROBLEM}{model.name}"] = said(reason)


@st.fragment(run_every=0.3)
def _progress(job: FetchJob, where: str) -> None:
    if not job.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", width=360):
        st.progress(job.share, text=f"{decimal(job.done)} of {decimal(job.model.size)}")
        st.button(
            "Stopping …" if job.cancelled else "Cancel",
            key=f"cancel_{job.model.name}_{where}",
            on_click=job.cancel,
            disabled=job.cancelled,
        )
