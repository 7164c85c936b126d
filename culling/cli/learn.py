"""`culling learn`: from keep and reject to one more measure, p_keep, with an honest account of how good it is."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.labelled import from_file
from culling.cli.progress import progress_bar, say, stop_on_interrupt
from culling.cli.scan import scanned
from culling.errors import CullingError
from culling.files import write_part, write_whole
from culling.folders import check_folder


def learn_command(
    folder: Folder,
    marks: Annotated[
        bool, typer.Option("--marks", help="Learn from the marks in the catalog [this is what is done].")
    ] = False,
    labels: Annotated[
        Path | None, typer.Option("--labels", help="Learn from a CSV file with path and label (keep, reject) instead.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all numbers to this JSON file.")] = None,
    cutoff: Annotated[float, typer.Option("--cutoff", min=0, max=1, help="Where precision and recall are told.")] = 0.5,
    forget: Annotated[bool, typer.Option("--forget", help="Forget what was learned; marks stay.")] = False,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Learn from your marks how likely you keep a photo: the measure p_keep, under a cutoff like any other.

    Refused with exit code 1 where there are too few marks, or where they cannot be told from chance.
    """
    if marks + forget + (labels is not None) > 1:
        raise ValueError("choose one of --marks, --labels FILE and --forget")
    check_folder(folder)  # a missing folder leaves no catalog behind
    with Catalog(folder, catalog) as known:
        if forget:
            known.forget_learned()
            _tell("forgotten: no photo has a p_keep any more, marks are as they were", quiet)
        else:
            _learn(known, labels, json_file, cutoff, workers, quiet)


def _learn(
    catalog: Catalog, labels: Path | None, json_file: Path | None, cutoff: float, workers: int | None, quiet: bool
) -> None:
    from culling.preference import words  # here, since scikit-learn slows every start of the program
    from culling.preference.keeping import learn_folder

    if json_file is not None:
        _check_place(json_file)
    table = scanned(catalog.folder, catalog, workers, quiet)
    said = None if labels is None else _labelled(labels, table, catalog.folder)
    cancel = threading.Event()
    with progress_bar("learning", quiet) as tell, stop_on_interrupt(cancel):
        found = learn_folder(catalog, said, progress=tell, cancel=cancel)
    if json_file is not None:
        content: dict[str, Any] = words.numbers(found.model, cutoff) | {"saved": not found.refusal}
        write_whole(json_file, (json.dumps(content, indent=1, sort_keys=True) + "\n").encode())
    for sentence in words.sentences(found.model, cutoff):
        _tell(sentence, quiet)
    if found.refusal:
        raise CullingError(found.refusal)
    _tell(f"Saved as p_keep. Training set {found.model.sha256}", quiet)


def _check_place(path: Path) -> None:
    """CullingError where a file cannot be written: told before anything is learned and kept, not after it."""
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        write_part(path.parent, b"").unlink()
    except OSError as error:
        raise CullingError(f"cannot write {path}: {error.strerror or error}") from error


def _labelled(file: Path, table: pd.DataFrame, folder: Path) -> dict[str, str]:
    truth, _ = from_file(file, table, folder)
    return {path: "keep" if keep else "reject" for path, keep in zip(truth.paths, truth.keep, strict=True)}


def _tell(text: str, quiet: bool) -> None:
    if not quiet:
        say.print(text, markup=False, soft_wrap=True)
