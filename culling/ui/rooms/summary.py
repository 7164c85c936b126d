"""What came of a session: how far, how the marks agree with the policy, who was overruled, and where to go on."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from culling.judge import VERDICTS
from culling.marks import MARKS
from culling.review import Summary, summarise
from culling.ui.components.tiles import show_tiles
from culling.ui.places import PAGES
from culling.ui.rooms.frame import LETTERS
from culling.ui.state import Session

SHOWN = 12


def show_button(state: Session) -> None:
    """Leads to the summary."""
    st.button("Summary", key="summary_show", icon=":material/summarize:", on_click=_finish, args=(state, True))


def show(state: Session) -> None:
    """The summary of the list that was looked through."""
    if state.open is None:
        return
    listed = state.listing.rows(state.table, state.tuning.decisions, state.policy)
    found = summarise(state.table, state.policy, state.open.catalog.mark_history(), listed)
    st.subheader("Summary")
    _head(state, found)
    _numbers(found)
    with st.container(horizontal=True, gap="large"):
        with st.container(width=580):
            _matrix(found)
        with st.container(width=300):
            _times(found)
    _overruled(state, found.rescued, "The policy rejects, you keep", "summary_rescued")
    _overruled(state, found.dropped, "The policy keeps, you reject", "summary_dropped")


def _head(state: Session, found: Summary) -> None:
    done = found.progress
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Back to the photos",
            key="summary_back",
            icon=":material/arrow_back:",
            on_click=_finish,
            args=(state, False),
        )
        if done.left:
            st.button(
                f"Go on with the {done.left:,} undecided",
                key="summary_go_on",
                type="primary",
                on_click=_go_on,
                args=(state,),
            )
        st.page_link(PAGES / "export.py", label="Export the lists", icon=":material/output:")
        st.page_link(PAGES / "tune.py", label="Move the cutoffs", icon=":material/tune:")
    if state.listing.title or state.listing.filter.active:
        st.text(f"Of the {done.total:,} photos in the list, out of {len(state.table):,} in the folder.")


def _numbers(found: Summary) -> None:
    done = found.progress
    cells = [("decided", f"{done.decided:,} of {done.total:,}"), *((mark, f"{done.marks[mark]:,}") for mark in MARKS)]
    for column, (label, value) in zip(st.columns([2, 1, 1, 1, 1]), cells, strict=True):
        column.metric(label, value)
    st.progress(done.share)
    if not done.left and done.total:
        st.markdown("**Every photo of the list is decided.**")


def _matrix(found: Summary) -> None:
    """The policy's own verdicts beside the marks."""
    st.subheader("Policy and person")
    shown = found.matrix.copy()
    shown.index = pd.Index([f"{LETTERS[name]} {name}" for name in VERDICTS], name="policy ↓ · mark →")
    st.table(shown)
    if found.agreement is None:
        st.caption("Agreement is told once photos are marked.")
    else:
        st.markdown(
            f"You agree with the policy on **{found.agreed:,} of {found.progress.decided:,}** marked photos "
            f"({found.agreement:.0%})."
        )


def _times(found: Summary) -> None:
    st.subheader("When")
    if found.first is None or found.last is None:
        st.caption("No photo is marked yet.")
        return
    pace = f"{found.per_minute:.0f} marks a minute" if found.per_minute else "too few marks to tell a pace"
    st.text(f"{_local(found.first)} first mark\n{_local(found.last)} last mark\n{pace}")
    st.caption("The pace leaves out pauses of more than five minutes and marks from a file.")


def _local(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _overruled(state: Session, photos: pd.DataFrame, title: str, key: str) -> None:
    """Photos on which policy and person disagree, those on which they disagree most first."""
    more = f", {SHOWN} shown" if len(photos) > SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}** · {len(photos):,}{more}", width="content")
        if len(photos):
            st.button(
                "Review these",
                key=f"{key}_review",
                type="tertiary",
                icon=":material/arrow_forward:",
                on_click=_review,
                args=(state, photos, title),
            )
    if len(photos):
        shown = photos.iloc[:SHOWN]
        show_tiles(
            state,
            state.tuning.decisions.loc[shown.index],
            key=key,
            label=title,
            among=lambda: [str(path) for path in photos.index],
            lines=lambda path, _row: [str(photos["reasons"].loc[path])] if photos["reasons"].loc[path] else [],
            layout="strip",
            cell=148,
        )


def _finish(state: Session, finished: bool) -> None:
    state.walk.finished = finished


def _go_on(state: Session) -> None:
    """Back to the photos, those without a mark alone."""
    state.listing.only_undecided()
    _finish(state, False)


def _review(state: Session, photos: pd.DataFrame, title: str) -> None:
    state.listing.show_only([str(path) for path in photos.index], title)
    _finish(state, False)
