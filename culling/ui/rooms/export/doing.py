"""Work of the page Export while it goes on, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from culling.export.changes import counted
from culling.export.journal.undo import UndoResult
from culling.folders import printable
from culling.ui.export_job import Counted, Exporting, Work
from culling.ui.rooms.export import rights
from culling.ui.safety.said import said
from culling.ui.state import Session

SHOWN = 500


@st.fragment(run_every=0.5)
def progress(task: Counted[Any], title: str, key: str) -> None:
    """Looks twice a second; the work goes on without any page."""
    if not task.running:
        st.rerun()
    share = task.done / task.total if task.total else 0.0
    told = f"{title} {task.done:,} of {task.total:,}" if task.total else f"{title} …"
    st.progress(share, text=told)
    st.button("Cancel", key=f"{key}_cancel", on_click=task.cancel, disabled=task.cancelled)


def goes_on(state: Session, work: Work, key: str, *, planning: str, writing: str) -> bool:
    """Whether something is under way, which is then all that shows; what taking back came to where it is over."""
    if undoing(state.exporting):
        return True
    if work.running is not None:
        progress(work.running, planning if work.running is work.planning else writing, key)
    return work.running is not None


def failed(task: Counted[Any], what: str) -> None:
    """Why a task gave nothing; a person's own stop is no failure."""
    if task.cancelled:
        st.info(f"{what} was cancelled. Nothing was written.", icon=":material/pause:")
    elif task.error:
        st.error(f"{what} did not work.", icon=":material/error:")
        st.text(said(task.error))


def ended(state: Session, work: Work, noun: str, key: str) -> None:
    """What a run wrote, what not and why, and the way back."""
    task, plan = work.writing, work.written
    if task is None or plan is None:
        return
    result = task.result
    if result is None:
        st.error("Writing stopped.", icon=":material/error:")
        st.text(said(task.error))
        return
    count = len(counted(result.done))
    if result.stopped:
        st.warning(
            f"Stopped after {count:,} of {len(counted(plan.changes)):,} files; a new dry run shows what is left."
        )
        st.text(said(result.stopped))
    elif result.failed:
        st.warning(f"{count:,} {noun} written, {len(result.failed):,} failed.", icon=":material/warning:")
    else:
        st.success(f"{count:,} {noun} written.", icon=":material/check:")
    listed("Failed", [(printable(change.target), why) for change, why in result.failed])
    with st.container(horizontal=True):
        if result.journal is not None:
            rights.button(
                "Undo",
                key=f"{key}_undo",
                icon=":material/undo:",
                act=_take_back,
                args=(state, work, result.journal),
                help="Files get back what stood in them; what others changed since is kept.",
            )
        st.button("Done", key=f"{key}_done", type="tertiary", on_click=work.forget)


def _take_back(state: Session, work: Work, journal: Path) -> None:
    work.forget()
    state.exporting.take_back(journal)


def undoing(exporting: Exporting) -> bool:
    """Taking back while it goes on, and what came of it; whether it goes on."""
    task = exporting.undoing
    if task is None:
        return False
    if task.running:
        progress(task, "Taking back", "export_undoing")
        return True
    result = task.result
    if result is None:
        st.error("Not taken back.", icon=":material/error:")
        st.text(said(task.error))
    else:
        _undone(result)
    return False


def _undone(result: UndoResult) -> None:
    if result.already:
        st.info("This had been taken back before.", icon=":material/undo:")
    elif result.stopped:
        st.warning(f"Stopped after {result.undone:,} files; undoing again goes on.", icon=":material/pause:")
    else:
        st.success(f"{result.undone:,} files taken back.", icon=":material/undo:")
    listed("Left as they are", [(printable(path), why) for path, why in result.kept])


def listed(title: str, rows: list[tuple[str, str]], first: str = "file") -> None:
    """A table to unfold; nothing where there are no rows."""
    if not rows:
        return
    with st.expander(f"{title}: {len(rows):,}"):
        told = [(said(name), said(why)) for name, why in rows[:SHOWN]]
        st.dataframe(pd.DataFrame(told, columns=[first, "why"]), hide_index=True)
        if len(rows) > SHOWN:
            st.caption(f"The first {SHOWN} are listed.")
