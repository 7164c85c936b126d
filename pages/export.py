"""Hand over the decisions: files to download, or the photos sorted into folders."""

import streamlit as st

from culling.ui.rooms import downloads, sort
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import session

state = session()
st.title("Export")
if state.table.empty:
    show_no_photos(state)
    st.stop()
downloads.show_policy(state)
downloads.show_downloads(state)
sort.show(state)
