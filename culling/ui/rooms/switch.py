"""A switch between a few things, of which one holds already, whoever set it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from culling.ui.state import Session

_Choice = TypeVar("_Choice", bound=str)


def show(
    state: Session,
    label: str,
    choices: Mapping[_Choice, str],
    *,
    name: str,
    present: _Choice,
    turn: Callable[[_Choice], None],
    **looks: Any,
) -> None:
    """Draw the switch; `turn` is told what a person turns it to.

    Args:
        state: the session; its mirrors keep the switch at `present`.
        label: what it switches, for screen readers.
        choices: what each is called.
        name: names the switch on its page.
        present: what holds.
        turn: takes what was chosen.
        looks: other arguments of `st.segmented_control`.
    """
    key = state.mirrors.key(name, present)
    st.segmented_control(
        label,
        list(choices),
        default=present,
        required=True,
        key=key,
        format_func=choices.__getitem__,
        on_change=_turned,
        args=(state, key, turn),
        **({"label_visibility": "collapsed"} | looks),
    )


def _turned(state: Session, key: str, turn: Callable[[Any], None]) -> None:
    value = st.session_state[key]
    if value is not None and state.mirrors.moved(key, value):
        turn(value)
