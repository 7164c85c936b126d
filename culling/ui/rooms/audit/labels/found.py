"""What an import would add, what speaks against it, and the one button that adds it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.labels.read import ReadLabels
from culling.labels.words import counted
from culling.ui.jobs import OpenFolder
from culling.ui.label_import import MOST_SHOWN, UNKNOWN, Outlook, Reading, outlook, people_in, said_by
from culling.ui.labelling import MOST_NAME
from culling.ui.rooms import person
from culling.ui.rooms.audit.labels.counts import standing
from culling.ui.rooms.audit.labels.overview import show_finding
from culling.ui.safety.said import said
from culling.ui.state import Session

_KEPT = "label_import"
_PROBLEM = "audit_import_problem"
_DONE = "audit_imports_done"
_TAB = "audit_import_left"
TAB = "Import labels"
_SHOWN_PROBLEMS = 20


def reading(state: Session) -> Reading | None:
    """The import that is read or looked at."""
    known = state.auditing.kept.get(_KEPT)
    return known if isinstance(known, Reading) else None


def look(state: Session, work: Reading) -> None:
    """Look at what is being read, in place of what was looked at before."""
    leave(state)
    state.auditing.kept[_KEPT] = work


def leave(state: Session) -> None:
    """Be done with an import; what is still being read stops."""
    if (work := state.auditing.kept.pop(_KEPT, None)) is not None:
        work.cancel()
    st.session_state[_DONE] = done_with() + 1
    st.session_state[_TAB] = True


def refuse(problem: str) -> None:
    """Say on the next run why nothing is read."""
    st.session_state[_PROBLEM] = problem


def show_refusal() -> None:
    """Why nothing was read, once."""
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error("Not read.", icon=":material/error:")
        st.text(said(problem))


def done_with() -> int:
    """Counts the imports that are done with: a new number makes an empty uploader."""
    return int(st.session_state.get(_DONE, 0))


def came_from() -> bool:
    """Whether an import was looked at last, so that the tab with imports is the one to come back to."""
    return bool(st.session_state.get(_TAB))


def leave_tab() -> None:
    """Something else was done since."""
    st.session_state.pop(_TAB, None)


def named(found: ReadLabels, source: str) -> ReadLabels:
    """The same labels with the name of the file that was handed over."""
    entries = tuple(replace(entry, source=f"{source}{entry.source}") for entry in found.entries)
    return replace(found, entries=entries)


def show(state: Session, folder: OpenFolder, work: Reading, history: pd.DataFrame) -> None:
    """How far the reading is; then what it found."""
    if work.running:
        _progress(state, work)
        return
    with st.container(border=True, key="audit_found"):
        st.text(f"From {work.title}")
        found = work.result
        if found is None:
            st.error("Not read.", icon=":material/error:")
            st.text(said(work.error))
            st.button("Back", key="audit_import_leave", on_click=leave, args=(state,))
            return
        present = history[standing(history) & ~history["repeat"].astype(bool)]
        by_them = said_by(found, _ask_who(found))
        would = outlook(by_them, history, present, state.table, state.policy)
        _found(found, would)
        _buttons(state, folder, found, would)


def _ask_who(found: ReadLabels) -> str:
    """Who said it: as the file has it, until a person says otherwise. Nobody's name is taken without asking."""
    names = people_in(found)
    unnamed = any(entry.by == UNKNOWN for entry in found.entries)
    if len(names) > 1:
        st.text(f"Said by {', '.join(names)}" + (", and by somebody who is not named" if unnamed else ""))
        if not unnamed:
            return ""
    st.text_input(
        "Who said it",
        value=names[0] if len(names) == 1 else "",
        key=_who_key(),
        max_chars=MOST_NAME,
        width=260,
        placeholder=UNKNOWN,
        help="Labels of one person are compared with those of another: whose are these?",
    )
    return _who()


def _who_key() -> str:
    return f"audit_import_by_{done_with()}"


def _who() -> str:
    """What was typed, on one line."""
    return " ".join(str(st.session_state.get(_who_key(), "")).split())


@st.fragment(run_every=0.4)
def _progress(state: Session, work: Reading) -> None:
    if not work.running:
        st.rerun()
    share = work.done / work.total if work.total else 0.0
    st.progress(share, text=f"reading: {work.done:,} of {work.total:,} files" if work.total else "reading …")
    if st.button("Cancel", key="audit_import_cancel"):
        leave(state)
        st.rerun()


def _found(found: ReadLabels, would: Outlook) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric("Would add", f"{would.added:,}", width="content")
        st.metric("Keep", f"{would.keep:,}", width="content")
        st.metric("Reject", f"{would.reject:,}", width="content")
        if would.taken_back:
            st.metric("Take back", f"{would.taken_back:,}", width="content")
        st.metric("There already", f"{would.same:,}", width="content")
        st.metric("Against labels you have", f"{len(would.against):,}", width="content")
        st.metric("Problems", f"{len(found.problems):,}", width="content")
    for note in found.notes:
        with st.container(horizontal=True):
            st.markdown(":orange-badge[:material/warning: note]")
            st.text(note)
    for finding in would.circular:
        show_finding(finding)
    if len(would.against):
        st.caption(
            "These photos have another label now. Of a photo with several labels, blind counts before seen and seen "
            "before imported; of the same way the last one counts."
        )
        st.dataframe(would.against.head(MOST_SHOWN), hide_index=True, height=min(260, 38 + 35 * len(would.against)))
    if found.problems:
        st.caption("Not taken:")
        st.text("\n".join(found.problems[:_SHOWN_PROBLEMS]))
        if len(found.problems) > _SHOWN_PROBLEMS:
            st.text(f"… and {len(found.problems) - _SHOWN_PROBLEMS:,} more")


def _buttons(state: Session, folder: OpenFolder, found: ReadLabels, would: Outlook) -> None:
    with st.container(horizontal=True):
        person.button(
            f"Add {counted(would.added, 'label')}",
            key="audit_import_add",
            type="primary",
            disabled=would.refused or not would.added,
            on_click=_add,
            args=(state, folder, found),
        )
        st.button("Leave it", key="audit_import_leave", on_click=leave, args=(state,))


def _add(state: Session, folder: OpenFolder, found: ReadLabels) -> None:
    """All labels of the import at one moment: they are taken back together."""
    labels = said_by(found, _who()).new(folder.catalog.label_history())  # as it is typed now
    try:
        folder.catalog.add_labels(labels)
    except (CullingError, ValueError) as reason:  # ValueError: a photo left the catalog a moment ago
        refuse(f"No label was added: {reason}")
        return
    leave(state)
    st.toast(f"{counted(len(labels), 'label')} added.", icon=":material/check:")
