"""The child process of `layout`: `python child.py FOLDER` reads `graph.npz` there and writes `points.npy`.

It imports nothing of `culling` and says nothing on stdout but how far it is, 0 … 1 a line.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

SEED = 0

# Where umap's own defaults of `spread` and `min_dist` lead.
_SPREAD, _MIN_DIST = 1.0, 0.1
_LEARNING_RATE, _REPULSION, _NEGATIVES = 1.0, 1.0, 5
_IMPORTED = 0.1  # of all that there is to do, as far as anybody can tell


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked for the map ends this process
    with suppress(AttributeError, OSError):
        os.nice(5)  # the dashboard goes first
    folder = Path(sys.argv[1])
    with np.load(folder / "graph.npz", allow_pickle=False) as parts:
        held = {name: parts[name] for name in parts.files}
    library = _umap(folder / "numba")
    _say(_IMPORTED)
    np.save(folder / "points.npy", _lay_out(library, **held))


def _umap(cache: Path) -> Any:
    """umap, which compiles while it is imported: where numba may keep that nowhere else, it is kept in `cache`."""
    try:
        import umap.umap_ as library
    except RuntimeError as error:
        if "cannot cache" not in str(error):
            raise
        for name in [name for name in sys.modules if name.partition(".")[0] in ("umap", "pynndescent")]:
            del sys.modules[name]
        numba: Any = import_module("numba")
        numba.config.CACHE_DIR = str(cache)
        import umap.umap_ as library
    return library


def _lay_out(library: Any, first: Any, second: Any, weights: Any, start: Any) -> Any:
    """The same graph and start give the same points: one thread, fixed seed."""
    from scipy.sparse import coo_matrix

    chance = np.random.RandomState(SEED)
    points, _ = library.simplicial_set_embedding(
        None,
        coo_matrix((weights, (first, second)), shape=(len(start), len(start))),
        2,
        _LEARNING_RATE,
        *library.find_ab_params(_SPREAD, _MIN_DIST),
        _REPULSION,
        _NEGATIVES,
        None,  # epochs: umap's own choice, 500 up to 10,000 photos and 200 above
        start + chance.normal(scale=1e-4, size=start.shape).astype(np.float32),
        chance,
        "euclidean",
        {},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
        parallel=False,
        tqdm_kwds={"disable": False, "file": _Epochs(), "bar_format": "{n}/{total}", "mininterval": 0.1},
    )
    return points


class _Epochs:
    """Where tqdm draws its bar."""

    def write(self, text: str) -> None:
        done, _, total = text.strip().partition("/")
        if done.isdigit() and total.isdigit():
            _say(_IMPORTED + (1 - _IMPORTED) * int(done) / int(total))

    def flush(self) -> None:
        """Every line is sent at once."""


def _say(share: float) -> None:
    sys.stdout.write(f"{share:.4f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
