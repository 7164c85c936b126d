"""The decisions as files to download, and names to copy. No file is built before its button is pressed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from culling.export.lists.contact_sheet import PHOTOS_PER_FILE, contact_sheets
from culling.export.lists.decisions_csv import decisions_csv
from culling.export.lists.exiftool_csv import CSV, STARS, exiftool_args, exiftool_csv, gives_stars
from culling.export.lists.name_list import SEPARATORS, name_list
from culling.export.lists.path_list import path_list
from culling.folders import printable
from culling.judge import VERDICTS
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.export import doing
from culling.ui.safety.said import root_in_lists
from culling.ui.state import Session

_JUDGED = VERDICTS[:3]
_TXT = "One path a line, relative to the folder: for rsync --files-from and xargs."
_NAMES = {
    "commas": "Lightroom Classic (Library Filter, Text, Filename, Contains), RawTherapee",
    "spaces": "programs that split a search at spaces",
}
_MANY = 2000
_LONG = 4000


def show(state: Session) -> None:
    """One button a file, by what it is for."""
    if state.open is None:
        return
    _tables(state, state.open)
    _paths(state)
    left, right = st.columns(2, gap="large")  # one below the other where it is narrow
    with left:
        _sheet(state, state.open)
    with right:
        _exiftool(state, state.open)
    _names(state)


def _tables(state: Session, folder: OpenFolder) -> None:
    counts = state.tuning.counts()
    st.subheader("Tables")
    with st.container(horizontal=True):
        _button("decisions.csv", _csv_of(state, folder), "All photos, all numbers.")
        for verdict in _JUDGED:
            about = f"The {counts[verdict]:,} photos to {verdict}, with every number and the reasons."
            _button(f"{verdict}.csv", _csv_of(state, folder, verdict), about)
        _button("policy.toml", state.policy.to_toml, "The cutoffs, for `culling decide` and for colleagues.")


def _paths(state: Session) -> None:
    decisions = state.tuning.decisions
    st.subheader("Lists of paths")
    with st.container(horizontal=True):
        for verdict in _JUDGED:
            _button(f"{verdict}.txt", _list_of(state, verdict), _TXT)
    broken = sum("\n" in str(path) or "\r" in str(path) for path in decisions.index)
    if broken:
        st.caption(f"{broken} file names hold a line break; the .txt lists leave these out, the CSV files have them.")


def _sheet(state: Session, folder: OpenFolder) -> None:
    """As many files as needed, in a ZIP file where that is more than one."""
    st.subheader("Contact sheet")
    chosen = st.pills(
        "Photos",
        list(VERDICTS),
        selection_mode="multi",
        default=["keep", "maybe", "reject"],
        key="download_sheet_verdicts",
        persist_state="session",
    )
    verdicts = tuple(name for name in VERDICTS if name in chosen)
    count = sum(state.tuning.counts()[name] for name in verdicts)
    name = "contact-sheets.zip" if count > PHOTOS_PER_FILE else "contact-sheet.html"
    table, decisions, policy = state.table, state.tuning.decisions, state.policy
    title, thumbnail = printable(Path(folder.path.name)), folder.catalog.thumbnail

    def made() -> bytes:
        files = contact_sheets(table, decisions, policy, title, thumbnail, verdicts=verdicts)
        return _zipped(files) if name.endswith(".zip") else files[name]

    _button(name, made, "All photos by verdict, in a file that loads nothing.", disabled=not count)
    more = f" About {count // 500} s, 12 kB a photo." if count > _MANY else ""
    st.caption(f"{count:,} photos with name, reasons and numbers. Print it to have a PDF.{more}")


def _exiftool(state: Session, folder: OpenFolder) -> None:
    st.subheader("For JPEGs: exiftool")
    table, decisions, policy = state.table, state.tuning.decisions, state.policy
    mapping, root = state.exporting.mapping, root_in_lists(folder.path)

    def made(name: str) -> Callable[[], bytes]:
        return lambda: exiftool_csv(table, decisions, policy, root, mapping).files[name]

    with st.container(horizontal=True):
        for name, about in ((CSV, "label, flags, keywords"), (STARS, "stars, for photos that have none")):
            _button(
                name,
                made(name),
                f"One line a photo: SourceFile, {about}.",
                disabled=name == STARS and not gives_stars(mapping),
            )
        _button("exiftool.args", lambda: exiftool_args(mapping), "How exiftool writes them and keeps other keywords.")
    st.caption("JPEGs have no sidecars. With these files in one folder, run there:")
    st.code("exiftool -@ exiftool.args -common_args -r FOLDER", language=None)


def _names(state: Session) -> None:
    """One line to paste, with what it cannot say."""
    st.subheader("Find them in another program")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        verdict = st.segmented_control(
            "Names of", list(_JUDGED), default="keep", key="names_verdict", required=True, persist_state="session"
        )
        separator = st.segmented_control(
            "Parted by", list(SEPARATORS), default="commas", key="names_by", required=True, persist_state="session"
        )
    made = name_list(state.tuning.decisions, verdict or "keep", separator or "commas")
    if not made.text:
        st.caption("No photo has this verdict, or none has a name that a search can take.")
    else:
        st.caption(f"Copy this line into the search field of {_NAMES[separator or 'commas']}.")
        if len(made.text) > _LONG:
            _button(f"{verdict}-names.txt", lambda: made.text, "One long line.")
        else:  # a box that scrolls could not be reached by keyboard
            st.code(made.text, language=None, wrap_lines=True)
    doing.listed("Left out: a search would take the name apart", [(key, "") for key in made.left_out], "photo")
    also = [(key, "has such a name, with another verdict") for key in made.also_found]
    doing.listed("Found as well", also, "photo")


def _csv_of(state: Session, folder: OpenFolder, verdict: str | None = None) -> Callable[[], bytes]:
    table, decisions, policy = state.table, state.tuning.decisions, state.policy
    root = root_in_lists(folder.path)
    return lambda: decisions_csv(table, decisions, policy, root, verdict)


def _list_of(state: Session, verdict: str) -> Callable[[], bytes]:
    decisions = state.tuning.decisions
    return lambda: path_list(decisions, verdict).data


def _zipped(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


def _button(name: str, build: Callable[[], bytes | str], about: str, *, disabled: bool = False) -> None:
    st.download_button(
        name,
        build,
        file_name=name,
        key=f"download_{name}",
        icon=":material/download:",
        help=about,
        on_click="ignore",
        disabled=disabled,
    )
