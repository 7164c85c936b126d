"""What an export would do, file by file, before anything is touched."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import streamlit as st

from culling.export.changes import Change, Conflict, counted
from culling.folders import printable
from culling.ui.export_job import Planned, Work
from culling.ui.rooms.export import doing, rights
from culling.ui.safety.said import said

_SHOWN = 2000
_MOST_TEXT = 8_000
_WORDS = {"new": "New", "changed": "Changed", "stays": "Stays as it is", "fails": "Would fail"}


def ask(work: Work, key: str, problem: str, **given: Any) -> None:
    """The button that plans and tries without touching anything, and what is wrong with the folder."""
    if problem:
        st.error("This folder does not serve.", icon=":material/error:")
        st.text(said(problem))
    kind: Literal["primary", "secondary"] = "secondary" if work.planned else "primary"
    st.button("Dry run", key=f"{key}_dry", icon=":material/search:", type=kind, **given)


def show(work: Work, root: Path, noun: str, key: str, holds: bool) -> None:
    """Counts, a table to filter, a look into one file, and the button that writes them."""
    planned = work.planned
    if planned is None:
        if work.planning is not None:
            doing.failed(work.planning, "The dry run")
        return
    rows = _rows(planned, root)
    counts = rows["what"].value_counts()
    _counts(planned, counts)
    _notes(planned)
    _write(work, planned, noun, key, holds)
    doing.listed("Photos that a list cannot hold", [(item.path, item.why) for item in planned.left_out], "photo")
    if len(rows):
        chosen = _table(rows, counts, key)
        if chosen is not None:
            _look(chosen, root)


def _notes(planned: Planned) -> None:
    for note in planned.plan.notes:
        with st.container(horizontal=True, gap="small"):
            st.markdown(":material/info:", width="content")
            st.text(said(note), width="stretch")
    if planned.trial.stopped:
        st.warning(said(planned.trial.stopped), icon=":material/warning:")


def _write(work: Work, planned: Planned, noun: str, key: str, holds: bool) -> None:
    """The button, or why there is none."""
    if not planned.trial.done:
        if not planned.plan.conflicts and not planned.trial.failed:
            st.success("All is written already: there is nothing to do.", icon=":material/check:")
        return
    if not holds:
        st.warning("The choices above or the decisions changed since this dry run: do it again.")
        return
    count = len(counted(planned.trial.done))
    rights.button(f"Write {count:,} {noun}", key=f"{key}_write", type="primary", act=work.write)


def _rows(planned: Planned, root: Path) -> pd.DataFrame:
    """One row for each file that would be written or left, and what it is about."""
    changes = counted(planned.trial.done)
    told: list[tuple[str, str, str, object]] = [
        ("new" if change.before is None else "changed", _name(change.target, root), "", change) for change in changes
    ]
    told += [("fails", _name(change.target, root), why, change) for change, why in planned.trial.failed]
    told += [("stays", _name(one.target, root), one.why, one) for one in planned.plan.conflicts]
    return pd.DataFrame(told, columns=["what", "file", "why", "of"])


def _name(target: Path, root: Path) -> str:
    return printable(target.relative_to(root)) if target.is_relative_to(root) else said(printable(target))


def _counts(planned: Planned, counts: pd.Series[int]) -> None:
    told = [
        f":blue-badge[{counts.get('new', 0):,} new]",
        f":orange-badge[{counts.get('changed', 0):,} changed]",
        f":gray-badge[{planned.plan.unchanged:,} unchanged]",
    ]
    stays, fails = counts.get("stays", 0), counts.get("fails", 0)
    told += [f":red-badge[:material/block: {stays:,} stay as they are]"] * bool(stays)
    told += [f":red-badge[:material/error: {fails:,} would fail]"] * bool(fails)
    st.markdown("**Dry run** " + " ".join(told))


def _table(rows: pd.DataFrame, counts: pd.Series[int], key: str) -> object | None:
    """The files of the kinds that are chosen; the one whose row is chosen."""
    kinds = [kind for kind in _WORDS if kind in counts]
    if len(kinds) > 1:
        picked = st.pills(
            "Show",
            kinds,
            selection_mode="multi",
            format_func=lambda kind: f"{_WORDS[kind]} {counts[kind]:,}",
            key=f"{key}_kinds",
            label_visibility="collapsed",
        )
        rows = rows[rows["what"].isin(picked or kinds)]
    shown = rows.iloc[:_SHOWN]
    columns = ["what", "file", "why"] if (shown["why"] != "").any() else ["what", "file"]
    event = st.dataframe(
        shown[columns],
        key=f"{key}_files_{'_'.join(columns)}",
        hide_index=True,
        height=min(320, 38 + 35 * len(shown)),
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "what": st.column_config.TextColumn("", width=90),
            "file": st.column_config.TextColumn("file", width="large"),
            "why": st.column_config.TextColumn("why", width="large"),
        },
    )
    if len(rows) > _SHOWN:
        st.caption(f"The first {_SHOWN:,} of {len(rows):,} are listed.")
    places = event["selection"]["rows"]
    if not places or places[0] >= len(shown):
        st.caption("Choose a row to look into that file. By keyboard: arrow keys in the table, then Shift + Space.")
        return None
    return shown["of"].iloc[places[0]]


def _look(chosen: object, root: Path) -> None:
    """Before and after of one file; names and contents are other people's, so they are shown as plain text."""
    with st.container(border=True):
        if isinstance(chosen, Conflict):
            st.text(_name(chosen.target, root))
            st.text(f"stays as it is: {said(chosen.why)}")
        elif isinstance(chosen, Change):
            st.text(_name(chosen.target, root))
            language, text = _difference(chosen)
            st.code(text, language=language, wrap_lines=True)


def _difference(change: Change) -> tuple[str | None, str]:
    after = change.content.decode("utf-8", "replace")
    if change.before is None:
        return ("xml" if change.target.suffix.lower() == ".xmp" else None), after[:_MOST_TEXT]
    before = change.before.decode("utf-8", "replace")
    if max(len(before), len(after)) > 40 * _MOST_TEXT:
        return None, f"{len(change.before):,} bytes before, {len(change.content):,} bytes after"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=2)
    return "diff", "\n".join(lines)[:_MOST_TEXT]
