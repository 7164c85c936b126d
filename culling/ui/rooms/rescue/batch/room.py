"""Many photos rescued at once: which, how, where the copies go, how far it is, what came of each."""

from __future__ import annotations

import streamlit as st

from culling.ui.jobs import OpenFolder
from culling.ui.rescue_many import ManyJob, left_of
from culling.ui.rescue_queue import trials_of
from culling.ui.rooms import person
from culling.ui.rooms.frame import show_no_photos
from culling.ui.rooms.rescue import words
from culling.ui.rooms.rescue.batch import plan
from culling.ui.safety.said import said
from culling.ui.state import Session

_SHOWN = 1000


def show(state: Session) -> None:
    """A batch that goes on is all that shows; else what can be begun, and how the last one ended."""
    folder = state.open
    if folder is None or state.table.empty:
        show_no_photos(state)
        return
    many = trials_of(folder).many
    if many is not None and many.running:
        _progress(many)
        return
    if many is not None:
        _ended(state, folder, many)
    plan.show(state, folder)


@st.fragment(key="rescue_many_progress", run_every=0.5)
def _progress(many: ManyJob) -> None:
    """Looks twice a second; the work goes on without any page."""
    if not many.running:
        st.rerun()
    at = many.progress
    with st.container(border=True):
        if at is None:
            st.progress(0.0, text="Looking at the photos …")
        else:
            photo = min(at.done + 1, at.photos)
            tiles = f" · part {at.tile:,} of {at.tiles:,}" if at.tiles else ""
            st.progress(many.share, text=f"Photo {photo:,} of {at.photos:,}{tiles}")
            st.text(at.photo.name)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button("Cancel", key="rescue_many_cancel", on_click=many.cancel, disabled=many.cancelled)
            if many.cancelled:
                st.caption("Ending after the part in work. What is saved stays; the batch can go on from there.")
    for note in dict.fromkeys(many.notes):
        st.text(note)
    _results(many)


def _ended(state: Session, folder: OpenFolder, many: ManyJob) -> None:
    """How the last batch ended, what it wrote, and how to go on."""
    saved, failed = len(many.written), sum(step.status == "failed" for step in many.ended)
    there = sum(step.status == "there already" for step in many.ended)
    told = [f"{saved:,} saved"]
    told += [f"{there:,} were there already"] * bool(there) + [f"{failed:,} failed"] * bool(failed)
    result = many.result
    left = left_of(many.wanted, many.ended, folder)
    with st.container(border=True):
        if result is None:
            st.error("Rescuing stopped. What was saved stays.", icon=":material/error:")
            st.text(said(many.error))
        elif result.stopped:
            st.warning(f"{', '.join(told)}, {left:,} not reached.", icon=":material/pause:")
            if not many.cancelled:
                st.text(result.stopped)
        else:
            icon = ":material/check:" if not failed else ":material/warning:"
            (st.warning if failed else st.success)(f"{', '.join(told)}.", icon=icon)
        for note in dict.fromkeys(many.notes):
            st.text(note)
        _onward(state, folder, many, left)
        _results(many)


def _onward(state: Session, folder: OpenFolder, many: ManyJob, left: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if left and (many.cancelled or many.result is None or many.result.stopped):
            st.button(
                f"Go on with the other {left:,}" if many.ended else "Try again",
                key="rescue_many_on",
                type="primary",
                help="What was saved is not made again.",
                on_click=trials_of(folder).rescue,
                args=(folder, many.wanted),
            )
        _look(state, folder, many)
        st.button("Done", key="rescue_many_done", type="tertiary", on_click=_forget, args=(folder,))


def _look(state: Session, folder: OpenFolder, many: ManyJob) -> None:
    """The way to the new files: those in this folder are seen after a scan."""
    here = [file.relative_to(folder.path).as_posix() for file in many.written if file.is_relative_to(folder.path)]
    known = [path for path in here if path in folder.table.index]
    if known and st.button(
        f"Look at the {len(known):,} new" if len(known) > 1 else "Look at the new photo",
        key="rescue_many_look",
        icon=":material/arrow_forward:",
    ):
        words.look_at(state, known)
    if len(known) < len(here):
        person.button(
            "Scan the new files",
            key="rescue_many_scan",
            icon=":material/refresh:",
            disabled=folder.scanning,
            help="They lie in this folder: once measured, they are photos like the others, and can be looked at.",
            on_click=folder.scan,
        )


def _forget(folder: OpenFolder) -> None:
    trials_of(folder).many = None
    st.rerun()


def _results(many: ManyJob) -> None:
    """A row for each photo that is through, the newest first."""
    if not many.ended:
        return
    steps = many.ended[::-1][:_SHOWN]
    st.dataframe(
        {
            "photo": [step.source.name for step in steps],
            "": [step.status for step in steps],
            "new file": [str(step.target) if step.target else "" for step in steps],
            "measured": [step.measured for step in steps],
            "said": [step.said for step in steps],
            "s": [round(step.seconds, 1) for step in steps],
        },
        hide_index=True,
        key="rescue_many_results",
        height=min(420, 38 + 35 * len(steps)),
    )
