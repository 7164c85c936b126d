"""The work of the page Rescue, in a thread: read the photo, do the edit, keep the result. A newer one stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from culling import nets
from culling.photos import Limits, Photo, Pixels, read_photo
from culling.restore import Stopped, restore
from culling.restore.edit import Box, Edit
from culling.restore.measured import box_of, measures_before_after
from culling.restore.saving import networks_of
from culling.subject import Subject
from culling.ui.rescue_preview import SIDES, as_shares, edit_of_piece, middle_of, piece, quick_side
from culling.ui.rescue_results import MIDDLE, RESULTS, Rescued, Wish, reduced
from culling.ui.rescue_subject import about_subject, cut, laid, subject_mask, subject_of, whole_mask, without_region
from culling.ui.rescue_subject import box_of as box_around
from culling.ui.sheet import Shown
from culling.ui.shelf import Shelf
from culling.ui.tasks import Task

_KEPT_PHOTOS = 2  # whole ones, up to 190 MB each
_TURN_S = 0.2
_ALL: Box = (0.0, 0.0, 1.0, 1.0)
_Done = tuple[Box | None, Pixels, Pixels, Box | None]  # where, before, after, the region's box in it

_photos: Shelf[Photo] = Shelf(_KEPT_PHOTOS)
_paces: dict[tuple[Edit, tuple[str, ...]], Task[int]] = {}
_lock = threading.Lock()
_turn = threading.Semaphore(1)  # whole photos one after another: each may take a GiB


class RescueJob(Task[Rescued]):
    """One result on its way.

    Attributes:
        wish: what is worked out.
        done, of: tiles; 0 of 0 before the first one.
        waiting: whether another whole photo is worked on first.
        began: when its own work began, by the monotonic clock.
    """

    def __init__(self, wish: Wish, file: Path) -> None:
        super().__init__()
        self.wish = wish
        self.done = self.of = 0
        self.waiting = False
        self.began = time.monotonic()
        self._notes: list[str] = []
        self.start(lambda: self._work(file))

    @property
    def share(self) -> float:
        return self.done / self.of if self.of else 0.0

    def _work(self, file: Path) -> Rescued:
        photo = whole_photo(self.wish.shown, file)
        box, before, after, inside = (self._piece if self.wish.piece else self._all)(photo)
        took = time.monotonic() - self.began
        # A small photo is done as a whole in a moment: then that is what was done.
        wish = replace(self.wish, piece=False, look=MIDDLE) if box == _ALL else self.wish
        result = Rescued(wish, before, after, took, box, inside, " ".join(self._notes))
        RESULTS.put(result)
        RESULTS.put(result, self.wish)
        return result

    def _all(self, photo: Photo) -> _Done:
        """The whole photo, as it is or reduced."""
        wish = self.wish
        subject = subject_of(wish.shown, photo) if about_subject(wish.edit) else None
        before = reduced(photo.pixels, wish.long_side) if wish.long_side else photo.pixels
        after = (self._in_turn if wish.whole else self._restored)(before, wish.edit, subject)
        return None, before, after, box_of(wish.edit.region)

    def _piece(self, photo: Photo) -> _Done:
        """A piece of it, as large as is done in a moment."""
        wish, pixels = self.wish, photo.pixels
        about, size = about_subject(wish.edit), (pixels.shape[1], pixels.shape[0])
        mask = subject_mask(wish.shown, photo) if about else None
        side = SIDES[0] if wish.server else quick_side(wish.edit)
        place = piece(size, middle_of(wish.edit, wish.look, box_around(mask) if mask else None), side)
        left, top, width, height = place
        before = pixels[top : top + height, left : left + width].copy()
        if about and wish.edit.region:
            inside = cut(whole_mask(wish.shown, photo, wish.edit.region), place)
            worked = self._restored(before, without_region(wish.edit))
            return as_shares(place, size), before, laid(before, worked, inside, wish.edit), None
        edit = edit_of_piece(wish.edit, place, size)
        return as_shares(place, size), before, self._restored(before, edit), box_of(edit.region)

    def _in_turn(self, before: Pixels, edit: Edit, subject: Subject | None) -> Pixels:
        self.waiting = True
        while not _turn.acquire(timeout=_TURN_S):
            if self.cancelled:
                raise Stopped("Stopped before it began.")
        self.waiting, self.began = False, time.monotonic()
        try:
            return self._restored(before, edit, subject)
        finally:
            _turn.release()

    def _restored(self, before: Pixels, edit: Edit, subject: Subject | None = None) -> Pixels:
        return restore(
            before,
            edit,
            subject=subject,
            progress=self._note,
            stop=self.stop.is_set,
            server=self.wish.server,
            note=self._notes.append,
        )

    def _note(self, done: int, of: int) -> None:
        self.done, self.of = done, of


class MeasureJob(Task[pd.DataFrame]):
    """The measures of a result before and after, in the region alone where there is one.

    Attributes:
        token: of the result.
    """

    def __init__(self, seen: Rescued, names: Sequence[str]) -> None:
        super().__init__()
        self.token = seen.token
        self.start(lambda: measures_before_after(seen.before, seen.after, names, seen.inside))


def pace_of(edit: Edit) -> Task[int]:
    """The width of a quick piece, found out once for each way of working; with it the time ahead is known at once."""
    plain = Edit(
        deblur=edit.deblur, upscale=edit.upscale, upscale_with=edit.upscale_with if edit.upscale > 1 else "own"
    )
    prints = tuple(nets.fingerprint(name) for name in networks_of(plain))  # another file has another pace
    with _lock:
        known = _paces.get((plain, prints))
        if known is None:
            known = _paces[plain, prints] = Task()
            known.start(lambda: quick_side(plain))
    return known


def whole_photo(shown: Shown, file: Path) -> Photo:
    """The photo in its own pixels; the last few are kept."""
    return _photos.get(shown, lambda: read_photo(file, Limits(whole=True)))
