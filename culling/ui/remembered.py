"""What outlives a session: the folders opened last and the policies saved under a name. Small files, written whole.

A damaged file is left as it is and told about in a note; it never stops the dashboard.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

from culling.errors import CullingError
from culling.files import write_whole
from culling.folders import folder_of, printable
from culling.policy import Policy
from culling.presets import PRESETS, title
from culling.ui import places, settings
from culling.ui.safety import signed_in

_RECENT = 12


def recent_folders() -> tuple[list[Path], list[str]]:
    """(folders opened last that still exist, newest first; notes on what could not be read)."""
    file = _recent_file()
    if not file.is_file():
        return [], []
    try:
        names = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise ValueError("it holds no list of folders")
    except (OSError, ValueError, RecursionError) as reason:
        return [], [f"The list of recent folders could not be read ({reason}); a new one begins. File: {file}"]
    return [folder for name in names if (folder := _folder(name)) is not None and folder.is_dir()], []


def _folder(name: str) -> Path | None:
    try:
        return folder_of(name)
    except CullingError:
        return None


def remember_folder(folder: Path) -> list[str]:
    """Put a folder at the top of the recent ones; notes on what could not be read or written."""
    if str(folder) != printable(folder) or not settings.current().private:
        return []  # no Unicode cannot be kept in JSON; what others open is no news for whoever runs the dashboard
    known, notes = recent_folders()
    names = [str(folder), *(str(path) for path in known if path != folder)][:_RECENT]
    try:
        write_whole(_recent_file(), json.dumps(names, ensure_ascii=False, indent=1).encode())
    except CullingError as reason:
        notes.append(f"The folder is open but will not be offered next time: {reason}")
    return notes


def saved_policies() -> tuple[dict[str, Policy], list[str]]:
    """(policies by name: the built-in ones, then the saved ones; notes on files that could not be read)."""
    saved: dict[str, Policy] = {}
    notes = []
    for file in sorted(_policies_dir().glob("*.toml")):
        try:
            policy = Policy.load(file)
        except CullingError as reason:
            notes.append(f"A saved policy was left out: {reason}")
        else:
            saved[policy.name] = policy
    return {**PRESETS, **dict(sorted(saved.items()))}, notes


def title_now(policy: Policy) -> str:
    """The policy's name, and whether its rules are no longer those saved under it, or built in: see `title`."""
    return title(policy, saved_policies()[0])


def save_policy(policy: Policy, name: str) -> Policy:
    """Keep a policy under a name, in the place of an older one of that name; the policy with its name.

    Raises:
        CullingError: no name, a built-in policy's name, the file cannot be written, or the role does not cover it.
    """
    signed_in.user().check("mark")
    name = " ".join(name.split())
    if not name:
        raise CullingError("Give the policy a name before saving it.")
    if name in PRESETS:
        raise CullingError(f"{name!r} is a built-in policy and stays as it is; choose another name.")
    if len(name) > 80:
        raise CullingError("That name is too long; use at most 80 characters.")
    named = policy.replace(name=name)
    named.save(_policy_file(name))
    return named


def forget_policy(name: str) -> None:
    """Remove a saved policy; built-in ones stay."""
    signed_in.user().check("mark")
    _policy_file(name).unlink(missing_ok=True)


def last_policy(folder: Path) -> Policy | None:
    """The policy as it was left in this folder; None before the first move there, or where it cannot be read."""
    try:
        return Policy.load(_last_file(folder))
    except CullingError:
        return None


def keep_last_policy(folder: Path, policy: Policy) -> None:
    """Note the policy of this folder, so that a page that is loaded anew can go back to it; CullingError when full.

    What somebody tries who may only look is not kept.
    """
    if not signed_in.user().may("mark"):
        return
    _last_file(folder).parent.mkdir(exist_ok=True)
    policy.save(_last_file(folder))


def _last_file(folder: Path) -> Path:
    return _policies_dir() / "last" / f"{hashlib.sha256(os.fsencode(str(folder))).hexdigest()[:16]}.toml"


def _policy_file(name: str) -> Path:
    """Readable, and different for different names on every file system."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
    return _policies_dir() / f"{slug or 'policy'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}.toml"


def _policies_dir() -> Path:
    folder = places.data_dir() / "policies"
    folder.mkdir(exist_ok=True)
    return folder


def _recent_file() -> Path:
    return places.data_dir() / "recent.json"
