"""What the person who started the dashboard allows: which folders, under which address, to whom, with which catalog."""

from __future__ import annotations

import getpass
import os
import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from culling.cloud import CloudPath
from culling.errors import CullingError
from culling.folders import folder_of
from culling.ui import places
from culling.ui.safety.access import Access, access
from culling.ui.safety.loopback import is_loopback
from culling.ui.safety.sign_in_file import SignIn, find_sign_in

LOOPBACK = "127.0.0.1"
_LONGEST_PATH = 4096


@dataclass(frozen=True)
class Settings:
    """How this process was started.

    Attributes:
        folder: opened first; None opens the sample photos.
        roots: folders named by `--root` or CULLING_ROOTS.
        host: address the server is bound to.
        catalog: catalog of `folder`: a file, or the URL of a shared one; None keeps it in the user's data directory.
        sign_in: where people sign in; None: whoever reaches the server may do all.
        access: what each person who signed in may do.
        public_url: address under which a proxy hands requests on; its name is then one of the server's own.
        insecure: others may reach the server although nobody signs in.
    """

    folder: Path | None = None
    roots: tuple[Path, ...] = ()
    host: str = LOOPBACK
    catalog: Path | str | None = None
    start_folder: Path = field(default_factory=Path.cwd)
    sign_in: SignIn | None = None
    access: Access = field(default_factory=Access)
    public_url: str | None = None
    insecure: bool = False

    @property
    def exposed(self) -> bool:
        """Whether others than the users of this machine can reach the server."""
        return not is_loopback(self.host) or self.public_url is not None

    @property
    def private(self) -> bool:
        """Whether whoever reaches the server works alone on this machine: only then is all of the home open."""
        return not self.exposed and self.sign_in is None

    @property
    def refusal(self) -> str | None:
        """Why the server must not serve anything; None when it may."""
        if self.exposed and self.sign_in is None and not self.insecure:
            return (
                f"Others could reach {self.public_url or self.host}, and nobody signs in. Configure sign-in "
                "(--auth FILE; README, “On another machine”), listen on 127.0.0.1, or give --insecure: then whoever "
                "reaches the address sees, marks and sorts the photos."
            )
        if self.sign_in is not None and not self.access.roles and self.access.default == "none" and not self.catalog:
            return "People sign in, but nobody is let in: name at least one with --admin EMAIL."
        return None

    @cached_property
    def allowed_roots(self) -> tuple[Path, ...]:
        """Resolved folders under which photos may be opened and written."""
        given = [*([self.folder] if self.folder else []), *self.roots, places.SAMPLE_DATA, uploads_dir()]
        here = [Path.home(), self.start_folder, *removable_mounts()] if self.private else []
        return _unique(_resolve(root) for root in [*given, *here])

    def allow(self, path: Path | str) -> Path:
        """The resolved path when it lies under an allowed root; else a CullingError that says how to allow it."""
        if len(str(path)) > _LONGEST_PATH:
            raise CullingError(f"A path of {len(str(path)):,} characters is longer than any folder's.")
        resolved = _resolve(folder_of(path))
        if isinstance(resolved, CloudPath):
            return self._allow_url(resolved)
        if any(resolved.is_relative_to(root) for root in self.allowed_roots):
            return resolved
        allowed = ", ".join(str(root) for root in self.allowed_roots)
        raise CullingError(
            f"{resolved} is outside the folders this dashboard may use ({allowed}). "
            f"Start it with `culling app --root {resolved}` to allow it."
        )

    def _allow_url(self, wanted: CloudPath) -> CloudPath:
        roots = [root for root in self.allowed_roots if isinstance(root, CloudPath)]
        if found := next((below for root in roots if (below := root.opened_below(wanted))), None):
            return found
        raise CullingError(
            f"{wanted} is none of the cloud folders that this dashboard may use. Start it with "
            f"`culling app --root {wanted}` to allow it."
        )

    def first_folder(self) -> Path | None:
        """What a new session opens: the folder given at the start, else the sample photos where they exist."""
        if self.folder is not None:
            return _resolve(self.folder)
        return places.SAMPLE_DATA if places.SAMPLE_DATA.is_dir() else None

    def catalog_of(self, folder: Path) -> Path | str | None:
        """The catalog asked for at the start, for the folder it was asked for."""
        return self.catalog if self.folder is not None and folder == _resolve(self.folder) else None


def from_environment() -> Settings:
    """Settings of a server that `culling app` did not start: from CULLING_…, and Streamlit's address and secrets."""
    from streamlit import config

    return Settings(
        roots=roots_of_environment(),
        host=str(config.get_option("server.address") or LOOPBACK),
        sign_in=find_sign_in(map(Path, config.get_option("secrets.files"))),
        access=access(
            _several("CULLING_ADMINS"), _several("CULLING_ROLES"), os.environ.get("CULLING_DEFAULT_ROLE", "none")
        ),
        public_url=public_origin(public) if (public := os.environ.get("CULLING_PUBLIC_URL")) else None,
        insecure=os.environ.get("CULLING_INSECURE") == "1",
    )


def roots_of_environment() -> tuple[Path, ...]:
    """Folders that CULLING_ROOTS opens."""
    between = f"{re.escape(os.pathsep)}(?!//)"  # that of a URL is none
    named = re.split(between, os.environ.get("CULLING_ROOTS", ""))
    return tuple(folder_of(name).expanduser() for name in named if name.strip())


def public_origin(url: str) -> str:
    """The address under which a proxy hands requests on, without a path.

    Raises:
        CullingError: no address of one host.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "*" in parts.netloc or parts.username:
        raise CullingError(f"--public-url {url}: write it as https://photos.example.org")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise CullingError(f"--public-url {url}: a name of its own is needed, without a path; give the proxy one")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _several(name: str, between: str = ",") -> list[str]:
    return [given for given in os.environ.get(name, "").split(between) if given.strip()]


_in_force: list[Settings] = []


def use(settings: Settings) -> None:
    """Put these settings in force for the whole process; called once, before the server starts."""
    _in_force[:] = [settings]


def current() -> Settings:
    """The settings in force."""
    if not _in_force:
        use(from_environment())
    return _in_force[0]


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
