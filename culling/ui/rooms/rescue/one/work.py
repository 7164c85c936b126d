"""The steps of the edit back and forth, and the work on it: what runs, how far it is, how it is stopped."""

from __future__ import annotations

import math
import time

import streamlit as st

from culling.ui.rescue_job import RescueJob, pace_of
from culling.ui.rooms.icon_button import icon_button
from culling.ui.rooms.rescue.one import wishes
from culling.ui.rooms.rescue.one.wishes import Photo
from culling.ui.safety.said import said
from culling.ui.state import Session

_POLL_S = 0.4


def show_steps(state: Session) -> None:
    """Undo and redo."""
    steps = state.rescuing.steps
    for name, possible, words, act in (
        ("undo", steps.past, "Undo the last change: Ctrl+Z over the photo", state.rescuing.undo),
        ("redo", steps.future, "Redo: Ctrl+Y over the photo", state.rescuing.redo),
    ):
        icon_button(
            name.capitalize(),
            key=f"rescue_{name}",
            icon=f":material/{name}:",
            help=words,
            disabled=not possible,
            on_click=act,
        )


def follow(state: Session, photo: Photo) -> None:
    """See to it that what the edit asks for is there or on its way: the whole photo where it is, else a preview."""
    rescuing = state.rescuing
    if rescuing.edit.changes_nothing:
        rescuing.stop()
        return
    whole = wishes.whole(rescuing, photo)
    found = rescuing.known(whole)
    if found is not None:
        rescuing.seen = found
    elif not (rescuing.job is not None and rescuing.job.wish == whole and rescuing.job.running):
        rescuing.ask(wishes.preview(rescuing, photo), photo.file)


def begin_whole(state: Session, photo: Photo) -> None:
    """Work on the whole photo; what was worked out for the same edit is there at once."""
    rescuing = state.rescuing
    rescuing.view = "compare"
    wish = wishes.whole(rescuing, photo)
    if rescuing.job is not None and rescuing.job.wish == wish and not rescuing.job.running:
        rescuing.job = None  # it failed or was stopped
    rescuing.ask(wish, photo.file)


def show_status(state: Session, photo: Photo) -> None:
    """How far the work is; why it failed."""
    job, edit = state.rescuing.job, state.rescuing.edit
    if job is None or job.wish.shown != photo.shown or job.wish.edit != edit or edit.changes_nothing:
        return
    if job.running:
        _running(job)
    elif job.cancelled:
        st.text("Stopped.")
        st.button("Again", key="rescue_again", type="tertiary", on_click=_again, args=(state,))
    elif job.error:
        st.text(said(job.error))
        st.button("Try again", key="rescue_again", type="tertiary", on_click=_again, args=(state,))


@st.fragment(run_every=_POLL_S)
def wait_for_pace(state: Session) -> None:
    """Until it is known how quick this machine is, without a word; then the page follows."""
    if not pace_of(state.rescuing.edit).running:
        st.rerun()


@st.fragment(run_every=_POLL_S)
def _running(job: RescueJob) -> None:
    """Looks again and again until it has ended; then the page follows."""
    if not job.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width=420):
        st.progress(min(job.share, 1.0), text=_words(job))
        st.button("Cancel", key="rescue_cancel", on_click=job.cancel)


def _words(job: RescueJob) -> str:
    what = "The whole photo" if job.wish.whole else "Preview"
    if job.cancelled:
        return f"{what}: stopping after this tile …"
    if job.waiting:
        return f"{what}: waits for another one to end …"
    if not job.done:
        return f"{what} …"
    passed = time.monotonic() - job.began
    left = f", {about(passed * (1 / job.share - 1))} left" if job.share > 0.1 and passed > 2 else ""
    return f"{what}: {job.done:,} of {job.of:,} tiles{left}"


def _again(state: Session) -> None:
    state.rescuing.job = None


def about(seconds: float) -> str:
    """A time as a person says it: "about 12 s", "about 3 min"; no finer than it is known.

    >>> [about(s) for s in (0.4, 7.2, 48, 100, 4000)]
    ['about 1 s', 'about 7 s', 'about 50 s', 'about 2 min', 'about 1 h 7 min']
    """
    if seconds < 10:
        return f"about {max(math.ceil(seconds - 0.5), 1)} s"
    if seconds < 90:
        return f"about {5 * round(seconds / 5)} s"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 60 else f"about {minutes // 60} h {minutes % 60} min"
