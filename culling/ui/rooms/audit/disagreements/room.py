"""Any two columns against each other: where they disagree, whether by more than chance, who is right; by gallery."""

from __future__ import annotations

import streamlit as st

from culling.audit.compare.disagree import Disagreement, ordered, p_text, sentence
from culling.export.csv_cells import csv_bytes
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.disagreements import cells, files
from culling.ui.rooms.audit.disagreements.kept import (
    LABELS,
    PRESENT,
    Chosen,
    Kept,
    Source,
    first,
    kept,
    opposite,
    policy_of,
    sources,
)
from culling.ui.rooms.audit.disagreements.pick import pick, swap
from culling.ui.state import Session


def show(state: Session, folder: OpenFolder) -> None:
    """Choose two columns; see on which photos they disagree."""
    own = kept(state)
    offered = sources(state, folder, own)
    _begin(state, own, offered)
    left, right = st.columns(2, gap="medium")
    with left:
        pick(state, own, offered, "left")
    with right:
        pick(state, own, offered, "right")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Swap", key="audit_swap", icon=":material/swap_horiz:", on_click=swap, args=(own,))
        files.show(state, folder, own)
        found = own.found(state, folder, offered)
        if found is not None:
            _download(state, folder, found)
    if found is None:
        st.caption("One of the two columns is not there any more: choose another.")
        return
    _told(state, folder, own, found)
    if found.count:
        cells.show(state)


def _begin(state: Session, own: Kept, offered: dict[Source, str]) -> None:
    """Something to look at from the first moment, and in the place of what is gone; labels once there are some."""
    if own.left is None or own.left.source not in offered:
        own.left = Chosen((PRESENT,))
    if own.right is None or own.right.source not in offered:
        own.right, own.asked = first(state, own, opposite(state, offered)), False
    elif not own.asked and (LABELS,) in offered and own.right.source != (LABELS,):
        own.right = Chosen((LABELS,))


def _told(state: Session, folder: OpenFolder, own: Kept, found: Disagreement) -> None:
    """In a sentence, then in numbers, and who is right as far as that is known."""
    st.text(sentence(found))
    if not found.count:
        _nothing(own)
        return
    st.caption(f"{_numbers(found)}{_unknown(found)}")
    right = own.right_as_labelled(state, folder)
    if right is not None and right.left.count:
        st.text(
            f"Who is right: where the two disagree and people said something, they agree with {found.left.name} "
            f"in {right.left.text}: {right.counts()}."
        )
    if len(state.auditing.truth(folder, state.table)):
        asked = (own.left, own.right) if own.asked else (own.left,)
        for source in (side.source for side in asked if side is not None):
            policy = policy_of(state, source)
            if policy is not None:
                state.auditing.look(folder, policy, "Disagreements")


def _numbers(found: Disagreement) -> str:
    difference = found.difference
    kappa = "not defined" if found.kappa != found.kappa else f"{found.kappa:.2f}"
    more, low, high = (_points(part) for part in (difference.value, difference.low, difference.high))
    return (
        f"McNemar's exact {p_text(found.p)} (mid-p {found.mid_p:.2g}) · difference of the shares that should go "
        f"{more} percentage points ({low} to {high}) · agreement beyond chance, Cohen's κ {kappa}"
    )


def _points(share: float) -> str:
    """A difference in percentage points: "−28", "0", "+5"."""
    points = round(100 * share)
    return f"{points:+d}".replace("-", "−") if points else "0"


def _unknown(found: Disagreement) -> str:
    if not found.unknown:
        return ""
    photos = "photo is" if found.unknown == 1 else "photos are"
    return f" · {found.unknown:,} {photos} left out, as one of the two says nothing of them"


def _nothing(own: Kept) -> None:
    asked = [side.source[0] for side in (own.left, own.right) if side is not None]
    if "marks" in asked:
        st.caption("Photos without a mark are left out. Mark some on Review, or choose another column.")
    else:
        st.caption("Choose another column: these two never speak of the same photo.")


def _download(state: Session, folder: OpenFolder, found: Disagreement) -> None:
    st.download_button(
        "disagreements.csv",
        lambda: disagreements_csv(state, folder, found),
        file_name="disagreements.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="audit_disagreements_csv",
        disabled=not found.differ,
        help="Every photo on which the two disagree, with what each says, and the label and mark where there is one.",
    )


def disagreements_csv(state: Session, folder: OpenFolder, found: Disagreement) -> bytes:
    """path, should_go_by, what either says, ranks 0 … 1, label and mark; the biggest disagreement first."""
    listed = ordered(state.table, found)
    names = {"left_only": found.left.name, "right_only": found.right.name}
    truth = state.auditing.truth(folder, state.table)
    said = {path: "keep" if keep else "reject" for path, keep in zip(truth.paths, truth.keep, strict=True)}
    paths = [str(path) for path in listed.index]
    marks = state.table["mark"].reindex(listed.index) if "mark" in state.table else [None] * len(paths)
    return csv_bytes(
        {
            "path": paths,
            "should_go_by": [names[cell] for cell in listed["cell"]],
            "left": listed["left"],
            "right": listed["right"],
            "left_rank": listed["left_rank"],
            "right_rank": listed["right_rank"],
            "label": [said.get(path) for path in paths],
            "mark": list(marks),
        }
    )
