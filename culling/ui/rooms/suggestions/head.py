"""Above the suggestions: what could go in all, the kinds with their counts, the cutoffs, and all of a kind at once."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from culling.suggest import KINDS, Kind, Suggested, get_kind
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.rooms import person
from culling.ui.rooms.suggestions import acts, cutoffs, words
from culling.ui.state import Session

_NOTHING_IS_DELETED = (
    "Nothing is deleted here: what you accept is marked **reject**, **Undo** takes it back, **Export** hands it over."
)
_VIEW = "suggestions_as"
_MANY = 20_000  # photos from which a look takes a moment
_STYLE = """
.st-key-suggestions_bar [data-testid="stSliderTickBar"] { display: none; }
.st-key-suggestions_bar [data-testid="stSlider"] { margin-bottom: -0.6rem; }
.culling-sure { display: flex; align-items: center; gap: 0.6rem; font-size: 0.85rem; }
.culling-sure i { flex: 1; height: 6px; border-radius: 3px; overflow: hidden; }
.culling-sure i { background: color-mix(in srgb, currentcolor 16%, transparent); }
.culling-sure b { display: block; height: 100%; background: #7C70DC; }
.culling-sure span { font-variant-numeric: tabular-nums; }
.stHtml p.culling-why { margin: 0.2rem 0 0; overflow-wrap: anywhere; }
.stHtml .culling-faces img { display: block; width: 100%; max-width: 480px; border-radius: 6px; }
"""


@st.fragment(key="suggestions_head")
def show(state: Session) -> None:
    """The title with the total, and everything above the photos."""
    folder = state.open
    if folder is None:
        return
    with st.spinner("Looking through the photos …") if len(state.table) > _MANY else nullcontext():
        found = acts.seen(state, folder)
    state.suggesting.begin(found)
    state.suggesting.shown = found
    st.html(f"<style>{_STYLE}</style>")
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("Suggestions", width="content")
        _total(state, found)
    st.caption(_NOTHING_IS_DELETED)
    _kinds(state, found)
    _one_kind(state, folder, found, get_kind(state.suggesting.kind))


def _total(state: Session, found: Suggested) -> None:
    """Photos and space in all, each photo once, and the way back."""
    free, done = found.free(), found.done()
    with st.container(horizontal=True, vertical_alignment="center", width="content", gap="small"):
        marked = f" · {done.photos:,} marked, {words.size(done.bytes)}" if done.photos else ""
        st.markdown(f"**{words.photos(free.photos)} · {words.size(free.bytes)}** could go{marked}", width="content")
        _view()
        if st.button(
            "Undo",
            key="suggestions_undo",
            icon=":material/undo:",
            help="Take the last step of marking back, as U does: all that it marked.",
            disabled=not state.marking.can_undo,
        ):
            with st.spinner("Taking back …"):  # 100,000 marks take seconds
                acts.undo(state)
            st.rerun()


def _kinds(state: Session, found: Suggested) -> None:
    """The switch between the kinds, each with how many photos are left."""
    key = state.mirrors.key("suggestions_kind", state.suggesting.kind)
    st.segmented_control(
        "Kind of suggestion",
        [kind.name for kind in KINDS],
        default=state.suggesting.kind,
        required=True,
        format_func=lambda name: _tab(found, get_kind(name)),
        key=key,
        label_visibility="collapsed",
        on_change=_chosen,
        args=(state, key),
    )


def _tab(found: Suggested, kind: Kind) -> str:
    free = found.free(kind.name)
    if kind.name in found.unmeasured:
        return f"{kind.title} –"
    return f"{kind.title} **{free.photos:,}**" + (f" · {words.size(free.bytes)}" if free.photos else "")


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.suggesting.choose(value)
        st.rerun()


# -- one kind --------------------------------------------------------------------------------------------------------


def _one_kind(state: Session, folder: OpenFolder, found: Suggested, kind: Kind) -> None:
    """What the kind is, its cutoffs, and the button for all of it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="suggestions_bar"):
        cutoffs.show(state, folder, found, kind)
        _all(state, folder, found, kind)
    st.caption(" ".join([kind.summary, *_notes(found, kind)]), help=f"How sure: {kind.surest}")


def _view() -> None:
    """The switch between tiles and table."""
    st.segmented_control(
        "Photos as",
        ["tiles", "table"],
        default="tiles",
        required=True,
        key=_VIEW,
        persist_state="session",
        label_visibility="collapsed",
        on_change=st.rerun,
    )


def shown_as() -> str:
    """ "tiles" or "table"."""
    return str(st.session_state.get(_VIEW, "tiles"))


def _all(state: Session, folder: OpenFolder, found: Suggested, kind: Kind) -> None:
    free = found.free(kind.name)
    if not free.photos:
        return
    those = "this photo" if free.photos == 1 else f"these {free.photos:,}"
    if person.button(
        f"Mark {those} as reject – {words.size(free.bytes)}",
        key="suggestions_all",
        type="primary",
        icon=":material/done_all:",
        help="All that is suggested here and not marked yet, as one step: Undo takes all of it back.",
    ):
        with st.spinner(f"Marking {words.photos(free.photos)} …"):
            acts.mark_all(state, folder)
        st.rerun()
    if st.button("Review these", key="suggestions_review", type="tertiary", icon=":material/arrow_forward:"):
        left = found.of(kind.name)
        state.listing.show_only(left.loc[~left["done"], "path"].tolist(), f"Suggested: {kind.title.lower()}")
        st.switch_page(PAGES / "review.py")


def _notes(found: Suggested, kind: Kind) -> list[str]:
    """How many are marked already, and how many are held back and why."""
    notes = []
    if done := found.done(kind.name):
        notes += [f"{done.photos:,} marked reject already, {words.size(done.bytes)}."] * bool(done.photos)
    if held := found.held_of(kind.name):
        which = "the last of its group and stays" if held == 1 else "the last of their groups and stay"
        notes.append(f"{held:,} more {'is' if held == 1 else 'are'} {which}.")
    return notes
