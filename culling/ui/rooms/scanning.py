"""The scan on the library page: progress, rate, time left, cancel, and how the last one ended."""

from __future__ import annotations

import streamlit as st

from culling.folders import printable
from culling.measure import network_problems
from culling.metrics import PARTS
from culling.ui.jobs import OpenFolder
from culling.ui.rooms import person
from culling.ui.safety.said import said
from culling.ui.state import Session


def show(state: Session) -> None:
    """Progress while a scan runs, else how it ended and a button to scan again."""
    folder = state.open
    if folder is None:
        return
    if folder.scanning:
        _progress(folder)
    else:
        _ended(state, folder)


@st.fragment(run_every=0.5)
def _progress(folder: OpenFolder) -> None:
    """Looks at the job twice a second; the scan itself runs on without any page."""
    job = folder.job
    if job is None or not job.running:
        st.rerun()
    report = job.progress
    with st.container(border=True):
        if report is None or not report.total:
            st.progress(0.0, text="Looking for photos …")
        else:
            st.progress(report.done / report.total, text=f"Measured {report.done:,} of {report.total:,} photos")
        with st.container(horizontal=True, vertical_alignment="center"):
            if report is not None and report.done:
                st.caption(_pace(report.rate, report.seconds_left, report.failed, report.unchanged))
            person.button("Cancel", key="cancel_scan", on_click=folder.cancel_scan, disabled=job.cancelled)
            if job.cancelled:
                st.caption("Finishing the photos in work …")


def _ended(state: Session, folder: OpenFolder) -> None:
    job = folder.job
    if job is not None and job.error:
        st.error("The scan did not finish.", icon=":material/error:")
        st.text(said(job.error))
    elif job is not None and job.cancelled:
        st.warning("The scan was cancelled. What was measured is kept; scanning again goes on from there.")
    if job is not None and job.unlisted:
        st.warning(f"{len(job.unlisted)} sub-folders or keys could not be listed, so their photos are missing:")
        st.text(said("\n".join(f"{printable(place)}: {reason}" for place, reason in job.unlisted[:20])))
    for problem in network_problems(folder.catalog.left_out).values():
        st.warning("A network cannot be used, so what it measures stays empty:", icon=":material/network_node:")
        st.text(said(problem))
    stopped = job is not None and (job.cancelled or bool(job.error))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        person.button(
            "Go on with the scan" if stopped else "Scan again",
            icon=":material/refresh:",
            on_click=folder.scan,
            type="primary" if stopped else "tertiary",
            help="Looks for new, changed, renamed and removed photos; unchanged ones are not measured again.",
        )
        _parts(state, folder)


def _parts(state: Session, folder: OpenFolder) -> None:
    """What a scan measures beside light, colour and fine contrast; a part that is left out costs nothing."""
    left_out = folder.catalog.left_out
    label = f"Measured: all but {', '.join(left_out)}" if left_out else "Measured: all"
    with st.popover(label, icon=":material/checklist:", type="tertiary"):
        st.caption("What is left out costs no time. What was measured of it stays. Ticking a part again measures it.")
        for part, words in PARTS.items():
            key = state.mirrors.key(f"part_{part}", part not in left_out)
            st.checkbox(
                f"**{part}**: {words}",
                part not in left_out,
                key=key,
                disabled=not person.may_mark(),
                on_change=_set_part,
                args=(state, folder, part, key),
            )


def _set_part(state: Session, folder: OpenFolder, part: str, key: str) -> None:
    wanted = bool(st.session_state[key])
    if not state.mirrors.moved(key, wanted):
        return
    others = [name for name in folder.catalog.left_out if name != part]
    folder.catalog.leave_out(others if wanted else [*others, part])
    if wanted:
        folder.scan()


def _pace(rate: float, seconds_left: float | None, failed: int, unchanged: int) -> str:
    """The scan's pace in one line."""
    parts = [f"{rate:.1f} photos a second"]
    if seconds_left is not None:
        minutes, seconds = divmod(round(seconds_left), 60)
        parts.append(f"{minutes} min {seconds} s left" if minutes else f"{seconds} s left")
    if unchanged:
        parts.append(f"{unchanged:,} unchanged")
    if failed:
        parts.append(f"{failed:,} unreadable")
    return " · ".join(parts)
