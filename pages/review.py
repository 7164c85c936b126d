"""Go through the photos: look, mark, go on; how far one is, and what came of it."""

import streamlit as st

from culling.ui.rooms import beside, filters, gallery
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import session

state = session()
st.title("Review")
if state.table.empty:
    show_no_photos(state)
    st.stop()
filters.show(state)
left, right = st.columns([8, 4], gap="medium")
with left:
    gallery.show(state)
with right:
    beside.show(state)
