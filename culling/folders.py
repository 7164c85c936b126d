"""Which files of a folder are photos, and the text by which each is known in tables and lists."""

from __future__ import annotations

import os
import re
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import url2pathname

from culling.cloud.address import is_url
from culling.cloud.path import CloudPath
from culling.decoding.kinds import PHOTO_SUFFIXES
from culling.errors import CullingError

# Thumbnails of Synology and QNAP, the bins of Windows: copies that nobody wants to judge.
_SKIPPED_FOLDERS = frozenset(("@eadir", "$recycle.bin", "system volume information", "#recycle", "__macosx"))

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"\\(?=x[0-9a-f]{2}|ud[89a-f][0-9a-f]{2})")
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})|\\u(d[89a-f][0-9a-f]{2})")

OnError = Callable[[Path, str], None]


def folder_of(folder: Path | str) -> Path:
    """The folder that a text names, the one place that tells URLs from paths; nobody is asked whether it is there.

    A URL (s3://bucket/shoot, or any other that fsspec reads) becomes a `CloudPath`, file:// a path of this computer.

    Raises:
        CullingError: a URL that names no folder.
    """
    if isinstance(folder, Path) or not is_url(folder):
        return Path(folder) if isinstance(folder, str) else folder
    if folder[:8].lower() == "file:///":
        return Path(url2pathname(folder[7:]))
    return CloudPath.of(folder)


def local_folder(folder: Path | str, instead: str) -> Path:
    """The folder, where it is one of this computer; else a CullingError that names what to do `instead`."""
    found = folder_of(folder)
    if isinstance(found, CloudPath):
        raise CullingError(f"{found} is only read, and its photos stay where they are. {instead}")
    return found


def find_photos(
    folder: Path | str, on_error: OnError | None = None, cancel: threading.Event | None = None
) -> list[Path]:
    """All photos in `folder` and below, absolute, sorted by their key (see `relative_key`).

    Only regular files count, by suffix in any case; hidden files and folders are left out. Folders that are links are
    not entered, so no loop can arise; a file that is a link counts when it leads to a file inside `folder`.

    In a cloud folder every file is a regular one, and comes with the size and time that the listing told.

    Args:
        folder: where to look.
        on_error: called with each sub-folder that cannot be listed and the reason; the search goes on. In a cloud: with
            each key that cannot be a path.
        cancel: set it to end the listing of a cloud folder, which takes a second for some thousand photos.

    Raises:
        CullingError: `folder` is missing, is no folder, or may not be read; its listing was cancelled.
    """
    root = folder_of(folder).absolute()
    if isinstance(root, CloudPath):
        return sorted(_in_cloud(root, on_error, cancel), key=lambda path: relative_key(root, path))
    check_folder(root)
    photos = [Path(path) for path in _walk(root, on_error or (lambda path, reason: None))]
    return sorted(photos, key=lambda path: relative_key(root, path))


def relative_key(folder: Path, path: Path) -> str:
    r"""The POSIX path of `path` relative to `folder`: one text for tables, lists, SQLite and JSON.

    Bytes of a name that are no UTF-8 become `\xNN` in the text, and `path_of` turns them back.

    >>> relative_key(Path("/photos"), Path("/photos/day 1/a.jpg"))
    'day 1/a.jpg'
    """
    text = path.relative_to(folder if path.is_absolute() == folder.is_absolute() else folder.absolute()).as_posix()
    if "\\" not in text and text.isascii():
        return text
    return _LONE_SURROGATE.sub(_escape, _LOOKS_ESCAPED.sub(r"\\x5c", text))


def path_of(folder: Path, key: str) -> Path:
    """The file that `relative_key` gave `key` for. A key that leads out of `folder` is a ValueError."""
    text = _ESCAPED.sub(_unescape, key)
    parts = text.split("/")
    if not text or "\0" in text or ".." in parts or Path(text).is_absolute() or Path(text).drive:
        raise ValueError(f"{key!r} is not the path of a photo inside the folder")
    return folder.joinpath(*parts)


def printable(path: Path) -> str:
    """`path` as text that can be shown and stored, whatever bytes its name holds."""
    return _LONE_SURROGATE.sub(_escape, str(path))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"


def _unescape(match: re.Match[str]) -> str:
    if match[2]:
        return chr(int(match[2], 16))
    byte = int(match[1], 16)
    if byte == 0x5C:
        return "\\"
    return chr(0xDC00 + byte) if byte >= 0x80 else match[0]


def _in_cloud(root: CloudPath, on_error: OnError | None, cancel: threading.Event | None) -> Iterator[CloudPath]:
    for file in root.files(_is_wanted, lambda said: on_error(root, said) if on_error else None):
        if cancel and cancel.is_set():
            raise CullingError(f"The listing of {root} was cancelled; nothing was changed.")
        yield file


def _is_wanted(key: str) -> bool:
    """Whether a key is that of a photo, in no hidden or skipped folder; .. is left to those who tell of it."""
    *folders, name = key.split("/")
    if not _has_photo_suffix(name):
        return False
    hidden = any(part.startswith(".") and part not in (".", "..") for part in (*folders, name))
    return not hidden and not any(folder.lower() in _SKIPPED_FOLDERS for folder in folders)


def check_folder(folder: Path | str) -> None:
    """CullingError where the folder is missing, is no folder, or may not be read; nothing is searched."""
    root = folder_of(folder).absolute()
    if isinstance(root, CloudPath):
        root.store.check()
        return
    try:
        found = root.stat()
        if not stat.S_ISDIR(found.st_mode):
            raise CullingError(f"{printable(root)} is a file. Give the folder that holds it.")
        with os.scandir(root):
            pass
    except PermissionError:
        raise CullingError(
            f"No permission to read the folder {printable(root)}. Allow it, or run as a user who may."
        ) from None
    except (OSError, ValueError) as error:
        reason = "" if isinstance(error, FileNotFoundError | ValueError) else f" ({error.strerror})"
        raise CullingError(
            f"There is no folder {printable(root)}{reason}. Check the spelling and whether its drive is connected."
        ) from None


def _walk(root: Path, on_error: OnError) -> Iterator[str]:
    """Paths of photos, folder by folder; a list of folders to do instead of recursion, so that depth cannot end it."""
    inside = root.resolve()
    folders = [str(root)]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError as error:
            on_error(Path(folder), f"This folder cannot be listed: {error.strerror}.")
            continue
        for entry in listed:
            if entry.name.startswith("."):
                continue
            if _is_folder(entry):
                if entry.name.lower() not in _SKIPPED_FOLDERS:
                    folders.append(entry.path)
            elif _has_photo_suffix(entry.name) and _is_own_file(entry, inside):
                yield entry.path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _has_photo_suffix(name: str) -> bool:
    return name.rpartition(".")[2].lower() in PHOTO_SUFFIXES and "." in name


def _is_own_file(entry: os.DirEntry[str], inside: Path) -> bool:
    """A regular file, or a link that leads to one below the folder."""
    try:
        if not entry.is_symlink():
            return entry.is_file(follow_symlinks=False)
        target = Path(entry.path).resolve(strict=True)
        return target.is_relative_to(inside) and target.is_file()
    except (OSError, RuntimeError):  # RuntimeError: a link that leads to itself
        return False
