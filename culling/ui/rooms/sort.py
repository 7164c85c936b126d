"""Sorting the photos into keep/, maybe/ and reject/: where to, how, dry run, run, undo."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.export.sorting import How, SortPlan, SortResult, UndoResult
from culling.ui import settings
from culling.ui.sort_job import SortJob, last_journal
from culling.ui.state import Session

_HOWS: dict[str, str] = {
    "copy": "copy: the photos stay where they are",
    "link": "link: no further space, same disk",
    "move": "move: the photos leave their folder",
}
_SHOWN = 500


def show(state: Session) -> None:
    """The whole of sorting; a run that goes on is all that shows."""
    st.subheader("Sort into folders")
    job = state.sorting.job
    if job is not None and job.running:
        _progress(job)
        return
    _ask(state)
    if problem := st.session_state.pop("sort_problem", None):
        st.error("Not done.", icon=":material/error:")
        st.text(problem)
    if job is not None:
        _ended(job)
    if state.sorting.undone is not None:
        _undone(state.sorting.undone)
    if state.sorting.plan is not None and state.sorting.trial is not None:
        _trial(state, state.sorting.plan, state.sorting.trial)
    _offer_undo(state)


def _ask(state: Session) -> None:
    folder = state.open.path if state.open else Path()
    st.caption(
        "Makes keep/, maybe/ and reject/ in the folder you name. Nothing is overwritten, unjudged photos stay out, "
        "and a journal lets you undo it. The dry run touches nothing."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "To the folder",
            key="sort_to",
            placeholder=str(folder.parent / f"{folder.name} sorted"),
            persist_state="session",  # it is not drawn while a sort runs
        )
        st.selectbox(
            "How",
            list(_HOWS),
            format_func=_HOWS.__getitem__,
            key="sort_how",
            width=320,
            persist_state="session",
        )
        st.button("Dry run", key="sort_dry", on_click=_try, args=(state,), type="primary")


def _target(state: Session) -> Path | None:
    """Where to: an absolute path inside the allowed folders; CullingError when it is not, None when none is given."""
    typed = str(st.session_state.get("sort_to", "")).strip().strip('"')
    if not typed or state.open is None:
        return None
    given = Path(typed)
    absolute = given.is_absolute() or typed.startswith("~")
    return settings.current().allow(given if absolute else state.open.path.parent / given)


def _try(state: Session) -> None:
    try:
        to = _target(state)
        if to is None or state.open is None:
            raise CullingError("Name the folder that the photos shall be sorted into.")
        how: How = st.session_state.sort_how
        state.sorting.try_dry(state.table, state.tuning.decisions, state.open.path, to, how)
    except CullingError as reason:
        state.sorting.forget()
        st.session_state.sort_problem = str(reason)


def _trial(state: Session, plan: SortPlan, trial: SortResult) -> None:
    """What would happen, as a table, and the button that makes it happen."""
    verb = {"copy": "copied", "link": "linked", "move": "moved"}[plan.how]
    st.markdown(
        f"**Dry run**: {len(trial.done):,} files would be {verb}, {len(plan.left_out):,} left out, "
        f"{len(trial.failed):,} would fail."
    )
    if plan.steps:
        steps = [(step.key, str(step.target.relative_to(plan.to))) for step in plan.steps[:_SHOWN]]
        st.dataframe(pd.DataFrame(steps, columns=["photo", "goes to"]), hide_index=True, height=240)
    if len(plan.steps) > _SHOWN:
        st.caption(f"The first {_SHOWN} of {len(plan.steps):,} are listed.")
    _list("Left out", [(item.path, item.why) for item in plan.left_out])
    _list("Would fail", [(step.key, why) for step, why in trial.failed])
    if not state.sorting.holds(state.tuning.decisions):
        st.warning("The decisions changed since this dry run: do it again.")
        return
    st.button(
        f"{plan.how.capitalize()} {len(trial.done):,} files",
        key="sort_run",
        type="primary",
        on_click=state.sorting.start,
        disabled=not trial.done,
    )


@st.fragment(run_every=0.5)
def _progress(job: SortJob) -> None:
    if not job.running:
        st.rerun()
    share = job.done / job.total if job.total else 1.0
    st.progress(share, text=f"{job.done:,} of {job.total:,} files")
    st.button("Cancel", key="sort_cancel", on_click=job.cancel, disabled=job.cancelled)


def _ended(job: SortJob) -> None:
    result = job.result
    if result is None:
        st.error("Sorting stopped.", icon=":material/error:")
        st.text(job.error)
        return
    verb = {"copy": "copied", "link": "linked", "move": "moved"}[job.plan.how]
    if result.stopped:
        st.warning(f"Stopped after {len(result.done):,} of {job.total:,} files. A new dry run shows what is left.")
        st.text(result.stopped)
    else:
        st.success(f"{len(result.done):,} files {verb}.", icon=":material/check:")
    st.text(str(job.plan.to))
    _list("Not done", [(step.key, why) for step, why in result.failed])


def _offer_undo(state: Session) -> None:
    """Undo of the latest sort into the folder that is named."""
    try:
        to = _target(state)
        journal = last_journal(to) if to is not None and to.is_dir() else None
    except (CullingError, OSError):
        return
    if journal is not None and state.sorting.undone is None:
        st.button(
            "Undo the last sort into this folder",
            key="sort_undo",
            icon=":material/undo:",
            on_click=_take_back,
            args=(state, journal),
            help="By its journal: only files that are still as the sort left them.",
        )


def _take_back(state: Session, journal: Path) -> None:
    try:
        state.sorting.take_back(journal)
    except CullingError as reason:
        st.session_state.sort_problem = str(reason)


def _undone(result: UndoResult) -> None:
    st.success(f"{result.undone:,} files taken back.", icon=":material/undo:")
    _list("Left where they are", [(str(path), why) for path, why in result.kept])


def _list(title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with st.expander(f"{title}: {len(rows):,}"):
            st.dataframe(pd.DataFrame(rows[:_SHOWN], columns=["file", "why"]), hide_index=True)
