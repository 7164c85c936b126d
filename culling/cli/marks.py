"""`culling marks`: human marks out of the catalog as CSV, and from a CSV into it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import ScannedFolder
from culling.cli.progress import out, say
from culling.export.lists.marks_csv import ReadMarks, marks_csv, read_marks_csv
from culling.files import write_whole
from culling.folders import printable

_BY = "shell"


def marks_command(
    folder: ScannedFolder,
    export: Annotated[Path | None, typer.Option("--export", help="Write the marks to this CSV file.")] = None,
    import_file: Annotated[
        Path | None,
        typer.Option("--import", help="Set marks from this CSV file: path, mark; “clear” takes one back."),
    ] = None,
    disputed: Annotated[
        bool, typer.Option("--disputed", help="List the photos on which people disagree, with each person's mark.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what an import would change.")] = False,
    catalog: Place = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:
    """Human marks to a CSV file, or from one; exit code 1 when lines of it could not be used."""
    if (export is not None) + (import_file is not None) + disputed != 1:
        raise ValueError("choose one of --export FILE and --import FILE, or --disputed")
    with Catalog(folder, catalog, make=False) as known:  # asking never makes a new one
        if export is not None:
            data = marks_csv(known.mark_history())
            write_whole(export, data)
            _tell(f"{len(known.marks())} marks in {printable(export)}", quiet)
        elif import_file is not None:
            _import(known, import_file, dry_run, quiet)
        else:
            _say_disputed(known)


def _import(catalog: Catalog, file: Path, dry_run: bool, quiet: bool) -> None:
    found = read_marks_csv(file, catalog.table())
    for problem in found.problems:
        say.print(problem, style="yellow", markup=False, soft_wrap=True)
    if dry_run:
        _say_changes(found)
    else:
        catalog.set_marks(found.pairs, by=catalog.signed(_BY), how="csv")
    word = "would change" if dry_run else "changed"
    _tell(f"{len(found.changes)} {word}, {found.same} were so already, {len(found.problems)} problems", quiet)
    if found.problems:
        raise typer.Exit(1)


def _say_disputed(catalog: Catalog) -> None:
    found = catalog.disagreements()
    for path, says in found.iterrows():
        out.print(
            f"{path}: {', '.join(f'{by} {mark}' for by, mark in says.dropna().items())}", markup=False, soft_wrap=True
        )
    if found.empty:
        say.print("people agree on every photo that several of them marked")


def _say_changes(found: ReadMarks) -> None:
    for path, was, mark in found.changes.itertuples():
        out.print(f"{path}: {was or 'no mark'} -> {mark or 'no mark'}", markup=False, soft_wrap=True)


def _tell(text: str, quiet: bool) -> None:
    if not quiet:
        say.print(text, markup=False, soft_wrap=True)
