"""Train a small network on the open folder: the form, progress, stopping, how it ended; or what to install for it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from culling.errors import CullingError
from culling.experiments.order import ARCHITECTURES, MOST_EPOCHS, Order, default_name
from culling.experiments.run import Run
from culling.experiments.training import problem
from culling.ui import training
from culling.ui.jobs import OpenFolder
from culling.ui.safety.said import folder_said, said
from culling.ui.state import Session

_REFUSED = "exp_refused"


def show(state: Session, known: list[Run]) -> None:
    """The last part of the page."""
    st.subheader("Train a small one yourself", anchor=False)
    st.markdown(
        "The photos of the open folder are damaged by known amounts, and a network learns to tell the damage: minutes "
        "on one core. Photos that look alike stay together, 70 % to learn from, 15 % to tune on, 15 % held out. "
        "Nothing in the folder is changed."
    )
    last = training.job()
    if last is not None and last.running:
        _progress()
        return
    _outcome(last)
    if missing := problem():
        st.info(missing, icon=":material/download:")
        st.caption("Everything else on this page works without it, and so does a run that was trained elsewhere.")
    elif not training.may_train():
        st.caption("Training takes this machine for minutes: it is for whoever runs the dashboard.")
    elif state.open is None:
        st.caption("Open a folder in Library first.")
    elif not training.can_train(state.open.path):
        st.caption("The open folder lies elsewhere and is only read. Copy the photos to this computer first.")
    else:
        _form(state.open, {run.name for run in known})
    if refused := st.session_state.pop(_REFUSED, None):
        st.error("Not done.", icon=":material/error:")
        st.text(said(refused))


def _form(folder: OpenFolder, taken: set[str]) -> None:
    with st.form("exp_form", width=720):
        st.text(f"Photos of {folder_said(folder.path)}")
        architecture = st.selectbox(
            "Architecture",
            list(ARCHITECTURES),
            key="exp-architecture",
            format_func=lambda name: f"{name}: {ARCHITECTURES[name]}",
        )
        with st.container(horizontal=True):
            epochs = st.number_input(
                "Epochs", 1, MOST_EPOCHS, 40, key="exp-epochs", help="How often each picture is seen."
            )
            seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="exp-seed", help="The same seed damages the same way.")
        name = st.text_input(
            "Name of the run", key="exp-name", max_chars=64, placeholder="from the folder and the architecture"
        )
        sent = st.form_submit_button("Train", type="primary", icon=":material/model_training:")
    if sent:
        _begin(folder, str(architecture), int(epochs), int(seed), name.strip(), taken)


def _begin(folder: OpenFolder, architecture: str, epochs: int, seed: int, name: str, taken: set[str]) -> None:
    try:
        named = name or _free_name(default_name(folder.path, architecture), taken)
        training.begin(Order(folder.path, named, architecture, epochs, seed))
    except (CullingError, ValueError) as reason:
        st.session_state[_REFUSED] = str(reason)
    st.rerun()


def _free_name(name: str, taken: set[str]) -> str:
    """The name, numbered where there is such a run."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free


@st.fragment(run_every=0.5)
def _progress() -> None:
    """Looks twice a second; training goes on without any page."""
    last = training.job()
    if last is None or not last.running:
        st.rerun()
    with st.container(border=True, width=720):
        st.text(f"Training {last.order.name}: {last.order.architecture}, {last.order.epochs} epochs")
        told = last.progress
        st.progress(told.share if told else 0.0, text=told.text if told else "Starting …")
        st.button(
            "Stopping …" if last.cancelled else "Stop",
            key="exp_stop",
            on_click=_stop,
            disabled=last.cancelled or not training.may_train(),
            help="What is trained is kept: the same name and settings go on from there.",
        )


def _outcome(last: training.TrainingJob | None) -> None:
    """How the last training of this process ended."""
    if last is None or not training.may_train():
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", width=720):
        if run := last.result:
            own, bundled = run.evaluation.accuracy
            st.text(f"{run.name} is trained: {own.text} of held-out pictures told rightly, bundled {bundled.text}.")
            st.button("Look at it", key="exp_look", type="primary", on_click=_look, args=(run.name,))
        elif last.cancelled:
            st.text(f"{last.order.name} was stopped. Train it again with the same settings, and it goes on from there.")
            st.button("Go on", key="exp_go_on", on_click=_go_on, args=(last.order,))
        else:
            st.error("Training did not work.", icon=":material/error:")
            st.text(said(last.error))
        st.button("Done", key="exp_done", type="tertiary", on_click=_dismiss)


def _look(name: str) -> None:
    st.session_state["exp-run"] = name
    _dismiss()


def _stop() -> None:
    _tried(training.stop)


def _dismiss() -> None:
    _tried(training.dismiss)


def _go_on(order: Order) -> None:
    _tried(lambda: training.begin(order))


def _tried(act: Callable[[], object]) -> None:
    """Do it; why it could not be done is shown once."""
    try:
        act()
    except CullingError as reason:
        st.session_state[_REFUSED] = str(reason)
