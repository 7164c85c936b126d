"""Where test photos and other programs are kept between runs: the user's cache folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import platformdirs

ROOT = Path(__file__).resolve().parents[1]


def cache_folder(*parts: str) -> Path:
    """A folder under the user's cache; what lies there may be deleted at any time and is made anew."""
    folder = platformdirs.user_cache_path("culling", appauthor=False).joinpath("benchmarks", *parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for one measurement, on the cache's disk since /tmp may be memory; gone afterwards."""
    with TemporaryDirectory(dir=cache_folder(), prefix="scratch-") as name:
        yield Path(name)
