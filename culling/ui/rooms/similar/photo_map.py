"""The map: where each photo lies among the others, and how far the laying out is."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.forest import Forest
from culling.projection import Projection
from culling.projection.layout import FEWEST
from culling.ui.alike import PATIENCE_S
from culling.ui.components.photo_map import show_photo_map
from culling.ui.jobs import OpenFolder
from culling.ui.likeness import Likeness
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.rooms.chosen import take_marks
from culling.ui.rooms.similar import map_acts, map_chart, map_colours
from culling.ui.safety.said import said
from culling.ui.state import Session

KEY = map_acts.KEY
FORMS = ("canvas", "chart")
_SHOWS = ["map", "beside_map"]  # what an act on the map may change: of two that arrive together none may be left out


@st.fragment(key="map")
def show(state: Session) -> None:
    """The map once the photos are compared, else how that is going."""
    folder = state.open
    if folder is None:
        return
    finding = folder.likeness.finding
    try:
        finding.wait(PATIENCE_S)
    except TimeoutError:
        _comparing(folder.likeness)
        return
    projection = folder.likeness.projection
    if projection is None or len(projection.points) != len(state.table):
        st.warning("There is no map to show.", icon=":material/scatter_plot:")
        st.text(finding.error or "The folder changed a moment ago.")
        st.button("Try again", key="map_again", on_click=folder.likeness.find_again)
        return
    placed = int(np.isfinite(projection.points[:, 0]).sum())
    if placed < 2:
        _too_few(len(state.table), placed)
        return
    _begin_layout(folder.likeness, projection, placed)
    _map(state, folder, projection)
    _layout(folder.likeness, projection)
    _what_is_missing(projection, placed)


@st.fragment(run_every=0.5)
def _comparing(likeness: Likeness) -> None:
    """Looks twice a second until the neighbours are there."""
    if not likeness.finding.running:
        st.rerun()
    with st.container(border=True):
        st.text("Photos are being compared with each other; the map is drawn then. Ten thousand take some seconds.")


def _too_few(count: int, placed: int) -> None:
    """What to do when there is nothing to lay out."""
    with st.container(border=True):
        if count == 1:
            st.markdown("**One photo makes no map.** Open a folder with more photos on Library.")
        elif placed:
            st.markdown("**Only one photo could be compared.** The others could not be read, or were not embedded.")
        else:
            st.markdown("**No photo could be compared.** They could not be read, or the network did not run.")
        st.page_link(PAGES / "library.py", label="What went wrong is told on Library", icon=":material/photo_library:")


# -- the map itself ---------------------------------------------------------------------------------------------------


def _map(state: Session, folder: OpenFolder, projection: Projection) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        names = map_colours.choices(state.table)
        name = st.selectbox(
            "Colour by",
            names,
            key="map_colour",
            persist_state="session",
            format_func=map_colours.title,
            width=210,
            help="What the colours of the map tell. A measure is coloured from its 1st to its 99th percentile.",
        )
        form = st.segmented_control(
            "Map as",
            FORMS,
            default=FORMS[0],
            required=True,
            key="map_as",
            persist_state="session",
            label_visibility="collapsed",
        )
    colouring = map_colours.colouring(state.table, str(name))
    groups = state.alike.table(folder)
    if form == FORMS[1]:
        map_chart.show(state, projection, colouring, groups)
        return
    show_photo_map(
        state,
        folder.sheet,
        projection.points,
        colouring,
        key=KEY,
        groups=groups,
        forest=_forest(state, folder),
        distance=float(state.alike.settings(len(state.table)).get("distance", 0.0)),
        heard=state.pressed.get(KEY, 0),
        acted=lambda acts: _acted(state, acts),
        pressed=lambda presses: take_marks(state, presses, _SHOWS, "map"),
    )


def _forest(state: Session, folder: OpenFolder) -> Forest | None:
    """The links by which the browser can group by itself; None where more than a distance decides."""
    near = folder.likeness.neighbours
    if near is None or state.alike.method != "likeness":
        return None
    return near.forest(2) if state.alike.settings(len(state.table))["min_samples"] <= 2 else None


def _acted(state: Session, acts: object) -> None:
    if "distance" in map_acts.take_up(state, acts):
        st.rerun()  # the slider above the map, and all groups
    redraw(_SHOWS)


# -- laying out -------------------------------------------------------------------------------------------------------


def _begin_layout(likeness: Likeness, projection: Projection, placed: int) -> None:
    """The first map is laid out by itself, once; a person may cancel that and ask again."""
    if projection.kind == "pca" and likeness.laying is None and placed >= FEWEST:
        likeness.lay_out()


def _layout(likeness: Likeness, projection: Projection) -> None:
    """How the map was made, and the way to have it made anew."""
    laying = likeness.laying
    if laying is not None and laying.running:
        _laying(likeness)
        return
    later = int(projection.placed.sum())
    words = {"umap": "Laid out by UMAP: neighbours lie together.", "pca": "Laid out by PCA: a rough first map."}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        more = f" {later:,} {'photos were' if later > 1 else 'photo was'} put on it later." if later else ""
        st.caption(words[projection.kind] + more, width="content")
        if projection.kind == "umap" or len(projection.points) >= FEWEST:
            st.button(
                "Lay out anew" if projection.kind == "umap" else "Lay out by UMAP",
                key="map_lay_out",
                type="secondary" if later * 10 > len(projection.points) else "tertiary",
                icon=":material/scatter_plot:",
                help="Photos move to new places. Groups do not depend on it.",
                on_click=likeness.lay_out,
            )
    if laying is not None and laying.error:
        st.text(said("The map was not laid out anew: it was cancelled." if laying.cancelled else laying.error))


@st.fragment(run_every=0.5)
def _laying(likeness: Likeness) -> None:
    """How far it is; when it has ended the photos move to their places."""
    laying = likeness.laying
    if laying is None or not laying.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        share = min(max(likeness.share, 0.0), 1.0)
        first = "" if share else ". The first time on a machine takes half a minute more."
        st.progress(share, text=f"The map is being laid out by UMAP: {share:.0%}{first}")
        st.button("Cancel", key="map_cancel", on_click=laying.cancel, disabled=laying.cancelled)


def _what_is_missing(projection: Projection, placed: int) -> None:
    missing = len(projection.points) - placed
    known = projection.points[np.isfinite(projection.points[:, 0])]
    if not np.ptp(known, axis=0).any():
        st.caption(f"All {placed:,} photos look the same to the network and lie on one point. Choose “exact” above.")
    if missing:
        are = "photo is" if missing == 1 else "photos are"
        st.caption(f"{missing:,} {are} not on the map: they could not be read, or were not embedded.")
