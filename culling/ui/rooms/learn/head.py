"""The head of the page: lessons, what if, experiments. Which part is open stands in the page's address."""

from __future__ import annotations

from typing import Literal, get_args

import streamlit as st

Part = Literal["lessons", "what-if", "experiments"]
PARTS: tuple[Part, ...] = get_args(Part)

# What a choice shows is what stands in the address, so names are plain there and begin large only to the eye.
_STYLE = "<style>.stMain [data-testid=stButtonGroup] button p::first-letter { text-transform: uppercase }</style>"


def show() -> Part:
    """The title and the choice; the part that is open."""
    st.html(_STYLE)
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title("Learn")
        chosen = st.segmented_control(
            "Part of the page",
            PARTS,
            default=PARTS[0],
            required=True,
            key="learn",
            label_visibility="collapsed",
            bind="query-params",
        )
    return chosen if chosen in PARTS else PARTS[0]
