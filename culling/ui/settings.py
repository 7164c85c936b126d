"""What the person who started the dashboard allows: which folders, under which address, with which catalog."""

from __future__ import annotations

import getpass
import ipaddress
import os
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from culling.errors import CullingError
from culling.ui import places

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Settings:
    """How this process was started.

    Attributes:
        folder: opened first; None opens the sample photos.
        roots: folders named by `--root` or CULLING_ROOTS.
        host: address the server is bound to. On anything but loopback only named folders are allowed.
        catalog: catalog file of `folder`; None keeps it in the user's data directory.
    """

    folder: Path | None = None
    roots: tuple[Path, ...] = ()
    host: str = LOOPBACK
    catalog: Path | None = None
    start_folder: Path = field(default_factory=Path.cwd)

    @cached_property
    def allowed_roots(self) -> tuple[Path, ...]:
        """Resolved folders under which photos may be opened and written."""
        given = [*([self.folder] if self.folder else []), *self.roots, places.SAMPLE_DATA, uploads_dir()]
        here = [Path.home(), self.start_folder, *removable_mounts()] if is_loopback(self.host) else []
        return _unique(_resolve(root) for root in [*given, *here])

    def allow(self, path: Path | str) -> Path:
        """The resolved path when it lies under an allowed root; else a CullingError that says how to allow it."""
        resolved = _resolve(Path(path))
        if any(resolved.is_relative_to(root) for root in self.allowed_roots):
            return resolved
        allowed = ", ".join(str(root) for root in self.allowed_roots)
        raise CullingError(
            f"{resolved} is outside the folders this dashboard may use ({allowed}). "
            f"Start it with `culling app --root {resolved}` to allow it."
        )

    def first_folder(self) -> Path | None:
        """What a new session opens: the folder given at the start, else the sample photos where they exist."""
        if self.folder is not None:
            return _resolve(self.folder)
        return places.SAMPLE_DATA if places.SAMPLE_DATA.is_dir() else None

    def catalog_of(self, folder: Path) -> Path | None:
        """The catalog file asked for at the start, for the folder it was asked for."""
        return self.catalog if self.folder is not None and folder == _resolve(self.folder) else None


def from_environment() -> Settings:
    """Settings of a server that was not started by `culling app`: CULLING_ROOTS and Streamlit's own address."""
    from streamlit import config

    named = os.environ.get("CULLING_ROOTS", "").split(os.pathsep)
    return Settings(
        roots=tuple(Path(name).expanduser() for name in named if name.strip()),
        host=str(config.get_option("server.address") or LOOPBACK),
    )


_in_force: list[Settings] = []


def use(settings: Settings) -> None:
    """Put these settings in force for the whole process; called once, before the server starts."""
    _in_force[:] = [settings]


def current() -> Settings:
    """The settings in force."""
    if not _in_force:
        use(from_environment())
    return _in_force[0]


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def uploads_dir() -> Path:
    """Where uploaded photos are kept, one folder an upload."""
    return places.data_dir() / "uploads"


def removable_mounts() -> list[Path]:
    """Folders under which cards and drives appear: /media and /run/media, /Volumes, drive letters from D on."""
    if os.name == "nt":
        return [drive for letter in string.ascii_uppercase[3:] if (drive := Path(f"{letter}:/")).exists()]
    user = getpass.getuser()
    mounts = [Path("/media") / user, Path("/run/media") / user, Path("/Volumes")]
    return [mount for mount in mounts if mount.is_dir()]


def _resolve(path: Path) -> Path:
    """Absolute, without links, ~ filled in; CullingError for a path that cannot be looked at."""
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as reason:
        raise CullingError(f"{path!s} cannot be opened: {reason}") from reason


def _unique(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys(paths))
