"""Two ways to group beside each other: how far they agree, and the groups on which they differ most."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from culling.group.comparison import Comparison, Difference, compare
from culling.group.grouping import METHODS
from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.jobs import OpenFolder
from culling.ui.redraw import redraw
from culling.ui.rooms.similar.groups_words import missing
from culling.ui.rooms.similar.toolbar import CONTROLS, show_setting
from culling.ui.state import Session

IN_USE = "groups in use"
STRIP = 24
_HDBSCAN_AT_ONCE, _HASHES_AT_ONCE = 2_000, 20_000  # photos up to which these methods take about a second


@st.fragment(key="methods")
def show(state: Session) -> None:
    """The method above against another, and what each method finds."""
    folder = state.open
    if folder is None:
        return
    others = [name for name in (IN_USE, *METHODS) if name != state.alike.method]
    if IN_USE in others and "group" not in state.table:
        others.remove(IN_USE)
    other = _choose(state, others)
    left, right = st.columns([5, 6], gap="medium")
    with right:
        _overview(state, folder)
    with left:
        found = _compared(state, folder, other)
    if found is not None:
        _differences(state, found, (state.alike.method, other))


def _choose(state: Session, others: list[str]) -> str:
    """The other method, with its settings."""
    if state.alike.versus not in others:
        state.alike.versus = others[0]
    other = state.alike.versus
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        key = state.mirrors.key("methods_versus", other)
        st.selectbox(
            f"Compare {state.alike.method} with",
            others,
            index=others.index(other),
            key=key,
            width=210,
            on_change=_chosen,
            args=(state, key),
        )
        if other != IN_USE:
            for name, value in state.alike.settings(len(state.table), other).items():
                show_setting(state, name, value, other)
    st.caption("The groups that the folder keeps." if other == IN_USE else METHODS[other].summary)
    return other


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.alike.versus = value


def _groups(state: Session, folder: OpenFolder, method: str) -> pd.Series[float] | None:
    return folder.table["group"] if method == IN_USE else state.alike.groups(folder, method)


# -- the two ---------------------------------------------------------------------------------------------------------


def _compared(state: Session, folder: OpenFolder, other: str) -> Comparison | None:
    """How far the two agree; None while one of them has no answer."""
    method = state.alike.method
    first, second = _groups(state, folder, method), _groups(state, folder, other)
    if first is None or second is None:
        for name in (method, other):
            _missing(state, folder, name)
        return None
    found = compare(first, second)
    st.markdown(in_words(found, method, other))
    _counts(found, method, other)
    for name in (method, other):
        if lacking := missing(state, folder, name):
            st.caption(f"{name}: {lacking}")
    return found


def _differences(state: Session, found: Comparison, names: tuple[str, str]) -> None:
    """The groups that differ most, each as a strip."""
    for place, difference in enumerate(found.differences):
        _difference(state, difference, names, place)
    told = sum(difference.pairs for difference in found.differences)
    if left := found.only_first + found.only_second - told:
        st.caption(f"These are the groups that differ most; {left:,} more pairs differ in others.")


def _missing(state: Session, folder: OpenFolder, method: str) -> None:
    """How far a search is that has not ended, or why it ended without groups."""
    if method == IN_USE:
        return
    finding = state.alike.finding(folder, method)
    if finding.running:
        _searching(state, folder, method)
    elif finding.error:
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.text(f"{method}: {finding.error}")
            st.button("Try again", key=f"methods_again_{method}", on_click=state.alike.again, args=(folder, method))


@st.fragment(run_every=0.5)
def _searching(state: Session, folder: OpenFolder, method: str) -> None:
    """Looks twice a second until the groups are there."""
    finding = state.alike.finding(folder, method)
    if not finding.running:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        looked = f" {finding.looked:,} photos were looked at." if finding.looked else ""
        st.text(f"{method}: photos are being compared …{looked}")
        st.button("Cancel", key=f"methods_cancel_{method}", on_click=finding.cancel, disabled=finding.cancelled)


def in_words(found: Comparison, first: str, second: str) -> str:
    """What the numbers mean, in Markdown; the names are ours."""
    if found.same and not found.both:
        return f"Neither **{first}** nor **{second}** joins any photos."
    if found.same:
        return f"**{first}** and **{second}** make the same groups."
    if not found.both:
        none = [name for name, only in ((first, found.only_first), (second, found.only_second)) if not only]
        joins = " ".join(f"**{name}** joins no photos at all." for name in none)
        return f"**{first}** and **{second}** have no pair of photos in common. {joins}".strip()
    if not found.only_first or not found.only_second:
        finer, coarser = (first, second) if not found.only_first else (second, first)
        return (
            f"Whatever **{finer}** joins, **{coarser}** joins as well; of the pairs that **{coarser}** joins, "
            f"{_share(found)} stand together in both."
        )
    return (
        f"Of all pairs of photos that **{first}** or **{second}** joins, {_share(found)} stand together in both. "
        "Each joins photos that the other parts."
    )


def _share(found: Comparison) -> str:
    """Never "0%" of some or "100%" of not all."""
    if found.shared < 0.01:
        return "fewer than 1%"
    return "more than 99%" if found.shared > 0.99 else f"{found.shared:.0%}"


def _counts(found: Comparison, first: str, second: str) -> None:
    told = {
        "Pairs in both": f"{found.both:,}",
        f"Only {first}": f"{found.only_first:,}",
        f"Only {second}": f"{found.only_second:,}",
        "Adjusted Rand index": f"{found.rand:.3f}",
    }
    with st.container(horizontal=True, gap="medium", key="methods_counts"):
        for label, value in told.items():
            st.metric(
                label,
                value,
                width="content",
                help="1: the same groups; 0: they agree no more than by chance. Hubert and Arabie 1985."
                if "Rand" in label
                else "Pairs of photos that stand in one group.",
            )


def _difference(state: Session, difference: Difference, names: tuple[str, str], place: int) -> None:
    """One group as a strip: photos that the other method leaves together stand together."""
    by, against = names if difference.by == "first" else names[::-1]
    sizes = [len(part) for part in difference.parts]
    st.markdown(f"**{by}** joins {sum(sizes)} photos · **{against}** {_parted(sizes)}")
    lines = {path: line for part, line in zip(difference.parts, _lines(sizes), strict=True) for path in part}
    shown = [path for path in difference.photos if path in state.table.index]
    show_tiles(
        state,
        state.tuning.decisions.loc[shown[:STRIP]],
        key=f"methods_differ_{place}",
        label=f"Group {difference.group} of {by}",
        among=lambda: shown,
        lines=lambda path, _row: [lines[path]],
        layout="strip",
        cell=132,
        acts=Acts("groups compared", lambda _path: (None, None), _follow),
    )
    if len(shown) > STRIP:
        st.caption(f"The first {STRIP} of {len(shown):,} photos.")


def _parted(sizes: list[int]) -> str:
    """The sizes of the parts in words: "leaves 4 and 2 together, 3 alone"."""
    together, alone = [str(size) for size in sizes if size > 1], sizes.count(1)
    if not together:
        return "leaves every one alone"
    shown = together if len(together) <= 6 else [*together[:5], f"{len(together) - 5} more groups"]
    joined = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"leaves {joined} together" + (f", {alone} alone" if alone else "")


def _lines(sizes: list[int]) -> list[str]:
    return [f"part {place + 1} of {size}" if size > 1 else "alone there" for place, size in enumerate(sizes)]


def _follow(pause: bool) -> None:
    redraw(["verdicts", "methods"] if pause else ["verdicts"])


# -- every method ----------------------------------------------------------------------------------------------------


def _overview(state: Session, folder: OpenFolder) -> None:
    """What each method finds that needs no waiting, and the two that are compared."""
    count = len(state.table)
    asked = [name for name in METHODS if at_once(name, count) or name in (state.alike.method, state.alike.versus)]
    rows = [_row(state, name, _groups(state, folder, name)) for name in asked]
    if "group" in state.table:
        rows.append(_row(state, IN_USE, folder.table["group"]))
    st.markdown("**What each method finds**")
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=38 + 35 * len(rows))
    if left := [name for name in METHODS if name not in asked]:
        st.caption(f"Not in the table, as they take longer here: {', '.join(left)}. Choose one above to see it.")


def at_once(method: str, count: int) -> bool:
    """Whether a method answers within about a second, once photos are compared with each other."""
    if method == "scenes":
        return False
    return count <= {"hdbscan": _HDBSCAN_AT_ONCE, "near-duplicates": _HASHES_AT_ONCE}.get(method, count)


def _row(state: Session, name: str, groups: pd.Series[float] | None) -> dict[str, Any]:
    settings = {} if name == IN_USE else state.alike.settings(len(state.table), name)
    sizes = pd.Series(dtype=int) if groups is None else groups.value_counts()
    waits = groups is None
    return {
        "method": name,
        "groups": None if waits else len(sizes),
        "photos in groups": None if waits else int(sizes.sum()),
        "largest": None if waits else int(sizes.max() if len(sizes) else 0),
        "": "no answer yet" if waits else "",
        "settings": ", ".join(f"{_label(key)} {value:g}" for key, value in settings.items()),
    }


def _label(setting: str) -> str:
    return CONTROLS[setting].label.partition(":")[0].partition(",")[0].lower()
