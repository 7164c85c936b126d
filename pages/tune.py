"""Move the cutoffs; see at once which photos change sides, and which lie at the edge."""

import streamlit as st

from culling.ui.rooms import results, rules, toolbar
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import session

state = session()
st.title("Tune")
if state.table.empty:
    show_no_photos(state)
    st.stop()
toolbar.show(state)
left, right = st.columns([5, 7], gap="medium")
with left:
    rules.show(state)
with right, st.container(key="results_column"):
    results.show(state)
