"""`culling models`: list, fetch, verify and remove networks. Fetching is the only thing that uses the internet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from culling import nets
from culling.cli.progress import out, say
from culling.errors import CullingError
from culling.fetch import Progress, fetch
from culling.folders import printable
from culling.model_files import ModelFile, find, models, read, remove, state

app = typer.Typer(
    help="The networks: which there are, fetching stronger ones by choice, checking and removing them.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="A network as `culling models list` names it.", show_default=False)]


@app.command("list")
def list_command() -> None:
    """List the networks: what for, size, licence, and whether each is here."""
    table = Table(box=None, pad_edge=False)
    for title in ("network", "what for", "size", "licence", "state"):
        table.add_column(title, no_wrap=title != "what for", justify="right" if title == "size" else "left")
    for model in models().values():
        table.add_row(model.name, model.summary, decimal(model.size), model.licence, state(model))
    out.print(table)


@app.command("fetch")
def fetch_command(
    name: Name,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="URL_OR_FILE", help="A mirror or a local file [the address in the manifest]."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Agree to the licence without being asked.")] = False,
) -> None:
    """Fetch a network that others made, after showing its address, size and licence; other bytes are refused."""
    model = find(name)
    if model.bundled:
        raise CullingError(f"{name} comes with culling; there is nothing to fetch")
    if state(model) == "here":
        say.print(f"{name} is here already: {printable(model.path)}", markup=False, soft_wrap=True)
        return
    _ask(model, source, yes)
    with _bar(name) as tell:
        path = fetch(model, source, tell)
    say.print(f"{name} is here: {printable(path)}", markup=False, soft_wrap=True)
    nets.look_again()
    if problem := nets.problem(name):  # what runs it is missing
        say.print(problem, style="yellow", markup=False, soft_wrap=True)


@app.command("verify")
def verify_command(
    name: Annotated[str | None, typer.Argument(help="Only this network [all bundled and fetched ones].")] = None,
) -> None:
    """Compare the files with the manifest, byte for byte; exit code 1 when one is missing or damaged."""
    chosen = [find(name)] if name else [model for model in models().values() if state(model) != "not fetched"]
    problems = [problem for model in chosen if (problem := _verified(model)) is not None]
    for problem in problems:
        say.print(problem, style="red", markup=False, soft_wrap=True)
    say.print(f"{len(chosen)} checked, {len(problems)} not as they should be")
    if problems:
        raise typer.Exit(1)


@app.command("remove")
def remove_command(name: Name) -> None:
    """Remove a fetched network from the cache folder; bundled ones stay."""
    model = find(name)
    if remove(model):
        say.print(f"{name} is removed: {printable(model.path)}", markup=False, soft_wrap=True)
    else:
        say.print(f"{name} is not here, nothing to remove")


def _ask(model: ModelFile, source: str | None, yes: bool) -> None:
    """Show what would be fetched; go on only when a person agrees to the licence."""
    lines = (
        f"{model.name}: {model.summary}",
        f"  from     {source or model.url or 'no known address; give --from URL_OR_FILE'}",
        f"  size     {model.size:,} bytes",
        f"  sha256   {model.sha256}",
        f"  licence  {model.licence}",
    )
    say.print("\n".join(lines), markup=False, soft_wrap=True)
    if yes or (source or model.url) is None:
        return
    if not sys.stdin.isatty():
        raise CullingError(f"nobody is here to agree to the licence {model.licence}; agree with --yes")
    if not typer.confirm(f"Agree to the licence {model.licence} and fetch it?", err=True):
        raise CullingError("nothing was fetched")


def _verified(model: ModelFile) -> str | None:
    try:
        read(model)
    except CullingError as error:
        return str(error)
    out.print(f"{model.name}: as it should be")
    return None


@contextmanager
def _bar(title: str) -> Iterator[Progress]:
    """A progress bar on stderr, only where somebody watches it."""
    columns = (TextColumn(title), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=say, transient=True, disable=not say.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
