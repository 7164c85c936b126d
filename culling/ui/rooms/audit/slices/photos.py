"""The photos of one slice: what is rejected in it, and what is lost or missed as the labels say."""

from __future__ import annotations

import streamlit as st

from culling.marks import MARKS
from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.rooms.audit.slices.kept import GALLERIES, SHOWN_FIRST, Kept, kept, photos_of
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.tiles_list import Answer, show_list
from culling.ui.state import Session

KEY = "audit_slice_photos"
TILES = 24
HOW = "slice"
_EMPTY = """
**No slice is chosen.** Click a bar, or a row of the table (by keyboard: arrow keys there, then Shift + Space): the
photos behind it appear here, to be looked at and marked.
"""
_NONE = {
    "rejected": "No photo of this slice is rejected.",
    "lost": "No keeper of this slice is rejected, as far as photos are labelled.",
    "missed": "No photo of this slice that should go stays, as far as photos are labelled.",
    "all": "No photo.",
}


@st.fragment(key=KEY)
def show(state: Session) -> None:
    """The gallery, or how to choose a slice."""
    folder = state.open
    if folder is None:
        return
    own = kept(state)
    inside = own.rows(folder, state.table)
    if own.chosen is None or not len(inside):
        st.container(border=True).markdown(_EMPTY)
        return
    st.text(own.chosen if own.chosen.startswith(own.way) else f"{own.way}: {own.chosen}")
    labelled = len(state.auditing.truth(folder, state.table)) > 0
    which = _which(own, labelled)
    found = photos_of(state, folder, inside, which)
    paths = [str(state.table.index[row]) for row in found]
    _head(state, own, paths, which, len(inside))
    shown = found[:TILES]
    show_tiles(
        state,
        state.tuning.decisions.iloc[shown],
        key="audit_slice_tiles",
        label=f"{GALLERIES[which]}: {own.way} {own.chosen}",
        among=lambda: paths,
        cell=128,
        empty=_NONE[which],
        acts=Acts(HOW, lambda _path: (None, None), _follow),
    )
    if len(found):
        st.caption("Keys over a photo: K M R P mark · C clear · U undo · Enter look")


def _which(own: Kept, labelled: bool) -> str:
    offered = [name for name in GALLERIES if labelled or name in ("rejected", "all")]
    first = SHOWN_FIRST[own.rate]
    return str(
        st.segmented_control(
            "Which photos of the slice",
            offered,
            default=first if first in offered else "rejected",
            format_func=GALLERIES.__getitem__,
            key=f"audit_slice_which_{own.rate}_{labelled}",
            label_visibility="collapsed",
            required=True,
        )
    )


def _head(state: Session, own: Kept, paths: list[str], which: str, count: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        more = f" · {TILES} shown" if len(paths) > TILES else ""
        st.markdown(f"**{len(paths):,}** of {count:,}{more}", width="content")
        if not paths:
            return
        if st.button("Review these", key="audit_slice_review", type="tertiary", icon=":material/arrow_forward:"):
            state.listing.show_only(paths, f"{GALLERIES[which].lower()}: {own.way} {own.chosen}")
            st.switch_page(PAGES / "review.py")
        look_at(state, paths[:TILES], "audit_slice_look", among=paths)
        titles = dict.fromkeys(paths[:TILES], "")
        show_list(state, titles, _answers, key="audit_slice_mark", follow=_follow, label="Mark")


def _answers(_path: str) -> list[Answer]:
    return [*(Answer(mark, mark, mark, HOW) for mark in MARKS), Answer("clear", "Clear", None, HOW)]


def _follow(pause: bool = True) -> None:
    """Draw again what shows marks; between fast presses the counts in the sidebar alone."""
    redraw([KEY, "verdicts"] if pause else ["verdicts"])
