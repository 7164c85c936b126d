"""Where the journals of a photo folder lie, and names in the order of what happened, whatever the clock says."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import platformdirs

from culling.catalog import shoot_name
from culling.errors import CullingError
from culling.folders import printable

SORT_PREFIX = ".culling-journal-"
_NUMBERED = re.compile(r"(\d{6,12})-\d{8}T\d{6}Z-[a-z]+\.(?:jsonl|json)")
_TIME = "%Y%m%dT%H%M%S.%fZ"


def journals_root() -> Path:
    """Below this lie the journals of every photo folder; only they are believed when an export is taken back."""
    return platformdirs.user_data_path("culling", appauthor=False) / "journals"


def journals_folder(folder: Path) -> Path:
    """Where the journals of a photo folder lie: the user's data directory, never the photo folder."""
    return journals_root() / shoot_name(folder)


def made_journals_folder(folder: Path) -> Path:
    """`journals_folder`, made when it is missing; CullingError when it cannot be."""
    place = journals_folder(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CullingError(f"cannot make the folder {printable(place)}: {error.strerror or error}") from error
    return place


def listed(place: Path) -> list[tuple[int, Path]]:
    """(number, file) of each transaction in a journals' folder, in the order in which they began.

    Raises:
        CullingError: the folder cannot be read. One that is not there holds none.
    """
    try:
        found = [(number, path) for path in place.iterdir() if (number := number_of(path))]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CullingError(f"cannot read the folder {printable(place)}: {error.strerror or error}") from error
    return sorted(found)


def number_of(path: Path) -> int:
    """The running number in the name of a journal or of a sort's entry; 0 when it is neither."""
    match = _NUMBERED.fullmatch(path.name)
    return int(match[1]) if match else 0


def next_name(place: Path, kind: str, ending: str) -> Path:
    """A free name after all others; numbers count up, so a clock that went back changes nothing."""
    number = max((number for number, _ in listed(place)), default=0) + 1
    return place / f"{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{kind}.{ending}"


def next_sort_name(to: Path) -> Path:
    """The name of a sort's journal: the time, or just after the latest journal there when the clock went back."""
    now = datetime.now(UTC)
    times = [time for path in to.glob(f"{SORT_PREFIX}*.jsonl") if (time := _time_in(path))]
    if times and max(times) >= now:
        now = max(times) + timedelta(microseconds=1)
    return to / f"{SORT_PREFIX}{now:{_TIME}}.jsonl"


def _time_in(path: Path) -> datetime | None:
    try:
        time = datetime.strptime(path.name[len(SORT_PREFIX) : -len(".jsonl")], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return time if time.year < datetime.max.year else None
