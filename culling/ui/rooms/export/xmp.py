"""XMP sidecars: how they are named, what they say, where they go; a dry run, a look at each, writing, undo."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import streamlit as st

from culling.errors import CullingError
from culling.export.changes import ChangePlan
from culling.export.sort_plan import LeftOut
from culling.export.xmp import Naming, plan_xmp
from culling.ui.export_job import Tell
from culling.ui.rooms import switch
from culling.ui.rooms.export import doing, mapping, planned, target
from culling.ui.state import Session

_NAMES: dict[Naming, str] = {
    "lightroom": "IMG_1.xmp",
    "full": "IMG_1.CR3.xmp",
    "both": "both",
}
_FOR = {
    "lightroom": "Lightroom, Bridge and Capture One look for this name.",
    "full": "darktable, digiKam and Immich look for this name.",
    "both": "For programs of both kinds; each sidecar says the same.",
}
_BESIDE, _ELSEWHERE = "beside the photos", "in another folder"


def show(state: Session) -> None:
    """All of it; a run that goes on is all that shows."""
    work = state.exporting.xmp
    if doing.goes_on(state, work, "xmp", planning="Reading photo", writing="Writing sidecar"):
        return
    doing.ended(state, work, "sidecars", "xmp")
    st.caption(
        "A small text file beside each photo carries its verdict and the reasons to other programs. What these wrote "
        "into it stays, stars too. The photos are not touched, and nothing is written before the dry run."
    )
    naming, out, problem = _ask(state)
    mapping.show(state)
    basis = (state.tuning.decisions, naming, state.exporting.mapping, out)
    planned.ask(
        work,
        "xmp",
        problem,
        help="Looks at every sidecar that is there and works out what would change. It touches nothing.",
        disabled=bool(problem),
        on_click=_try,
        args=(state, naming, out),
    )
    root = out or (state.open.path if state.open else Path())
    planned.show(work, root, "sidecars", "xmp", work.holds(basis))


def _ask(state: Session) -> tuple[Naming, Path | None, str]:
    """(naming, the folder for sidecars or None for beside the photos, why it does not serve)."""
    exporting = state.exporting
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        switch.show(
            state,
            "Name of the sidecar of IMG_1.CR3",
            _NAMES,
            name="xmp_naming",
            present=exporting.naming,
            turn=partial(_name, state),
            label_visibility="visible",
            help=" ".join(f"{_NAMES[naming]}: {_FOR[naming]}" for naming in _NAMES),
        )
        where = st.segmented_control(
            "Where",
            [_BESIDE, _ELSEWHERE],
            default=_BESIDE,
            key="xmp_where",
            required=True,
            persist_state="session",
        )
    st.caption(_FOR[exporting.naming])
    if where != _ELSEWHERE:
        return exporting.naming, None, ""
    st.text_input(
        "Folder for the sidecars",
        key="xmp_out",
        placeholder=target.suggested(state, "sidecars"),
        persist_state="session",
        help="A name alone lies beside the folder of photos. Sub-folders stay as they are there.",
    )
    try:
        out = target.typed(state, "xmp_out")
    except CullingError as reason:
        return exporting.naming, None, str(reason)
    return exporting.naming, out, "" if out else "Type the folder that the sidecars shall go to."


def _name(state: Session, naming: Naming) -> None:
    state.exporting.naming = naming


def _try(state: Session, naming: Naming, out: Path | None) -> None:
    if state.open is None:
        return
    table, decisions, policy, folder = state.table, state.tuning.decisions, state.policy, state.open.path
    words = state.exporting.mapping

    def make(tell: Tell, stop: threading.Event) -> tuple[ChangePlan, tuple[LeftOut, ...]]:
        options = {"naming": naming, "mapping": words, "out": out, "progress": tell, "cancel": stop}
        return plan_xmp(table, decisions, policy, folder, **options), ()  # type: ignore[arg-type]

    state.exporting.settle()
    state.exporting.xmp.try_dry((decisions, naming, words, out), make)
