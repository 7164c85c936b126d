"""What a scan of the open folder would measure anew, since networks came or went."""

from __future__ import annotations

import streamlit as st

from culling.measure import recipe, stale_measures
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.person import button
from culling.ui.state import Session


def show(state: Session) -> None:
    """How many measures of how many photos wait, and the button that measures them."""
    folder = state.open
    if folder is None:
        st.caption("No folder is open: what is fetched now is used by the next scan.")
        return
    if folder.scanning:
        _scanning(folder)
        return
    measures, photos = waiting(folder)
    if not measures:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f":material/refresh: **{len(measures)} {'measure' if len(measures) == 1 else 'measures'} of {photos:,} "
            f"photos of the open folder will be measured anew**: {', '.join(sorted(measures))}.",
            width="stretch",
        )
        button("Measure now", key="measure_anew", type="primary", on_click=folder.scan)


def waiting(folder: OpenFolder) -> tuple[frozenset[str], int]:
    """The measures that the networks of today would give anew, and of how many photos at most."""
    today = recipe(folder.catalog.left_out)
    measures: frozenset[str] = frozenset()
    photos = 0
    for before, count in folder.recipes.items():
        if stale := stale_measures(before, today):
            measures |= stale
            photos += count
    return measures, photos


@st.fragment(run_every=0.5)
def _scanning(folder: OpenFolder) -> None:
    if not folder.scanning or folder.job is None:
        st.rerun()
    report = folder.job.progress
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        done, total = (report.done, report.total) if report else (0, 0)
        words = f"Measured {done:,} of {total:,} photos" if total else "Looking for photos …"
        st.progress(done / total if total else 0.0, text=words)
        button("Cancel", key="cancel_anew", on_click=folder.cancel_scan, disabled=folder.job.cancelled)
