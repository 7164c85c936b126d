"""Drawing parts of a page again, from what a widget's callback does."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

_SHOWN = "page_shown"


def shown() -> None:
    """Note which page is drawn; called by every run of a whole page."""
    st.session_state[_SHOWN] = _page()


def redraw(parts: Iterable[str]) -> None:
    """Draw only these parts of the page again; those that are not there any more are passed over.

    When a link was pressed together with what is taken up here, the other page comes whole and shows it anyway: naming
    parts of the page that is left would take the place of it.
    """
    there = [part for part in parts if _there(part)]
    if there and st.session_state.get(_SHOWN) in (None, _page()):
        st.rerun(there)


def _there(part: str) -> bool:
    context = get_script_run_ctx(suppress_warning=True)
    try:
        return context is None or bool(context.fragment_storage.resolve_target([part]))
    except StreamlitAPIException:
        return False


def _page() -> str | None:
    context = get_script_run_ctx(suppress_warning=True)
    return context.page_script_hash if context else None
