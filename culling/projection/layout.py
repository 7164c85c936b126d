"""The map by UMAP: photos that are each other's neighbours lie together, clumps apart.

McInnes, Healy and Melville 2018, arXiv:1802.03426. It is laid out by umap-learn in a process of its own: that takes
seconds to import and compile what it runs, it can be ended at any moment, and its memory is given back.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from culling.errors import CullingError
from culling.neighbours import Floats, Neighbours
from culling.projection.membership import memberships
from culling.projection.pca import project_pca
from culling.projection.projection import Kind, Projection

#: With fewer photos than this UMAP has nothing to tell that PCA does not.
FEWEST = 10

# What the child runs. Tests give another program to see a child that crashes.
PROGRAM = Path(__file__).with_name("child.py")

_WIDTH = 10.0  # umap scales where it starts from to this
_LOOK_SECONDS = 0.05

Progress = Callable[[float], None]


def project_umap(
    neighbours: Neighbours,
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    program: Path = PROGRAM,
) -> Floats:
    """Where each photo lies so that neighbours lie together: float32 (n, 2), NaN for photos without a vector.

    The same neighbours in the same order give the same map. Distances within a clump tell more than those between
    clumps. Fewer than `FEWEST` photos are laid out by PCA, without a child. 10,000 photos take 10 CPU s, 100,000 40, of
    which 3 are spent before the first photo moves; the first map after umap-learn was installed takes half a minute
    more, while numba compiles it.

    Args:
        progress: told how much is done, 0 … 1, from another thread.
        cancel: when it is set the child is ended.

    Raises:
        CullingError: cancelled, or the child ended early (memory, a missing library): with the reason.
    """
    rows = np.flatnonzero(neighbours.usable)
    points = project_pca(neighbours.vectors)
    if len(rows) >= FEWEST:
        points[rows] = _ask_child(program, _graph(neighbours, rows, points[rows]), progress, cancel)
    return points


def laid_out(
    neighbours: Neighbours, *, progress: Progress | None = None, cancel: threading.Event | None = None
) -> Projection:
    """`project_umap` as a whole map, under its right name: a few photos have one by PCA."""
    points = project_umap(neighbours, progress=progress, cancel=cancel)
    kind: Kind = "umap" if int(neighbours.usable.sum()) >= FEWEST else "pca"
    return Projection.whole(points, kind, neighbours.paths)


def _graph(neighbours: Neighbours, rows: NDArray[np.int64], start: Floats) -> dict[str, NDArray[np.generic]]:
    """umap's fuzzy union: a link counts when either end, or both, take the other for a neighbour."""
    count = len(rows)
    names = np.full(len(neighbours.places), -1)
    names[rows] = np.arange(count)
    near, weights = neighbours.places[rows], memberships(neighbours.distances[rows]).astype(np.float32)
    first, nth = np.nonzero(near >= 0)
    one_way = csr_matrix((weights[first, nth], (first, names[near[first, nth]])), shape=(count, count))
    either = one_way + one_way.T - one_way.multiply(one_way.T)
    links = either.tocoo()
    widest = np.abs(start).max()
    scaled = start * np.float32(_WIDTH / widest) if widest > 0 else start
    return {"first": links.row, "second": links.col, "weights": links.data, "start": scaled}


def _ask_child(
    program: Path, graph: dict[str, NDArray[np.generic]], progress: Progress | None, cancel: threading.Event | None
) -> Floats:
    try:
        with tempfile.TemporaryDirectory(prefix="culling-map-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            np.savez(folder / "graph.npz", **graph)  # type: ignore[arg-type]
            with (folder / "complaints.txt").open("wb") as complaints:
                code = _run(program, folder, complaints, progress, cancel or threading.Event())
            if code:
                raise CullingError(f"The map could not be laid out: {_reason(code, folder)}")
            points = np.load(folder / "points.npy", allow_pickle=False)
    except OSError as error:
        raise CullingError(f"The map could not be laid out: {error.strerror or error}.") from error
    if points.shape != graph["start"].shape or not np.isfinite(points).all():
        raise CullingError("The map could not be laid out: umap gave no point for some photos.")
    return np.asarray(points, np.float32)


def _run(program: Path, folder: Path, complaints: IO[bytes], progress: Progress | None, cancel: threading.Event) -> int:
    """The child's exit code; it does not outlive this call."""
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)  # it imports what this process would
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    child = subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", str(program), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        text=True,
        env={**os.environ, "PYTHONPATH": paths, **one},
    )
    listener = threading.Thread(target=_listen, args=(child.stdout, progress), daemon=True)
    listener.start()
    try:
        while (code := _ended(child)) is None:
            if cancel.is_set():
                raise CullingError("The map was stopped before it was laid out.")
    finally:
        child.kill()
        child.wait()
        listener.join()
        if child.stdout is not None:
            child.stdout.close()
    return code


def _ended(child: subprocess.Popen[str]) -> int | None:
    try:
        return child.wait(_LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _listen(lines: IO[str], progress: Progress | None) -> None:
    for line in lines:
        with suppress(ValueError):  # a library that prints is not heard
            share = float(line)
            if progress is not None:
                progress(share)


def _reason(code: int, folder: Path) -> str:
    """The last line of what it complained of; a process that is killed says nothing."""
    said = (folder / "complaints.txt").read_text("utf-8", "replace").strip().splitlines()
    if said:
        return said[-1]
    if code < 0:
        return f"its process was ended by the system (signal {-code}), most often for want of memory."
    return f"its process ended with code {code}."
