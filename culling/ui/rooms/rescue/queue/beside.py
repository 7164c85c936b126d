"""Beside the queue: the current photo's part before and after, its measures, and what can be done with it."""

from __future__ import annotations

import math
from html import escape

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.explain import margin_of
from culling.restore.edit import Edit
from culling.restore.gain import Gain
from culling.rule import Rule, number
from culling.ui.jobs import OpenFolder
from culling.ui.rescue_queue import HOW
from culling.ui.rooms import person
from culling.ui.rooms.rescue import words
from culling.ui.sheet import content_of
from culling.ui.state import Session

_STYLE = """
.stHtml table.culling-gain { width: 100%; border-collapse: collapse; font-size: 0.85rem; margin: 0; }
.culling-gain :is(th, td) { text-align: left; padding: 3px 7px 3px 0; border: 0; font-weight: 400; }
.culling-gain th { opacity: 0.75; }
.culling-gain td:nth-child(n+2) { font-variant-numeric: tabular-nums; white-space: nowrap; }
"""


@st.fragment(key="rescue_queue_beside")
def show(state: Session) -> None:
    """Follows the gallery."""
    folder = state.open
    if folder is None:
        return
    queue = state.rescuing.queue
    queue.rows(folder, state.policy)  # a list that is made anew begins at its first photo
    seen, path = queue.look(folder, state.policy), queue.walk.current
    if path is None or path not in seen.photos.index:
        return
    row = seen.photos.loc[[path]].iloc[0]
    gain = seen.gains.get(path)
    acts(state, path, seen.edit_of(path), row["marked"])
    st.text(path)
    st.text(row["reasons"])
    if gain is None:
        st.caption(f"Remedy: {words.REMEDIES[row['remedy']]}. Not tried yet: the button above tries the queue.")
        return
    _pictures(folder, path, row["remedy"])
    gained = "" if math.isnan(row["gain"]) else f" · gain {row['gain']:.1f} levels"
    st.markdown(f"**{words.outcome(row['then']).capitalize()}{gained}**", help=_HELP)
    _measures(state, gain)


_HELP = (
    "Tried on the part of the photo with the most texture, in its own pixels. *Would pass* means that this part passes "
    "the rules that reject the photo; the whole photo is measured when it is rescued. *Gain* is what the queue is "
    "sorted by: how far the network moves the picture (root mean square, in levels of 255), times the share of that "
    "which a blur takes back, as it does with true detail."
)


def acts(state: Session, path: str, edit: Edit | None, marked: bool) -> None:
    """What can be done with one photo; the gallery and the table take a mark back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(
            "Open",
            key="rescue_queue_open",
            type="primary",
            icon=":material/tune:",
            help="Work on this photo: choose what is done, where, compare before and after, save.",
            on_click=_open,
            args=(state, path, edit),
        )
        person.button(
            "Mark keep",
            key="rescue_queue_keep",
            help="Key K: it is kept as it is, and leaves the queue.",
            on_click=_mark,
            args=(state, path, "keep"),
        )
        person.button(
            "Not worth it",
            key="rescue_queue_reject",
            disabled=marked,
            help="Key R: marked reject, and it leaves the queue. Nothing is deleted.",
            on_click=_mark,
            args=(state, path, "reject"),
        )


def _open(state: Session, path: str, edit: Edit | None) -> None:
    state.rescuing.choose(path, edit)
    st.rerun()


def _mark(state: Session, path: str, mark: str) -> None:
    onward = _next(state, path)
    try:
        state.mark(path, mark, HOW)
    except (CullingError, ValueError) as reason:  # ValueError: it left the catalog a moment ago
        state.notes.append(str(reason))
    state.rescuing.queue.walk.go(onward)
    st.rerun()


def _next(state: Session, path: str) -> str | None:
    """The photo after this one in the queue, else the one before."""
    if state.open is None:
        return None
    order = list(map(str, state.rescuing.queue.look(state.open, state.policy).photos.index))
    at = order.index(path) if path in order else -1
    return next(iter([*order[at + 1 :], *order[:at][::-1]]), None)


def _pictures(folder: OpenFolder, path: str, remedy: str) -> None:
    pictures = folder.catalog.gain_pictures(content_of(folder.table, path), remedy)
    if pictures is None:
        return
    for column, picture, name in zip(st.columns(2, gap="small"), pictures, ("before", "after"), strict=True):
        column.image(picture, width="stretch")
        column.caption(name)


def _measures(state: Session, gain: Gain) -> None:
    """Each rule whose measure was tried: before, after, cutoff."""
    rules = [rule for rule in state.policy.rules if rule.metric in gain.after]
    lines = "".join(_line(rule, gain) for rule in rules)
    head = "<thead><tr><th>measure</th><th>before</th><th>after</th><th>cutoff</th></tr></thead>"
    st.html(f'<style>{_STYLE}</style><table class="culling-gain">{head}<tbody>{lines}</tbody></table>')
    if gain.edit.deblur:
        st.caption(
            f"{gain.agreement:.0%} of the change is taken back by a blur, as true detail is; flat parts are "
            f"{gain.noise:.1f} times as rough."
        )


def _line(rule: Rule, gain: Gain) -> str:
    before, after = gain.before[rule.metric], gain.after[rule.metric]
    passes = "" if math.isnan(after) else " ✓" if margin_of(rule, after) >= 0 else " ✗"
    sign = "≥" if rule.side == "below" else "≤"
    cells = (rule.metric, _text(before), _text(after) + passes, f"{sign} {number(rule.reject)}")
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _text(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.3g}"
