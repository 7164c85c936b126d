"""Tiles once more as a list with buttons, for those who use neither pointer nor keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import streamlit as st

from culling.ui.rooms import person
from culling.ui.state import Session


class Answer(NamedTuple):
    """A button that marks the photo that is chosen.

    Attributes:
        name: ends the button's key.
        label: what is on it.
        mark: what it marks; None clears.
        how: the occasion, as it stands in the history of marks.
        offered: whether this photo can be answered so.
    """

    name: str
    label: str
    mark: str | None
    how: str
    offered: bool = True


def show_list(
    state: Session,
    titles: Mapping[str, str],
    answers: Callable[[str], Sequence[Answer]],
    *,
    key: str,
    follow: Callable[[], None],
    label: str = "As a list",
    help: str | None = None,  # noqa: A002 – Streamlit's own word
) -> None:
    """A small window in which a photo is chosen, and buttons that answer, look and take back.

    Args:
        state: the session whose photos are marked.
        titles: path → what the photo is, in a few words; in the order to list.
        answers: path → its buttons.
        key: begins the keys of what is drawn.
        follow: draws again what shows marks.
        label: opens the window.
        help: said beside the list of photos.
    """
    with st.popover(label, icon=":material/list:", key=f"{key}_list"):
        path: str | None = st.selectbox(
            "Photo",
            list(titles),
            format_func=lambda path: f"{titles[path]}: {path}" if titles[path] else path,
            key=f"{key}_photo",
            help=help,
        )
        if path is None:
            return
        mark = state.table["mark"].get(path) if "mark" in state.table else None
        st.text(f"marked {mark}" if isinstance(mark, str) else "no mark yet")
        with st.container(horizontal=True):
            for answer in answers(path):
                person.button(
                    answer.label,
                    key=f"{key}_{answer.name}",
                    disabled=not answer.offered,
                    on_click=_mark,
                    args=(state, path, answer, follow),
                )
            st.button("Look", key=f"{key}_look", on_click=_look, args=(state, path, list(titles)))
            person.button(
                "Undo mark",
                key=f"{key}_undo",
                disabled=not state.marking.can_undo,
                on_click=_undo,
                args=(state, follow),
            )


def _mark(state: Session, path: str, answer: Answer, follow: Callable[[], None]) -> None:
    state.mark_all([(path, answer.mark)], answer.how)
    follow()


def _undo(state: Session, follow: Callable[[], None]) -> None:
    state.undo_mark()
    follow()


def _look(state: Session, path: str, among: list[str]) -> None:
    state.view(path, among)
    st.rerun()
