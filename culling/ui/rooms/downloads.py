"""The decisions as files to download. Nothing is built before a button is pressed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from culling.export.lists import decisions_csv, keep_txt, reject_txt
from culling.ui.rooms.frame import share_bar
from culling.ui.state import Session


def show_policy(state: Session) -> None:
    """What decides, and what it comes to."""
    counts = state.tuning.counts()
    marked = int((state.tuning.decisions["source"] == "human").sum())
    with st.container(border=True):
        st.text(f"Policy {state.policy.name!r}, {state.policy.policy_id}")
        st.text("\n".join(f"reject {rule}" for rule in state.policy.rules) or "no rules: nothing is judged")
        share_bar(counts)
        said = " · ".join(f"{count:,} {verdict}" for verdict, count in counts.items())
        st.markdown(said + (f" · of these {marked:,} marked by hand, which always wins" if marked else ""))


def show_downloads(state: Session) -> None:
    """One button a file."""
    if state.open is None:
        return
    table, decisions, policy, folder = state.table, state.tuning.decisions, state.policy, state.open.path
    counts = state.tuning.counts()
    st.subheader("Download")
    with st.container(horizontal=True):
        _button("decisions.csv", lambda: decisions_csv(table, decisions, policy, folder), "All photos, all numbers.")
        for verdict in ("keep", "reject"):
            _button(
                f"{verdict}.csv",
                _csv_of(state, verdict),
                f"The {counts[verdict]:,} photos to {verdict}, with every number and the reasons.",
            )
        _button("keep.txt", lambda: keep_txt(decisions, folder).data, _TXT)
        _button("reject.txt", lambda: reject_txt(decisions, folder).data, _TXT)
        _button("policy.toml", policy.to_toml, "The cutoffs, for `culling decide` and for colleagues.")
    broken = sum("\n" in str(path) or "\r" in str(path) for path in decisions.index)
    if broken:
        st.caption(f"{broken} file names hold a line break; the .txt lists leave these out, the CSV files have them.")


_TXT = "One path a line, relative to the folder: for rsync --files-from and xargs."


def _csv_of(state: Session, verdict: str) -> Callable[[], bytes]:
    table, decisions, policy = state.table, state.tuning.decisions, state.policy
    folder = state.open.path if state.open else ""
    return lambda: decisions_csv(table, decisions, policy, folder, verdict)


def _button(name: str, build: Callable[[], bytes | str], about: str) -> None:
    st.download_button(
        name, build, file_name=name, key=f"download_{name}", icon=":material/download:", help=about, on_click="ignore"
    )
