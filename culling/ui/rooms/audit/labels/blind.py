"""A photo alone, and what a person says of it: by keys in the whole window, or by buttons of the page."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.previews import preview
from culling.ui.components.blind import show_blind
from culling.ui.jobs import OpenFolder
from culling.ui.labelling import Labelling, there
from culling.ui.rooms.audit.labels import found
from culling.ui.safety.said import said
from culling.ui.shelf import Shelf
from culling.ui.state import Session

KEPT = "labelling"
_BEGUN = "labelling_begun_in"
_PART = "audit_part"
_KEY = "audit_blind"
_STYLE = ".st-key-audit_blind_photo img { max-height: 66vh; width: auto; max-width: 100%; object-fit: contain; }"

_shelf: Shelf[bytes] = Shelf(4)


def under_way(state: Session) -> Labelling | None:
    """The sample that is being labelled now."""
    known = state.auditing.kept.get(KEPT)
    return known if isinstance(known, Labelling) else None


def begin(state: Session, folder: OpenFolder, number: int, by: str, *, by_keys: bool) -> None:
    """Label a sample, from where this person stopped; the part of the page that it is begun in is come back to."""
    catalog = folder.catalog
    labelling = Labelling(number, catalog.draws()[number], by, catalog.label_history(), there(state.table))
    labelling.by_keys = by_keys
    state.auditing.kept[KEPT] = labelling
    state.auditing.kept[_BEGUN] = st.session_state.get(_PART)
    found.leave_tab()
    state.view(None)  # its numbers and verdict would stand beside the photo


def leave(state: Session) -> None:
    """Stop for now, and go back to where it was begun; what was said is on disk."""
    state.auditing.kept.pop(KEPT, None)
    if (begun := state.auditing.kept.pop(_BEGUN, None)) is not None:
        st.session_state[_PART] = begun


@st.fragment(key="audit_blind_room")
def show(state: Session, folder: OpenFolder) -> None:
    """The photo that comes next."""
    labelling = under_way(state)
    if labelling is None:  # left a moment ago
        st.rerun()
    labelling.follow(state.table)
    if labelling.by_keys:
        with st.container(horizontal=True):
            st.button("Leave", key="audit_blind_leave", on_click=leave, args=(state,))
            st.button("Buttons instead of keys", key="audit_blind_buttons", on_click=_by_buttons, args=(labelling,))
        show_blind(labelling, folder.sheet, key=_KEY, pressed=lambda presses: _pressed(state, folder, presses))
    else:
        _buttons(state, folder, labelling)


def _by_buttons(labelling: Labelling) -> None:
    labelling.by_keys = False


def _pressed(state: Session, folder: OpenFolder, presses: object) -> None:
    labelling = under_way(state)
    if labelling is None:
        return
    labelling.take_up(folder, presses)
    if labelling.left:
        if labelling.problem:
            state.notes.append(f"The last labels were not saved: {labelling.problem}")
        leave(state)
        st.rerun()


# -- buttons instead of keys ----------------------------------------------------------------------------------------


def _buttons(state: Session, folder: OpenFolder, labelling: Labelling) -> None:
    st.html(f"<style>{_STYLE}</style>")
    total = labelling.total
    shown = min(labelling.done + 1, total)
    st.progress(labelling.done / total if total else 1.0, text=f"{shown:,} of {total:,}")
    if labelling.problem:
        st.error("The last label was not saved.", icon=":material/error:")
        st.text(said(labelling.problem))
    if labelling.current is None:
        st.success(f"All {total:,} are labelled. Thank you.", icon=":material/check:")
    else:
        _photo(folder, labelling.current)
    with st.container(horizontal=True, horizontal_alignment="center"):
        _act(folder, labelling, "keep", "Keep", ":material/check:")
        _act(folder, labelling, "reject", "Reject", ":material/close:")
        _act(folder, labelling, "skip", "Skip", ":material/skip_next:", "It comes again at the end.")
        _act(folder, labelling, "undo", "Undo", ":material/undo:")
        st.button(
            "Leave",
            key="audit_blind_leave",
            help="What was said is kept; go on whenever you like.",
            on_click=leave,
            args=(state,),
        )


def _act(folder: OpenFolder, labelling: Labelling, act: str, word: str, icon: str, about: str | None = None) -> None:
    book = labelling.book
    needed = len(book.steps) if act == "undo" else len(book.queue) - (act == "skip")
    st.button(
        word,
        key=f"audit_blind_{act}",
        icon=icon,
        help=about,
        disabled=needed < 1,
        on_click=labelling.answer,
        args=(folder, act),
    )


def _photo(folder: OpenFolder, path: str) -> None:
    """Neither its name nor what anybody said of it is told."""
    shown = folder.sheet.photo(folder.sheet.paths.index(path))
    file = folder.file_of(shown)
    try:
        picture = None if file is None else _shelf.get(shown, lambda: preview(file))
    except CullingError:
        picture = None
    with st.container(key="audit_blind_photo", horizontal_alignment="center"):
        if picture is None:
            st.info("There is no picture of this photo now: skip it.")
        else:
            st.image(picture)
