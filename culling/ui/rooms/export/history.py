"""Everything that was sorted and written for this folder, the latest first, and taking it back."""

from __future__ import annotations

import streamlit as st

from culling.errors import CullingError
from culling.export.journal.history import Transaction, journals_of
from culling.ui.rooms.export import doing, rights
from culling.ui.safety.said import folder_said, said
from culling.ui.state import Session

_SHOWN = 25
_KINDS = {
    "copy": ":material/content_copy: Photos copied",
    "move": ":material/drive_file_move: Photos moved",
    "link": ":material/link: Photos linked",
    "xmp": ":material/label: XMP sidecars written",
    "lists": ":material/list_alt: Lists written",
}
_STATES = {
    "done": "green",
    "cut off": "orange",
    "running": "blue",
    "partly undone": "orange",
    "undone": "gray",
    "not connected": "gray",
    "damaged": "red",
}
_TOLD = {
    "cut off": "It ended before its end: cancelled, a full disk or a crash. Undo takes back what it did.",
    "not connected": "Its disk is not connected.",
    "damaged": "Its journal cannot be read, so it cannot be taken back here.",
    "partly undone": "Some files were left; undoing again tries them once more.",
}


_NOTHING = (
    "**Nothing was written yet.** What you sort into folders, and all sidecars and lists that you write, stand here "
    "afterwards, and can be taken back."
)


def show(state: Session) -> None:
    """The transactions, each with its state and a way back behind a question."""
    if state.open is None or doing.undoing(state.exporting):
        return
    try:
        found = journals_of(state.open.path)
    except CullingError as reason:
        st.error("The history cannot be read.", icon=":material/error:")
        st.text(said(reason))
        return
    if not found:
        with st.container(border=True):
            st.markdown(_NOTHING)
        return
    for each in found[:_SHOWN]:
        _one(state, each)
    if len(found) > _SHOWN:
        st.caption(f"The latest {_SHOWN} of {len(found):,} are listed; `culling journal FOLDER` lists all.")


def _one(state: Session, each: Transaction) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"export_past_{each.number}"):
        with st.container(gap=None):
            kind = _KINDS.get(each.kind, ":material/help: Unknown")
            st.markdown(f"**{kind}** · {each.files:,} files :{_STATES[each.state]}-badge[{each.state}]")
            when = f"{each.started.astimezone():%Y-%m-%d %H:%M:%S}" if each.started else "unknown time"
            st.text(f"{when}, in {folder_said(each.to)}")
            if told := _TOLD.get(each.state):
                st.caption(told)
        if each.can_be_undone:
            _undo(state, each)


def _undo(state: Session, each: Transaction) -> None:
    with st.popover("Undo", icon=":material/undo:", width="content", key=f"export_ask_{each.number}"):
        st.markdown(f"Take these {each.files:,} files back? What others changed since is kept, and named.")
        rights.button(
            "Take back",
            key=f"export_undo_{each.number}",
            type="primary",
            act=state.exporting.take_back,
            args=(each.journal,),
        )
