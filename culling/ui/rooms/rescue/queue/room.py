"""The queue: photos rejected for nothing but blur or too little light, sorted by what rescuing them gains."""

from __future__ import annotations

import streamlit as st

from culling.presets import title
from culling.restore.queue import out_of_reach
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rescue_queue import Seen
from culling.ui.rooms import listed
from culling.ui.rooms.frame import show_no_photos
from culling.ui.rooms.rescue.queue import beside, job, table, tiles
from culling.ui.state import Session

_VIEW = "rescue_queue_as"


def show(state: Session) -> None:
    """The queue as tiles or as a table, and what is known of the photo that one is at."""
    folder = state.open
    if folder is None or state.table.empty:
        show_no_photos(state)
        return
    seen = state.rescuing.queue.look(folder, state.policy)
    _head(state, seen)
    if seen.photos.empty:
        _empty(state, seen)
        return
    job.show(state, folder)
    if st.session_state.get(_VIEW) == "table":
        table.show(state)
        return
    left, right = listed.columns("rescue_queue")
    with left:
        tiles.show(state)
    with right:
        beside.show(state)


def _head(state: Session, seen: Seen) -> None:
    """What is in the queue, what else may be, and how it is shown."""
    count = len(seen.photos)
    photos = "1 photo is" if count == 1 else f"{count:,} photos are"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"**{photos}** rejected for nothing but blur or too little light.",
            width="content",
            help="Each rule that rejects them is about sharpness, camera shake or darkness, which deblurring and more "
            "light can mend. Photos that any other rule rejects as well (burnt out, closed eyes, screenshot …) are "
            "not here, nor are copies that were rescued already.",
        )
        _also(state, seen)
        if count:
            st.segmented_control(
                "Photos as",
                ["tiles", "table"],
                default="tiles",
                required=True,
                key=_VIEW,
                persist_state="session",
                label_visibility="collapsed",
            )


def _also(state: Session, seen: Seen) -> None:
    """What is left out at first: what a person rejected, and what was rescued before."""
    queue = state.rescuing.queue
    for name, present, count, label, why in (
        ("marked", queue.marked, seen.marked, "marked reject", "A person rejected them: that word counts."),
        ("rescued", queue.rescued, seen.rescued, "rescued before", "A rescued copy lies in this folder already."),
    ):
        if count or present:
            key = state.mirrors.key(f"rescue_queue_{name}", present)
            st.checkbox(f"Also {count:,} {label}", present, key=key, help=why, on_change=_set, args=(state, name, key))


def _set(state: Session, name: str, key: str) -> None:
    value = bool(st.session_state[key])
    if state.mirrors.moved(key, value):
        setattr(state.rescuing.queue, name, value)


# -- nothing to show -------------------------------------------------------------------------------------------------


def _empty(state: Session, seen: Seen) -> None:
    """Why the queue is empty, and what to do."""
    counts = state.tuning.counts()
    with st.container(border=True):
        if state.open is not None and state.open.scanning and not counts["reject"]:
            st.markdown("**The photos are still being measured.** What is rejected appears here when the scan is over.")
            return
        if others := out_of_reach(state.table, state.policy):
            st.markdown("**Nothing here can be mended by deblurring or more light.** Photos are rejected by")
            st.text("\n".join(f"{text}: {count:,} photo{'s' * (count != 1)}" for text, count in others.items()))
        elif counts["reject"]:
            st.markdown(_left_out(seen))
        else:
            st.markdown(
                f"**No photo is rejected** by the policy *{title(state.policy)}*. Stricter cutoffs on **Tune** reject "
                "more."
            )
        _ways(state.open)


def _left_out(seen: Seen) -> str:
    reasons = [f"{seen.marked:,} by a person's mark"] * bool(seen.marked)
    reasons += [f"{seen.rescued:,} with a rescued copy already"] * bool(seen.rescued)
    reasons += [f"{seen.copies:,} that are rescued copies themselves"] * bool(seen.copies)
    said = ", ".join(reasons) or "by a person's mark alone, which says nothing of blur or light"
    return f"**Nothing is left to rescue.** Rejected photos: {said}."


def _ways(folder: OpenFolder | None) -> None:
    with st.container(horizontal=True, gap="small"):
        st.page_link(PAGES / "tune.py", label="To the cutoffs", icon=":material/tune:")
        if folder is not None:
            st.page_link(PAGES / "review.py", label="To Review", icon=":material/fact_check:")
