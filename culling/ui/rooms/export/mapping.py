"""What each verdict is called in XMP: a table to edit, to reset, to save as TOML and to load again."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.export.xmp import XmpMapping
from culling.export.xmp.mapping import PROPERTIES, Values
from culling.ui.safety.said import said
from culling.ui.state import Session

_ROWS = {"reject": "reject", "maybe": "maybe", "keep": "keep", "must_have": "keep, marked must-have"}
_LEAVE = "–"
_CHOICES = {
    "rating": (_LEAVE, "-1", "0", "1", "2", "3", "4", "5"),
    "pick": (_LEAVE, "-1", "0", "1"),
    "good": (_LEAVE, "false", "true"),
    "pick_label": (_LEAVE, "0", "1", "2", "3"),
}
_TITLES = {
    "rating": "stars",
    "label": "colour label",
    "pick": "Lightroom flag",
    "good": "flag, two values",
    "pick_label": "digiKam flag",
    "keywords": "keywords",
    "hierarchy": "keyword tree",
}
_HELP = {
    "rating": "xmp:Rating: −1 is rejected. Stars that somebody gave are never replaced.",
    "label": "xmp:Label: the colour's name as the reading program calls it, such as Red or Rot.",
    "pick": "xmpDM:pick: −1 rejected, 0 none, 1 picked.",
    "good": "xmpDM:good: the same for older programs.",
    "pick_label": "digiKam:PickLabel: 1 rejected, 2 pending, 3 accepted.",
}
_KEY = "xmp_mapping"


def show(state: Session) -> None:
    """The mapping, folded away: most people need no other than the one that is there."""
    changed = state.exporting.mapping != XmpMapping()
    with st.expander("What each verdict is called" + (" · changed" if changed else "")):
        _table(state)
        _lists(state)
        _files(state, changed)
        if problem := st.session_state.pop("xmp_mapping_problem", None):
            st.error("This is no mapping.", icon=":material/error:")
            st.text(problem)


def _table(state: Session) -> None:
    """Verdict by property. The table stays as it was made while a person edits it."""
    mapping = state.exporting.mapping
    shown: tuple[int, XmpMapping, XmpMapping] | None = st.session_state.get(f"{_KEY}_shown")
    if shown is None or f"{_KEY}_{shown[0]}" not in st.session_state or shown[2] != mapping:
        shown = ((shown[0] if shown else 0) + 1, mapping, mapping)
    number, base, _ = shown
    columns: dict[str, Any] = {
        name: st.column_config.SelectboxColumn(_TITLES[name], options=_CHOICES[name], required=True, help=_HELP[name])
        for name in _CHOICES
    }
    columns["label"] = st.column_config.TextColumn(_TITLES["label"], max_chars=100, help=_HELP["label"])
    content = pd.DataFrame({row: _cells(getattr(base, row)) for row in _ROWS}).T.rename(index=_ROWS)
    edited = st.data_editor(content, key=f"{_KEY}_{number}", column_config=columns, num_rows="fixed")
    try:
        mapping = _edited(mapping, edited)
    except ValueError as reason:
        st.error("One of the cells cannot be used; the others hold.", icon=":material/error:")
        st.text(said(reason))
    state.exporting.mapping = mapping
    st.session_state[f"{_KEY}_shown"] = (number, base, mapping)
    st.caption(f"{_LEAVE} leaves the property as it is in the sidecar.")


def _cells(values: Values) -> dict[str, str]:
    return {
        name: _LEAVE if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.named.items()
    }


def _edited(mapping: XmpMapping, table: pd.DataFrame) -> XmpMapping:
    cells = table.to_dict("index")
    reject, maybe, keep, must_have = (_values(cells[title]) for title in _ROWS.values())
    return replace(mapping, reject=reject, maybe=maybe, keep=keep, must_have=must_have)


def _values(cells: Mapping[Any, Any]) -> Values:
    def number(name: str) -> int | None:
        return None if cells[name] in (_LEAVE, None) else int(cells[name])

    label = cells["label"] if isinstance(cells["label"], str) else ""
    return Values(
        rating=number("rating"),
        label=None if label.strip() in ("", _LEAVE) else label.strip(),
        pick=number("pick"),
        good=None if cells["good"] in (_LEAVE, None) else cells["good"] == "true",
        pick_label=number("pick_label"),
    )


def _lists(state: Session) -> None:
    """Which properties are written at all, and what keywords begin with."""
    mapping = state.exporting.mapping
    write, prefix = state.mirrors.key("xmp_write", mapping.write), state.mirrors.key("xmp_prefix", mapping.prefix)
    st.pills(
        "Written",
        list(PROPERTIES),
        default=list(mapping.write),
        format_func=_TITLES.__getitem__,
        selection_mode="multi",
        key=write,
        on_change=_set_write,
        args=(state, write),
        help="What is not chosen stays as it is in every sidecar.",
    )
    st.text_input(
        "Keywords begin with",
        mapping.prefix,
        key=prefix,
        on_change=_set_prefix,
        args=(state, prefix),
        width=220,
        help="cull: gives cull:reject, cull:blur, and the tree cull|reject|blur. The TOML file has the reasons' words.",
    )


def _set_write(state: Session, key: str) -> None:
    chosen = tuple(name for name in PROPERTIES if name in (st.session_state[key] or []))
    if state.mirrors.moved(key, chosen):
        state.exporting.mapping = replace(state.exporting.mapping, write=chosen)


def _set_prefix(state: Session, key: str) -> None:
    typed = st.session_state[key].strip()
    try:
        mapping = replace(state.exporting.mapping, prefix=typed)
    except ValueError as reason:
        st.session_state.xmp_mapping_problem = said(reason)
        return
    if state.mirrors.moved(key, typed):
        state.exporting.mapping = mapping


def _files(state: Session, changed: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Reset", key="xmp_reset", icon=":material/restart_alt:", disabled=not changed, on_click=_reset,
                  args=(state,))  # fmt: skip
        st.download_button(
            "Save as TOML",
            state.exporting.mapping.to_toml,
            file_name="mapping.toml",
            key="xmp_save",
            icon=":material/download:",
            on_click="ignore",
            help="For `culling export --mapping mapping.toml`, and for colleagues.",
        )
        st.file_uploader(
            "Load a mapping", type="toml", max_upload_size=1, key="xmp_load", on_change=_load, args=(state,), width=320
        )


def _reset(state: Session) -> None:
    state.exporting.mapping = XmpMapping()


def _load(state: Session) -> None:
    given = st.session_state.xmp_load
    if given is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.toml"
        path.write_bytes(given.getvalue())
        try:
            state.exporting.mapping = XmpMapping.load(path)
        except CullingError as reason:
            st.session_state.xmp_mapping_problem = said(str(reason).replace(str(path), given.name))
