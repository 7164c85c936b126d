"""Whether the person of this session may write files, asked for every button and again when one is pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from culling.ui.safety.signed_in import user
from culling.ui.state import session
from culling.users import NotAllowedError


def why_not() -> str:
    """Why nothing may be written, "" when it may."""
    person = user()
    return "" if person.may("mark") else f"Your role here is {person.role}, which writes no files."


def button(label: str, *, act: Callable[..., None], args: tuple[Any, ...] = (), **given: Any) -> None:
    """A button that writes: closed, with the reason, for whoever may not."""
    reason = why_not()
    given |= {"disabled": True, "help": reason} if reason else {}
    st.button(label, on_click=_checked, args=(act, *args), **given)


def _checked(act: Callable[..., None], *args: Any) -> None:
    """The role may be another one since the button was drawn, and a browser could press a closed one."""
    try:
        user().check("mark")
    except NotAllowedError as reason:
        session().notes.append(f"Nothing was written: {reason}")
    else:
        act(*args)
