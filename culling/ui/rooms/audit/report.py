"""The report: what was found in plain sentences, to take away as one HTML file and as JSON, from here or the shell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from culling.audit.report.label_facts import LabelFacts, facts_of_ledger
from culling.audit.report.numbers import Numbers, numbers
from culling.audit.report.numbers_json import numbers_json
from culling.audit.report.page import report_html
from culling.audit.report.sentences import command, pictures, summary
from culling.folders import printable
from culling.labels import HOWS, Truth
from culling.presets import PRESETS
from culling.ui.jobs import OpenFolder
from culling.ui.safety.said import said
from culling.ui.state import Session

_NOTHING = """
**There are no labels yet**, so there is nothing to compare the policy with. Label photos blind, or import labels, on
**Labels** above; fifty labels of photos drawn at random tell a lot already.
"""
_PICTURES = "Lost keepers and missed rejects as small pictures in the file; each adds about 20 kB."
_SLICES = "Rates by camera, lens, aperture, shutter, ISO, hour, orientation, tag, faces, folder."
_STYLE = """
@media (max-width: 1000px) {
  .st-key-audit_report_columns [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-audit_report_columns [data-testid="stColumn"] { width: 100%; flex: none; }
}
"""
_FORCE = "Compare all the same; the report says so above every number."


@dataclass
class Wanted:
    """What the report is to hold, as a person left it."""

    pictures: bool = False
    slices: bool = True
    force: bool = False


def show(state: Session, folder: OpenFolder) -> None:
    """What to put in, the findings, the files, and the command that gives the same."""
    truth = state.auditing.truth(folder, state.table)
    if not len(truth):
        st.container(border=True).markdown(_NOTHING)
        return
    wanted: Wanted = state.auditing.kept.setdefault("report", Wanted())
    state.auditing.look(folder, state.policy, "Report")
    with st.spinner("Looking at the labels …", show_time=True):
        facts = _facts(state, folder, truth)
    if facts.circular and not _forced(wanted, facts):
        return
    with st.container(horizontal=True, gap="medium"):
        wanted.pictures = st.toggle("Pictures", wanted.pictures, key="audit_report_pictures", help=_PICTURES)
        wanted.slices = st.toggle("Slices", wanted.slices, key="audit_report_slices", help=_SLICES)
    with st.spinner("Comparing …", show_time=True):
        found = made(state, folder, truth, facts, wanted.slices)
    _files(state, folder, found, wanted)
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="audit_report_columns"):
        left, right = st.columns([7, 5], gap="medium")
    with left:
        _findings(found)
    with right:
        _limits(found)
    _shell(state, folder, found, wanted)


def made(state: Session, folder: OpenFolder, truth: Truth, facts: LabelFacts, slices: bool) -> Numbers:
    """All numbers of the policy as it is; worked out once for these photos, labels and cutoffs."""
    made_of = (state.table, truth, state.policy, facts, slices)
    known, found = state.auditing.kept.get("report_numbers", (None, None))
    if known is None or any(now is not then for now, then in zip(made_of, known, strict=True)):
        name = printable(Path(folder.path.name))
        learned = folder.catalog.learned_sha256()
        found = numbers(state.table, state.policy, truth, facts, folder=name, learned_sha256=learned, slices=slices)
        state.auditing.kept["report_numbers"] = (made_of, found)
    result: Numbers = found
    return result


def _facts(state: Session, folder: OpenFolder, truth: Truth) -> LabelFacts:
    """Where the labels come from; worked out once, as looking for copies of rules decides by every preset."""
    made_of = (state.table, truth, state.policy)
    known, found = state.auditing.kept.get("report_facts", (None, None))
    if known is None or any(now is not then for now, then in zip(made_of, known, strict=True)):
        locked = len(state.auditing.holdout_truth(folder, state.table))
        found = facts_of_ledger(folder.catalog.label_history(), truth, state.table, state.policy, locked)
        state.auditing.kept["report_facts"] = (made_of, found)
    result: LabelFacts = found
    return result


def _forced(wanted: Wanted, facts: LabelFacts) -> bool:
    """Circular labels are refused until a person insists."""
    with st.container(border=True):
        st.markdown(":orange-badge[:material/warning: circular labels]")
        st.text(facts.circular)
        wanted.force = st.toggle("Report all the same", wanted.force, key="audit_report_force", help=_FORCE)
    return wanted.force


def _files(state: Session, folder: OpenFolder, found: Numbers, wanted: Wanted) -> None:
    """Built when a button is pressed."""
    catalog = folder.catalog

    def html() -> bytes:
        return report_html(found, pictures(found, catalog.thumbnail) if wanted.pictures else {})

    with st.container(horizontal=True):
        for name, mime, make, about in (
            ("report.html", "text/html", html, "One file: plots, tables, hashes; it loads nothing, and prints."),
            ("numbers.json", "application/json", lambda: numbers_json(found), "Every number, under stable names."),
            ("policy.toml", "application/toml", state.policy.to_toml, "The cutoffs, for the command below."),
        ):
            st.download_button(
                name,
                make,
                file_name=name,
                mime=mime,
                key=f"audit_download_{name}",
                icon=":material/download:",
                help=about,
                on_click="ignore",
                type="primary" if name == "report.html" else "secondary",
            )


def _findings(found: Numbers) -> None:
    st.subheader("What it says")
    st.text("\n".join(f"• {line}" for line in summary(found)))


def _limits(found: Numbers) -> None:
    st.subheader("What it cannot tell")
    st.text(
        "\n".join(f"• {line}" for line in found.limits) or "Nothing speaks against the numbers but their intervals."
    )


def _shell(state: Session, folder: OpenFolder, found: Numbers, wanted: Wanted) -> None:
    """The same from the shell, with the policy's name where it is a built-in one."""
    preset = state.policy.name if PRESETS.get(state.policy.name) == state.policy else ""
    st.subheader("The same from the shell")
    words = command(found, said(printable(folder.path)), preset or "policy.toml", pictured=wanted.pictures)
    st.code(words, language=None, wrap_lines=True)
    notes = [] if preset else ["policy.toml is the file above."]
    if state.auditing.hows != HOWS:
        notes.append("The shell compares with labels of every kind, this page with those chosen on Labels.")
    if notes:
        st.caption(" ".join(notes))
