"""Buttons of which only the icon is seen; what they do is their name for readers of screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

#: Hides the words from sight alone; part of the style of every page.
STYLE = (
    '[class*="st-key-icon_only_"] button [data-testid="stMarkdownContainer"] '
    "{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }"
)


def icon_button(label: str, *, key: str, icon: str, button: Callable[..., bool] = st.button, **given: Any) -> bool:
    """A button with an icon and no words to see.

    Args:
        label: what it does; Streamlit would else have the icon's own name read, such as "restart_alt".
        key: the button's.
        icon: Streamlit's name of it.
        button: what draws it.
        given: whatever else it takes.
    """
    with st.container(key=f"icon_only_{key}", width="content"):
        return button(label, key=key, icon=icon, **given)
