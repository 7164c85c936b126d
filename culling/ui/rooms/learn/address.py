"""First values of choices that stand in the page's address and that buttons move as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def begin(key: str, first: Any, offered: Callable[[str], bool]) -> None:
    """Let a widget begin with `first`, unless it has a value already or the address names one that is offered.

    A widget that is given a default may not be moved by a button: Streamlit complains of the two.
    """
    if key not in st.session_state and not offered(st.query_params.get(key, "")):
        st.session_state[key] = first


def within(low: float, high: float) -> Callable[[str], bool]:
    """Whether a word of the address is a number from `low` to `high`."""

    def offered(word: str) -> bool:
        try:
            return low <= float(word) <= high
        except ValueError:
            return False

    return offered
