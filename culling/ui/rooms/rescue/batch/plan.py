"""What a batch is to do: which photos, how each is rescued, where the copies go, how long it takes."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.restore import seconds_ahead
from culling.restore.edit import Edit
from culling.restore.queue import Remedy
from culling.ui import rescue_kept, settings
from culling.ui.jobs import OpenFolder
from culling.ui.rescue_many import Wanted
from culling.ui.rescue_queue import Seen, trials_of
from culling.ui.rooms import numbers, person
from culling.ui.rooms.rescue import words
from culling.ui.safety import signed_in
from culling.ui.safety.said import said
from culling.ui.state import Session

_HOW = "rescue_many_how"
_TO = "rescue_many_to"
_PROBLEM = "rescue_many_problem"
_OWN, _SAME = "own", "same"


def show(state: Session, folder: OpenFolder) -> None:
    """The photos that were picked, and what is to be done with them."""
    picked = [path for path in state.rescuing.queue.picked if path in folder.table.index]
    if not picked:
        _nothing(state)
        return
    seen = state.rescuing.queue.look(folder, state.policy)
    st.caption("Chosen in the queue. Each becomes a new file with its EXIF; the photos stay as they are.")
    how = _ask_how(state)
    edits = {path: _edit(state, seen, path, how) for path in picked}
    chosen = _photos(folder, edits, seen)
    _ask_where()
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error("Not begun.", icon=":material/error:")
        st.text(said(problem))
    _begin(state, folder, {path: edits[path] for path in chosen})


def _nothing(state: Session) -> None:
    with st.container(border=True):
        st.markdown(
            "**No photos chosen yet.** Choose some in the **Queue**: select several tiles, or take all that would pass."
        )
        st.button("To the queue", key="rescue_many_queue", type="primary", on_click=_to_queue, args=(state,))


def _to_queue(state: Session) -> None:
    state.rescuing.room = "queue"


def _ask_how(state: Session) -> str:
    """Each photo's own remedy, or what is set for one photo."""
    edit = state.rescuing.edit
    if state.rescuing.photo is None or edit.changes_nothing:
        return _OWN
    texts = {_OWN: "Each photo's own remedy", _SAME: f"As set in One photo: {words.edit_words(edit)}"}
    how = st.radio(
        "What is done",
        list(texts),
        format_func=texts.__getitem__,
        key=_HOW,
        persist_state="session",
        help="The own remedy deblurs what is blurred and brightens what is dark, each as far as it needs.",
    )
    if how == _SAME and edit.region is not None and edit.region.kind != "subject":
        st.caption("The region is the same part of every photo.")
    return str(how)


def _edit(state: Session, seen: Seen, path: str, how: str) -> Edit | Remedy:
    """What is done to a photo; a remedy where its light is yet to be found."""
    if how == _SAME:
        return state.rescuing.edit
    if path in seen.gains:
        return seen.gains[path].edit
    remedies: dict[Hashable, Remedy] = seen.photos["remedy"].to_dict()
    return remedies.get(path, "deblur")


def _photos(folder: OpenFolder, edits: dict[str, Edit | Remedy], seen: Seen) -> list[str]:
    """The photos with a box to tick each; those that are ticked."""
    outcome = seen.photos["then"].reindex(list(edits))
    content = pd.DataFrame(
        {
            "rescue": True,
            "photo": list(edits),
            "what is done": [words.edit_words(edit) for edit in edits.values()],
            "tried": [words.outcome(then if isinstance(then, str) else "") for then in outcome],
        }
    )
    ticked = st.data_editor(
        content,
        key=f"rescue_many_photos_{hash(tuple(edits))}",
        hide_index=True,
        disabled=["photo", "what is done", "tried"],
        height=min(380, 38 + 35 * len(content)),
        column_config={
            "rescue": st.column_config.CheckboxColumn("", width=40),
            "photo": st.column_config.TextColumn(width="large"),
            "what is done": st.column_config.TextColumn(width="medium"),
            "tried": st.column_config.TextColumn(width="small"),
        },
    )
    return [path for path, yes in zip(edits, ticked["rescue"], strict=True) if yes]


def _ask_where() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Folder for the copies",
            key=_TO,
            placeholder="beside each photo, as IMG_1-rescued.jpg",
            persist_state="session",  # it is not drawn while a batch runs
            help="Left empty, each copy lies beside its photo. Nothing is ever overwritten.",
        )


def _begin(state: Session, folder: OpenFolder, edits: dict[str, Edit | Remedy]) -> None:
    seconds = sum(_seconds(folder, path, edit) for path, edit in edits.items())
    photos = "1 photo" if len(edits) == 1 else f"{len(edits):,} photos"
    ahead = f" – about {words.duration(seconds)}" if seconds else ""
    person.button(
        f"Rescue {photos}{ahead}",
        key="rescue_many_run",
        type="primary",
        icon=":material/healing:",
        disabled=not edits,
        on_click=_run,
        args=(state, folder, edits),
    )


def _seconds(folder: OpenFolder, path: str, edit: Edit | Remedy) -> float:
    """Time ahead for one photo; 0 where it cannot be said."""
    sides = folder.table.loc[[path], ["width", "height"]].to_numpy()[0].tolist()
    if not all(map(numbers.is_known, sides)):
        return 0.0
    done = edit if isinstance(edit, Edit) else Edit(deblur="" if edit == "light" else "own")
    try:
        return 0.5 + seconds_ahead((int(sides[0]), int(sides[1])), done)  # reading and saving take about half a second
    except CullingError:
        return 0.0


def _run(state: Session, folder: OpenFolder, edits: dict[str, Edit | Remedy]) -> None:
    try:
        signed_in.user().check("mark")
        server = rescue_kept.server_of(state.rescuing.kept)
        wanted = Wanted(edits, _target(folder), server)
    except CullingError as reason:
        st.session_state[_PROBLEM] = said(reason)
        return
    trials_of(folder).rescue(folder, wanted)


def _target(folder: OpenFolder) -> Path | None:
    """Where to: a folder inside the allowed ones; None for beside each photo."""
    typed = str(st.session_state.get(_TO, "")).strip().strip('"')
    if not typed:
        return None
    given = Path(typed)
    absolute = given.is_absolute() or typed.startswith("~")
    return settings.current().allow(given if absolute else folder.path / given)
