"""Which networks there are, where their files lie, and whether a file is the one that was pinned.

`models/manifest.toml` lists them: `[bundled.NAME]` come with culling, `[optional.NAME]` a user may fetch into the cache
folder (see culling/fetch.py). A file counts only when its size and its SHA-256 are those of the manifest.
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import platformdirs

from culling.errors import CullingError
from culling.folders import printable

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "installed" / "models"

#: The folder of the bundled networks: inside the package in a wheel, else models/ at the top of the source tree.
MODELS = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "models"
MANIFEST = MODELS / "manifest.toml"

#: Name of the network that a person trained and chose (see culling/own_network.py); no manifest lists it.
OWN = "own-flaw"

#: Environment variable that names another cache folder for fetched networks.
CACHE_VARIABLE = "CULLING_MODELS"

State = Literal["bundled", "here", "missing", "not fetched", "damaged"]

_TEXTS = ("file", "sha256", "licence", "summary")
_KEYS = {"bundled": (*_TEXTS, "bytes"), "optional": (*_TEXTS, "bytes", "url")}
_manifest = MANIFEST


class ModelError(CullingError):
    """A network cannot be used: not listed, missing, damaged, or not understood. The text says what to do."""


@dataclass(frozen=True)
class ModelFile:
    """One network by its exact pin: the only file that is accepted has `size` bytes and this `sha256`.

    A bundled network's `file` is relative to the manifest, a fetched one's is a name in the cache folder, that of a
    person's own network (`own`) one in the user's data directory. Without a `url` it can only be fetched from a file or
    address that the user names.
    """

    name: str
    file: str
    size: int
    sha256: str
    licence: str
    summary: str
    home: Path | None
    url: str | None = None
    own: bool = False

    @property
    def bundled(self) -> bool:
        return self.home is not None and not self.own

    @property
    def path(self) -> Path:
        return (self.home or cache_folder()) / self.file

    @property
    def remedy(self) -> str:
        """What a person can do about a missing or damaged file."""
        if self.bundled:
            return "It comes with culling: install culling again."
        if self.own:
            return "Choose it again: culling train use NAME, or stop using it: culling train forget"
        return f"Run: culling models fetch {self.name}"


def models() -> Mapping[str, ModelFile]:
    """All networks of the manifest by name, bundled ones first; ModelError when the manifest cannot be read."""
    return _read_manifest(_manifest)


def use(manifest: Path | None) -> None:
    """Take the networks from another manifest in this process; None goes back to culling's own."""
    global _manifest
    _manifest = manifest or MANIFEST
    _read_manifest.cache_clear()


def find(name: str) -> ModelFile:
    """The network of that name; ModelError lists the names when there is none."""
    known = models()
    if name in known:
        return known[name]
    if name == OWN:
        return _own()
    close = get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(known) or 'none'}"
    raise ModelError(f"There is no network {name!r}; {hint}")


def _own() -> ModelFile:
    """The person's own network."""
    from culling.own_network import in_use  # here, since it makes a ModelFile itself

    model = in_use()
    if model is None:
        raise ModelError("No network of your own is in use. Train one: culling train flaws --folder PHOTOS")
    return model


def cache_folder() -> Path:
    """Where fetched networks lie; it need not exist yet. The environment variable CULLING_MODELS names another."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_cache_path("culling", appauthor=False) / "models"


def read(model: ModelFile, path: Path | None = None) -> bytes:
    """The content of the network's file (or of `path`), after comparing its size and SHA-256 with the manifest.

    Raises:
        ModelError: missing, unreadable, or another byte than pinned; says what was expected, found, and is to do.
    """
    path = path or model.path
    shown = printable(path)
    try:
        size = path.stat().st_size  # first, so that no endless or huge file is read
        data = path.read_bytes() if size == model.size else b""
    except FileNotFoundError:
        what = f"is missing: {shown}" if model.home else "has not been fetched"
        raise ModelError(f"The network {model.name} {what}. {model.remedy}") from None
    except OSError as error:
        raise ModelError(
            f"The network {model.name} cannot be read: {shown}: {error.strerror or error}. {model.remedy}"
        ) from error
    problem = mismatch(model, len(data) or size, hashlib.sha256(data).hexdigest())
    if problem:
        raise ModelError(f"The network {model.name} is damaged: {shown}: {problem}. {model.remedy}")
    return data


def state(model: ModelFile) -> State:
    """Whether the file is there and right: "bundled" or "here"; else "missing" or "not fetched"; else "damaged"."""
    if not os.path.lexists(model.path):
        return "missing" if model.bundled else "not fetched"
    try:
        read(model)
    except ModelError:
        return "damaged"
    return "bundled" if model.bundled else "here"


def remove(model: ModelFile) -> bool:
    """Remove a fetched network from the cache folder; whether there was one.

    Raises:
        ModelError: it comes with culling, or the file cannot be removed.
    """
    if model.bundled:
        raise ModelError(f"{model.name} comes with culling and is not removed")
    try:
        model.path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ModelError(f"cannot remove {printable(model.path)}: {error.strerror or error}") from error
    return True


def mismatch(model: ModelFile, size: int, sha256: str) -> str | None:
    """In what a file differs from the pinned one, expected and found; None when it is the same."""
    if size != model.size:
        return f"expected {model.size} bytes, got {size}"
    if sha256 != model.sha256:
        return f"expected SHA-256 {model.sha256}, got {sha256}"
    return None


@lru_cache
def _read_manifest(path: Path) -> dict[str, ModelFile]:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelError(f"The list of networks is missing: {printable(path)}. Install culling again.") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"The list of networks cannot be read: {printable(path)}: {error}") from error
    try:
        return _models(content, path.parent)
    except ValueError as error:
        raise ModelError(f"The list of networks is not understood: {printable(path)}: {error}") from error


def _models(content: Mapping[str, Any], folder: Path) -> dict[str, ModelFile]:
    found: dict[str, ModelFile] = {}
    for kind, keys in _KEYS.items():
        entries = content.get(kind, {})
        if not isinstance(entries, dict):
            raise ValueError(f"{kind} must hold tables")
        for name, entry in entries.items():
            _check_entry(f"{kind}.{name}", entry, keys)
            if name in found:
                raise ValueError(f"{name} is listed twice")
            home = folder if kind == "bundled" else None
            fixed = {key: value for key, value in entry.items() if key != "bytes"}
            found[name] = ModelFile(name=name, size=entry["bytes"], home=home, **fixed)
    return found


def _check_entry(where: str, entry: Any, keys: tuple[str, ...]) -> None:
    if not isinstance(entry, dict):
        raise ValueError(f"{where} is no table")
    needed = {"bytes", *_TEXTS}
    if not needed <= set(entry) <= set(keys):
        raise ValueError(f"{where} has {', '.join(sorted(entry))}; expected {', '.join(keys)}")
    if not all(isinstance(entry[key], str) for key in entry if key != "bytes"):
        raise ValueError(f"{where}: all but bytes must be text")
    if type(entry["bytes"]) is not int or entry["bytes"] <= 0:
        raise ValueError(f"{where}: bytes must be a positive number, got {entry['bytes']!r}")
    if not re.fullmatch("[0-9a-f]{64}", entry["sha256"]):
        raise ValueError(f"{where}: sha256 must be 64 hex digits, got {entry['sha256']!r}")
    _check_file(where, entry["file"], depth=1 if where.startswith("optional.") else 2)


def _check_file(where: str, file: str, depth: int) -> None:
    """Fetched files lie in the cache folder itself, so that removing one can never reach outside it."""
    parts = PurePosixPath(file).parts
    if not 1 <= len(parts) <= depth or {"..", "/", "."} & set(parts) or re.search(r"[\\:\0]", file):
        raise ValueError(f"{where}: file must be a plain {'name' if depth == 1 else 'path'}, got {file!r}")
