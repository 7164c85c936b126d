"""The people in a photo, whoever blinks first: face, eyes open or closed or why nobody can say, sharpness, smile."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from culling import network_choice
from culling.errors import CullingError
from culling.faces.judge import Judgement
from culling.faces.opinions import OURS, calibrated
from culling.ui.jobs import OpenFolder
from culling.ui.people import MOST, People, networks_now, people_of
from culling.ui.places import PAGES
from culling.ui.rooms.numbers import is_known
from culling.ui.safety.said import said
from culling.ui.state import Session

HALF_OPEN = 0.5
LAUGHS, SMILES = 0.6, 0.25
SHARP, SOFT = 70.0, 35.0  # sharpness of a face, as models/faces/CARD.md has it for blur by 1 % and by 3 % of it
WHY = {
    "small": "too small",
    "turned": "turned away",
    "blurred": "out of focus",
    "dark": "in the dark",
    "covered": "sunglasses, or deep shadow",
    "unclear": "no eye, or no face, can be made out",
}


def show(state: Session, path: str, row: pd.Series[Any]) -> None:
    """The list of faces; one line when there are none, or when nobody looked for any."""
    if state.open is None:
        return
    count = row.get("faces")
    if not is_known(count):
        st.caption("Faces were not looked for: the part *people* was left out of the scan, or a network is missing.")
    elif count == 0:
        st.caption("No face was found.")
        _finder(state)
    else:
        _listed(state, state.open, path)


def _listed(state: Session, folder: OpenFolder, path: str) -> None:
    place = folder.sheet.table.index.get_indexer(pd.Index([path], dtype=object))[0]
    if place < 0:
        return
    try:
        people = people_of(folder, folder.sheet.photo(int(place)))
    except CullingError as reason:
        st.text(said(reason))
        return
    if people is None or not people.judged:
        st.caption("No face was found.")
    else:
        st.html(as_html(people, f"{folder.sheet.address}/picture/people/{place}?{networks_now()}"))
        if len(people.judged) > MOST:
            st.caption(f"And {len(people.judged) - MOST:,} more.")
    _finder(state)


def as_html(people: People, address: str) -> str:
    """The list as HTML: every word in it is one of ours."""
    said = [(one, letter(one), eyes(one), facts(one)) for one in people.judged[:MOST]]
    items = "".join(
        f'<li><span><img src="{address}" alt="Face {number}: {told}" style="left:-{number - 1}00%"></span>'
        f'<div><b class="eyes-{mark}">{mark}</b> {told}<br><small>{more}</small></div></li>'
        for number, (_, mark, told, more) in enumerate(said, 1)
    )
    return f'<ul class="culling-people" tabindex="0" aria-label="Faces, least open eyes first">{items}</ul>'


def letter(one: Judgement) -> str:
    """O for open eyes, C for closed ones, ? when that cannot be judged."""
    if math.isnan(one.eyes_open):
        return "?"
    return "O" if one.eyes_open >= HALF_OPEN else "C"


def eyes(one: Judgement) -> str:
    """What is said of the eyes."""
    if math.isnan(one.eyes_open):
        return f"cannot be judged: {WHY.get(one.why, one.why)}"
    return f"eyes {'open' if one.eyes_open >= HALF_OPEN else 'closed'}, {one.eyes_open:.2f} of 1"


def facts(one: Judgement) -> str:
    """Sharpness and smile, and which network says the contrary of the eyes."""
    parts = [f"{round(one.face.size)} px"]
    if not math.isnan(one.sharpness):
        words = "sharp" if one.sharpness >= SHARP else "soft" if one.sharpness >= SOFT else "blurred"
        parts.append(f"{words}, sharpness {one.sharpness:.0f}")
    if not math.isnan(one.smile):
        words = "laughs" if one.smile >= LAUGHS else "smiles" if one.smile >= SMILES else "does not smile"
        parts.append(f"{words}, {one.smile:.2f}")
    return " · ".join([*parts, *_contradicted(one)])


def _contradicted(one: Judgement) -> list[str]:
    """Which networks would say the contrary of the eyes."""
    opened = one.eyes_open >= HALF_OPEN
    against = [name for name, value in one.opinions.items() if (calibrated(name, value) > 0) != opened]
    return [f"{'our network' if name == OURS else name} says {'closed' if opened else 'open'}" for name in against]


def _finder(state: Session) -> None:
    """Which network looked, and the way to a better one."""
    used, better = network_choice.in_use("faces"), network_choice.better("faces")
    if better is None:
        st.caption(f"Looked for by {used}.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Looked for by our own small network.", width="content")
        if st.button(f"{better.name} sees more", key="to_networks", type="tertiary", help="To the page of networks"):
            state.view(None)  # else the photo would be shown over that page
            st.switch_page(PAGES / "networks.py")
