"""`culling restore`: rescue one photo or many, as new files beside the originals; nothing is ever overwritten."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from culling.cli.folder import local_path
from culling.cli.progress import out, progress_bar, say, stop_on_interrupt
from culling.cli.restore_words import Wanted, paths_in
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.errors import CullingError
from culling.folders import find_photos, printable
from culling.photos import read_photo
from culling.remote import Server, server_from
from culling.restore.batch import STATUSES, BatchResult, Progress, Step, plan_batch, reduced, run_batch, worked_size
from culling.restore.edit import DEBLURS, UPSCALES, Edit, Light
from culling.restore.estimate import seconds_ahead
from culling.restore.light import suggest_light
from culling.restore.measured import HONEST, box_of, measures_before_after, shown
from culling.restore.runners import check_here
from culling.restore.saving import check_target, networks_of, save

if TYPE_CHECKING:
    import pandas as pd

_WAYS = ", ".join(dict.fromkeys((*DEBLURS, *UPSCALES)))


def restore_command(
    photo: Annotated[
        Path | None,
        typer.Argument(
            parser=local_path,
            metavar="PHOTO",
            help="A photo, or a folder of photos; left out with --list.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Argument(
            metavar="OUT",
            help="A file that is not there yet, or a folder [beside the photo, as IMG_1-rescued.jpg].",
            show_default=False,
        ),
    ] = None,
    deblur: Annotated[bool, typer.Option("--deblur", help="Take blur away.")] = False,
    upscale: Annotated[int, typer.Option("--upscale", help="Enlarge: 2 or 4 times.")] = 1,
    ways: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME", help=f"The way to deblur or to enlarge: {_WAYS} [own] (repeatable)."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option("--region", metavar="X,Y,W,H", help="Only this part, in pixels of the upright photo, or in %."),
    ] = None,
    lasso: Annotated[
        str | None,
        typer.Option("--lasso", metavar="'X,Y X,Y X,Y …'", help="Only what these corners enclose, in pixels or in %."),
    ] = None,
    subject: Annotated[bool, typer.Option("--subject", help="Only the subject, which is found in the photo.")] = False,
    dim: Annotated[float, typer.Option("--dim", help="Darken the rest: 0 … 1, where 1 is black.")] = 0.0,
    white: Annotated[bool, typer.Option("--white", help="Make the rest plain white.")] = False,
    light: Annotated[
        str | None, typer.Option("--light", metavar="auto", help="As much light as the photo seems to need.")
    ] = None,
    stops: Annotated[float, typer.Option("--stops", help="Exposure: −4 … 4, each doubles the light.")] = 0.0,
    shadows: Annotated[float, typer.Option("--shadows", help="Lift dark parts alone: 0 … 1.")] = 0.0,
    contrast: Annotated[float, typer.Option("--contrast", help="Local contrast: 0 … 1.")] = 0.0,
    listed: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="Rescue the photos of this file: a path a line, or NUL between."),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option("--server", metavar="URL", help="Server that runs the networks [CULLING_SERVER, else none]."),
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", metavar="S", help="Seconds for one answer of it.")] = 30.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done, and how long.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Rescue a photo that is worth keeping: deblur, more light, enlarge, the whole or a part; saved as a new file.

    EXIF and colours are kept, and what was done is written down in the new file. Of many photos those that were done
    already are left as they are, so that the same command goes on after a stop. Exit code 1 when one failed.
    """
    wanted = Wanted(
        deblur, upscale, tuple(ways or ()), region, lasso, subject, dim, white, light, stops, shadows, contrast
    )
    if listed is not None:
        if to is not None:
            raise ValueError("give either a photo or --list FILE, and one OUT")
        photo, to = None, photo
    elif photo is None:
        raise ValueError("name a photo or a folder of photos, or a file with their paths: --list FILE")
    call = _Call(wanted, to, server_from(server, timeout), dry_run, quiet)
    if listed is not None:
        call.many(paths_in(listed))
    elif photo is not None and photo.is_dir():
        call.many(find_photos(photo))
    elif photo is not None:
        call.one(photo)


@dataclass
class _Call:
    """One call of the command.

    Attributes:
        to: where results go.
        server: who runs the networks.
    """

    wanted: Wanted
    to: Path | None
    server: Server | None
    dry_run: bool
    quiet: bool

    def one(self, path: Path) -> None:
        """Rescue one photo; what fails is an error."""
        from culling.restore.perform import restore

        check_target(path, self.to)
        photo = read_photo(path, Limits(whole=not self.dry_run))
        edit = self.wanted.edit(photo.full_size, partial(suggest_light, photo.pixels))
        if edit.changes_nothing:
            raise CullingError(f"{printable(path)} seems to need no more light; nothing was written")
        if self.dry_run or not self.quiet:
            _say_ahead([(photo.full_size, edit)], self.server)
        if self.dry_run:
            return
        cancel = threading.Event()
        with progress_bar("rescuing", self.quiet) as tell, stop_on_interrupt(cancel):
            pixels = restore(photo.pixels, edit, progress=tell, stop=cancel.is_set, server=self.server, note=_say_note)
        inside = box_of(edit.region)
        measures = measures_before_after(photo.pixels, pixels, inside=inside)
        saved = save(path, pixels, edit, self.to, server=self.server is not None)
        out.print(printable(saved.path), markup=False, soft_wrap=True)
        if not self.quiet:
            _say_measures(measures, "the region" if inside else "the photo")
            for note in (*saved.notes, *reduced(photo)):
                say.print(f"  {note}", markup=False, soft_wrap=True)

    def many(self, paths: list[Path]) -> None:
        """Rescue many photos; what fails is told, and the rest goes on."""
        if self.wanted.in_pixels:
            raise ValueError("pixels belong to one photo: give --region or --lasso in %, such as 25%,25%,50%,50%")
        steps = plan_batch(paths, self._edits(paths), self.to)
        for name in {name for step in steps if step.status == "new" for name in networks_of(step.edit)} - {"subject"}:
            check_here(name, self.server)  # once, not for each photo; a subject is found without its network too
        if self.dry_run:
            _say_plan(steps, self.server, self.quiet)
            return
        cancel = threading.Event()
        with _photos_bar(self.quiet) as tell, stop_on_interrupt(cancel):
            result = run_batch(
                steps,
                self.to,
                progress=tell,
                stop=cancel.is_set,
                done=None if self.quiet else _say_step,
                server=self.server,
                note=_say_note,
            )
        if not self.quiet:
            _say_result(result)
        if result.stopped or result.count("failed"):
            raise typer.Exit(1)

    def _edits(self, paths: list[Path]) -> Edit | dict[Path, Edit]:
        """One edit for all, unless the light is each photo's own."""
        if not self.wanted.light:
            return self.wanted.edit((1, 1), None)
        return {path: self.wanted.edit((1, 1), partial(_light_of, path)) for path in paths}


def _say_ahead(work: list[tuple[tuple[int, int], Edit]], server: Server | None) -> None:
    """How long it will take here; a server's pace is not known."""
    seconds = 0.0 if server else sum(seconds_ahead(worked_size(size), edit) for size, edit in work)
    time = "a server does it, how long that takes is not known" if server else f"about {_in_words(seconds)}"
    if len(work) == 1:
        ((size, edit),) = work
        width, height = (side * edit.upscale for side in worked_size(size))
        time = f"{time}, {width} × {height} px come out, {width * height * 3 / 1e6:,.0f} MB in memory"
    say.print(time, markup=False, soft_wrap=True)


def _say_plan(steps: list[Step], server: Server | None, quiet: bool) -> None:
    work = []
    with progress_bar("looking", quiet) as tell:
        for number, step in enumerate(steps):
            with suppress(UnreadablePhoto):  # told when it is its turn
                if step.status == "new":
                    work.append((read_photo(step.source).full_size, step.edit))
            tell(number + 1, len(steps))
    for step in steps:
        out.print(f"{step.status}: {printable(step.source)}", markup=False, soft_wrap=True)
    say.print(f"{len(work)} of {len(steps)} photos to do")
    _say_ahead(work, server)


def _in_words(seconds: float) -> str:
    if seconds < 1:
        return "a second"
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _light_of(path: Path) -> Light:
    """What a photo seems to need; none for one that cannot be read, which is told when it is its turn."""
    try:
        return suggest_light(read_photo(path).pixels)
    except UnreadablePhoto:
        return Light()


@contextmanager
def _photos_bar(quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Photos, and the tiles of the present one, on stderr where somebody watches."""
    columns = (
        TextColumn("rescuing"),
        BarColumn(),
        TextColumn("{task.fields[photos]}", markup=False),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=say, transient=True, disable=quiet or not say.is_terminal) as bar:
        task = bar.add_task("rescuing", total=None, photos="")

        def tell(state: Progress) -> None:
            tiles = f" · tile {state.tile} of {state.tiles}" if state.tiles else ""
            done = state.done + (state.tile / state.tiles if state.tiles else 0)
            bar.update(task, completed=done, total=state.photos, photos=f"{state.done} of {state.photos}{tiles}")

        yield tell


def _say_note(text: str) -> None:
    say.print(text, style="yellow", markup=False, soft_wrap=True)


def _say_measures(measures: pd.DataFrame, what: str) -> None:
    table = Table(f"measures of {what}", "before", "after", "unit", "", box=None, pad_edge=False)
    for name, row in measures[measures["direction"] != "cannot say"].iterrows():
        table.add_row(str(name), shown(row["before"]), shown(row["after"]), row["unit"], row["direction"])
    out.print(table)
    say.print(HONEST, soft_wrap=True)


def _say_step(step: Step) -> None:
    target = f" -> {printable(step.target)}" if step.target else ""
    told = "; ".join(part for part in (step.measured, step.said) if part)
    line = f"{step.status}: {printable(step.source)}{target}{': ' if told else ''}{told}"
    out.print(line, markup=False, soft_wrap=True)


def _say_result(result: BatchResult) -> None:
    if result.stopped:
        say.print(result.stopped, style="red", markup=False, soft_wrap=True)
    counts = {status: result.count(status) for status in STATUSES}
    say.print(", ".join(f"{count} {status}" for status, count in counts.items() if count) or "no photos")
