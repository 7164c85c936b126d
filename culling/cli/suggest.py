"""`culling suggest`: which photos may go, why, how sure that is, and what space it would free. It deletes nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.progress import say
from culling.cli.scan import scanned
from culling.export.csv_cells import csv_bytes
from culling.files import write_whole
from culling.folders import check_folder
from culling.suggest import KINDS, Suggested, Suggestions, get_kind, look

_NAMES = ", ".join(kind.name for kind in KINDS)
_LACKING = {
    "similar": "no groups are kept; `culling group FOLDER --keep` finds and keeps them",
}


def suggest_command(
    folder: Folder,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help=f"Only this kind (repeatable): {_NAMES} [all].")
    ] = None,
    cutoff: Annotated[
        list[str] | None,
        typer.Option("--cutoff", help="From where on a measure speaks against a photo: blur=0.5 (repeatable)."),
    ] = None,
    out_file: Annotated[
        Path | None, typer.Option("--out", help="Write the suggestions to this CSV file [stdout].")
    ] = None,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Suggest which photos may go, after scanning what is new; nothing is deleted and nothing is marked."""
    wanted = [get_kind(name.replace("-", " ")).name for name in kind or [known.name for known in KINDS]]
    settings = _settings(cutoff or [])
    check_folder(folder)  # a missing folder leaves no catalog behind
    with Catalog(folder, catalog) as known:
        rows = scanned(folder, known, workers, quiet)
        seen = look(rows, settings, chosen=known.chosen_keepers(), vectors=known.vectors(rows.index))
    found = seen.rows[seen.rows["kind"].isin(wanted)]
    content = suggestions_csv(found)
    if out_file is None:
        sys.stdout.buffer.write(content)
    else:
        write_whole(out_file, content)
    if not quiet:
        _say_summary(seen, wanted)


def suggestions_csv(found: pd.DataFrame) -> bytes:
    """path, kind, why, sure, bytes, stays (path of the photo that stays in its place), done (1: marked reject)."""
    return csv_bytes({name: found[name].astype(int) if name == "done" else found[name] for name in found.columns})


def _settings(given: list[str]) -> Suggestions:
    """Cutoffs as typed: "blur=0.5"."""
    moved: dict[str, float] = {}
    for text in given:
        measure, _, value = text.partition("=")
        try:
            moved[measure] = float(value)
        except ValueError:
            raise ValueError(f"--cutoff takes a measure and a number, such as blur=0.5, got {text!r}") from None
    return Suggestions(moved)


def _say_summary(seen: Suggested, wanted: list[str]) -> None:
    for name in wanted:
        free, done, held = seen.free(name), seen.done(name).photos, seen.held_of(name)
        notes = [f"{done} marked reject already"] * bool(done)
        notes += [f"{held} held back as the last of {'its group' if held == 1 else 'their groups'}"] * bool(held)
        notes += [_LACKING.get(name, "not measured")] * (name in seen.unmeasured)
        line = "; ".join([f"{name}: {free.photos}, {free.bytes / 1e6:.1f} MB", *notes])
        say.print(line, markup=False, soft_wrap=True)
    free = seen.free(*wanted)
    photos = "1 photo" if free.photos == 1 else f"{free.photos} photos"
    say.print(f"{photos}, {free.bytes / 1e6:.1f} MB in all, each counted once; nothing was deleted or marked")
