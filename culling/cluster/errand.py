"""What runs on a worker: say what this process would measure with, and measure one photo within its time."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import cv2

from culling import nets
from culling.cloud.path import CloudPath
from culling.cloud.prefetch import FetchedPath
from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.measure import Measured, load_networks, measure_file, networks_used, recipe
from culling.outcomes import as_measured
from culling.workers import run_on_threads


@dataclass(frozen=True)
class Standing:
    """What decides about the numbers of a process.

    Attributes:
        version: of culling.
        recipe: reader, measures and their networks: see `culling.measure.recipe`.
        networks: SHA-256 by name of the networks in use.
        unseen: why the photos cannot be read from there; "" when they can.
    """

    version: str
    recipe: str
    networks: dict[str, str] = field(default_factory=dict)
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class Errand:
    """One photo to measure: the text of a path as the worker sees it, or a file in a cloud, which all see alike."""

    file: str | CloudPath
    only: frozenset[str] | None
    without: frozenset[str]
    limits: Limits
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of an errand.

    Attributes:
        recipe: fingerprint of the recipe that the numbers were made with.
        measured: the row, thumbnail and vector.
        unseen: the file could not be opened or fetched from there.
    """

    recipe: str
    measured: Measured
    unseen: bool = False


def standing(without: Collection[str]) -> Standing:
    """Of this process."""
    return Standing(version("culling"), recipe(without), networks_used())


def fingerprint(text: str) -> str:
    """SHA-256 of a recipe, which is a thousand letters long."""
    return hashlib.sha256(text.encode()).hexdigest()


def introduce(without: frozenset[str], samples: Sequence[tuple[str | CloudPath, int]]) -> Standing:
    """This worker's standing; the networks are loaded, so that its first photo does not wait for them.

    Args:
        samples: some of the photos to come, and how many bytes each has.
    """
    nets.look_again()
    cv2.setNumThreads(1)  # photos are what runs side by side here as well
    found = standing(without)
    load_networks(without)
    unseen = next((why for file, size in samples if (why := _unseen(file, size))), "")
    return Standing(found.version, found.recipe, found.networks, unseen)


def measure_photo(errand: Errand) -> Reply:
    """The row of one photo; given up after `errand.seconds`, as on one machine, in which fetching does not count."""
    file, limits = errand.file, errand.limits
    path = _fetched(file, limits) if isinstance(file, CloudPath) else Path(file)

    def measure(_task: None) -> Measured:
        return measure_file(path, limits, errand.only, errand.without)

    with closing(run_on_threads(measure, [None], threads=1, seconds=errand.seconds)) as outcomes:
        measured = as_measured(next(outcomes)[1])
    unseen = not measured.fetched
    if isinstance(file, str) and "error" in measured.values:
        unseen = not is_readable(path)
    return Reply(fingerprint(recipe(errand.without)), measured, unseen)


def is_readable(path: Path) -> bool:
    """Whether a file's first byte can be read; never waits at a pipe."""
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb") as file:
                file.read(1)
    except OSError:
        return False
    return True


def _fetched(path: CloudPath, limits: Limits) -> CloudPath:
    """The photo with its bytes, or with the reason why they did not come."""
    if path.stat().st_size > limits.max_bytes:
        return path
    try:
        return FetchedPath(path, path.fetch())
    except OSError as error:
        return FetchedPath(path, error)


def _unseen(file: str | CloudPath, size: int) -> str:
    """Why a file that the other side found is not the same here; "" when it is."""
    try:
        found = _size(file)
    except OSError as error:
        return error.strerror or str(error) or type(error).__name__
    except CullingError as error:
        return str(error).rstrip(".")
    return "" if found == size else f"a photo has {found} bytes there and {size} here"


def _size(file: str | CloudPath) -> int:
    if isinstance(file, str):
        return Path(file).stat().st_size
    facts = file.store.facts(file.key)  # a request of its own: what the other side was told does not count
    return facts.stat.st_size if facts else 0
