"""A rate by camera, lens, stops, ISO, hour, tag …: which slices differ from the rest, and the photos behind them."""

from __future__ import annotations

import streamlit as st

from culling.audit.slicing.slices import RATES, RateName, Sliced
from culling.audit.slicing.words import MEANINGS, TITLES, alike, left_out, sentence
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.at_cutoff.head import show_about
from culling.ui.rooms.audit.slices import chart, photos
from culling.ui.rooms.audit.slices.kept import Kept, kept
from culling.ui.state import Session

_BY_EXIF = ("camera", "lens", "aperture", "shutter", "ISO", "focal length", "hour")
_NO_EXIF = (
    "No photo here has EXIF, so there are no slices by camera, lens, aperture, shutter, ISO, focal length and hour. "
    "Programs that export for the web often take EXIF out."
)
_NOTHING = "Open a larger folder on **Library**, or scan this one there with all parts: tags and faces make slices too."
_NO_LABELS = "How often the policy is wrong in each slice can be told once photos are labelled: see Labels above."

_STYLE = """
@media (max-width: 1000px) {
  .st-key-audit_slice_columns > div > [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-audit_slice_columns > [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-audit_slice_columns > * > [data-testid="stColumn"] { width: 100%; flex: none; }
  .st-key-audit_slice_columns > * > * > [data-testid="stColumn"] { width: 100%; flex: none; }
}
"""


def show(state: Session, folder: OpenFolder) -> None:
    """Choose a rate and a way to cut; see the slices, and look into one."""
    own = kept(state)
    names = [way.name for way in own.ways(folder, state.table)]
    if not names:
        with st.container(border=True):
            st.text(alike(state.table))
            st.markdown(_NOTHING)
        return
    labels = len(state.auditing.truth(folder, state.table))
    if not labels:
        own.rate = "rejected"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choose_rate(state, own, bool(labels))
        found = own.found(state, folder)
        _choose_way(state, own, found, names)
        _choose_least(state, own)
        found = own.found(state, folder)
        chart.download(found)
    if own.rate != "rejected":
        state.auditing.look(folder, state.policy, "Slices")
    _told(own, found, names)
    if own.rate != "rejected":
        show_about(state.auditing.truth(folder, state.table), len(state.table))
    elif not labels:
        st.caption(_NO_LABELS)
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="audit_slice_columns"):
        left, right = st.columns([7, 5], gap="medium")
        with left:
            chart.show(own, found)
        with right:
            photos.show(state)


def _told(own: Kept, found: Sliced, names: list[str]) -> None:
    st.text(sentence(found))
    small = left_out(found)
    said = [f"Shown is {MEANINGS[own.rate]}: {found.overall.text} overall."]
    said += [small] if small else []
    st.caption(" ".join(said))
    if not set(names) & set(_BY_EXIF):
        st.caption(_NO_EXIF)


def _choose_rate(state: Session, own: Kept, labels: bool) -> None:
    offered: list[RateName] = list(RATES) if labels else ["rejected"]
    key = state.mirrors.key("audit_slice_rate", (own.rate, labels))
    st.selectbox(
        "Rate",
        offered,
        index=offered.index(own.rate),
        format_func=TITLES.__getitem__,
        key=key,
        width=250,
        on_change=_rated,
        args=(state, own, key, labels),
        help="\n".join(f"- **{TITLES[name]}**: {MEANINGS[name]}" for name in RATES),
    )


def _rated(state: Session, own: Kept, key: str, labels: bool) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, (value, labels)):
        own.rate = value


def _choose_way(state: Session, own: Kept, found: Sliced, names: list[str]) -> None:
    """At first the way in which a slice differs most, else one with slices that are large enough."""
    if own.way not in names:
        tested = found.frame[found.frame["look"] >= 0]
        best = found.differing if len(found.differing) else tested.sort_values("p", kind="stable")
        own.cut(str(best["by"].iloc[0]) if len(best) else names[0])
    key = state.mirrors.key("audit_slice_way", own.way)
    st.selectbox(
        "By",
        names,
        index=names.index(own.way),
        key=key,
        width=210,
        on_change=_cut,
        args=(state, own, key),
    )


def _cut(state: Session, own: Kept, key: str) -> None:
    if state.mirrors.moved(key, st.session_state[key]):
        own.cut(st.session_state[key])


def _choose_least(state: Session, own: Kept) -> None:
    key = state.mirrors.key("audit_slice_least", own.least)
    st.number_input(
        "Test slices from",
        min_value=1,
        value=own.least,
        step=5,
        key=key,
        width=150,
        on_change=_lessened,
        args=(state, own, key),
        help="Slices with fewer photos that count are shown, and not tested: a few photos say little, and each test "
        "more makes the others count less.",
    )


def _lessened(state: Session, own: Kept, key: str) -> None:
    value = st.session_state[key]
    if value is not None and state.mirrors.moved(key, value):
        own.least = int(value)
