"""Above the map: the two measures, what bokeh has to do with them, and the four parts of the map as buttons."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.anatomy import OF_SUBJECT, QUADRANTS, WHOLE, quadrants
from culling.metrics import PARTS, get_metric
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.rooms.anatomy import scatter
from culling.ui.state import Session

FORMS = ("canvas", "chart")
_LESSON = """
A measure of the **whole image** adds up fine detail wherever it is. In a portrait with a soft background (*bokeh*)
most of the picture has none, so the number is as low as that of a photo that is blurred all over, and a rule on it
rejects both. A measure of the **subject** looks only at what stands out.

Set one against the other: along the diagonal both agree. Above it lies **artistic** blur; below it **missed focus**,
where the background is sharp and the subject is not.

Draw a loop around the artistic ones: the page proposes a condition that exempts them from the whole-image rules, and
says what else it would exempt.
"""


def show(state: Session) -> None:
    """Draw the row."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="anatomy_toolbar"):
        _choice(state, "Whole image", "whole", [name for name in WHOLE if name != state.anatomy.subject])
        _choice(state, "Subject", "subject", list(OF_SUBJECT))
        with st.popover("Why bokeh looks blurred", icon=":material/school:", key="anatomy_lesson"):
            st.markdown(_LESSON)
        st.segmented_control(
            "Map as",
            FORMS,
            default=FORMS[0],
            required=True,
            key="anatomy_as",
            persist_state="session",
            label_visibility="collapsed",
        )


def _choice(state: Session, label: str, name: str, choices: list[str]) -> None:
    value = getattr(state.anatomy, name)
    key = state.mirrors.key(f"anatomy_{name}", value)
    st.selectbox(
        label,
        choices,
        index=choices.index(value),
        key=key,
        width=200,
        help=get_metric(value).summary,
        on_change=_chosen,
        args=(state, name, key),
    )


def _chosen(state: Session, name: str, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.anatomy.measure(**{name: value})


@st.fragment(key="anatomy_quarters")
def show_parts(state: Session) -> None:
    """The four parts of the map, each with its photos: the way to select without a pointer."""
    codes = quadrants(state.table, *scatter.scales(state))
    with st.container(horizontal=True, gap="small", key="anatomy_parts"):
        for code, (name, words) in enumerate(QUADRANTS.items()):
            rows = np.flatnonzero(codes == code).tolist()
            st.button(
                f"{name} · {len(rows):,}",
                key=f"anatomy_part_{code}",
                type="tertiary",
                disabled=not len(rows),
                help=f"Select these photos: {words}.",
                on_click=_select,
                args=(state, [str(state.table.index[row]) for row in rows]),
            )


def _select(state: Session, paths: list[str]) -> None:
    state.anatomy.select(paths)
    redraw(scatter.FOLLOW)


def missing(state: Session) -> str | None:
    """The measure of the two that no photo has, if any."""
    table = state.table
    chosen = (state.anatomy.subject, state.anatomy.whole)
    return next((name for name in chosen if name not in table or not table[name].notna().any()), None)


def show_missing(state: Session, metric: str) -> None:
    """What to do when no photo has one of the measures."""
    described = get_metric(metric)
    with st.container(border=True):
        st.markdown(f"**No photo has the measure `{metric}`.**")
        st.markdown(f"{described.summary}")
        if described.part:
            part = PARTS[described.part]
            st.markdown(f"It belongs to *{part}*: scan the folder with that part on **Library**, then come back.")
        else:
            st.markdown("Scan the folder again on **Library**; what could not be read is told there.")
        st.page_link(PAGES / "library.py", label="To the library", icon=":material/photo_library:")
        others = OF_SUBJECT if metric == state.anatomy.subject else WHOLE
        known = [name for name in others if name in state.table and state.table[name].notna().any()]
        for name in [name for name in known if name not in (state.anatomy.whole, state.anatomy.subject)][:2]:
            which = "subject" if metric == state.anatomy.subject else "whole"
            st.button(
                f"Look at {name} instead",
                key=f"anatomy_instead_{name}",
                type="tertiary",
                on_click=state.anatomy.measure,
                kwargs={which: name},
            )
