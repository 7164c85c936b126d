"""How robust the policy is: of the open folder's photos, how many decisions each of some damages turns over."""

from __future__ import annotations

from functools import partial

import streamlit as st

from culling.errors import CullingError
from culling.probe import tables
from culling.probe.judging import check
from culling.probe.robust import TRIALS, Robustness
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rooms.learn.what_if import turned
from culling.ui.rooms.learn.what_if.kept import ManyJob, kept
from culling.ui.rooms.person import button, may_mark
from culling.ui.safety.said import said
from culling.ui.state import Session

SAMPLES = (50, 200, 1000)
_EMPTY = """
**No photos are open.** Open a folder on the page Library; then come back and ask how many of its decisions a little
blur, noise or light would turn over.
"""


def show(state: Session) -> None:
    """What can be asked, how far it is, and what came of it."""
    folder = state.open
    if folder is None or not len(state.table):
        with st.container(border=True):
            st.markdown(_EMPTY)
            st.page_link(PAGES / "library.py", label="To the library", icon=":material/photo_library:")
        return
    job = kept().many_of(folder.path)
    running = job is not None and job.running
    _ask(state, folder, job, running)
    if job is not None:
        _progress(job) if running else _ended(state, job)


def _ask(state: Session, folder: OpenFolder, job: ManyJob | None, running: bool) -> None:
    try:
        check(state.policy)
    except CullingError as reason:
        st.container(border=True).text(said(reason))
        return
    st.markdown(
        f"Each photo is damaged in {len(TRIALS)} ways by as much as happens to good photos, and judged again. "
        "Decisions that flip stand close to a cutoff."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        sample = _sample(len(state.table))
        button(
            "How robust is this policy?",
            key="if_many_start",
            type="secondary" if job is not None and job.result is not None else "primary",
            icon=":material/science:",
            help="Photos are read and measured anew; nothing is written to your folder.",
            on_click=_start,
            args=(state, folder, sample),
            disabled=running,
        )


def _sample(count: int) -> int | None:
    """So many photos, drawn at random; None for all."""
    offered = [str(size) for size in SAMPLES if size < count] + ["all"]
    chosen = st.segmented_control(
        "Photos, drawn at random",
        offered,
        default=offered[0],
        required=True,
        key="if-sample",
        format_func=lambda size: f"all {count:,}" if size == "all" else f"{int(size):,}",
        bind="query-params",
    )
    return int(chosen) if chosen in offered and chosen != "all" else None


def _start(state: Session, folder: OpenFolder, sample: int | None) -> None:
    """For whoever may scan again: it reads as many photos, on every core."""
    if may_mark():
        kept().begin_many(ManyJob(folder.path, list(map(str, state.table.index)), state.policy, sample))


@st.fragment(key="if_many_progress", run_every=0.7)
def _progress(job: ManyJob) -> None:
    """Looks now and then; the work goes on without any page."""
    if not job.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            share = job.done / job.total if job.total else 0.0
            told = f"Probed {job.done:,} of {job.total:,} photos{_left(job)}" if job.total else "Looking for photos …"
            st.progress(share, text=told)
        st.button("Cancel", key="if_many_cancel", on_click=job.cancel, disabled=job.cancelled)
    if job.cancelled:
        st.caption("Photos under way are finished first.")


def _left(job: ManyJob) -> str:
    seconds = job.seconds_left
    if seconds is None:
        return ""
    return f" – about {seconds / 60:.0f} min left" if seconds > 90 else f" – about {max(seconds, 1):.0f} s left"


def _ended(state: Session, job: ManyJob) -> None:
    found = job.result
    if found is None:
        st.error("The policy could not be probed.", icon=":material/error:")
        st.text(said(job.error))
    elif not found.photos:
        st.info("Cancelled before the first photo was done.", icon=":material/pause:")
    else:
        _told(state, found)
        turned.show(state, found)
        _files(found)


def _told(state: Session, found: Robustness) -> None:
    """Of what the table is."""
    drawn = ", drawn at random" if found.drawn < found.population else ""
    st.text(f"{found.policy.name}: {len(found.probed):,} of {found.population:,} photos{drawn}.")
    if found.policy.policy_id != state.policy.policy_id:
        st.warning("The policy has changed since; ask again for the policy as it is now.", icon=":material/history:")
    if found.stopped:
        st.info(
            f"Cancelled after {len(found.photos):,} of {found.drawn:,}: a random sample of them all the same.",
            icon=":material/pause:",
        )
    if found.failed:
        with st.expander(f"Could not be probed: {len(found.failed):,}"):
            st.text(said("\n".join(f"{photo.path}: {photo.error}" for photo in found.failed[:200])))


def _files(found: Robustness) -> None:
    with st.container(horizontal=True):
        for name, content, mime in (
            ("robustness.csv", tables.robustness_csv, "text/csv"),
            ("flips.csv", tables.turns_csv, "text/csv"),
            ("robustness.json", tables.robustness_json, "application/json"),
        ):
            st.download_button(
                name,
                partial(content, found),
                file_name=name,
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"if_{name}",
            )
    st.caption(" ".join(found.notes))
