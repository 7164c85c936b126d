"""Choosing a folder: a path, a recent one, the sample photos, or an upload that is kept on this computer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from culling.cloud import CloudPath
from culling.decoding.kinds import PHOTO_SUFFIXES
from culling.errors import CullingError
from culling.folders import folder_of
from culling.ui import places, remembered, uploads
from culling.ui.rooms import person
from culling.ui.safety.said import may_see_paths, said
from culling.ui.state import Session

MAX_UPLOADS = 200
_MAX_NAME = 120


def show(state: Session) -> None:
    """The row of ways to open a folder."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Folder of photos",
            key="folder_path",
            placeholder="A path, such as ~/Pictures/2024 Harbour, or s3://bucket/shoot",
            on_change=_open_typed,
            args=(state,),
            help="Nothing in it is changed: measures and marks are kept in a catalog of their own.",
        )
        st.button("Open", type="primary", on_click=_open_typed, args=(state,))
        _recent(state)
        if places.SAMPLE_DATA.is_dir():
            st.button(
                "Sample photos",
                icon=":material/photo_library:",
                on_click=_open,
                args=(state, places.SAMPLE_DATA),
                help="About a hundred small photos with known flaws.",
            )
        with st.popover("Upload", icon=":material/upload:", disabled=not person.may_mark()):
            _upload(state)
    if problem := st.session_state.pop("folder_problem", None):
        with st.container(border=True):
            st.markdown(":red-badge[:material/error: not opened]")
            st.text(said(problem))


def show_first_steps() -> None:
    """What to do when nothing is open."""
    with st.container(border=True):
        st.subheader("No folder is open")
        st.markdown(
            "1. Type the path of a folder above and press **Open** – or take the sample photos.\n"
            "2. The scan measures focus, light, colour and noise of each photo. Your files are only read.\n"
            "3. On **Tune**, move the cutoffs and see which photos change sides."
        )


def keep_uploads(files: Sequence[tuple[str, bytes]]) -> Path:
    """Write uploaded photos into a new folder of the user's data directory, under harmless and different names."""
    uploads.check_uploads(files)
    folder = uploads.new_folder()
    try:
        taken: set[str] = set()
        for name, data in files[:MAX_UPLOADS]:
            safe = _free_name(_safe_name(name), taken)
            (folder / safe).write_bytes(data)
    except OSError as reason:
        raise CullingError(f"The upload could not be kept in {folder}: {reason.strerror or reason}") from reason
    return folder


def _open_typed(state: Session) -> None:
    typed = st.session_state.folder_path.strip().strip('"')
    if typed:
        _open_text(state, typed)


def _open_text(state: Session, typed: str) -> None:
    """Open what was typed; of a URL that held a secret, the field keeps what may be shown."""
    try:
        folder = folder_of(typed)
    except CullingError as reason:
        st.session_state.folder_problem = str(reason)
        return
    if isinstance(folder, CloudPath):
        st.session_state.folder_path = str(folder)
    _open(state, folder)


def _open(state: Session, folder: Path) -> None:
    try:
        state.open_folder(folder)
    except CullingError as reason:
        st.session_state.folder_problem = str(reason)


def _recent(state: Session) -> None:
    folders, notes = remembered.recent_folders() if may_see_paths() else ([], [])
    state.notes.extend(notes)
    here = state.open.path if state.open else None
    others = [folder for folder in folders if folder != here]
    with st.popover("Recent", icon=":material/history:", disabled=not others):
        chosen = st.selectbox("Opened before", others, format_func=str, key="recent_folder")
        if chosen is not None:
            st.button("Open this folder", on_click=_open, args=(state, chosen))


def _upload(state: Session) -> None:
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            f"Up to {MAX_UPLOADS} photos",
            type=sorted(PHOTO_SUFFIXES),
            accept_multiple_files=True,
            key="uploads",
            help="They are kept in your data directory on this computer and go nowhere else.",
        )
        sent = st.form_submit_button("Measure and judge", type="primary")
    if len(files) > MAX_UPLOADS:
        st.warning(f"Only the first {MAX_UPLOADS} of {len(files)} files are taken; open larger sets as a folder.")
    if sent and files:
        _take_uploads(state, files)


def _take_uploads(state: Session, files: Sequence[UploadedFile]) -> None:
    try:
        state.open_folder(keep_uploads([(file.name, file.getvalue()) for file in files]))
    except CullingError as reason:
        st.session_state.folder_problem = str(reason)
    st.rerun()


def _safe_name(name: str) -> str:
    """The last part of a name without what a file system or a shell could take for something else."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "_", last).strip(" .") or "photo"
    stem, dot, suffix = clean.rpartition(".")
    return f"{(stem or 'photo')[:_MAX_NAME]}{dot}{suffix[:10]}"


def _free_name(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    free, count = name, 1
    while free.lower() in taken:
        count += 1
        free = f"{stem} ({count}){dot}{suffix}"
    taken.add(free.lower())
    return free
