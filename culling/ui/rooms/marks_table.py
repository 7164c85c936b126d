"""The photos as a table: marks are chosen in its cells, downloaded as CSV, and taken from a CSV after a look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from culling.catalog import Catalog
from culling.decide import decide, full_reasons
from culling.errors import CullingError
from culling.export.lists.marks_csv import CLEAR, ReadMarks, marks_csv, read_marks_csv
from culling.marks import MARKS
from culling.metrics import METRIC_NAMES
from culling.ui.listing import Rows
from culling.ui.rooms import person
from culling.ui.rooms.listed import page
from culling.ui.safety.said import said
from culling.ui.state import Session

PAGE = 2000
_SHOWN_PROBLEMS = 20
_KEY = "marks_editor"
_NO_MARK = "–"


def show(state: Session, listed: Rows) -> None:
    """The list as a table, and marks from and to a file."""
    if state.open is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        measure = _measure(state)
        person.button(
            "Undo mark",
            key="marks_undo",
            icon=":material/undo:",
            disabled=not state.marking.can_undo,
            on_click=state.undo_mark,
        )
        _download(state.open.catalog)
        _upload(state)
    if len(listed):
        _editor(state, listed[page(len(listed), "marks", PAGE)], measure)
        st.caption("Choose marks in the column “mark”; they are written at once.")


def _measure(state: Session) -> str:
    """Which measure stands beside the marks: the one that the photos are sorted by, until another is chosen."""
    known = [name for name in METRIC_NAMES if name in state.table and state.table[name].notna().any()]
    by = state.listing.order.by
    first = by if by in known else next((rule.metric for rule in state.policy.rules if rule.metric in known), None)
    chosen: str | None = st.selectbox(
        "Measure",
        known,
        index=known.index(first) if first in known else 0,
        key=state.mirrors.key("marks_measure", first),
        label_visibility="collapsed",
        width=210,
    )
    return chosen or ""


# -- the table -------------------------------------------------------------------------------------------------------


@dataclass
class _Shown:
    """What the table was made of, and the marks that it shows by now, with what was chosen in it."""

    content: pd.DataFrame
    made_of: tuple[object, ...]
    marks: list[str | None]
    version: int


def _editor(state: Session, rows: Rows, measure: str) -> None:
    """The table stays as it is while marks are chosen in it, and is made anew when another hand changes one."""
    made_of = (rows.tobytes(), state.open.sheet.key if state.open else "", measure, state.policy.policy_id)
    present = _marks(state.table.iloc[rows])
    shown: _Shown | None = st.session_state.get(_KEY)
    if shown is None or shown.made_of != made_of or shown.marks != present:
        version = shown.version + 1 if shown else 1
        shown = _Shown(_content(state, rows, measure), made_of, present, version)
        st.session_state[_KEY] = shown
    key = f"{_KEY}_{shown.version}"
    st.data_editor(
        shown.content,
        key=key,
        hide_index=True,
        height=min(560, 38 + 35 * len(shown.content)),
        disabled=[name for name in shown.content.columns if name != "mark"],
        column_config={
            "path": st.column_config.TextColumn("file", width="medium"),
            "mark": st.column_config.SelectboxColumn("mark", options=[_NO_MARK, *MARKS], width="small"),
            "verdict": st.column_config.TextColumn("policy", width="small"),
            "reasons": st.column_config.TextColumn("why", width="large"),
        },
    )
    if _edited(state, key, shown):
        st.rerun()  # what stands above shows marks as well


def _content(state: Session, rows: Rows, measure: str) -> pd.DataFrame:
    """Verdict and reasons are those of the policy alone: they stay while marks change."""
    table = state.table.iloc[rows]
    unmarked = state.table.drop(columns="mark")
    content = {
        "path": [str(path) for path in table.index],
        "mark": [mark or _NO_MARK for mark in _marks(table)],
        "verdict": decide(unmarked, state.policy)["verdict"].iloc[rows].astype(str).to_numpy(),
        "reasons": full_reasons(unmarked, state.policy, rows).to_numpy(),
    }
    if measure:
        content[measure] = table[measure].to_numpy()
    return pd.DataFrame(content)


def _marks(table: pd.DataFrame) -> list[str | None]:
    return [mark if isinstance(mark, str) else None for mark in table["mark"]]


def _edited(state: Session, key: str, shown: _Shown) -> bool:
    """Mark what was chosen in the cells since the last time, and say whether anything was."""
    edited: dict[int, dict[str, Any]] = st.session_state[key]["edited_rows"]
    chosen = {int(row): _mark_in(cells["mark"]) for row, cells in edited.items() if "mark" in cells}
    new = {
        row: mark
        for row, mark in chosen.items()
        if 0 <= row < len(shown.marks) and (mark is None or mark in MARKS) and mark != shown.marks[row]
    }
    if not new:
        return False
    if _mark(state, [(shown.content["path"].iloc[row], mark) for row, mark in new.items()], "table"):
        for row, mark in new.items():
            shown.marks[row] = mark
    else:
        shown.made_of = ()  # made anew, with what the catalog holds
    return True


def _mark_in(cell: object) -> str | None:
    return None if cell in (None, _NO_MARK) else str(cell)


def _mark(state: Session, marks: list[tuple[str, str | None]], how: str) -> bool:
    """Whether they could be written; if not, the top of the page says why."""
    try:
        state.mark_all(marks, how)
    except CullingError as reason:
        state.notes.append(str(reason))
        return False
    return True


# -- files -----------------------------------------------------------------------------------------------------------


def _download(catalog: Catalog) -> None:
    st.download_button(
        "Marks as CSV",
        lambda: marks_csv(catalog.mark_history()),
        file_name="marks.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="marks_download",
        help="All marks of this folder: path, mark, by, how, at. `culling marks FOLDER --export` writes the same.",
    )


def _upload(state: Session) -> None:
    """A file, what it would change, and the button that does it."""
    with st.popover("Marks from CSV", icon=":material/upload:", key="marks_upload_popover"):
        st.caption(
            f"A file with the columns path and mark ({', '.join(MARKS)}; {CLEAR} takes a mark back, an empty cell "
            "leaves the photo alone). Nothing is changed before you have seen what would be."
        )
        given = st.file_uploader("File of marks", type="csv", key=f"marks_upload_{_uploads()}")
        if given is not None:
            _preview(state, given.getvalue())


def _uploads() -> int:
    """Counts the files that are done with: a new number makes an empty uploader."""
    return int(st.session_state.get("marks_uploads", 0))


def _preview(state: Session, data: bytes) -> None:
    """What the file would change, and the button that does it."""
    try:
        found = read_marks_csv(data, state.table)
    except CullingError as reason:
        st.error("The file was not taken up; no mark was changed.", icon=":material/error:")
        st.text(said(reason))
        return
    count = len(found.changes)
    st.text(f"Would change: {count:,} · set so already: {found.same:,} · problems: {len(found.problems):,}")
    if found.problems:
        st.text("\n".join(found.problems[:_SHOWN_PROBLEMS]))
        if len(found.problems) > _SHOWN_PROBLEMS:
            st.text(f"… and {len(found.problems) - _SHOWN_PROBLEMS:,} more")
    if count:
        st.dataframe(_shown(found), hide_index=True, height=min(320, 38 + 35 * count))
    with st.container(horizontal=True):
        person.button(
            f"Apply {count:,} {'mark' if count == 1 else 'marks'}",
            key="marks_apply",
            type="primary",
            disabled=not count,
            on_click=_apply,
            args=(state, found),
        )
        st.button("Leave it", key="marks_close", on_click=_done)


def _shown(found: ReadMarks) -> pd.DataFrame:
    shown = found.changes.reset_index().iloc[:PAGE]
    return shown.fillna("none").rename(columns={"path": "file", "was": "marked now", "mark": "would be"})


def _apply(state: Session, found: ReadMarks) -> None:
    """All marks of the file as one step, which one undo takes back."""
    if _mark(state, found.pairs, "csv"):
        _done()


def _done() -> None:
    st.session_state["marks_uploads"] = _uploads() + 1
