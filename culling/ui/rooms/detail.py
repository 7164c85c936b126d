"""One photo large, with what every rule says of it, its EXIF line, and a person's mark."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from typing import Any, TypeGuard

import pandas as pd
import streamlit as st

from culling.explain import Reason, explain
from culling.metrics import get_metric
from culling.rule import number
from culling.ui.links import preview_url
from culling.ui.rooms.frame import BADGES
from culling.ui.state import Session

MARKS = {"keep": "Keep", "maybe": "Maybe", "reject": "Reject"}


def show_viewed(state: Session) -> None:
    """The dialog, when a photo is being viewed."""
    if state.viewing is not None and state.viewing in state.table.index:
        _dialog(state)


def look_at(state: Session, photos: Sequence[str], key: str) -> None:
    """Open one of these photos without pointing at its tile: for the keyboard and for screen readers."""

    def opened() -> None:
        state.viewing = st.session_state[key]
        st.session_state[key] = None
        st.rerun()

    st.selectbox(
        "Look at a photo",
        list(dict.fromkeys(photos)),
        index=None,
        key=key,
        placeholder="Look at a photo …",
        label_visibility="collapsed",
        on_change=opened,
        width=190,
    )


def close(state: Session) -> None:
    """Stop viewing."""
    state.viewing = None


@st.dialog("Photo", width="large", on_dismiss=lambda: close(_here()))
def _dialog(state: Session) -> None:
    path = state.viewing
    if path is None or state.open is None or path not in state.table.index:
        return
    row = state.table.loc[[path]].iloc[0]
    decision = state.tuning.decisions.loc[path]
    st.text(path)
    if isinstance(row.get("error"), str):
        st.error("This file could not be read, so it is neither kept nor rejected.")
        st.text(row["error"])
    else:
        _picture(preview_url(state.open.link(path)), row)
        st.text(exif_line(row) or "No EXIF.")
    _marks(state, path, str(decision["verdict"]), str(decision["source"]))
    _reasons(explain(state.table, state.policy, path))


def _here() -> Session:
    from culling.ui.state import session

    return session()


def _picture(url: str, row: pd.Series[Any]) -> None:
    ratio = f"{row['width']:.0f} / {row['height']:.0f}" if row["width"] > 0 and row["height"] > 0 else "3 / 2"
    style = f"display:block;margin:auto;max-width:100%;max-height:52vh;aspect-ratio:{ratio};border-radius:4px"
    st.html(f'<img src="{html.escape(url)}" alt="" style="{style}">')


def _marks(state: Session, path: str, verdict: str, source: str) -> None:
    """Verdict, and the four buttons; a mark is written at once and always wins."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = "marked by you" if source == "human" else "by the policy"
        st.markdown(f":{BADGES[verdict]}-badge[{verdict}] {said}")
        for mark, label in MARKS.items():
            chosen = source == "human" and verdict == mark
            st.button(
                label,
                key=f"mark_{mark}",
                type="primary" if chosen else "secondary",
                on_click=state.mark,
                args=(path, mark),
            )
        st.button(
            "Clear mark",
            key="mark_clear",
            type="tertiary",
            on_click=state.mark,
            args=(path, None),  # never disabled: the focus would fall out of the dialog, and Escape with it
        )


def _reasons(reasons: list[Reason]) -> None:
    rows = [
        {
            "verdict": reason.verdict,
            "measure": reason.rule.metric,
            "value": _rounded(reason.value),
            "cutoff": f"{reason.rule.side} {number(reason.rule.reject)}",
            "margin": _rounded(reason.margin),
            "unit": get_metric(reason.rule.metric).unit,
        }
        for reason in reasons
    ]
    st.dataframe(rows, hide_index=True)
    st.caption("Margin is the distance to the reject cutoff; below zero is on the rejected side.")


def exif_line(row: pd.Series[Any]) -> str:
    """Camera, lens, aperture, shutter, ISO, focal length, time and size, as far as they are known."""
    shutter = row.get("shutter_s")
    parts = [
        _text(row.get("camera")),
        _text(row.get("lens")),
        _say(row.get("focal_mm"), "{:g} mm"),
        _say(row.get("aperture"), "f/{:g}"),
        "" if not _known(shutter) else f"1/{1 / shutter:.0f} s" if 0 < shutter < 0.4 else f"{shutter:g} s",
        _say(row.get("iso"), "ISO {:g}"),
        _text(row.get("taken_at"))[:19].replace("T", " "),
        f"{row['width']:.0f} × {row['height']:.0f} px" if _known(row.get("width")) else "",
    ]
    return " · ".join(part for part in parts if part)


def _known(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not math.isnan(value)


def _say(value: Any, words: str) -> str:
    return words.format(value) if _known(value) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _rounded(value: float) -> str:
    return "not measured" if math.isnan(value) else f"{value:.4g}".replace("-", "−")
