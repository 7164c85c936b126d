"""The groups as a table with buttons: for those who use neither pointer nor keys, and for reading."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from culling.decide import VERDICTS
from culling.errors import CullingError
from culling.marks import MARKS
from culling.ui.jobs import OpenFolder
from culling.ui.redraw import redraw
from culling.ui.rooms import listed, person
from culling.ui.rooms.similar.groups_acts import HOW, Grouped, accept, choose
from culling.ui.state import Session

PAGE = 200


def show(state: Session, folder: OpenFolder, found: Grouped) -> None:
    """A page of groups, the one that is chosen, and what can be done with it."""
    page = _page(found)
    if not page:
        st.text("No group is in this list. The choice above the groups says which ones are.")
        return
    keepers = _keepers(found)
    st.dataframe(_listed(state, found, page, keepers), hide_index=True, height=min(250, 38 + 35 * len(page)))
    group = _choose_group(state, page, found, keepers)
    photos = found.groups.photos(group)
    st.dataframe(_members(state, found, photos), hide_index=True, height=min(320, 38 + 35 * len(photos)))
    _acts(state, folder, found, group, photos)


def _page(found: Grouped) -> list[int]:
    order = found.order.tolist()
    return order[listed.page(len(order), "groups", PAGE)]


def _keepers(found: Grouped) -> dict[int, str]:
    """The keeper of each group, by path."""
    best = found.best["keeper"].to_numpy(dtype=bool)
    return {
        int(group): str(path)
        for group, path in zip(found.groups.of_row[best], found.best.index[best], strict=True)
        if group >= 0
    }


def _listed(state: Session, found: Grouped, page: list[int], keepers: dict[int, str]) -> pd.DataFrame:
    marked = state.table["mark"].notna().to_numpy() if "mark" in state.table else None
    starts, rows = found.groups.starts, found.groups.rows
    decided = [0 if marked is None else int(marked[rows[starts[group] : starts[group + 1]]].sum()) for group in page]
    return pd.DataFrame(
        {
            "group": list(page),
            "photos": found.groups.sizes[page],
            "decided": decided,
            "keeper": [keepers[group] for group in page],
            "why": [found.best["keeper_reason"][keepers[group]] for group in page],
        }
    )


def _choose_group(state: Session, page: list[int], found: Grouped, keepers: dict[int, str]) -> int:
    browsing = state.alike.browsing
    if browsing.group not in page:
        browsing.group = page[0]
    key = state.mirrors.key("groups_group", browsing.group)
    st.selectbox(
        "Group",
        page,
        index=page.index(browsing.group),
        format_func=lambda group: (
            f"Group {group}: {found.groups.sizes[group]} photos, {PurePosixPath(keepers[group]).name}"
        ),
        key=key,
        on_change=_chosen,
        args=(state, "group", key),
    )
    return browsing.group


def _members(state: Session, found: Grouped, photos: list[str]) -> pd.DataFrame:
    rows = state.table.index.get_indexer(pd.Index(photos, dtype=object))
    best = found.best.loc[photos]
    words = [
        ("chosen by a person" if chosen else "keeper") if keeper else ""
        for keeper, chosen in zip(best["keeper"], found.chosen[rows], strict=True)
    ]
    marks = state.table["mark"].loc[photos] if "mark" in state.table else [None] * len(photos)
    return pd.DataFrame(
        {
            "file": photos,
            "keeper": words,
            "policy": [VERDICTS[code] for code in found.said.verdicts[rows]],
            "mark": [mark if isinstance(mark, str) else "–" for mark in marks],
            "guard": ["saved by guard" if saved else "" for saved in found.said.saved[rows]],
            "why": best["keeper_reason"].tolist(),
        }
    )


# -- what can be done --------------------------------------------------------------------------------------------------


def _acts(state: Session, folder: OpenFolder, found: Grouped, group: int, photos: list[str]) -> None:
    """Buttons for the group, and for one of its photos."""
    with st.container(horizontal=True, gap="small"):
        person.button(
            "Accept the group",
            key="groups_accept",
            type="primary",
            help="Marks the keeper keep and the others reject, as one step; what is marked already is left alone.",
            on_click=lambda: _tried(state, lambda: accept(state, found.groups, found.best, group)),
        )
        st.button("Select on the map", key="groups_map", on_click=_to_map, args=(state, photos))
        person.button(
            "Undo mark", key="groups_undo", disabled=not state.marking.can_undo, on_click=_undo, args=(state,)
        )
    path = _choose_photo(state, photos)
    with st.container(horizontal=True, gap="small"):
        _keeper_button(state, folder, found, path)
        for label, mark in [*((mark.capitalize(), mark) for mark in MARKS), ("Clear", None)]:
            person.button(label, key=f"groups_mark_{mark}", on_click=_mark, args=(state, path, mark))
        st.button("Look", key="groups_look", on_click=_look, args=(state, path, photos))


def _choose_photo(state: Session, photos: list[str]) -> str:
    browsing = state.alike.browsing
    if browsing.photo not in photos:
        browsing.photo = photos[0]
    key = state.mirrors.key("groups_photo", browsing.photo)
    st.selectbox(
        "Photo",
        photos,
        index=photos.index(browsing.photo),
        key=key,
        on_change=_chosen,
        args=(state, "photo", key),
    )
    return browsing.photo


def _keeper_button(state: Session, folder: OpenFolder, found: Grouped, path: str) -> None:
    chosen = bool(found.chosen[state.table.index.get_loc(path)])

    def press() -> None:
        state.notes.extend(filter(None, [choose(state, folder, path, not chosen)]))
        state.follow()

    person.button("Take the choice back" if chosen else "Make keeper", key="groups_keeper", on_click=press)


def _chosen(state: Session, name: str, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        setattr(state.alike.browsing, name, value)


def _mark(state: Session, path: str, mark: str | None) -> None:
    _tried(state, lambda: state.mark_all([(path, mark)], HOW))


def _undo(state: Session) -> None:
    _tried(state, state.undo_mark)


def _tried(state: Session, write: Callable[[], None]) -> None:
    """Write; a catalog that cannot be written is told at the top of the page."""
    try:
        write()
    except CullingError as reason:
        state.notes.append(str(reason))


def _to_map(state: Session, photos: list[str]) -> None:
    state.alike.select(photos)
    redraw(["beside_map", "map"])


def _look(state: Session, path: str, photos: list[str]) -> None:
    state.view(path, photos)
    st.rerun()
