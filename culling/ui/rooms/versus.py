"""Two policies side by side: what differs in the rules, how the verdicts cross, and which photos flip."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.export.lists.flips_csv import flips_csv
from culling.judge import VERDICTS
from culling.labels.words import counted
from culling.policy import Policy
from culling.ui import remembered
from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.frame import LETTERS
from culling.ui.rooms.strips import STRIP, follow
from culling.ui.state import Session
from culling.versus import Versus, versus

_BEFORE = ""  # no policy has this name


def show(state: Session) -> None:
    """Choose a policy; see what taking it in the place of the present one would change."""
    other = _choose(state)
    if other is None:
        st.caption("There is no other policy yet. Move a cutoff, or save these under a name.")
        return
    missing = sorted(set(other.measures) - set(state.table.columns))
    if missing:
        st.text(f"This table lacks {', '.join(missing)}; scan the folder again to compare with {other.name}.")
        return
    found = versus(state.table, state.policy, other)
    _head(state, found)
    if not found.differences:
        st.caption("The two policies are the same.")
        return
    show_cross(found)
    show_differences(found, "versus_rules")
    for was, now, count in found.directions:
        _strip(state, found, was, now, count)


def _choose(state: Session) -> Policy | None:
    """The policy before the last move, a built-in one, or one that was saved."""
    saved, notes = remembered.saved_policies()
    before = state.tuning.before
    known = {**({_BEFORE: before} if before else {}), **saved}
    for note in notes:
        st.text(note)
    name = st.selectbox(
        "Beside these cutoffs",
        list(known),
        index=next((at for at, policy in enumerate(known.values()) if policy.policy_id != state.policy.policy_id), 0),
        format_func=lambda name: name or "as before the last move",
        key="versus_policy",
    )
    return known.get(name)


def _head(state: Session, found: Versus) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{len(found.flips):,}** of {counted(len(found.after), 'photo')} would change", width="content")
        st.button(
            "Take this policy",
            key="versus_take",
            icon=":material/check:",
            disabled=not found.differences,
            on_click=_take,
            args=(state, found.second),
        )
        st.download_button(
            "flips.csv",
            lambda: flips_csv(state.table, found),
            file_name="flips.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="versus_download",
            disabled=found.flips.empty,
            help="Every photo that flips, with both verdicts, margins and reasons.",
        )
        if len(found.flips):
            look_at(state, [str(path) for path in found.flips.index[:STRIP]], "versus_look")


def show_cross(found: Versus, corner: str = "now ↓ · then →") -> None:
    """How many photos have which verdict by each; `corner` says which policy is in the rows, which in the columns."""
    labels = [f"{LETTERS[name]} {name}" for name in VERDICTS]
    shown = found.counts.set_axis(pd.Index(labels, name=corner), axis=0).set_axis(labels, axis=1)
    st.table(shown)


def show_differences(found: Versus, key: str) -> None:
    """What differs in name and rules, to unfold."""
    with st.expander(f"What differs: {len(found.differences)}", key=key):
        st.text("\n".join(found.differences))


def _strip(state: Session, found: Versus, was: str, now: str, count: int) -> None:
    """The photos that flip in one direction."""
    photos = found.turned(was, now)
    more = f", the nearest {STRIP} shown" if count > STRIP else ""
    st.markdown(f"**{was} → {now}** · {count:,}{more}")
    shown = photos.iloc[:STRIP]
    show_tiles(
        state,
        state.tuning.decisions.loc[shown.index],
        key=f"versus_{was}_{now}",
        label=f"{was} now, {now} by {found.second.name}",
        among=lambda: [str(path) for path in photos.index],
        lines=lambda path, _row: why(photos, path),
        layout="strip",
        cell=148,
        acts=Acts("versus", lambda _path: (None, None), follow),
    )


def why(photos: pd.DataFrame, path: str) -> list[str]:
    """The other verdict, and why it would get it; for a photo that would be kept, what would no longer hold."""
    was, now = str(photos["was_reasons"].loc[path]), str(photos["reasons"].loc[path])
    reasons = now.split("; ") if now else [f"no longer {reason}" for reason in was.split("; ")]
    return [f"→ {photos['is'].loc[path]}", *reasons]


def _take(state: Session, policy: Policy) -> None:
    state.tuning.change(policy, f"policy {policy.name}")
    st.rerun()
