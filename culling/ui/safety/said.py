"""How this machine's folders are named to people who do not run it: from the folder on that is open to them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from culling.ui import places, settings
from culling.ui.safety import signed_in
from culling.ui.safety.unsaid import unsaid

_ABSOLUTE = re.compile(r"(?<![\w/:.])(?:/[^\s/'\"<>,;:()]+){2,}/?|\b[A-Za-z]:\\[^\s'\"<>,;()]+")


def may_see_paths() -> bool:
    """Whether this session may know where on the machine things lie: alone at the machine, or an admin."""
    chosen = settings.current()
    if chosen.private:
        return True
    return chosen.sign_in is not None and signed_in.user().may("admin")


def said(text: object) -> str:
    """A text for this session's eyes: no secrets, and no folders of the machine unless they may be seen."""
    words = unsaid(str(text))
    return words if may_see_paths() else _named_from_root(words)


def said_to_anybody(text: object) -> str:
    """A text for whoever asked for a picture, outside any session."""
    words = unsaid(str(text))
    return words if settings.current().private else _named_from_root(words)


def folder_said(folder: Path) -> str:
    """A folder by its place below the root that is open, the root's own name first."""
    if may_see_paths():
        return str(folder)
    for root in settings.current().allowed_roots:
        if folder.is_relative_to(root):
            return str(Path(root.name) / folder.relative_to(root))
    return folder.name


def root_in_lists(folder: Path) -> Path:
    """The folder by which lists for exiftool name files: the true one; its name alone for who may only look."""
    return folder if signed_in.user().may("mark") else Path("/") / folder.name


def _named_from_root(words: str) -> str:
    for root in sorted(settings.current().allowed_roots, key=lambda root: -len(str(root))):
        words = words.replace(str(root), root.name)
    for folder in (places.data_dir(), Path.home(), Path.cwd(), Path(tempfile.gettempdir())):
        if len(folder.parts) > 1:
            words = words.replace(str(folder), "…")
    return _ABSOLUTE.sub(lambda found: f"…/{Path(found[0]).name}", words)
