"""What is asked before photos are labelled blind: how many, which, by whom; or going on where somebody stopped."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.labels import Draw
from culling.labels.draw import draw_edge, draw_uniform
from culling.labels.words import counted
from culling.ui import settings
from culling.ui.jobs import OpenFolder
from culling.ui.labelling import MOST_NAME, last_labeller, remember_labeller, there, unfinished
from culling.ui.rooms import person
from culling.ui.rooms.audit.labels import blind
from culling.ui.state import Session

_USUAL = 100
_METHODS = {"uniform": "At random", "edge": "More at the edge of the cutoffs"}
_METHOD_HELP = (
    "At random: every photo is as likely as any other; good for every policy and measure. At the edge: photos whose "
    "verdict is close come more often (a stratified sample), so that fewer labels tell as much of the present policy; "
    "what each photo stands for is remembered (inverse-probability weights), so that rates still tell of the folder."
)
_DRAWN = {"uniform": "at random", "edge": "more at the edge", "next": "to shrink an interval"}


def show(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    """The ways to begin."""
    st.text(
        "You see each photo alone, in random order: no name, number or verdict, so that your labels owe nothing to "
        "what they check. Every label is saved at once."
    )
    by = _who()
    _go_on(state, folder, history, by)
    before = set(history.loc[(history["how"] == "blind") & history["label"].notna(), "path"])
    again = bool(before) and st.toggle("Also photos that were labelled blind before", key="audit_again")
    left = there(state.table) - (set() if again else before)
    if not left:
        st.info("Every readable photo was labelled blind.", icon=":material/done_all:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        count = st.number_input(
            f"How many photos (of {len(left):,})",
            min_value=1,
            max_value=len(left),
            value=min(_USUAL, len(left)),
            key=f"audit_count_{len(left)}",
            width=200,
        )
        method = st.segmented_control(
            "Which ones",
            list(_METHODS),
            default="uniform",
            format_func=_METHODS.__getitem__,
            key="audit_method",
            required=True,
            help=_METHOD_HELP,
        )
    st.caption("About 5 % of them come twice, far apart; you are not told which. That measures how far you agree with "
               "yourself.")  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        person.button(
            f"Label {counted(int(count), 'photo')} blind",
            key="audit_blind_start",
            type="primary",
            icon=":material/visibility_off:",
            on_click=_begin,
            args=(state, folder, str(method), int(count), () if again else tuple(before), by),
        )
        st.toggle("Buttons instead of keys", key="audit_by_buttons", persist_state="session")


def _who() -> str:
    """Who labels: whoever has signed in, else the name that is typed."""
    if settings.current().sign_in is not None:
        return last_labeller()
    st.text_input("Your name", value=last_labeller(), key="audit_by", max_chars=MOST_NAME, width=260)
    return name(st.session_state.audit_by)


def name(typed: object) -> str:
    """What a person typed as their name, on one line; "user" for nothing."""
    return " ".join(str(typed).split())[:MOST_NAME] or "user"


def _go_on(state: Session, folder: OpenFolder, history: pd.DataFrame, by: str) -> None:
    """Samples that are not labelled to the end."""
    draws = _draws(state, folder)
    for number, labelling in unfinished(draws, history, by, state.table).items():
        drawn = _DRAWN.get(draws[number].method, "drawn")
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.text(f"Sample {number}, {drawn}: {labelling.done:,} of {labelling.total:,} labelled by {by}")
            st.button(
                "Go on" if labelling.done else "Label it",
                key=f"audit_go_on_{number}",
                type="primary",
                on_click=_open,
                args=(state, folder, number, by),
            )


def _draws(state: Session, folder: OpenFolder) -> dict[int, Draw]:
    """All samples; read anew only when there is another one."""
    latest = folder.catalog.latest_label()[1]
    known = state.auditing.kept.get("draws")
    if known is None or known[0] != latest:
        known = (latest, folder.catalog.draws())
        state.auditing.kept["draws"] = known
    found: dict[int, Draw] = known[1]
    return found


def _begin(state: Session, folder: OpenFolder, method: str, count: int, without: tuple[str, ...], by: str) -> None:
    """Draw a sample, keep it, and show its first photo."""
    try:
        draw = _drawn(state, method, count, without)
        number = folder.catalog.keep_draw(replace(draw, about={**draw.about, "by": by}), by=by)
    except (CullingError, ValueError) as reason:
        state.notes.append(f"No sample was drawn: {reason}")
        return
    _open(state, folder, number, by)


def _drawn(state: Session, method: str, count: int, without: tuple[str, ...]) -> Draw:
    seed = secrets.randbelow(2**31)
    if method == "edge":
        return draw_edge(state.table, state.policy, count, seed, without)
    return draw_uniform(state.table, count, seed, without)


def _open(state: Session, folder: OpenFolder, number: int, by: str) -> None:
    remember_labeller(by)
    by_keys = not st.session_state.get("audit_by_buttons", False)
    blind.begin(state, folder, number, by, by_keys=by_keys)
