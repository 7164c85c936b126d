"""Whether the policy was tuned to the labels: a line above every part of the audit, and the labels locked away."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import streamlit as st

from culling.audit.holdout import FEWEST, SHARE
from culling.audit.intervals import Rate
from culling.audit.looks import OPENED, Looks, Opening
from culling.audit.thermometer import Numbers, Reading, read
from culling.judge import REJECT
from culling.labels.words import counted
from culling.ui.jobs import OpenFolder
from culling.ui.rooms import person
from culling.ui.state import Session

_BADGES = {"cool": "blue", "warm": "orange", "hot": "red"}
_ICONS = {"cool": "ac_unit", "warm": "device_thermostat", "hot": "local_fire_department"}
_ROWS = {
    "agreement": "decisions that agree",
    "precision": "rejected: rightly so",
    "recall": "should go: found",
    "keepers_lost": "keepers: lost",
}
# Two lines high, so that nothing below moves when the sentence grows; the button is never cut off.
_STYLE = """
.st-key-audit_thermometer { flex-wrap: nowrap; }
.st-key-audit_thermometer_line { min-height: 3rem; min-width: 0; justify-content: center; }
"""
_COUNTED = (
    "A policy counts once it is shown beside the labels, here or on Tune; what passes by during a drag does not. The "
    "bound is the expected maximum of k noisy numbers, standard error × √(2 ln k); the wide intervals are those of "
    "Bonferroni, at 1 − 0.05/k. Both are upper bounds where policies are much alike, and no guarantee where each was "
    "chosen by what the labels said of the last (Dwork et al. 2015): the locked labels are."
)


@st.fragment(key="thermometer")
def show(state: Session, folder: OpenFolder) -> None:
    """One line: how much the labels were used up; behind a button the numbers, the lock and what was opened.

    Whoever shows what labels say of a policy notes it, with `Auditing.look`; this is drawn after them.
    """
    truth = state.auditing.truth(folder, state.table)
    locked = len(state.auditing.holdout_truth(folder, state.table))
    if not len(truth) + locked:
        return
    looks = state.auditing.looks(folder)
    rejects = (state.tuning.alone["verdict"].cat.codes == REJECT).to_numpy()
    reading = read(looks.policies, truth, rejects)
    opening = looks.last(state.policy.policy_id)
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="audit_thermometer", horizontal=True, vertical_alignment="center", gap="small"):
        line, button = st.container(key="audit_thermometer_line"), st.container(width="content")
    badge = f":{_BADGES[reading.state]}-badge[:material/{_ICONS[reading.state]}: {reading.state}]"
    line.markdown(f":small[{badge} {reading.sentence} {_advice(reading, opening, locked)}]", help=_COUNTED)
    icon, words = (":material/lock:", f"{locked:,} locked") if locked else (":material/lock_open:", "Lock labels")
    with button.popover(words, icon=icon, key="audit_holdout", width="content"):
        if state.policy.policy_id in looks.compared:  # else the numbers would be a look that nobody asked for
            _numbers(reading, opening)
        _holdout(state, folder, looks, len(truth), locked)


def _advice(reading: Reading, opening: Opening | None, locked: int) -> str:
    """What to do about it."""
    if opening is not None:
        return f"The locked labels say {opening.holdout.agreement.text} of its decisions agree."
    if reading.state == "cool":
        return ""
    if locked:
        return "Open the locked labels once before you trust it."
    return "Label more photos, and lock some of the labels away before you go on."


def _numbers(reading: Reading, opening: Opening | None) -> None:
    """The policy's numbers, each with the intervals that it deserves."""
    columns: dict[str, Numbers] = {counted(reading.labels, "label"): reading.numbers}
    if reading.policies > 1:
        columns[f"for all {reading.policies:,} policies"] = reading.surviving
    if opening is not None:
        columns[counted(opening.holdout.agreement.count, "locked label")] = opening.holdout
    lines = ["| This policy |" + "".join(f" {name} |" for name in columns), "|:--|" + ":--|" * len(columns)]
    for name, words in _ROWS.items():
        rates: list[Rate] = [getattr(numbers, name) for numbers in columns.values()]
        lines.append(f"| {words} |" + "".join(f" {_unbroken(rate.text)} |" for rate in rates))
    st.markdown("\n".join(lines))
    if opening is not None and opening.policies > 1:
        st.caption(f"The intervals of the locked labels hold for the {opening.policies:,} policies compared with them.")


def _holdout(state: Session, folder: OpenFolder, looks: Looks, tuning: int, locked: int) -> None:
    if turns := [f"{what} {_day(at)}" for at, what in looks.events if what != OPENED]:
        st.caption(f"Labels were {', '.join(turns)}.")
    if folder.catalog.label_lock() is None:
        _offer_lock(state, folder, looks, tuning)
        return
    away = f"{counted(locked, 'label')} {'is' if locked == 1 else 'are'}"
    st.markdown(f"**{away} locked away**; no number on any page sees them until you open them.")
    if looks.before:
        count = len(looks.before)
        st.caption(f"{count:,} {'policies were' if count > 1 else 'policy was'} compared with them before the lock.")
    _list(looks.openings)
    last = looks.last(state.policy.policy_id)
    if last is None or last.holdout.agreement.count != locked:  # again, it would say the same
        _offer_opening(state, folder, looks, locked)
    if st.checkbox("I no longer want a holdout", key="audit_unlock_sure"):
        st.caption("They become labels to tune with. That they were unlocked stays noted.")
        person.button("Unlock them for good", key="audit_unlock", on_click=lambda: _unlock(state, folder))


def _offer_lock(state: Session, folder: OpenFolder, looks: Looks, tuning: int) -> None:
    st.markdown(
        "Lock part of the labels away **before** you tune: no number on any page sees them until you open them, once, "
        "for the policy that you settled on. Photos labelled later fall on either side by themselves."
    )
    if looks.policies:
        st.caption(
            f"Compared with all labels so far: {counted(looks.policies, 'policy', 'policies')}. "
            f"To {'it' if looks.policies == 1 else 'those'}, no label is fresh any more."
        )
    too_few = tuning < FEWEST
    person.button(
        f"Lock away {100 * SHARE:.0f} % of the labels",
        key="audit_lock",
        icon=":material/lock:",
        disabled=too_few,
        help=f"From {FEWEST} labels on; there are {tuning}." if too_few else None,
        on_click=lambda: _lock(state, folder),
    )


def _offer_opening(state: Session, folder: OpenFolder, looks: Looks, locked: int) -> None:
    st.markdown(
        "Opening them costs: they are fresh **once**. What you change afterwards is tuned to them as well, and each "
        "further policy that you open them for widens their intervals. Every opening is noted."
    )
    settled = st.checkbox("I have settled on this policy", key=f"audit_settled_{len(looks.openings)}")
    person.button(
        "Open the locked labels for this policy",
        key="audit_open",
        icon=":material/visibility:",
        disabled=not (settled and locked),
        on_click=lambda: _open(state, folder),
    )


def _list(openings: tuple[Opening, ...]) -> None:
    """What was opened, newest first; agreement with the labels tuned with → with the locked ones.

    Names are other people's words: they stand in cells, not in Markdown.
    """
    if not openings:
        st.caption("Not opened yet.")
        return
    rows = [
        {
            "opened": _day(one.at),
            "policy": f"{one.name} · {one.policy_id[:6]}",
            "agree": f"{one.tuning.agreement.text} → {one.holdout.agreement.text}",
            "precision": one.holdout.precision.text,
            "recall": one.holdout.recall.text,
            "keepers lost": one.holdout.keepers_lost.text,
        }
        for one in reversed(openings)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="audit_openings")


def _lock(state: Session, folder: OpenFolder) -> None:
    state.auditing.lock_away(folder)
    st.rerun()


def _unlock(state: Session, folder: OpenFolder) -> None:
    state.auditing.unlock(folder)
    st.rerun()


def _open(state: Session, folder: OpenFolder) -> None:
    state.auditing.open_holdout(folder, state.table, state.policy)
    st.rerun()


def _day(at: str) -> str:
    """Of a time in UTC, here."""
    return f"{datetime.fromisoformat(at).astimezone():%d %b %Y}"


def _unbroken(text: str) -> str:
    """On one line: with spaces and a dash that do not break."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")
