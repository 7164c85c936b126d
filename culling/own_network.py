"""The network that a person trained and chose as the measure `own_flaw`: its file is pinned like any other.

What is in use is written in `in_use.json` beside a copy of the network, in the user's data directory; another file than
the one that was chosen is never run. See culling/experiments for how one is trained.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import platformdirs

from culling.errors import CullingError
from culling.files import write_whole
from culling.folders import printable
from culling.model_files import OWN, ModelError, ModelFile

#: No network that is trained here comes near it.
MOST_BYTES = 32_000_000
_LARGEST_RECORD = 10_000
_RECORD = "in_use.json"


def folder() -> Path:
    """Where trained networks and the one in use lie; it need not exist yet."""
    return platformdirs.user_data_path("culling", appauthor=False) / "experiments"


def in_use() -> ModelFile | None:
    """The network that `own_flaw` reads, None while there is none.

    Raises:
        ModelError: what is written of it is damaged.
    """
    record = folder() / _RECORD
    try:
        found = record.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ModelError(f"It cannot be read which network of yours is in use: {_why(record, error)}") from error
    return _read(record, (found.st_mtime_ns, found.st_size))


def chosen() -> str:
    """The name of the run whose network is in use; "" while there is none, or its record is damaged."""
    try:
        model = in_use()
    except ModelError:
        return ""
    return "" if model is None else model.summary


def use(name: str, network: bytes, measured_by: str = "") -> ModelFile:
    """Measure `own_flaw` with this network from the next scan on, until another is used or it is forgotten.

    Args:
        name: of the run that it comes from.
        network: the file's bytes; they are looked at closely first (see `check`).
        measured_by: SHA-256 that the run's record pins; other bytes are refused.

    Raises:
        CullingError: other bytes than those recorded, no network that can be used, or the disk is full.
    """
    sha256 = hashlib.sha256(network).hexdigest()
    if measured_by and sha256 != measured_by:
        raise CullingError(
            f"The network of {name} is not the one that was trained: its SHA-256 is {sha256}, expected {measured_by}. "
            "Train it again."
        )
    from culling.own_network_check import check  # here, since it makes a session

    check(network, name)
    place = folder()
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CullingError(f"cannot make the folder {_why(place, error)}") from error
    before = _kept_file()
    write_whole(place / _file_name(sha256), network)
    record = {"name": name, "sha256": sha256, "bytes": len(network)}
    write_whole(place / _RECORD, (json.dumps(record) + "\n").encode())
    if before is not None and before.name != _file_name(sha256):
        with suppress(OSError):  # one that cannot go now does no harm: the record names another
            before.unlink(missing_ok=True)
    return _model(record)


def forget() -> bool:
    """Stop measuring `own_flaw`; whether there was anything in use. The run itself stays."""
    kept = _kept_file()
    if not (folder() / _RECORD).exists():
        return False
    try:
        (folder() / _RECORD).unlink(missing_ok=True)
        if kept is not None:
            kept.unlink(missing_ok=True)
    except OSError as error:
        raise CullingError(f"cannot forget the network in use: {_why(folder() / _RECORD, error)}") from error
    return True


def _kept_file() -> Path | None:
    try:
        model = in_use()
    except ModelError:
        return None
    return None if model is None else model.path


@lru_cache(maxsize=4)
def _read(record: Path, _stamp: tuple[int, int]) -> ModelFile:
    """A damaged record is a ModelError that says how to be rid of it."""
    try:
        if _stamp[1] > _LARGEST_RECORD:
            raise ValueError("it is too long")
        return _model(_checked(json.loads(record.read_text("utf-8"))))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(
            f"It cannot be read which network of yours is in use: {printable(record)}: {error}. "
            "Run: culling train forget"
        ) from error


def _checked(record: Any) -> dict[str, Any]:
    if not isinstance(record, dict) or set(record) != {"name", "sha256", "bytes"}:
        raise ValueError("it must hold name, sha256 and bytes")
    if not isinstance(record["name"], str) or not 0 < len(record["name"]) <= 100:
        raise ValueError("its name is no short text")
    if not isinstance(record["sha256"], str) or not re.fullmatch("[0-9a-f]{64}", record["sha256"]):
        raise ValueError("its sha256 is no SHA-256")
    if type(record["bytes"]) is not int or not 0 < record["bytes"] <= MOST_BYTES:
        raise ValueError(f"its bytes must be from 1 to {MOST_BYTES:,}")
    return record


def _model(record: dict[str, Any]) -> ModelFile:
    return ModelFile(
        name=OWN,
        file=_file_name(record["sha256"]),
        size=record["bytes"],
        sha256=record["sha256"],
        licence="your own",
        summary=record["name"],
        home=folder(),
        own=True,
    )


def _file_name(sha256: str) -> str:
    return f"own-{sha256[:16]}.onnx"


def _why(path: Path, error: OSError) -> str:
    return f"{printable(path)}: {error.strerror or error}"
