"""Which network does a task: the stronger one that a person has fetched, else the one that comes with culling.

A task has the name of the bundled network that does it when nothing was fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from culling import nets
from culling.model_files import ModelFile, models

#: Per task the networks that do it better, the best first; none of them is needed.
STRONGER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"faces": ("yunet",), "subject": ("u2netp",), "tags": ("yolox-nano",)}
)


def in_use(task: str) -> str:
    """The name of the network that does a task now."""
    return next((name for name in _listed(task) if nets.problem(name) is None), task)


def better(task: str) -> ModelFile | None:
    """The best network for a task that is not in use and could be; None when the best one is."""
    best = next(iter(_listed(task)), None)
    return None if best in (None, in_use(task)) else models()[str(best)]


def fingerprint(task: str) -> str:
    """SHA-256 of the file that does a task now, "" when there is none that can; another one gives other numbers."""
    return nets.fingerprint(in_use(task))


def fingerprints(tasks: Iterable[str]) -> dict[str, str]:
    """SHA-256 by name of the networks that do these tasks now; those that cannot be used are left out."""
    names = dict.fromkeys(in_use(task) for task in tasks)
    return {name: sha256 for name in names if (sha256 := nets.fingerprint(name))}


def _listed(task: str) -> list[str]:
    """The stronger networks that the manifest knows; a manifest of one's own may know none."""
    return [name for name in STRONGER.get(task, ()) if name in models()]
