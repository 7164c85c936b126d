"""Which network does what, and what a better one would bring; fetch it, remove it."""

import streamlit as st

from culling.ui import fetching
from culling.ui.rooms.networks import anew, task_list
from culling.ui.state import session

state, coming = session(), fetching.running()
st.title("Networks")
st.caption(
    "culling comes with small networks of its own and needs no others. Stronger ones, made by others, can be fetched "
    "once; photos never leave this computer."
)
anew.show(state)
task_list.show()
task_list.show_rest()
if coming - fetching.running():  # one was there before the page had been drawn: half of it does not know
    st.rerun()
