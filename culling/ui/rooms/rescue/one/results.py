"""Below the photo: the work on the whole of it with its time ahead, the measures before and after, the new file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from culling.errors import CullingError
from culling.restore.saving import save
from culling.ui.rescue_job import pace_of
from culling.ui.rescue_preview import on_a_piece
from culling.ui.rescue_results import Rescued
from culling.ui.rooms.rescue.one import measures, wishes, work
from culling.ui.rooms.rescue.one.wishes import Photo
from culling.ui.safety import signed_in
from culling.ui.state import Session

_SAVED = "rescue_saved"


def show(state: Session, photo: Photo) -> None:
    """What can be done next, and what came of it."""
    rescuing = state.rescuing
    if rescuing.edit.changes_nothing:
        return
    whole = rescuing.known(wishes.whole(rescuing, photo))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="rescue_next"):
        if rescuing.view == "draw":
            st.button("See a preview", key="rescue_preview", type="primary", on_click=_compare, args=(state,))
        if whole is None:
            _whole(state, photo)
        else:
            _file(photo, whole)
    _told(state, photo, whole)
    seen = rescuing.seen
    if rescuing.view == "compare" and seen is not None and seen.wish.edit == rescuing.edit:
        st.caption(_about(seen))
        measures.show(state, seen)


def _compare(state: Session) -> None:
    state.rescuing.view = "compare"


def _whole(state: Session, photo: Photo) -> None:
    seconds = wishes.seconds(state.rescuing, photo)
    if on_a_piece(state.rescuing.edit) and pace_of(state.rescuing.edit).running:
        work.wait_for_pace(state)
    ahead = f" · {work.about(seconds)}" if seconds is not None else ""
    job = state.rescuing.job
    st.button(
        f"Work on the whole photo{ahead}",
        key="rescue_whole",
        type="secondary" if state.rescuing.view == "draw" else "primary",
        disabled=job is not None and job.running and job.wish == wishes.whole(state.rescuing, photo),
        help="The preview shows a part; a copy is saved of the whole photo.",
        on_click=work.begin_whole,
        args=(state, photo),
    )


def _about(seen: Rescued) -> str:
    height, width = seen.after.shape[:2]
    took = f"took {seen.seconds:.1f} s"
    if seen.wish.whole:
        return f"The whole photo, {width} × {height} px; {took}."
    if not seen.wish.piece:
        return f"Preview of the whole photo at {width} × {height} px; {took}."
    where = "" if seen.wish.edit.region else " A click in *Photo and region* chooses another."
    return f"Preview of a part, {width} × {height} px, at its own size; {took}.{where}"


def _file(photo: Photo, whole: Rescued) -> None:
    """The result as a new file beside the photo, or in the browser's downloads."""
    if st.button(
        "Save a copy",
        key="rescue_save",
        type="primary",
        icon=":material/save:",
        help="A new file beside the photo, never in its place; what was done is written down in it.",
    ):
        with st.spinner("Saving …"):
            st.session_state[_SAVED] = (whole.token, _save(photo, whole))
    st.download_button(
        "Download",
        data=lambda: _bytes(photo, whole),
        file_name=f"{photo.file.stem}-rescued{photo.file.suffix}",
        key="rescue_download",
        icon=":material/download:",
        on_click="ignore",
    )


def _save(photo: Photo, whole: Rescued) -> list[str]:
    """What a person is told of it."""
    try:
        signed_in.user().check("mark")
        saved = save(photo.file, whole.after, whole.wish.edit, server=whole.wish.server is not None)
    except CullingError as reason:
        return [f"Not saved: {reason}"]
    here = "“Scan again” on Library shows it among the photos."
    return [f"Saved as {saved.path.name}, beside the photo.", here, *saved.notes]


def _bytes(photo: Photo, whole: Rescued) -> bytes:
    with TemporaryDirectory() as folder:
        saved = save(photo.file, whole.after, whole.wish.edit, Path(folder), server=whole.wish.server is not None)
        return saved.path.read_bytes()


def _told(state: Session, photo: Photo, whole: Rescued | None) -> None:
    """What became of saving, and what a person should know of the result."""
    token, said = st.session_state.get(_SAVED, ("", []))
    if whole is not None and token == whole.token:
        for line in said:
            st.text(line)
    seen = state.rescuing.seen
    if seen is not None and seen.note and seen.wish.shown == photo.shown:
        st.text(seen.note)
