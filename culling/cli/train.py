"""`culling train`: a small network on your own photos; runs listed, used as the measure own_flaw, removed."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from culling import own_network
from culling.cli.folder import local_path
from culling.cli.progress import out, say, stop_on_interrupt
from culling.errors import CullingError
from culling.experiments.order import ARCHITECTURES, Order, Progress, default_name
from culling.experiments.run import Run, find_run, remove_run, runs
from culling.experiments.training import TrainingStopped, check_free, problem, train, unfinished
from culling.folders import printable

app = typer.Typer(
    help="Train a small network on your own photos, damaged on purpose, and use it as the measure own_flaw.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="A run as `culling train list` names it.", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where runs are kept [your data directory].")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
_STEP = 5  # epochs between lines, where nobody watches


@app.command("flaws")
def flaws_command(
    folder: Annotated[
        Path, typer.Option("--folder", parser=local_path, metavar="PHOTOS", help="Folder of mostly good photos.")
    ],
    epochs: Annotated[int, typer.Option("--epochs", help="How often each picture is seen.")] = 40,
    architecture: Annotated[
        str, typer.Option("--architecture", help=f"One of: {', '.join(ARCHITECTURES)}.")
    ] = "spectra",
    name: Annotated[str | None, typer.Option("--name", help="Name of the run [folder and architecture].")] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed damages the same way.")] = 0,
    out_folder: Out = None,
    quiet: Quiet = False,
) -> None:
    """Damage the photos of a folder by known amounts and train a network to tell the damage.

    Takes minutes on one core. It is measured on photos that it never saw, beside the bundled network and the classical
    measures. Ctrl-C stops it; the same command goes on from there. Needs: pip install 'culling[train]'
    """
    folder = folder.absolute()
    order = Order(folder, name or default_name(folder, architecture), architecture, epochs, seed)
    if missing := problem():
        raise CullingError(missing)
    check_free(order, out_folder)
    if unfinished(order) and not quiet:
        say.print(f"going on with {order.name}", markup=False)
    cancel = threading.Event()
    try:
        with _Told(quiet) as told, stop_on_interrupt(cancel):
            run = train(order, progress=told.tell, cancel=cancel, out=out_folder)
    except TrainingStopped:
        raise CullingError("stopped; what is trained is kept, the same command goes on from there") from None
    if not quiet:
        _say_run(run)
        more = f" --out {printable(out_folder)}" if out_folder else ""
        say.print(f"to measure with it: culling train use {run.name}{more}", markup=False, soft_wrap=True)


@app.command("list")
def list_command(out_folder: Out = None) -> None:
    """List the runs: what was trained when, how good each is on photos it never saw, and which one is in use."""
    found, problems = runs(out_folder)
    table = Table(box=None, pad_edge=False)
    table.add_column("run", no_wrap=True, overflow="fold")  # to be typed after `use`
    for title in ("when", "architecture", "epochs", "photos", "right, held out", "bundled network", ""):
        table.add_column(title)
    for run in found:
        table.add_row(*_row(run), "in use" if run.in_use else "")
    if found:
        out.print(table)
    else:
        say.print("no runs yet; train one: culling train flaws --folder PHOTOS")
    for sentence in problems:
        say.print(sentence, style="red", markup=False, soft_wrap=True)


@app.command("use")
def use_command(name: Name, out_folder: Out = None) -> None:
    """Measure own_flaw with a run's network, from the next scan on; only that measure is measured anew."""
    run = find_run(name, out_folder)
    run.use()
    say.print(f"own_flaw is measured by {run.name} from the next scan on", markup=False, soft_wrap=True)


@app.command("forget")
def forget_command() -> None:
    """Stop measuring own_flaw; the next scan empties it, the run stays."""
    done = own_network.forget()
    say.print("own_flaw is measured no more; the next scan empties it" if done else "no network of yours is in use")


@app.command("remove")
def remove_command(name: Name, out_folder: Out = None) -> None:
    """Remove a run; if its network is in use, it stays in use until you forget it."""
    run = find_run(name, out_folder)
    used = run.in_use
    remove_run(run)
    say.print(f"{run.name} is removed{'; its network stays in use' if used else ''}", markup=False, soft_wrap=True)


def _row(run: Run) -> tuple[str, ...]:
    try:
        own, bundled = (rate.text for rate in run.evaluation.accuracy)
    except CullingError:
        own = bundled = "damaged"
    when = run.when[:16].replace("T", " ")
    return run.name, when, run.architecture, str(run.epochs), str(sum(run.photos.values())), own, bundled


def _say_run(run: Run) -> None:
    found = run.evaluation
    own, bundled = found.accuracy
    for why, count in run.left_out.items():
        say.print(f"left out: {count} {why}", markup=False, soft_wrap=True)
    say.print(
        f"{run.name}: {own.text} of {own.count} held-out pictures of {found.photos} photos told rightly; "
        f"the bundled network {bundled.text}",
        markup=False,
        soft_wrap=True,
    )
    table = Table("told from originals, area", "this run", "bundled", "classical measure", box=None, pad_edge=False)
    for area in found.areas:
        ways = [f"{value:.3f} ({low:.3f}–{high:.3f})" for value, low, high in area.ways.values()]
        table.add_row(area.flaw, ways[0], ways[1], f"{ways[2]} {area.measure}")
    say.print(table)


class _Told:
    """One line that changes where somebody watches, else one now and then."""

    def __init__(self, quiet: bool, console: Console = say) -> None:
        self._quiet, self._console = quiet, console
        self._status = console.status("starting") if console.is_terminal and not quiet else None
        self._stage = ""

    def __enter__(self) -> _Told:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def tell(self, progress: Progress) -> None:
        """Called from another thread."""
        if self._status is not None:
            self._status.update(progress.text)
        elif not self._quiet and self._worth_a_line(progress):
            self._console.print(progress.text, markup=False)
        self._stage = progress.stage

    def _worth_a_line(self, progress: Progress) -> bool:
        if progress.stage != "training":
            return progress.stage != self._stage
        return progress.done % _STEP == 0 or progress.done == progress.of
