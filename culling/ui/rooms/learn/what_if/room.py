"""What if a photo were worse than it is: one photo under sliders, or how robust the policy is over the folder."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

from culling.ui.rooms.learn.what_if import many, one
from culling.ui.state import Session

View = Literal["one photo", "folder"]
VIEWS: tuple[View, ...] = get_args(View)


def show(state: Session) -> None:
    """The choice of the two, and the one that is open."""
    chosen = st.segmented_control(
        "What is looked at",
        VIEWS,
        default=VIEWS[0],
        required=True,
        key="if-view",
        label_visibility="collapsed",
        bind="query-params",
    )
    if chosen == "folder":
        many.show(state)
    else:
        one.show(state)
