"""Labels from elsewhere: a file, folders, another program's picks, or the marks; looked at first, then added."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.labels.from_csv import read_labels_csv
from culling.labels.from_folders import read_label_folders
from culling.labels.from_marks import read_marks
from culling.labels.from_xmp import read_xmp_labels
from culling.labels.read import ReadLabels
from culling.labels.xmp import Stars
from culling.ui import settings
from culling.ui.jobs import OpenFolder
from culling.ui.label_import import UNKNOWN, Read, Reading
from culling.ui.rooms.audit.labels import found
from culling.ui.safety.said import may_see_paths
from culling.ui.state import Session

OWN_FILE = "labels.csv"
_WAYS = {
    "csv": "A CSV file",
    "folders": "Folders keep / reject",
    "xmp": "Picks of an old shoot (XMP)",
    "marks": "My marks",
}


def show(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    """What is asked for an import, and what the last one that was read would add."""
    reading = found.reading(state)
    if reading is not None:
        found.show(state, folder, reading, history)
        return
    way = st.segmented_control(
        "Labels from", list(_WAYS), default="csv", format_func=_WAYS.__getitem__, key="audit_import_way", required=True
    )
    _ASK[str(way)](state, folder)


def offers_own_file(folder: OpenFolder) -> bool:
    """Whether the folder has a file of labels of its own."""
    return _own_file(folder) is not None


def own_file_button(state: Session, folder: OpenFolder, key: str) -> None:
    """Read the file of labels that lies in the folder."""
    st.button(
        f"Look at the {OWN_FILE} of this folder",
        key=key,
        type="primary",
        icon=":material/description:",
        on_click=_read_own,
        args=(state, folder),
        help="Shows what it would add; nothing is added yet.",
    )


def read_own_marks(state: Session, folder: OpenFolder) -> None:
    """Read the marks as labels."""
    table, catalog = state.table, folder.catalog
    _read(state, "your marks", lambda _note, _stop: read_marks(table, catalog.mark_history()))


def _own_file(folder: OpenFolder) -> Path | None:
    file = folder.path / OWN_FILE
    try:
        return file if file.is_file() and settings.current().allow(file) else None
    except (OSError, CullingError):
        return None


def _read_own(state: Session, folder: OpenFolder) -> None:
    file, table = _own_file(folder), state.table
    if file is not None:
        _read(state, OWN_FILE, lambda _note, _stop: read_labels_csv(file, table, folder=folder.path, by=UNKNOWN))


def _read(state: Session, title: str, read: Read) -> None:
    found.look(state, Reading(title, read))


# -- what each way asks for ------------------------------------------------------------------------------------------


def _ask_csv(state: Session, folder: OpenFolder) -> None:
    st.caption("A file with the columns path and label (keep or reject); more columns do no harm.")
    if offers_own_file(folder):
        own_file_button(state, folder, "audit_own_file")
    given = st.file_uploader("File of labels", type="csv", key=f"audit_upload_{found.done_with()}")
    if given is not None:
        data, table = given.getvalue(), state.table
        st.button(
            "Look at it",
            key="audit_read_csv",
            type="primary",
            on_click=_read,
            args=(state, given.name, lambda _note, _stop: _from_csv(data, given.name, table, folder)),
        )


def _from_csv(data: bytes, file_name: str, table: pd.DataFrame, folder: OpenFolder) -> ReadLabels:
    return found.named(read_labels_csv(data, table, folder=folder.path, by=UNKNOWN), file_name)


def _ask_folders(state: Session, folder: OpenFolder) -> None:
    st.caption("A folder in which photos, or copies of them, lie in keep/ and reject/ (or picks/, trash/ …).")
    _ask_folder(state, "folders", lambda path: _from_folders(state.table, folder, path))


def _from_folders(table: pd.DataFrame, folder: OpenFolder, path: Path) -> Read:
    return lambda note, stop: read_label_folders(path, table, folder.path, by=UNKNOWN, progress=note, stop=stop)


def _ask_folder(state: Session, way: str, read: Callable[[Path], Read]) -> None:
    """The path of a folder that may be read, and the button that reads it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Folder",
            key=f"audit_{way}_path",
            value=str(state.open.path) if state.open and may_see_paths() else "",
            help="Nothing in it is changed.",
        )
        st.button("Look at it", key=f"audit_read_{way}", type="primary", on_click=_read_folder, args=(state, way, read))


def _read_folder(state: Session, way: str, read: Callable[[Path], Read]) -> None:
    typed = str(st.session_state[f"audit_{way}_path"]).strip().strip('"')
    if not typed:
        found.refuse("Name a folder first.")
        return
    try:
        path = settings.current().allow(Path(typed))
    except CullingError as reason:
        found.refuse(str(reason))
        return
    _read(state, str(path), read(path))


def _ask_xmp(state: Session, folder: OpenFolder) -> None:
    st.caption(
        "Stars and picks that another program wrote, in XMP files beside the photos or inside JPEG files. Picked or "
        "enough stars is keep; rejected (−1 stars) is reject; no stars say nothing."
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="large"):
        st.slider("Keep from so many stars on", 1, 5, Stars().keep_from, key="audit_xmp_stars", width=220)
        st.toggle("Fewer stars, but at least one, are reject", key="audit_xmp_low")
        st.toggle("Red is reject, green is keep", key="audit_xmp_colours")
    _ask_folder(state, "xmp", lambda path: _from_xmp(state.table, folder, path))


def _from_xmp(table: pd.DataFrame, folder: OpenFolder, path: Path) -> Read:
    asked = st.session_state
    stars = Stars(asked.audit_xmp_stars, low_rejects=asked.audit_xmp_low, colours=asked.audit_xmp_colours)
    return lambda note, stop: read_xmp_labels(
        table, folder.path, path, stars=stars, by=UNKNOWN, progress=note, stop=stop
    )


def _ask_marks(state: Session, folder: OpenFolder) -> None:
    st.caption("Your present marks: must-have and keep are keep, reject is reject, maybe is no label.")
    st.button("Look at them", key="audit_read_marks", type="primary", on_click=read_own_marks, args=(state, folder))


_ASK: dict[str, Callable[[Session, OpenFolder], None]] = {
    "csv": _ask_csv,
    "folders": _ask_folders,
    "xmp": _ask_xmp,
    "marks": _ask_marks,
}
