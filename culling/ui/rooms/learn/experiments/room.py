"""Experiments: how architectures did, curves, what is taken for what, pictures with answers; one's own runs."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.experiments.order import BUNDLED
from culling.experiments.run import Run, runs
from culling.ui.rooms.learn.experiments import compared, own_run, small_run
from culling.ui.safety.said import said
from culling.ui.state import Session


def show(state: Session) -> None:
    """Choose what to look at, and below it the way to train one's own."""
    known, problems = runs()
    st.markdown(
        "**A network is an experiment: how it was trained, and what it is worth on pictures that it never saw.** The "
        "six classes are those of Temple University's photo triage study: a good photo, and five ways to spoil it."
    )
    chosen = _chosen(known)
    for sentence in problems:
        st.warning("A run cannot be read.", icon=":material/warning:")
        st.text(said(sentence))
    try:
        if chosen is None:
            compared.show()
        else:
            own_run.show(state, chosen)
    except CullingError as reason:
        st.error("What was saved of it cannot be shown.", icon=":material/error:")
        st.text(said(reason))
    small_run.show(state, known)


def _chosen(known: list[Run]) -> Run | None:
    """The run to look at; None for the comparison that comes with culling."""
    names = {run.name: run for run in known if run.name != BUNDLED}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Look at", [BUNDLED, *names], key="exp-run", bind="query-params", width=360)
        if name not in names:
            st.caption("The network that comes with culling, and those that it was compared with.")
    return names.get(str(name))
