"""Sorting the photos into keep/, maybe/ and reject/: where to, how, dry run, run, undo."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.export.sorting import How, SortPlan, SortResult
from culling.ui.rooms.export import doing, rights, target
from culling.ui.safety.said import folder_said, said
from culling.ui.sort_job import SortJob, last_journal
from culling.ui.state import Session

_HOWS: dict[str, str] = {
    "copy": "copy: the photos stay where they are",
    "link": "link: no further space, same disk",
    "move": "move: the photos leave their folder",
}


def show(state: Session) -> None:
    """The whole of sorting; a run that goes on is all that shows."""
    job = state.sorting.job
    if doing.undoing(state.exporting):
        return
    if job is not None and job.running:
        _progress(job)
        return
    _ask(state)
    if problem := st.session_state.pop("sort_problem", None):
        st.error("Not done.", icon=":material/error:")
        st.text(said(problem))
    if job is not None:
        _ended(job)
    if state.sorting.plan is not None and state.sorting.trial is not None:
        _trial(state, state.sorting.plan, state.sorting.trial)
    _offer_undo(state)


def _ask(state: Session) -> None:
    st.caption(
        "Makes keep/, maybe/ and reject/ in a folder. Nothing is overwritten, unjudged photos stay out, "
        "and a journal lets you undo it. The dry run touches nothing."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "To the folder",
            key="sort_to",
            placeholder=target.suggested(state, "sorted"),
            persist_state="session",  # it is not drawn while a sort runs
            help="Left empty, a folder beside the photos gets them.",
        )
        st.selectbox(
            "How",
            list(_HOWS),
            format_func=_HOWS.__getitem__,
            key="sort_how",
            width=320,
            persist_state="session",
        )
        st.button(
            "Dry run",
            key="sort_dry",
            icon=":material/search:",
            type="secondary" if state.sorting.plan else "primary",
            on_click=_try,
            args=(state,),
        )


def _try(state: Session) -> None:
    try:
        if state.open is None:
            return
        to = _where(state)
        how: How = st.session_state.sort_how
        state.sorting.try_dry(state.table, state.tuning.decisions, state.open.path, to, how)
    except CullingError as reason:
        state.sorting.forget()
        st.session_state.sort_problem = said(reason)


def _where(state: Session) -> Path:
    return target.typed(state, "sort_to") or target.beside(state, "sorted")


def _trial(state: Session, plan: SortPlan, trial: SortResult) -> None:
    """What would happen, as a table, and the button that makes it happen."""
    verb = {"copy": "copied", "link": "linked", "move": "moved"}[plan.how]
    st.markdown(
        f"**Dry run**: {len(trial.done):,} files would be {verb}, {len(plan.left_out):,} left out, "
        f"{len(trial.failed):,} would fail."
    )
    if plan.steps:
        steps = [(step.key, str(step.target.relative_to(plan.to))) for step in plan.steps[: doing.SHOWN]]
        st.dataframe(pd.DataFrame(steps, columns=["photo", "goes to"]), hide_index=True, height=240)
    if len(plan.steps) > doing.SHOWN:
        st.caption(f"The first {doing.SHOWN} of {len(plan.steps):,} are listed.")
    doing.listed("Left out", [(item.path, item.why) for item in plan.left_out], "photo")
    doing.listed("Would fail", [(step.key, why) for step, why in trial.failed])
    if not state.sorting.holds(state.tuning.decisions):
        st.warning("The decisions changed since this dry run: do it again.")
        return
    if trial.stopped:
        st.warning(said(trial.stopped), icon=":material/warning:")
    rights.button(
        f"{plan.how.capitalize()} {len(trial.done):,} files",
        key="sort_run",
        type="primary",
        act=state.sorting.start,
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
        st.text(said(job.error))
        return
    verb = {"copy": "copied", "link": "linked", "move": "moved"}[job.plan.how]
    if result.stopped:
        st.warning(f"Stopped after {len(result.done):,} of {job.total:,} files. A new dry run shows what is left.")
        st.text(said(result.stopped))
    else:
        st.success(f"{len(result.done):,} files {verb}.", icon=":material/check:")
    st.text(folder_said(job.plan.to))
    doing.listed("Not done", [(step.key, why) for step, why in result.failed])


def _offer_undo(state: Session) -> None:
    """Undo of the latest sort into this folder."""
    try:
        to = _where(state)
        journal = last_journal(to) if to.is_dir() else None
    except (CullingError, OSError):
        return
    if journal is not None and state.exporting.undone != journal:
        rights.button(
            "Undo the last sort into this folder",
            key="sort_undo",
            icon=":material/undo:",
            act=_take_back,
            args=(state, journal),
            help="By its journal: only files that are still as the sort left them.",
        )


def _take_back(state: Session, journal: Path) -> None:
    state.sorting.forget()
    state.exporting.take_back(journal)
