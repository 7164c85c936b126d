"""A folder of lists for other programs: which, where to, a dry run, writing, undo."""

from __future__ import annotations

import threading
from pathlib import Path

import streamlit as st

from culling.errors import CullingError
from culling.export.changes import ChangePlan
from culling.export.lists.hand_over import PARTS, Part, list_files, plan_lists
from culling.export.sort_plan import LeftOut
from culling.judge import VERDICTS
from culling.ui.export_job import Tell
from culling.ui.rooms.export import doing, planned, target
from culling.ui.state import Session

_TITLES: dict[Part, str] = {
    "lists": "CSV and path lists",
    "exiftool": "exiftool CSV",
    "names": "file names to search",
    "sheet": "contact sheet",
}
_ABOUT: dict[Part, str] = {
    "lists": "decisions.csv with every number; keep, maybe and reject as .csv, as .txt (one path a line, for rsync) "
    "and as .nul (for xargs -0); policy.toml.",
    "exiftool": "Verdicts and reasons for JPEGs, which have no sidecars. Run beside the files: exiftool -@ "
    "exiftool.args -common_args -r FOLDER",
    "names": "keep-names.txt and so on: one line to paste into Lightroom's Library Filter (Text, Filename, Contains).",
    "sheet": "All photos by verdict in one HTML file that loads nothing; print it for a PDF.",
}


def show(state: Session) -> None:
    """All of it; a run that goes on is all that shows."""
    work = state.exporting.lists
    if doing.goes_on(state, work, "lists", planning="Making lists", writing="Writing file"):
        return
    doing.ended(state, work, "files", "lists")
    parts, verdicts, overwrite = _ask()
    out, problem = _where(state)
    basis = (state.tuning.decisions, parts, verdicts, out, overwrite, state.exporting.mapping)
    planned.ask(
        work,
        "lists",
        problem,
        help="Makes the lists and compares them with what stands in the folder. It touches nothing.",
        disabled=out is None or not parts,
        on_click=_try,
        args=(state, parts, verdicts, out, overwrite),
    )
    planned.show(work, out or Path(), "files", "lists", work.holds(basis))


def _ask() -> tuple[tuple[Part, ...], tuple[str, ...], bool]:
    """(the parts, the verdicts on the contact sheet, whether foreign files are replaced)."""
    chosen = st.pills(
        "What",
        list(PARTS),
        selection_mode="multi",
        default=["lists"],
        format_func=_TITLES.__getitem__,
        key="lists_parts",
        persist_state="session",
    )
    parts = tuple(part for part in PARTS if part in chosen)
    for part in parts:
        st.caption(_ABOUT[part])
    if not parts:
        st.caption("Choose at least one.")
    verdicts: list[str] = list(VERDICTS)
    if "sheet" in parts:
        verdicts = st.pills(
            "On the contact sheet",
            list(VERDICTS),
            selection_mode="multi",
            default=list(VERDICTS),
            key="lists_verdicts",
            persist_state="session",
        )
    overwrite = st.toggle(
        "Replace files that no export wrote",
        key="lists_overwrite",
        persist_state="session",
        help="Otherwise a file that is not ours, or that was changed since, stays as it is. Undo brings it back.",
    )
    return parts, tuple(name for name in VERDICTS if name in verdicts), overwrite


def _where(state: Session) -> tuple[Path | None, str]:
    st.text_input(
        "To the folder",
        key="lists_out",
        placeholder=target.suggested(state, "lists"),
        persist_state="session",
        help="Left empty, a folder beside the photos gets the lists.",
    )
    try:
        return target.typed(state, "lists_out") or target.beside(state, "lists"), ""
    except CullingError as reason:
        return None, str(reason)


def _try(state: Session, parts: tuple[Part, ...], verdicts: tuple[str, ...], out: Path, overwrite: bool) -> None:
    if state.open is None:
        return
    table, decisions, policy, opened = state.table, state.tuning.decisions, state.policy, state.open
    words = state.exporting.mapping

    def make(tell: Tell, stop: threading.Event) -> tuple[ChangePlan, tuple[LeftOut, ...]]:
        made = list_files(
            table,
            decisions,
            policy,
            opened.path,
            parts=parts,
            mapping=words,
            thumbnail=opened.catalog.thumbnail,
            sheet_verdicts=verdicts,
            progress=tell,
            cancel=stop,
        )
        return plan_lists(made.files, out, opened.path, overwrite=overwrite), made.left_out

    state.exporting.settle()
    state.exporting.lists.try_dry((decisions, parts, verdicts, out, overwrite, words), make)
