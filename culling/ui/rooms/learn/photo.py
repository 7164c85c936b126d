"""The photo that is looked at: one of the sample photos, or one of the open folder. It stands in the page's address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.folders import path_of
from culling.lessons.resize import LONG_SIDE, resized
from culling.photos import Photo, Pixels, read_photo
from culling.ui import places
from culling.ui.safety.said import said
from culling.ui.state import Session

_MINE = "mine/"
_MOST = 1000
_UPRIGHT_PX = 300  # width of a photo that is taller than wide, so that it does not push all else out of sight


def pick(state: Session, key: str, samples: Sequence[str]) -> tuple[str, Photo] | None:
    """Let a person choose; the photo's name and the photo, or None with a word about why there is none.

    Args:
        key: name of the choice in the page's address.
        samples: paths below the sample photos, the one to begin with first.
    """
    offered = [*samples, *(_MINE + path for path in _own(state))]
    chosen = st.selectbox("Photo", offered, key=key, format_func=_named, bind="query-params")
    if chosen not in offered:  # what a browser sends is not to be trusted
        chosen = offered[0]
    if len(state.table) > _MOST:
        st.caption(f"Of your {len(state.table):,} photos the first {_MOST:,} and the one shown large last.")
    try:
        where = _path_of(state, chosen)
        return _named(chosen), _read(where, _stamp(where))
    except (CullingError, OSError) as reason:
        words = "the file is gone" if isinstance(reason, FileNotFoundError) else reason
        with st.container(border=True):
            st.text(said(f"{_named(chosen)} cannot be read: {words} Choose another photo above."))
        return None


def small(photo: Photo) -> Photo:
    """The photo as lessons measure it, with a long side of at most `LONG_SIDE`; what it has worked out is kept."""
    return _resized(photo.content_hash, photo) if photo.content_hash else resized(photo)


def say_size(photo: Photo, measured: Photo) -> None:
    """Say that a smaller copy was measured, where it was."""
    if measured is not photo:
        st.caption(
            f"Measured on a copy of {LONG_SIDE} px on the long side, as large as the sample photos: other numbers than "
            "those of a scan. The lesson on resolution says why."
        )


def show(photo: Photo, words: str) -> None:
    """The photo with a few words of ours below it."""
    show_pixels(resized(photo, LONG_SIDE).pixels, words)


def show_pixels(pixels: Pixels, words: str) -> None:
    """A picture with a few words of ours below it."""
    height, width = pixels.shape[:2]
    st.image(
        pixels, caption=words, alt=words, output_format="JPEG", width="stretch" if width >= height else _UPRIGHT_PX
    )


def _own(state: Session) -> list[str]:
    """Photos of the open folder, those first that a person looked at last."""
    readable = state.table.index[state.table["error"].isna()] if "error" in state.table else state.table.index
    at = [path for path in (state.viewing, state.walk.current) if path in state.table.index]
    return list(dict.fromkeys([*map(str, at), *map(str, readable[:_MOST])]))


def _named(chosen: str) -> str:
    """A photo of the folder by its path; a sample photo by what is on it, what was done to it, and its number."""
    if chosen.startswith(_MINE):
        return chosen.removeprefix(_MINE)
    return f"sample: {_subjects().get(chosen, Path(chosen).stem)}"


@cache
def _subjects() -> dict[str, str]:
    """Path of each sample photo → "espresso, defocus (0156)"."""
    labels = pd.read_csv(places.SAMPLE_DATA / "labels.csv", index_col="path")
    return {str(path): _words(str(path), row["burst"], row["damage"]) for path, row in labels.iterrows()}


def _words(path: str, scene: str, damage: str) -> str:
    done = "" if damage == "none" else f", {damage}"
    return f"{scene}{done} ({Path(path).stem.rpartition('_')[2]})".replace("_", " ")


def _path_of(state: Session, chosen: str) -> Path:
    if chosen.startswith(_MINE) and state.open is not None:
        return path_of(state.open.path, chosen.removeprefix(_MINE))
    return places.SAMPLE_DATA / chosen


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


@st.cache_resource(max_entries=8, show_spinner=False)
def _read(path: Path, stamp: tuple[int, int]) -> Photo:
    """Kept while the file stays what it was; what a photo has worked out already is kept with it."""
    return read_photo(path)


@st.cache_resource(max_entries=16, show_spinner=False)
def _resized(content_hash: str, _photo: Photo) -> Photo:
    return resized(_photo)
