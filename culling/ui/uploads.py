"""Photos that were uploaded: in a folder that nobody else can read, of this machine or of the dashboard."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from culling.decoding.kinds import PHOTO_SUFFIXES
from culling.errors import CullingError
from culling.ui import settings
from culling.ui.safety import signed_in

MOST_BYTES = 1_000_000_000

_SHARED = f"shared-{secrets.token_hex(4)}"  # of this process: another one may serve others meanwhile


def new_folder() -> Path:
    """An empty folder for one upload of this session's person; its name cannot be guessed.

    Alone at the machine, uploads are kept. Where others come in as well, they go when the server stops.

    Raises:
        CullingError: it cannot be made.
    """
    chosen, stamp = settings.current(), datetime.now().strftime("%Y-%m-%d %H.%M.%S.%f")
    folder = settings.uploads_dir() / stamp if chosen.private else own_root() / f"{stamp} {secrets.token_hex(4)}"
    try:
        settings.uploads_dir().mkdir(parents=True, exist_ok=True)
        settings.uploads_dir().chmod(0o700)
        folder.mkdir(parents=True)
    except OSError as reason:
        raise CullingError(f"The upload could not be kept in {folder}: {reason.strerror or reason}") from reason
    return folder


def own_root() -> Path:
    """Where this session's person keeps uploads in a dashboard that others use as well."""
    return settings.uploads_dir() / _SHARED / signed_in.own_key(signed_in.user())


def check_uploads(files: Sequence[tuple[str, bytes]]) -> None:
    """CullingError unless these are photos by their names, and not more of them than can be kept."""
    signed_in.user().check("mark")
    if others := [name for name, _ in files if name and name.rpartition(".")[2].lower() not in _SUFFIXES]:
        raise CullingError(f"Not a photo, so nothing of the upload was kept: {others[0][-80:]}")
    if sum(len(data) for _, data in files) > MOST_BYTES:
        raise CullingError("These are more than 1 GB at once; open larger sets as a folder.")


def check_own(folder: Path) -> None:
    """CullingError for an upload of somebody else."""
    everybody = settings.uploads_dir().resolve()
    if settings.current().private or not isinstance(folder, Path) or not folder.is_relative_to(everybody):
        return
    if not folder.is_relative_to(own_root().resolve()):
        raise CullingError("This is not one of your uploads.")


def clear_shared() -> None:
    """Remove what others uploaded; for the end of the process."""
    if not settings.current().private:
        shutil.rmtree(settings.uploads_dir() / _SHARED, ignore_errors=True)


_SUFFIXES = {suffix.lstrip(".") for suffix in PHOTO_SUFFIXES}
