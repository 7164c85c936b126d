"""Beside the gallery: the photo that one is at in words and numbers, with a button for every key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from culling.explain import Reason, explain, nearest_flip
from culling.rule import number
from culling.ui.redraw import redraw
from culling.ui.rooms import gallery, numbers, person, why
from culling.ui.rooms.frame import LETTERS
from culling.ui.rooms.icon_button import icon_button
from culling.ui.rooms.rescue import way
from culling.ui.rooms.similar import more_like
from culling.ui.state import Session
from culling.ui.walk import ONWARD

_MARKS = {"keep": "Keep", "maybe": "Maybe", "reject": "Reject", "must-have": "Must-have", None: "Clear"}
_KEYS = {"keep": "K", "maybe": "M", "reject": "R", "must-have": "P", None: "C"}
_ONWARD = {"next": "then the next photo", "undecided": "then the next undecided", "stay": "then stay here"}


@st.fragment(key="beside")
def show(state: Session) -> None:
    """Follows the gallery."""
    rows, walk = gallery.listed(state), state.walk
    at = max(0, gallery.place(state, walk.current))
    walk.current = str(state.table.index[rows[at]]) if len(rows) else None
    if walk.current is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="beside_turn"):
        _turns(state, f"{at + 1:,} of {len(rows):,}")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="beside_marks"):
        _marks(state)
        _onward(state)
    if walk.comparing:
        _compared(state, walk.selected)
    elif len(walk.selected) > 1:
        st.text(f"{len(walk.selected):,} photos are selected: a mark is for all of them.")
    _photo(state, walk.current)


def _turns(state: Session, place: str) -> None:
    """Where in the list, and the ways on."""
    for name, icon, words, by in (
        ("previous", "arrow_back", "Previous photo of the list: ←. What / filters out counts here.", -1),
        ("next", "arrow_forward", "Next photo of the list: →. What / filters out counts here.", 1),
    ):
        icon_button(
            f"{name.capitalize()} photo",
            key=f"review_{name}",
            icon=f":material/{icon}:",
            help=words,
            on_click=gallery.turn,
            args=(state, by),
        )
    st.button(
        "Undecided",
        key="review_undecided",
        icon=":material/skip_next:",
        help="Next photo without a mark: N, around the end, once; over the whole list, also while / filters the tiles",
        on_click=gallery.turn,
        args=(state, 1, True),
    )
    icon_button(
        "Undo the last mark",
        key="review_undo",
        icon=":material/undo:",
        help="Undo the last mark: U",
        disabled=not state.marking.can_undo,
        on_click=gallery.undo,
        args=(state,),
    )
    st.text(place)


def _marks(state: Session) -> None:
    mark = state.table["mark"].get(state.walk.current) if "mark" in state.table else None
    for name, label in _MARKS.items():
        person.button(
            label,
            key=f"review_mark_{name or 'clear'}",
            type="tertiary" if name is None else "primary" if name == mark else "secondary",
            help=f"Key {_KEYS[name]}",
            on_click=gallery.mark,
            args=(state, name),
        )


def _onward(state: Session) -> None:
    """Where a mark leads."""
    key = state.mirrors.key("review_onward", state.walk.onward)
    st.selectbox(
        "After a mark",
        ONWARD,
        index=ONWARD.index(state.walk.onward),
        key=key,
        format_func=_ONWARD.__getitem__,
        label_visibility="collapsed",
        width=215,
        on_change=_chosen,
        args=(state, key),
    )


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.walk.onward = value
    redraw(["gallery", "beside"])


def _compared(state: Session, paths: Sequence[str]) -> None:
    """What `why.show_compare` tells, without the cutoffs, which stand below: all photos have room in the panel."""
    frame = why.compared(state, paths)
    if frame is not None:
        frame = frame.drop(columns=["unit", "cutoff"])
        st.html(_plain(map(str, frame), frame.to_numpy().tolist(), "photos"))
        st.caption(f"{why.BETTER} the better one.")


def _photo(state: Session, path: str) -> None:
    """What `why.show` tells, with the rules as plain lines: a grid is drawn too slowly to follow every key."""
    row = state.table.loc[[path]].iloc[0]
    st.text(path)
    st.text(numbers.exif_line(row) or "No EXIF.")
    numbers.show_tags(row)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        why.show_verdict(state, path)
        with st.container(horizontal=True, gap="small", width="content"):
            more_like.show_way(state, path)
            way.show_way(state, path)
    if isinstance(row.get("error"), str):
        st.text(row["error"])
        return
    flip = nearest_flip(state.table, state.policy, path)
    if flip is not None and flip.possible:
        st.text(flip.text)
    reasons = explain(state.table, state.policy, path)
    st.html(_rules(reasons))
    for line in _exempt(reasons):
        st.caption(line)
    why.show_group(state, path)


def _rules(reasons: Sequence[Reason]) -> str:
    """Each rule with its verdict, the value, the cutoff and the distance between them."""
    lines = [
        (
            LETTERS.get(reason.verdict, "–"),
            reason.rule.metric,
            numbers.rounded(reason.value),
            f"{reason.rule.side} {number(reason.rule.reject)}",
            "exempt" if reason.exempt else numbers.rounded(reason.margin),
        )
        for reason in reasons
    ]
    return _plain(("says", "measure", "value", "cutoff", "margin"), lines)


def _exempt(reasons: Sequence[Reason]) -> list[str]:
    """Why rules do not count, a line for each condition: "blur, reblur exempt: subject_sharpness 0.82 > 0.6"."""
    why: dict[str, list[str]] = {}
    for reason in reasons:
        if reason.exempt:
            why.setdefault(reason.exempt, []).append(reason.rule.metric)
    return [f"{', '.join(measures)} {condition}" for condition, measures in why.items()]


def _plain(head: Iterable[str], lines: Iterable[Iterable[str]], name: str = "") -> str:
    """An HTML table of texts; the names of measures break where their words end."""
    titles = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    rows = "".join("<tr>" + "".join(f"<td>{_broken(text)}</td>" for text in line) + "</tr>" for line in lines)
    return f'<table class="culling-rules {name}"><thead><tr>{titles}</tr></thead><tbody>{rows}</tbody></table>'


def _broken(text: str) -> str:
    return escape(text).replace("_", "_<wbr>")
