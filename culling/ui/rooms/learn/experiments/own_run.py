"""A run of one's own: what it is worth beside the bundled network, its curves, confusion and pictures; using it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.experiments.run import Evaluation, Run, read_run
from culling.experiments.sample import Shown, saved_sample
from culling.ui import training
from culling.ui.rooms.learn.experiments import draws, pictures
from culling.ui.rooms.networks import anew
from culling.ui.safety.said import said
from culling.ui.state import Session

_PROBLEM = "exp_problem"
_WAYS = {"own": "this run", "bundled": "bundled network", "classical": "classical measure"}


def show(state: Session, run: Run) -> None:
    """Everything that was saved of it; CullingError where it is damaged."""
    _facts(run)
    _use(state, run)
    found = run.evaluation
    _worth(found)
    draws.curves([run.curve])
    st.subheader("What is taken for what", anchor=False)
    draws.confusion(found.own, "Held-out pictures")
    folder = _folder(state, run)
    pictures.show(
        "Drawn from the held-out pictures: photos that were neither trained nor tuned on."
        if folder
        else "What was saved of held-out pictures. Open the folder that was trained on, and they are shown.",
        lambda seed: _sample(run.place, run.sha256, folder, seed),
    )
    with st.expander("How it was made"):
        st.text(said(_made(run)))


def _facts(run: Run) -> None:
    counts = run.photos
    st.markdown(
        f"**{run.architecture}**, {run.parameters:,} numbers learned in {run.epochs} epochs, {run.minutes:.1f} "
        f"minutes. Photos: {counts['train']:,} to learn from, {counts['validation']:,} to tune on, {counts['test']:,} "
        "held out."
    )
    st.text(said(f"Trained {run.when[:16].replace('T', ' ')} on {run.folder}"))


def _use(state: Session, run: Run) -> None:
    """Whether the measure `own_flaw` reads it, and the way there and back."""
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error("Not done.", icon=":material/error:")
        st.text(said(problem))
    used, allowed = run.in_use, training.may_train()
    busy = state.open is not None and state.open.scanning
    why = "Wait until the scan has ended." if busy else None if allowed else "This is for whoever runs the dashboard."
    with st.container(horizontal=True, vertical_alignment="center"):
        if used:
            st.badge("in use as own_flaw", icon=":material/check:", color="green")
            st.button("Stop using", key="exp_forget", on_click=_forget, disabled=busy or not allowed, help=why)
        else:
            st.button(
                "Use as a measure",
                key="exp_use",
                icon=":material/straighten:",
                on_click=_take,
                args=(run,),
                disabled=busy or not allowed,
                help=why or "It becomes own_flaw, with a histogram and a cutoff like any other measure.",
            )
            st.button(
                "Remove",
                key="exp_remove",
                icon=":material/delete:",
                type="tertiary",
                on_click=_remove,
                args=(run,),
                disabled=not allowed,
                help="Removes the run with its network. It cannot be taken back; it can be trained again.",
            )
    if used:
        st.caption("On Audit → Disagreements it can be set against `flaw`, on Tune it has a histogram and a cutoff.")
    anew.show(state)


def _take(run: Run) -> None:
    _tried(lambda: training.use(run))


def _forget() -> None:
    _tried(training.forget)


def _remove(run: Run) -> None:
    _tried(lambda: training.remove(run))


def _tried(act: Callable[[], object]) -> None:
    """Do it; why it could not be done is shown once."""
    try:
        act()
    except CullingError as reason:
        st.session_state[_PROBLEM] = str(reason)


def _worth(found: Evaluation) -> None:
    own, bundled = found.accuracy
    for column, label, rate in zip(
        st.columns(2), ("told rightly", "the bundled network, same pictures"), (own, bundled), strict=True
    ):
        column.metric(label, f"{100 * rate.value:.1f} %", border=True)
        column.caption(
            f"{100 * rate.low:.1f}–{100 * rate.high:.1f} %, {rate.count:,} pictures of {found.photos} photos"
        )
    rows = [
        {"told from good photos": area.flaw.replace("_", " ")}
        | {_WAYS[way]: f"{value:.3f} ({low:.3f}–{high:.3f})" for way, (value, low, high) in area.ways.items()}
        | {"measure": area.measure}
        for area in found.areas
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="exp_areas")
    st.caption(
        "Area under the ROC curve with its 95 % interval: 1 tells all, .5 is chance. Photos that the bundled network "
        "takes for flawed were left out before, which favours it a little. Six pictures come from each photo: with few "
        "photos the true intervals are wider."
    )


def _folder(state: Session, run: Run) -> Path | None:
    """The open folder, where it is the one that was trained on: no other place is read."""
    if state.open is None or str(state.open.path) != run.folder:
        return None
    return state.open.path


@st.cache_resource(max_entries=12, show_spinner="Damaging held-out photos …")
def _sample(place: Path, sha256: str, folder: Path | None, seed: int) -> list[Shown]:
    run = read_run(place)
    return saved_sample(run.predictions, folder, run.seed, seed, pictures.COUNT)


def _made(run: Run) -> str:
    left = "; ".join(f"{count} {why}" for why, count in run.left_out.items()) or "none"
    versions = ", ".join(f"{name} {version}" for name, version in sorted(run.versions.items()))
    lines = (
        f"seed           {run.seed}",
        f"left out       {left}",
        f"training list  {run.training_list}",
        f"network        {run.sha256}, {run.size:,} bytes",
        f"made with      {versions}",
        f"kept in        {run.place}",
    )
    return "\n".join(lines)
