"""One edit done to many photos, one after the other: with progress, a stop that loses nothing, and a way to go on.

What is done already stands in the results themselves: a copy that was made by the same edit from the same bytes is not
made again, whatever the two files are called. So there is no journal that could be lost or be wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd
import xxhash

from culling.decoding.limits import Limits
from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.folders import printable
from culling.photos import Photo, read_photo
from culling.restore.edit import Edit, Stopped
from culling.restore.history import Record, edit_text
from culling.restore.measured import in_a_line, measures_before_after
from culling.restore.new_file import WriteError, fitting
from culling.restore.saving import ENDING, read_saved, save

Status = Literal["new", "saved", "there already", "a copy itself", "nothing to do", "failed", "not reached"]
STATUSES: tuple[Status, ...] = get_args(Status)
#: Called as `culling.restore.restore` is.
Restore = Callable[..., Pixels]
Stop = Callable[[], bool]
STOPPED = "stopped; the same call goes on from here"


@dataclass(frozen=True)
class Step:
    """One photo of a batch, and what came of it.

    Attributes:
        source: the photo.
        edit: what is done to it.
        status: "new" before the run; "there already" where the same edit of the same bytes was saved before; "a copy
            itself" for a photo that was rescued, which is left as it is; "nothing to do" where its edit is none.
        target: the file that was written, or was there.
        said: why it failed, or what could not be kept; "" for neither.
        measured: blur before and after, in words.
        seconds: that it took.
    """

    source: Path
    edit: Edit
    status: Status = "new"
    target: Path | None = None
    said: str = ""
    measured: str = ""
    seconds: float = 0.0


@dataclass(frozen=True)
class Progress:
    """Where a batch stands: photos and, of the present one, tiles."""

    done: int
    photos: int
    photo: Path
    tile: int = 0
    tiles: int = 0


@dataclass(frozen=True)
class BatchResult:
    """What came of a batch: a step per photo, in order; `stopped` says in words what ended it early, "" for nothing."""

    steps: tuple[Step, ...]
    stopped: str = ""

    def count(self, *statuses: Status) -> int:
        """How many photos came out so."""
        return sum(step.status in statuses for step in self.steps)

    def table(self) -> pd.DataFrame:
        """The steps as a table: photo, status, saved as, blur, said, seconds."""
        return pd.DataFrame(
            {
                "photo": [printable(step.source) for step in self.steps],
                "status": [step.status for step in self.steps],
                "saved as": [printable(step.target) if step.target else "" for step in self.steps],
                "blur": [step.measured for step in self.steps],
                "said": [step.said for step in self.steps],
                "seconds": [step.seconds for step in self.steps],
            }
        )


def plan_batch(paths: Iterable[Path], edit: Edit | Mapping[Path, Edit], out: Path | None = None) -> list[Step]:
    """What is to be done: a step per photo, those "there already" among them; nothing is written.

    A result is looked for by its name (`IMG_1-rescued.jpg`, `IMG_1-rescued-2.jpg` …) and known by what it says of
    itself. It counts whatever network made it: delete it to have it made by a newer one.

    Args:
        edit: for all photos, or for each.
        out: folder of the results; None for each photo's own.

    Raises:
        CullingError: `out` is no folder.
    """
    if out is not None and not out.is_dir():
        raise CullingError(f"{printable(out)} is no folder; make it first, or leave it out to save beside each photo")
    copies = _Copies()
    edits = {path: edit if isinstance(edit, Edit) else edit[path] for path in paths}
    return [_planned(Step(path, wanted), out, copies) for path, wanted in edits.items()]


def run_batch(
    steps: Sequence[Step],
    out: Path | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    stop: Stop | None = None,
    done: Callable[[Step], None] | None = None,
    restore: Restore | None = None,
    **how: Any,
) -> BatchResult:
    """Do the steps that are "new". A photo that fails is a step with its error and the rest goes on.

    A full disk or a closed folder ends the batch, since the next photo would fail of it as well, after minutes of work.
    At most one photo is in memory. To go on after a stop, plan again with the same words.

    Args:
        steps: as `plan_batch` gives them.
        out: as there.
        progress: told after each tile and each photo.
        stop: asked between tiles; the photo under way is given up.
        done: told of each photo that was not left for later.
        restore: for `culling.restore.restore`.
        how: more for it, as `server` and `note`.
    """
    restore = restore or _restore()
    ended: list[Step] = []
    stopped = ""
    for number, step in enumerate(steps):
        if not stopped:
            tell = partial(_tell, progress, number, len(steps), step.source)
            work = partial(restore, progress=tell, stop=stop, **how)
            step, stopped = _tried(step, out, work, stop, how.get("server") is not None)
        ended.append(replace(step, status="not reached") if step.status == "new" else step)
        if ended[-1].status != "not reached":
            if done is not None:
                done(ended[-1])
            if progress is not None:
                progress(Progress(number + 1, len(steps), step.source))
    return BatchResult(tuple(ended), stopped)


def _restore() -> Restore:
    from culling.restore.perform import restore  # here, since plans need none of it

    return restore


def _tried(step: Step, out: Path | None, work: Restore, stop: Stop | None, server: bool) -> tuple[Step, str]:
    """The step after it was done, and what ends the batch with it, "" for nothing."""
    if step.status != "new":
        return step, ""
    if stop is not None and stop():
        return step, STOPPED
    begun = time.monotonic()
    try:
        return replace(_saved(step, out, work, server), seconds=time.monotonic() - begun), ""
    except Stopped:
        return step, STOPPED
    except WriteError as error:
        return replace(step, status="failed", said=str(error)), str(error)
    except (CullingError, ValueError) as error:
        return replace(step, status="failed", said=str(error)), ""
    except MemoryError:
        return replace(step, status="failed", said="not enough memory for this photo"), ""


def _saved(step: Step, out: Path | None, work: Restore, server: bool) -> Step:
    photo = read_photo(step.source, Limits(whole=True))
    pixels = work(photo.pixels, step.edit)
    blur = measures_before_after(photo.pixels, pixels, ("blur",))
    saved = save(step.source, pixels, step.edit, out, server=server)
    said = "; ".join([*saved.notes, *reduced(photo)])
    return replace(step, status="saved", target=saved.path, said=said, measured=in_a_line(blur))


def worked_size(size: tuple[int, int]) -> tuple[int, int]:
    """(width, height) that a stored photo of this size is worked on at; see `Limits.whole`."""
    ratio = min(Limits(whole=True).long_side(size) / max(size), 1.0)
    return max(round(size[0] * ratio), 1), max(round(size[1] * ratio), 1)


def reduced(photo: Photo) -> tuple[str, ...]:
    """What to say of a photo of which fewer pixels were worked on than are stored."""
    if max(photo.pixels.shape[:2]) == max(photo.full_size):
        return ()
    height, width = photo.pixels.shape[:2]
    return (f"of its {photo.full_size[0]} × {photo.full_size[1]} pixels {width} × {height} were worked on",)


def _tell(
    progress: Callable[[Progress], None] | None, done: int, photos: int, photo: Path, tile: int, tiles: int
) -> None:
    if progress is not None:
        progress(Progress(done, photos, photo, tile, tiles))


def _planned(step: Step, out: Path | None, copies: _Copies) -> Step:
    if ENDING in step.source.stem and copies.record(step.source) is not None:
        return replace(step, status="a copy itself")
    if step.edit.changes_nothing:
        return replace(step, status="nothing to do")
    candidates = copies.of(out or step.source.parent, step.source.stem)
    content = _content_hash(step.source) if candidates else ""
    for path in candidates:
        record = copies.record(path)
        if record and record.source_hash == content and edit_text(record.edit) == edit_text(step.edit):
            return replace(step, status="there already", target=path)
    return step


class _Copies:
    """Rescued copies by folder and name; each folder is listed once, each file read once."""

    def __init__(self) -> None:
        self._folders: dict[Path, dict[str, list[Path]]] = {}
        self._records: dict[Path, Record | None] = {}

    def of(self, folder: Path, stem: str) -> list[Path]:
        """Files that may be copies of a photo of this name."""
        if folder not in self._folders:
            self._folders[folder] = _named_as_copies(folder)
        return self._folders[folder].get(fitting(stem).casefold(), [])

    def record(self, path: Path) -> Record | None:
        """What a file says of itself; None where it cannot be read, or says nothing."""
        if path not in self._records:
            try:
                self._records[path] = read_saved(path)
            except CullingError:
                self._records[path] = None
        return self._records[path]


def _named_as_copies(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    try:
        for path in sorted(folder.iterdir()):
            name, ending, _ = path.stem.rpartition(ENDING)
            if ending:
                found.setdefault(name.casefold(), []).append(path)
    except OSError:
        return {}
    return found


def _content_hash(path: Path) -> str:
    """As in the catalog; "" for what cannot be read, which is told when it is its turn."""
    try:
        return xxhash.xxh3_128_hexdigest(path.read_bytes()) if path.is_file() else ""
    except OSError:
        return ""
