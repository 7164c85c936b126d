"""`culling find`: the photos that a text describes, when CLIP has been fetched."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.progress import out, progress_bar, stop_on_interrupt
from culling.cli.scan import scanned
from culling.errors import CullingError
from culling.folders import check_folder, printable
from culling.text_search import clip, search


def find_command(
    folder: Folder,
    text: Annotated[str, typer.Argument(help='What the photo shows, such as "a dog on a beach".')],
    top: Annotated[int, typer.Option("--top", min=1, help="How many photos to list.")] = 20,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """List the photos that a text fits best, with how well it does; needs CLIP (culling models fetch)."""
    if why := clip.problem():
        raise CullingError(f"{why} Finding photos by words needs {', '.join(clip.NETWORKS)}.")
    check_folder(folder)  # a missing folder leaves no catalog behind
    cancel = threading.Event()
    with Catalog(folder, catalog) as known:
        scanned(folder, known, workers, quiet)
        with progress_bar("looking", quiet) as tell, stop_on_interrupt(cancel):
            found = search.find_photos(known, text, progress=tell, cancel=cancel)
    for path, fits in found.head(top).items():
        out.print(f"{fits:.3f}  {printable(Path(str(path)))}", markup=False, soft_wrap=True)
