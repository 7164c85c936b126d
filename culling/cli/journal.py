"""`culling journal` and `culling undo`: what was sorted and written for a folder, and taking it back."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from culling.cli.folder import ScannedFolder
from culling.cli.progress import progress_bar, say, stop_on_interrupt
from culling.errors import CullingError
from culling.export.journal.history import Transaction, journals_of, last_transaction
from culling.export.journal.undo import UndoResult, undo
from culling.folders import folder_of, printable

_KINDS = {"copy": "sort: copied", "move": "sort: moved", "link": "sort: linked", "xmp": "XMP", "lists": "lists"}
# Wide enough that no path is broken: they are there to be copied.
_WIDTH = 20_000


def journal_command(folder: ScannedFolder) -> None:
    """List what was sorted and written for a folder, the latest first; `culling undo` takes any of it back."""
    transactions = journals_of(folder)
    if not transactions:
        say.print(f"nothing was sorted or exported from {printable(folder)} yet", markup=False, soft_wrap=True)
        return
    table = Table("when", "what", "files", "state", "where to", "journal", box=None, pad_edge=False)
    table.columns[2].justify = "right"
    for each in transactions:
        table.add_row(*map(Text, _cells(each)))
    Console(highlight=False, width=_WIDTH).print(table)


def undo_command(
    journal: Annotated[
        Path | None, typer.Argument(help="Journal of a sort or an export; `culling journal FOLDER` lists them.")
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option("--last", parser=folder_of, metavar="FOLDER", help="The latest of this folder of photos instead."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Take a sort or an export back: what is still as it was left; everything else stays and is named."""
    if (journal is None) == (last is None):
        raise ValueError("give either the JOURNAL or --last FOLDER")
    chosen = journal if journal is not None else _latest(last or Path(), quiet)
    cancel = threading.Event()
    with progress_bar("taking back", quiet) as tell, stop_on_interrupt(cancel):
        result = undo(chosen, tell, cancel)
    for path, why in result.kept:
        say.print(f"  {printable(path)}: {why}", markup=False, soft_wrap=True)
    if result.stopped:
        say.print(f"stopped: {result.stopped}; the same command goes on", style="red", markup=False, soft_wrap=True)
    if not quiet:
        say.print(_summary(result))
    if result.kept or result.stopped:
        raise typer.Exit(1)


def _latest(folder: Path, quiet: bool) -> Path:
    found = last_transaction(folder)
    if found is None:
        raise CullingError(f"there is nothing to take back for {printable(folder)}; culling journal FOLDER lists all")
    if not quiet:
        say.print(f"{_kind(found)}, {_when(found)}: {printable(found.journal)}", markup=False, soft_wrap=True)
    return found.journal


def _summary(result: UndoResult) -> str:
    if result.already:
        return "was taken back before; nothing is left to do"
    return f"{result.undone} taken back, {len(result.kept)} left as they are"


def _cells(each: Transaction) -> tuple[str, ...]:
    return _when(each), _kind(each), f"{each.files:,}", each.state, printable(each.to), printable(each.journal)


def _kind(each: Transaction) -> str:
    return _KINDS.get(each.kind, each.kind)


def _when(each: Transaction) -> str:
    return f"{each.started.astimezone():%Y-%m-%d %H:%M:%S}" if each.started else "unknown"
