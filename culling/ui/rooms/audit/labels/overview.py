"""How many labels there are, who gave them and how, how far people agree with themselves, and which labels count."""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import streamlit as st

from culling.labels import HOWS, Truth
from culling.labels.agreement import agreement_between, people, self_agreement
from culling.labels.circular import Finding, circularity, seen_of
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.labels.counts import by_way, standing
from culling.ui.state import Session

WAYS = {"blind": "Blind", "seen": "Seen", "imported": "Imported"}
_WAYS_HELP = (
    "Blind: the photo alone was on the screen. Seen: its numbers or its verdict were on the screen as well, so the "
    "label may follow them. Imported: from a file, folders, another program's picks or your marks. Of a photo with "
    "several labels the one counts that was given in the first of these ways."
)

_KAPPA_HELP = (
    "Photos that came twice. Cohen’s κ: 1 is always the same answer, 0 what chance alone would give. A policy cannot "
    "agree with a person more than the person does."
)
_MOST_PAIRS = 3


def show(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    """The ledger at a glance."""
    truth = state.auditing.truth(folder, state.table)
    keep = int(truth.keep.sum())
    with st.container(border=True):
        with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
            st.metric("Labels that count", f"{len(truth):,}", width="content")
            st.metric("Keep", f"{keep:,}", width="content")
            st.metric("Reject", f"{len(truth) - keep:,}", width="content")
            if locked := len(state.auditing.holdout_truth(folder, state.table)):
                st.metric("Locked away", f"{locked:,}", width="content")
            _choose_ways(state, history)
        _agreement(history)
        for note in truth.notes:
            st.text(f"• {note}")
        _circular(state, truth, history)
    _people(history)


def _people(history: pd.DataFrame) -> None:
    said = by_way(history)
    st.dataframe(
        said.assign(how=said["how"].map(WAYS), last=pd.to_datetime(said["last"], utc=True)),
        hide_index=True,
        column_config={
            "how": st.column_config.TextColumn("way", help=_WAYS_HELP),
            "by": "person",
            "drawn": st.column_config.NumberColumn("drawn at random", help="Photos that a random sample named."),
            "last": st.column_config.DatetimeColumn("last (UTC)", format="YYYY-MM-DD HH:mm", timezone="UTC"),
        },
    )


def _circular(state: Session, truth: Truth, history: pd.DataFrame) -> None:
    """Whether the labels only say again what they are to check; looked up once for the same labels and policy."""
    made_of = (truth.sha256, state.policy.policy_id, state.table_number)
    known = state.auditing.kept.get("circular")
    if known is None or known[0] != made_of:
        known = (made_of, circularity(truth, state.table, state.policy, seen_of(history)))
        state.auditing.kept["circular"] = known
    for finding in known[1]:
        show_finding(finding)


def show_finding(finding: Finding) -> None:
    """Why labels prove nothing, or less than they seem to."""
    with st.container(horizontal=True):
        st.markdown(
            ":red-badge[:material/error: circular]" if finding.refuses else ":orange-badge[:material/warning: note]"
        )
        st.text(finding.text)


def _agreement(history: pd.DataFrame) -> None:
    """How far people say the same twice: no policy can agree with them more than that."""
    names = people(history)
    for name in names:
        own = self_agreement(history, name)
        if own.pairs:
            st.text(f"{name}, with themselves: {own.sentence}", help=_KAPPA_HELP)
    for one, other in list(combinations(names, 2))[:_MOST_PAIRS]:
        between = agreement_between(history, one, other)
        if between.pairs:
            st.text(f"{one} and {other}: {between.sentence}".replace("got the same label twice", "got the same label"))


def _choose_ways(state: Session, history: pd.DataFrame) -> None:
    """Which labels decisions are compared with, on every part of the page."""
    stands = set(history.loc[standing(history), "how"])
    known = [way for way in HOWS if way in stands]
    if not known:
        return
    chosen = st.pills(
        "Compare with",
        known,
        selection_mode="multi",
        default=[way for way in known if way in state.auditing.hows],
        format_func=WAYS.__getitem__,
        key="audit_hows",
        help=_WAYS_HELP,
    )
    hows = tuple(way for way in HOWS if way in chosen or way not in known)
    if chosen and hows != state.auditing.hows:
        state.auditing.hows = hows
        st.rerun()
    if not chosen:
        st.caption("Choose at least one way; until then all count as before.")
