"""The answer on screen: the curve, the promise, what would change, and the button that takes the cutoff."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from culling.audit.choose.refusal import Refused
from culling.audit.confusion import Confusion, confusion
from culling.audit.intervals import Rate
from culling.audit.said import rejected
from culling.policy import Policy
from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.rooms.audit.costs.questions import Answer, Asked, Proposal
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.strips import STRIP
from culling.ui.state import Session
from culling.versus import Versus, versus

#: Said once where shares are no plain counts.
WEIGHTED = (
    "These are shares of the folder, not of the labels: some labels stand for more photos than others, as some photos "
    "were more likely to be drawn."
)
_CHART = {"displayModeBar": False, "displaylogo": False}


def show(state: Session, asked: Asked, answer: Answer) -> None:
    """A proposal, or why there is none and the way to what is missing."""
    if isinstance(answer, Refused):
        st.info(answer.reason, icon=":material/info:")
        if answer.by_labels:
            st.button("Label photos", key="audit_costs_to_labels", icon=":material/label:", on_click=to_labels)
        return
    st.plotly_chart(answer.figure, key="audit_costs_plot", config=_CHART, alt=" ".join(answer.says))
    if answer.stays:
        _stay(state, asked, answer)
        return
    change = versus(state.table, state.policy, answer.policy)
    _take_or_not(state, answer, change)
    _compared(state, asked, {"now": state.policy, "proposed": answer.policy})
    _flips(state, asked, change)


def _stay(state: Session, asked: Asked, answer: Proposal) -> None:
    """The present cutoff costs least: there is nothing to take."""
    with st.container(border=True):
        st.markdown(f"**Stay at {answer.words}**")
        st.text("\n".join(answer.says))
        _undo_button(state)
    _compared(state, asked, {"now": state.policy})


def to_labels() -> None:
    """Open the part with the labels."""
    st.session_state["audit_part"] = "labels"


def _take_or_not(state: Session, answer: Proposal, change: Versus) -> None:
    with st.container(border=True):
        st.markdown(f"**Proposed: {answer.words}**")
        st.text("\n".join(answer.says))
        for caution in answer.cautions:
            st.warning(caution, icon=":material/warning:")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                f"Take {answer.words}",
                key="audit_costs_take",
                type="primary" if answer.needed else "secondary",
                icon=":material/check:",
                disabled=not change.differences,
                on_click=_take,
                args=(state, answer),
                help="\n".join(change.differences) or None,
            )
            _undo_button(state)


def _undo_button(state: Session) -> None:
    st.button(
        "Undo the last move",
        key="audit_costs_undo",
        icon=":material/undo:",
        disabled=not state.tuning.can_undo,
        on_click=_undo,
        args=(state,),
    )


def _take(state: Session, answer: Proposal) -> None:
    state.tuning.change(answer.policy, f"{answer.words}, chosen by the labels")


def _undo(state: Session) -> None:
    state.tuning.undo()


def _compared(state: Session, asked: Asked, policies: Mapping[str, Policy]) -> None:
    """What the labels say of the policies, the guard included."""
    rows = {name: _row(state, asked, policy) for name, policy in policies.items()}
    st.table(pd.DataFrame.from_dict(rows, orient="index"))
    if asked.truth.weighted:
        st.caption(WEIGHTED)


def _row(state: Session, asked: Asked, policy: Policy) -> dict[str, str]:
    out = rejected(state.table, policy)
    found: Confusion = confusion(asked.truth, out)

    def told(rate: Rate, hits: int) -> str:
        return rate.text if asked.truth.weighted else f"{rate.text} · {hits:,} of {rate.count:,}"

    return {
        "photos rejected": f"{int(np.count_nonzero(out)):,}",
        "keepers lost": told(found.keepers_lost, found.fp),
        "rejects found": told(found.recall, found.tp),
        "rejected rightly": told(found.precision, found.tp),
    }


def _flips(state: Session, asked: Asked, change: Versus) -> None:
    """The photos whose verdict would change, by direction."""
    if change.flips.empty:
        st.caption("No photo would change.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{len(change.flips):,}** of {len(change.after):,} photos would change", width="content")
        look_at(state, [str(path) for path in change.flips.index[:STRIP]], "audit_costs_look")
    labels = dict(zip(asked.truth.paths, asked.truth.keep.tolist(), strict=True))
    for was, now, count in change.directions:
        more = f", the nearest {STRIP} shown" if count > STRIP else ""
        st.markdown(f"**{was} → {now}** · {count:,}{more}")
        _strip(state, change.turned(was, now), labels, was, now)


def _strip(state: Session, photos: pd.DataFrame, labels: dict[str, bool], was: str, now: str) -> None:
    show_tiles(
        state,
        state.tuning.decisions.loc[photos.index[:STRIP]],
        key=f"audit_costs_{was}_{now}",
        label=f"{was} now, {now} as proposed",
        among=lambda: [str(path) for path in photos.index],
        lines=lambda path, _row: _lines(photos, labels, path),
        layout="strip",
        cell=148,
        acts=Acts("audit", lambda _path: (None, None), _marked),
    )


def _lines(photos: pd.DataFrame, labels: dict[str, bool], path: str) -> list[str]:
    """Its label, if it has one, and why it would get the other verdict."""
    was, now = str(photos["was_reasons"].loc[path]), str(photos["reasons"].loc[path])
    why = now.split("; ") if now else [f"no longer {reason}" for reason in was.split("; ")]
    return [f"labelled {'keep' if labels[path] else 'reject'}", *why] if path in labels else why


def _marked(_pause: bool) -> None:
    """Marks are drawn by the browser itself, and the sidebar follows with the page."""
    st.rerun()
