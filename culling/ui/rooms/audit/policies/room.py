"""Two policies on these photos: who flips, because of which rules, and which of the two people agree with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.audit.compare.by_reason import Cause, causes
from culling.audit.compare.diff_json import diff_json, marked
from culling.audit.compare.two_policies import TwoPolicies, against_labels
from culling.export.lists.flips_csv import flips_csv
from culling.labels.truth import Truth
from culling.labels.words import counted
from culling.policy import Policy
from culling.ui.components.tiles import show_tiles
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.policies import choose, which_is_right
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.strips import STRIP
from culling.ui.rooms.versus import show_cross, show_differences, why
from culling.ui.state import Session
from culling.versus import Versus, versus

GALLERIES = 8

_STYLE = """
@media (max-width: 1000px) {
  .st-key-audit_policy_columns [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-audit_policy_columns [data-testid="stColumn"] { width: 100%; flex: none; }
}
"""


def show(state: Session, folder: OpenFolder) -> None:
    """Choose two policies; see what taking the second in the place of the first would change."""
    pair = choose.show(state)
    for policy in pair:
        if missing := sorted(set(policy.measures) - set(state.table.columns)):
            st.text(f"This table lacks {', '.join(missing)}; scan the folder again to compare with {policy.name}.")
            return
    found, truth = versus(state.table, *pair), state.auditing.truth(folder, state.table)
    judged = _judged(state, folder, found, truth)
    listed = causes(state.table, found)
    _head(state, found, listed, judged, truth)
    st.html(f"<style>{_STYLE}</style>")
    with st.container(key="audit_policy_columns"):
        left, right = st.columns([5, 7], gap="medium")
    with left:
        show_cross(found, "A ↓ · B →")
        if found.differences:
            show_differences(found, "audit_policy_rules")
    with right:
        which_is_right.show(judged, truth)
    _galleries(state, found, listed, truth)


def _judged(state: Session, folder: OpenFolder, found: Versus, truth: Truth) -> TwoPolicies | None:
    """Both against the labels, which is noted as a look at them; None without labels.

    What stands there before a person chose a second one is no look at that one: nobody asked for it.
    """
    if not len(truth):
        return None
    asked = choose.chosen(state).asked
    for policy in (found.first, found.second) if asked else (found.first,):
        state.auditing.look(folder, policy, "Two policies")
    return against_labels(state.table, found.first, found.second, truth)


def _head(state: Session, found: Versus, listed: list[Cause], judged: TwoPolicies | None, truth: Truth) -> None:
    """How many flip, what can be taken away, and the second policy to take."""
    by_hand = marked(found)
    marks = f" · {by_hand:,} marked by hand never {'flips' if by_hand == 1 else 'flip'}" if by_hand else ""
    flip = "flips" if len(found.after) == 1 else "flip"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{len(found.flips):,}** of {counted(len(found.after), 'photo')} {flip}{marks}", width="content")
        st.button(
            "Take B",
            key="audit_take",
            icon=":material/check:",
            disabled=found.second == state.policy,
            on_click=_take,
            args=(state, found.second),
            help="B becomes the policy of this folder; Undo takes that back.",
        )
        st.button(
            "Undo the last move",
            key="audit_take_undo",
            icon=":material/undo:",
            disabled=not state.tuning.can_undo,
            on_click=_undo,
            args=(state,),
        )
        table = state.table
        for name, mime, make in (
            ("flips.csv", "text/csv", lambda: flips_csv(table, found)),
            ("diff.json", "application/json", lambda: diff_json(table, found, listed, judged, truth)),
        ):
            st.download_button(
                name,
                make,
                file_name=name,
                mime=mime,
                on_click="ignore",
                icon=":material/download:",
                key=f"audit_{name}",
                disabled=found.flips.empty,
            )
        if len(found.flips):
            look_at(state, [str(path) for path in found.flips.index[:STRIP]], "audit_flips_look")


def _galleries(state: Session, found: Versus, listed: list[Cause], truth: Truth) -> None:
    """The photos that flip, by direction and by the rule that decides."""
    if found.flips.empty:
        same = "The two policies are the same." if not found.differences else "No photo here flips between the two."
        st.caption(same)
        return
    st.subheader("Who flips, and why")
    st.caption(
        "By the rule that says the stricter verdict in one policy and not in the other. A photo that several rules "
        "decide stands under each of them."
    )
    labels = pd.Series(truth.keep, index=pd.Index(truth.paths), dtype=object).map({True: "keep", False: "reject"})
    shown = listed if st.session_state.get("audit_all_reasons") else listed[:GALLERIES]
    for cause in shown:
        _gallery(state, found, cause, labels)
    if len(listed) > GALLERIES:
        st.toggle(f"All {len(listed)} reasons", key="audit_all_reasons")


def _gallery(state: Session, found: Versus, cause: Cause, labels: pd.Series[str]) -> None:
    """One reason: what differs in the rule, how many photos, and the nearest of them."""
    said = labels.reindex(cause.photos.index)
    st.text(_heading(cause, said))
    nearest = cause.photos.iloc[:STRIP]
    show_tiles(
        state,
        found.after.loc[nearest.index],
        key=f"audit_flips_{cause.was}_{cause.now}_{cause.name.replace(' ', '_')}",
        label=f"{cause.was} by A, {cause.now} by B, because of {cause.name}",
        among=lambda: [str(path) for path in cause.photos.index],
        lines=lambda path, _row: _lines(cause, path, said),
        layout="strip",
        cell=148,
        verdicts=cause.photos["was"].astype(str),
    )


def _heading(cause: Cause, said: pd.Series[str]) -> str:
    count = len(cause.photos)
    parts = [f"{cause.was} → {cause.now}: {count:,}", cause.change]
    if cause.alone < count:
        parts.append(f"{cause.alone:,} by it alone")
    counts = said.value_counts()
    if len(counts):
        parts.append(f"labelled {', '.join(f'{word} {number:,}' for word, number in counts.items())}")
    if count > STRIP:
        parts.append(f"the nearest {STRIP} shown")
    return " · ".join(parts)


def _lines(cause: Cause, path: str, said: pd.Series[str]) -> list[str]:
    label = said.get(path)
    return [*why(cause.photos, path), *([f"labelled {label}"] if isinstance(label, str) else [])]


def _take(state: Session, policy: Policy) -> None:
    state.tuning.change(policy, f"policy {policy.name}")


def _undo(state: Session) -> None:
    state.tuning.undo()
