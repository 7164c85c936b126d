"""Files of other programs and of earlier scans, whose columns can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from culling.audit.compare.other_columns import OtherColumns, read_columns
from culling.audit.compare.other_xmp import BESIDE, read_xmp_beside, read_xmp_files
from culling.errors import CullingError
from culling.labels.words import counted
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.disagreements.kept import FILE, Chosen, Kept, Source, first
from culling.ui.state import Session

_SHOWN_PROBLEMS = 10
_SAYING = ("verdict", "label", "mark", "pick", "rating", "stars", "xmp:rating")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:])")


def plain(text: str) -> str:
    """A text of unknown origin where Streamlit reads Markdown: every sign stands for itself."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def show(state: Session, folder: OpenFolder, own: Kept) -> None:
    """Add a file, and what it holds; take one away."""
    with st.popover("Compare with a file", icon=":material/upload:", key="audit_files"):
        st.caption(
            "A CSV file with the column path and others: stars or picks of another program, the `--table` of an "
            "earlier scan, a decisions.csv, labels of somebody else. Or XMP files beside the photos of an old shoot. "
            "Nothing is changed by it."
        )
        given = st.file_uploader(
            "CSV or XMP files",
            type=["csv", "xmp"],
            accept_multiple_files=True,
            key=f"audit_files_{own.version}",
        )
        if given:
            st.button(
                "Take these up",
                key="audit_files_take",
                type="primary",
                on_click=_take,
                args=(state, folder, own, given),
            )
        if st.button(
            "Stars and picks of this folder",
            key="audit_files_beside",
            type="tertiary",
            icon=":material/star:",
            help="Reads XMP files beside the photos, and XMP inside JPEG files: picks and −1 stars as they are, three "
            "stars or more are keep, one and two are reject.",
        ):
            _beside(state, folder, own)
        for reason in state.auditing.kept.get("disagreements_problems", ()):
            st.error("A file was not taken up.", icon=":material/error:")
            st.text(reason)
        for name, file in own.files.items():
            _file(own, name, file)


def _file(own: Kept, name: str, file: OtherColumns) -> None:
    """What a file holds, and the way to do without it."""
    st.text(f"{name}: {counted(file.photos, 'photo')} of this folder · columns: {', '.join(file.columns)}")
    if file.strange:
        speak = "lines speaks of a photo that is" if file.strange == 1 else "lines speak of photos that are"
        st.text(f"{file.strange:,} of its {speak} not here")
    if file.problems:
        with st.expander(f"Problems: {len(file.problems)}"):
            st.text("\n".join(file.problems[:_SHOWN_PROBLEMS]))
    st.button("Forget this file", key=f"audit_forget_{name}", type="tertiary", on_click=_forget, args=(own, name))


def _take(state: Session, folder: OpenFolder, own: Kept, given: Sequence[Any]) -> None:
    """Read them; the first column of the first new file is then compared."""
    problems: list[str] = []
    new: list[str] = []
    sheets = [file for file in given if not file.name.lower().endswith(".xmp")]
    sidecars = {file.name: file.getvalue() for file in given if file.name.lower().endswith(".xmp")}
    try:
        for file in sheets:
            own.files[file.name] = read_columns(file.getvalue(), state.table, file.name, folder.path)
            new.append(file.name)
        if sidecars:
            name = next(iter(sidecars)) if len(sidecars) == 1 else f"{len(sidecars)} XMP files"
            own.files[name] = read_xmp_files(sidecars, state.table, name)
            new.append(name)
    except CullingError as reason:
        problems.append(str(reason))
    state.auditing.kept["disagreements_problems"] = tuple(problems)
    own.version += 1
    if new:
        own.right, own.asked = first(state, own, _best(state, own.files[new[0]], new[0])), True


def _beside(state: Session, folder: OpenFolder, own: Kept) -> None:
    """Read what lies beside the photos; any other click stops it."""
    bar = st.progress(0.0, text="Reading XMP …")

    def note(done: int, total: int) -> None:
        if done % 50 == 0:
            bar.progress(done / total, text=f"Reading XMP: {done:,} of {total:,} files")

    try:
        found = read_xmp_beside(
            state.table,
            folder.path,
            note,
        )
    except CullingError as reason:
        state.auditing.kept["disagreements_problems"] = (str(reason),)
        st.rerun()
    own.files[BESIDE] = found
    own.version += 1
    own.right, own.asked = first(state, own, (FILE, BESIDE, found.columns[0])), True
    state.auditing.kept["disagreements_problems"] = ()
    st.rerun()


def _best(state: Session, file: OtherColumns, name: str) -> Source:
    """The column that most likely says what should go: words, stars, else a measure that the policy has a rule on."""
    wanted = (*_SAYING, *(rule.metric for rule in state.policy.rules))
    found = next((column for word in wanted for column in file.columns if column.lower() == word), file.columns[0])
    return (FILE, name, found)


def _forget(own: Kept, name: str) -> None:
    own.files.pop(name, None)
    own.version += 1
    if own.left is not None and own.left.source[:2] == (FILE, name):
        own.left = Chosen(("present",))
    if own.right is not None and own.right.source[:2] == (FILE, name):
        own.right = None
