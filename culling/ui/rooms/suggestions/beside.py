"""Beside the suggested photos: why the current one may go, how sure that is, what stays, and buttons for the keys."""

from __future__ import annotations

from html import escape
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from culling.suggest import Reason, get_kind
from culling.ui.components.tiles import show_tiles
from culling.ui.jobs import OpenFolder
from culling.ui.rooms import person
from culling.ui.rooms.suggestions import acts, gallery, words
from culling.ui.state import Session


@st.fragment(key="suggestion_beside")
def show(state: Session) -> None:
    """Follows the gallery."""
    folder = state.open
    if folder is None:
        return
    state.suggesting.rows(folder, state.alike)  # a list that is made anew begins at its first photo
    walk = state.suggesting.walk
    if walk.current is None or walk.current not in state.table.index:
        return
    _acts(state, len(walk.selected) if not walk.comparing else 0)
    gallery.refresh(state, folder)
    st.text(walk.current)
    reasons = acts.seen(state, folder).about(walk.current)
    if not reasons:
        st.text(_why_not(state, walk.current))
    for reason in sorted(reasons, key=lambda one: one.kind != state.suggesting.kind):
        _reason(reason)
        if reason.kind == "eyes closed":
            _faces(folder, walk.current)
    _stays(state, walk.current, next((reason.stays for reason in reasons if reason.stays), ""))


def _acts(state: Session, selected: int) -> None:
    """A button for each key."""
    those = f"{selected:,} selected: " if selected > 1 else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        person.button(
            f"{those}Reject",
            key="suggestion_reject",
            type="primary",
            help="Key R: marks it reject, deletes nothing",
            on_click=_mark,
            args=(state, "reject"),
        )
        person.button(
            "Not these" if selected > 1 else "Not this one",
            key="suggestion_keep",
            help="Key K: marks it keep, and it is not suggested any more",
            on_click=_mark,
            args=(state, "keep"),
        )
        person.button(
            "Clear", key="suggestion_clear", type="tertiary", help="Key C", on_click=_mark, args=(state, None)
        )


def _mark(state: Session, how: str | None) -> None:
    gallery.mark(state, how)
    st.rerun()


def _why_not(state: Session, path: str) -> str:
    mark = state.table["mark"].get(path) if "mark" in state.table else None
    if mark in ("keep", "must-have"):
        return f"Marked {mark}: it is not suggested any more."
    return "It is not suggested any more: it is the last of its group, or a cutoff moved."


def _reason(reason: Reason) -> None:
    """The kind, how sure, and why: file names in it are plain text."""
    kind = get_kind(reason.kind)
    bar = f'<i aria-hidden="true"><b style="width:{reason.sure:.0%}"></b></i>'
    label = f"<strong>{escape(kind.title)}</strong><span>sure {escape(words.sure(reason.sure))}</span>"
    st.html(
        f'<div class="culling-sure" title="{escape(kind.surest)}">{label}{bar}</div>'
        f'<p class="culling-why">{escape(reason.why)}</p>'
    )


def _faces(folder: OpenFolder, path: str) -> None:
    """The faces of the photo, those with the least open eyes first, large enough to judge."""
    address = escape(folder.sheet.picture("eyes", path))
    alt = escape(f"Faces of {PurePosixPath(path).name}")
    st.html(f'<div class="culling-faces"><img src="{address}" alt="{alt}"></div>')
    st.caption("The faces whose eyes can be judged, the least open ones first.")


def _stays(state: Session, path: str, stays: str) -> None:
    """The photo with the one that stays in its place, to be looked at side by side."""
    if not stays or stays not in state.table.index:
        return

    def lines(other: str, _row: Any) -> list[str]:
        return ["may go" if other == path else "stays"]

    show_tiles(
        state,
        state.tuning.decisions.loc[[path, stays]],
        key="suggestion_stays",
        label="The photo, and the one that stays",
        lines=lines,
        cell=130,
    )
