"""`culling labels`: what people said of photos, out of the catalog, into it, and how far they agree."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from culling.audit.holdout import Lock
from culling.audit.looks import UNLOCKED
from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import ScannedFolder
from culling.cli.progress import out, progress_bar, say, stop_on_interrupt
from culling.errors import CullingError
from culling.files import write_whole
from culling.folders import printable
from culling.labels.agreement import agreement_between, people, self_agreement
from culling.labels.collect import collect
from culling.labels.from_csv import read_labels_csv
from culling.labels.from_folders import read_label_folders
from culling.labels.from_marks import read_marks
from culling.labels.from_xmp import read_xmp_labels
from culling.labels.label import HOWS, Said
from culling.labels.read import ReadLabels
from culling.labels.to_csv import labels_csv
from culling.labels.words import counted
from culling.labels.xmp import Stars

_ONE = "--import FILE, --import-folders DIR, --import-xmp DIR, --from-marks, --export FILE and --unlock"


def labels_command(
    folder: ScannedFolder,
    import_file: Annotated[
        Path | None, typer.Option("--import", help="Add labels from this CSV file: path, label (keep or reject).")
    ] = None,
    import_folders: Annotated[
        Path | None, typer.Option("--import-folders", help="Add labels from photos sorted into keep/ and reject/.")
    ] = None,
    import_xmp: Annotated[
        Path | None,
        typer.Option("--import-xmp", help="Add labels from stars and picks in this folder: sidecars, JPEG files."),
    ] = None,
    from_marks: Annotated[bool, typer.Option("--from-marks", help="Add the marks of the catalog as labels.")] = False,
    keep_names: Annotated[
        list[str] | None,
        typer.Option(
            "--keep-name", help="With --import-folders: a folder's name that means keep (repeatable) [keep, good, …]."
        ),
    ] = None,
    reject_names: Annotated[
        list[str] | None,
        typer.Option(
            "--reject-name", help="With --import-folders: one that means reject (repeatable) [reject, bad, …]."
        ),
    ] = None,
    export: Annotated[Path | None, typer.Option("--export", help="Write all labels to this CSV file.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who labelled, where that is not known [user].")] = None,
    stars: Annotated[int, typer.Option("--stars", min=1, max=5, help="With --import-xmp: keep from so many on.")] = 3,
    low_rejects: Annotated[
        bool, typer.Option("--low-rejects", help="With --import-xmp: fewer stars, but one at least, are reject.")
    ] = False,
    colours: Annotated[
        bool, typer.Option("--colours", help="With --import-xmp: red is reject and green is keep.")
    ] = False,
    unlock: Annotated[
        bool, typer.Option("--unlock", help="Give up the lock on the labels that are locked away, for good.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what an import would add.")] = False,
    catalog: Place = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Labels say what a person thinks of photos, to check decisions against; unlike marks they decide nothing.

    Without an option: how many there are, by whom, and how far people agree. Exit code 1 when something could not be
    used.
    """
    asked = [import_file, import_folders, import_xmp, export]
    if sum(option is not None for option in asked) + from_marks + unlock > 1:
        raise ValueError(f"choose one of {_ONE}")
    with Catalog(folder, catalog, make=False) as known:  # asking never makes a new one
        if export is not None:
            _export(known, export, quiet)
        elif unlock:
            _unlock(known, quiet)
        elif import_file is not None:
            _add(known, read_labels_csv(import_file, known.table(), folder=folder, by=by or "user"), dry_run, quiet)
        elif from_marks:
            _add(known, read_marks(known.table(), known.mark_history(), by=by), dry_run, quiet)
        elif import_folders is not None:
            names = _names(keep_names, reject_names)
            look = partial(
                read_label_folders, import_folders, known.table(), known.folder, names=names, by=by or "user"
            )
            _add(known, _looked(look, quiet), dry_run, quiet)
        elif import_xmp is not None:
            wanted = Stars(stars, low_rejects, colours)
            look = partial(read_xmp_labels, known.table(), known.folder, import_xmp, stars=wanted, by=by or "user")
            _add(known, _looked(look, quiet), dry_run, quiet)
        else:
            _say_status(known)


def _names(keep: list[str] | None, reject: list[str] | None) -> dict[str, Said] | None:
    """What each name of a folder says; None for the usual names."""
    given: dict[str, Said] = {**dict.fromkeys(keep or (), "keep"), **dict.fromkeys(reject or (), "reject")}
    if set(keep or ()) & set(reject or ()):
        raise ValueError("a folder's name cannot mean both keep and reject")
    return given or None


def _looked(look: Callable[..., ReadLabels], quiet: bool) -> ReadLabels:
    """Labels from a look at many files, with progress; Ctrl-C ends it, and then nothing is added."""
    cancel = threading.Event()
    with progress_bar("looking", quiet) as tell, stop_on_interrupt(cancel):
        found = look(progress=tell, stop=cancel.is_set)
    if cancel.is_set():
        raise CullingError("stopped; nothing was added")
    return found


def _add(known: Catalog, found: ReadLabels, dry_run: bool, quiet: bool) -> None:
    for problem in found.problems:
        say.print(problem, style="yellow", markup=False, soft_wrap=True)
    new = found.new(known.label_history())
    if dry_run:
        for label in new:
            out.print(f"{label.path}: {label.label or 'taken back'}", markup=False, soft_wrap=True)
    else:
        known.add_labels(new)
    for note in () if quiet else found.notes:
        _tell(note, quiet)
    word = "would be added" if dry_run else "added"
    counts = ", ".join(f"{number} {answer}" for answer, number in found.counts.items())
    _tell(f"found {counts}: {len(new)} {word}, the others were there; {counted(len(found.problems), 'problem')}", quiet)
    if found.problems:
        raise typer.Exit(1)


def _export(known: Catalog, file: Path, quiet: bool) -> None:
    """Everything ever said, as a ledger must be whole; with a word on what of it is locked away."""
    history = known.label_history()
    write_whole(file, labels_csv(history))
    _tell(f"{counted(len(history), 'line')} in {printable(file)}", quiet)
    if locked := _locked(known, history):
        say.print(
            f"{counted(locked, 'of the labelled photos is', 'of the labelled photos are')} locked away and in the file "
            "all the same: whoever tunes to it has seen them",
            style="yellow",
            soft_wrap=True,
        )


def _locked(known: Catalog, history: pd.DataFrame) -> int:
    """How many labelled photos are locked away, those that are gone among them."""
    lock = Lock.of(known.label_lock())
    photos = history.drop_duplicates("path", keep="last")
    names = [content or path for content, path in zip(photos["content_hash"], photos["path"], strict=True)]
    return int(lock.holds(names).sum()) if lock else 0


def _unlock(known: Catalog, quiet: bool) -> None:
    """The way out also where the lock is damaged."""
    if known.label_lock() is None:
        raise CullingError("no labels are locked away")
    known.lock_labels(None)
    known.note_look("", "holdout", {"event": UNLOCKED})
    _tell("unlocked: all labels count like any others now", quiet)


def _say_status(known: Catalog) -> None:
    history = known.label_history()
    if history.empty:
        say.print(
            f"no labels yet; add some with {_ONE.partition(', --export')[0]}, or blind on the page Audit",
            soft_wrap=True,
        )
        return
    truth = collect(known.table(), history, known.draws())
    kept = int(truth.keep.sum())
    _out(f"{counted(len(truth), 'photo')} labelled: {kept} keep, {len(truth) - kept} reject")
    for how in HOWS:
        if count := truth.how.count(how):
            _out(f"  {how}: {count}")
    names = people(history)
    for name in names:
        own = history[(history["by"] == name) & history["label"].notna() & ~history["repeat"].astype(bool)]
        _out(f"by {name}: {counted(own['path'].nunique(), 'photo')}; {self_agreement(history, name).sentence}")
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            both = agreement_between(history, one, other)
            if both.pairs:
                _out(f"{one} and {other}: {both.sentence}")
    for note in truth.notes:
        _out(note)


def _out(text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)


def _tell(text: str, quiet: bool) -> None:
    if not quiet:
        say.print(text, markup=False, soft_wrap=True)
