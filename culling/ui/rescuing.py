"""What one person does on the page Rescue: which photo, which edit step by step, where they look, what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from culling.restore.edit import Background, Edit, Point
from culling.ui import rescue_kept
from culling.ui.rescue_job import MeasureJob, RescueJob
from culling.ui.rescue_kept import Kept
from culling.ui.rescue_queue import Queueing
from culling.ui.rescue_results import MIDDLE, RESULTS, Rescued, Wish

Room = Literal["photo", "queue", "many"]
View = Literal["draw", "compare"]

_MOST_STEPS = 200
_MOST_PHOTOS = 200  # whose edits are remembered while the page is open


@dataclass
class Steps:
    """The edit of one photo, and the ones before and after it that undo and redo go to."""

    edit: Edit
    past: list[Edit] = field(default_factory=list)
    future: list[Edit] = field(default_factory=list)

    def change(self, edit: Edit) -> None:
        """Go on from another edit; the same one is no step."""
        if edit == self.edit:
            return
        self.past = [*self.past, self.edit][-_MOST_STEPS:]
        self.edit, self.future = edit, []

    def undo(self) -> None:
        """Go back one step, if there is one."""
        if self.past:
            self.future.append(self.edit)
            self.edit = self.past.pop()

    def redo(self) -> None:
        """Go forward again, if there is a step that was taken back."""
        if self.future:
            self.past.append(self.edit)
            self.edit = self.future.pop()


@dataclass
class Rescuing:
    """What is open on the page Rescue.

    Attributes:
        photo: path of the photo that is worked on, None before one is chosen.
        room: which part of the page is open: one photo, the queue, many at once.
        view: whether the region is drawn, or before and after are compared.
        look: place of the preview's middle as shares of the photo, where there is no region.
        heard: number of the last press in a browser part that was taken up.
        kept: what is remembered from one session to the next.
        job: what is worked out now, or was last.
        seen: the result that is shown, also while a newer one is on its way.
        measuring: the measures of a result, taken or on their way.
        queue: the queue of rejected photos that may be rescued.
    """

    photo: str | None = None
    room: Room = "photo"
    view: View = "draw"
    look: Point = MIDDLE
    heard: int = 0
    kept: Kept = field(default_factory=rescue_kept.read)
    job: RescueJob | None = None
    seen: Rescued | None = None
    measuring: MeasureJob | None = None
    queue: Queueing = field(default_factory=Queueing)
    _steps: dict[str, Steps] = field(default_factory=dict)

    def choose(self, path: str, edit: Edit | None = None) -> None:
        """Work on a photo: with this edit as a new step, or with the one that it was left with."""
        if path != self.photo:
            self.stop()
            self.photo, self.view, self.look, self.seen = path, "draw", MIDDLE, None
        self.room = "photo"
        if edit is not None:
            self.steps.change(edit)

    @property
    def steps(self) -> Steps:
        """The steps of the photo that is worked on."""
        name = self.photo or ""
        if name not in self._steps:
            while len(self._steps) >= _MOST_PHOTOS:
                self._steps.pop(next(iter(self._steps)))
            self._steps[name] = Steps(Edit(background=self.kept.background))
        return self._steps[name]

    @property
    def edit(self) -> Edit:
        """What is to be done to the photo."""
        return self.steps.edit

    def change(self, **changes: Any) -> None:
        """Replace fields of the edit, as one step; ValueError for what an edit does not allow, then nothing changed."""
        self.steps.change(self.edit.with_changes(**changes))

    def undo(self) -> None:
        """Take the last change of the edit back."""
        self.steps.undo()

    def redo(self) -> None:
        """Make the change that was taken back."""
        self.steps.redo()

    def keep(self, **changes: Any) -> None:
        """Remember something for the next session; it holds here even when CullingError says it was not written."""
        self.kept = replace(self.kept, **changes)
        rescue_kept.write(self.kept)

    def lay_background(self, background: Background) -> None:
        """Change what becomes of the rest of the photo, here and for photos to come."""
        self.change(background=background)
        self.keep(background=background)

    def ask(self, wish: Wish, file: Path) -> Rescued | None:
        """What was worked out for this wish, or None while it is: a newer wish stops the older one's work."""
        found = self.known(wish)
        if found is not None:
            self.seen = found
        elif self.job is None or self.job.wish != wish:
            self.stop()
            self.job = RescueJob(wish, file)
        return found

    def known(self, wish: Wish) -> Rescued | None:
        """What was worked out for this wish; None when nothing was, or it is no longer kept."""
        here = self.job.result if self.job is not None and self.job.wish == wish else None
        return here or RESULTS.get(wish)

    def stop(self) -> None:
        """Stop what is worked out now."""
        if self.job is not None and self.job.running:
            self.job.cancel()
