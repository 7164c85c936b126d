"""Trying the queue: begin, see how far it is, cancel, go on; then rescue those that are worth it."""

from __future__ import annotations

import time

import streamlit as st

from culling.restore.trial import network_problem
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rescue_queue import FolderTrials, Seen, Trying, trials_of
from culling.ui.rooms.rescue import words
from culling.ui.safety.said import said
from culling.ui.state import Session

SECONDS_EACH = 1.3  # a 12 MP photo read whole, a part of 512 px deblurred, measured twice; half of that without deblur
#: Names whichever of the two is drawn: what is pressed in the gallery draws it anew, also while photos are tried.
KEY = "rescue_queue_acts"
REDRAW_S = 2.0  # the list is drawn anew at most so often while photos are tried
_SHOWN = 200


def show(state: Session, folder: OpenFolder) -> None:
    """Progress while photos are tried, else what can be begun."""
    if trials_of(folder).running:
        _progress(state, folder)
    else:
        _ended(state, folder)


@st.fragment(key=KEY, run_every=1.0)
def _progress(state: Session, folder: OpenFolder) -> None:
    """Looks once a second; the photos that were tried meanwhile take their places in the list."""
    trials = trials_of(folder)
    job = trials.job
    if job is None or not job.running:
        st.rerun()
    share = job.done / job.total if job.total else 0.0
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            text = f"Tried {job.done:,} of {job.total:,} photos{_left(job)}" if job.total else "Looking at the queue …"
            st.progress(share, text=text)
        st.button("Cancel", key="rescue_queue_cancel", on_click=job.cancel, disabled=job.cancelled)
    queue = state.rescuing.queue
    if queue.drawn[:2] != (job, job.done) and time.monotonic() - queue.drawn[2] >= REDRAW_S:
        queue.drawn = (job, job.done, time.monotonic())
        st.rerun()


def _left(job: Trying) -> str:
    """How long it still takes, as fast as it went so far."""
    seconds = job.seconds_left
    return "" if seconds is None else f" – about {words.duration(seconds)} left"


@st.fragment(key=KEY)
def _ended(state: Session, folder: OpenFolder) -> None:
    """How the last go ended, and what can be done now."""
    trials, seen = trials_of(folder), state.rescuing.queue.look(folder, state.policy)
    if trials.job is not None and trials.job.error:
        st.error("Trying the queue did not finish. What was found is kept.", icon=":material/error:")
        st.text(said(trials.job.error))
    if problem := network_problem(seen.photos):
        st.warning("Blurred photos cannot be tried:", icon=":material/network_node:")
        st.text(said(problem))
        st.page_link(PAGES / "networks.py", label="To the networks", icon=":material/network_node:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _begin(state, folder, trials, seen)
        _rescue(state, seen)
    _failed(trials, seen)


def _begin(state: Session, folder: OpenFolder, trials: FolderTrials, seen: Seen) -> None:
    left = len(seen.untried) - len(set(trials.failed) & set(map(str, seen.untried.index)))
    if left <= 0:
        return
    tried = len(seen.photos) - len(seen.untried)
    those = "this photo" if len(seen.photos) == 1 else f"the other {left:,}" if tried else f"all {left:,}"
    st.button(
        f"Try {those} – about {words.duration(left * SECONDS_EACH)}",
        key="rescue_queue_try",
        type="secondary" if seen.passing else "primary",
        icon=":material/science:",
        help="Deblurs or brightens a small part of each photo and measures it before and after. Nothing is written "
        "to your folder; what was found is remembered.",
        on_click=_start,
        args=(state, folder, trials, seen),
    )


def _start(state: Session, folder: OpenFolder, trials: FolderTrials, seen: Seen) -> None:
    trials.start(folder, seen.photos, state.policy)
    st.rerun()


def _rescue(state: Session, seen: Seen) -> None:
    """On to rescuing several at once."""
    selected = [path for path in state.rescuing.queue.walk.selected if path in seen.photos.index]
    if len(selected) > 1 and not state.rescuing.queue.walk.comparing:
        _pick(state, selected, f"Rescue the {len(selected):,} selected …", "rescue_queue_selected")
    if seen.passing:
        those = "the one that would pass" if len(seen.passing) == 1 else f"the {len(seen.passing):,} that would pass"
        _pick(state, seen.passing, f"Rescue {those} …", "rescue_queue_passing")
    _pick(state, list(map(str, seen.photos.index)), f"Rescue all {len(seen.photos):,} …", "rescue_queue_all")


def _pick(state: Session, paths: list[str], label: str, key: str) -> None:
    st.button(
        label,
        key=key,
        type="primary" if key != "rescue_queue_all" else "tertiary",
        icon=":material/healing:",
        help="Next you choose how, and where the copies go. The photos stay as they are.",
        on_click=_picked,
        args=(state, paths),
    )


def _picked(state: Session, paths: list[str]) -> None:
    state.rescuing.queue.picked = tuple(paths)
    state.rescuing.room = "many"
    st.rerun()


def _failed(trials: FolderTrials, seen: Seen) -> None:
    failed = {path: why for path, why in trials.failed.items() if path in seen.untried.index}
    if failed:
        with st.expander(f"Could not be tried: {len(failed):,}"):
            st.text("\n".join(f"{path}: {why}" for path, why in list(failed.items())[:_SHOWN]))
