"""Compare decisions with what people said: errors with intervals, cutoffs by cost, disagreements, slices, policies."""

import streamlit as st

from culling.errors import CullingError
from culling.ui.rooms.audit import head, report, thermometer
from culling.ui.rooms.audit.at_cutoff import room as at_cutoff
from culling.ui.rooms.audit.costs import room as costs
from culling.ui.rooms.audit.disagreements import room as disagreements
from culling.ui.rooms.audit.labels import room as labels
from culling.ui.rooms.audit.learned import room as learned
from culling.ui.rooms.audit.policies import room as policies
from culling.ui.rooms.audit.slices import room as slices
from culling.ui.rooms.frame import show_no_photos
from culling.ui.safety.said import said
from culling.ui.state import Session, session

_ROOMS = {
    "labels": labels,
    "cutoff": at_cutoff,
    "costs": costs,
    "disagreements": disagreements,
    "slices": slices,
    "policies": policies,
    "learned": learned,
    "report": report,
}


def _show(state: Session) -> None:
    if state.open is None or state.table.empty:
        st.title("Audit")
        show_no_photos(state)
        return
    try:
        state.auditing.truth(state.open, state.table)
    except CullingError as reason:  # a lock or a sample that cannot be read
        _show_unusable(reason)
        return
    part = head.show(state)
    above = st.container()
    with st.container(gap=None):  # a place of its own for each part: what stood in the others is gone at once
        places = {name: st.container() if name == part else st.empty() for name in _ROOMS}
    with places[part]:
        _ROOMS[part].show(state, state.open)
    with above:  # after what it tells of
        thermometer.show(state, state.open)


def _show_unusable(reason: CullingError) -> None:
    st.title("Audit")
    st.error("The labels cannot be used.", icon=":material/lock:")
    st.text(said(reason))


_show(session())
