"""From the edit to what is to be worked out: a quick preview, or the whole photo."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from culling.errors import CullingError
from culling.remote import Server
from culling.restore import seconds_ahead
from culling.restore.edit import Box
from culling.ui import rescue_kept
from culling.ui.jobs import OpenFolder
from culling.ui.rescue_job import pace_of
from culling.ui.rescue_preview import LONG_SIDE, SIDES, USUAL, as_shares, middle_of, on_a_piece, piece
from culling.ui.rescue_results import MIDDLE, Wish
from culling.ui.rescuing import Rescuing
from culling.ui.rooms import numbers
from culling.ui.sheet import Shown
from culling.ui.state import Session


class Photo(NamedTuple):
    """The photo that is worked on.

    Attributes:
        path: as it stands in the table.
        shown: with its content.
        file: where it is.
        size: (width, height) in pixels; (0, 0) when the scan did not say.
    """

    path: str
    shown: Shown
    file: Path
    size: tuple[int, int]


def photo_of(state: Session, folder: OpenFolder) -> Photo | None:
    """The photo that was chosen; None when none was, or it is no longer there."""
    path = state.rescuing.photo
    if path is None or path not in folder.table.index or path not in folder.sheet.paths:
        return None
    shown = folder.sheet.photo(folder.sheet.paths.index(path))
    file = folder.file_of(shown)
    row = folder.table.loc[[path]].iloc[0]
    width, height = (row.get(name) for name in ("width", "height"))
    size = (int(width), int(height)) if numbers.is_known(width) and numbers.is_known(height) else (0, 0)
    return None if file is None else Photo(path, shown, file, size)


def preview(rescuing: Rescuing, photo: Photo) -> Wish:
    """What is worked out within a moment."""
    edit = rescuing.edit
    if not on_a_piece(edit):
        return Wish(photo.shown, edit, long_side=LONG_SIDE)
    look = MIDDLE if edit.region else rescuing.look
    return Wish(photo.shown, edit, piece=True, look=look, server=_server(rescuing))


def whole(rescuing: Rescuing, photo: Photo) -> Wish:
    """The photo itself."""
    return Wish(photo.shown, rescuing.edit, server=_server(rescuing))


def frame(rescuing: Rescuing, photo: Photo, subject: Box | None = None) -> Box | None:
    """What of the photo the preview works on, as shares; None for all of it."""
    edit = rescuing.edit
    if not on_a_piece(edit) or 0 in photo.size:
        return None
    middle = middle_of(edit, rescuing.look, subject)
    pace = pace_of(edit)
    side = SIDES[0] if _server(rescuing) else (pace.result or USUAL)
    box = as_shares(piece(photo.size, middle, side), photo.size)
    return None if box[2] * box[3] > 0.98 else box


def seconds(rescuing: Rescuing, photo: Photo) -> float | None:
    """How long the whole photo takes on this machine; None when that is not known, or not yet."""
    edit = rescuing.edit
    if not on_a_piece(edit) or 0 in photo.size or _server(rescuing) or pace_of(edit).result is None:
        return None
    return seconds_ahead(photo.size, edit)


def _server(rescuing: Rescuing) -> Server | None:
    try:
        return rescue_kept.server_of(rescuing.kept)
    except CullingError:
        return None
