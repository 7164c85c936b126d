"""Whether a worker would give the numbers that this machine gives, and how to mend it when it would not."""

from __future__ import annotations

from culling.cluster.errand import Standing
from culling.model_files import OWN


def difference(here: Standing, there: Standing | Exception, photos: str) -> str | None:
    """What is wrong with a worker, and what to do; None when its numbers are ours.

    Args:
        there: what the worker said of itself, or what asking it ended in.
        photos: the folder as workers see it.
    """
    if isinstance(there, ImportError | AttributeError):  # no culling there, or one without this module
        return f"culling {here.version} is not installed there ({there}). {_install(here)}"
    if isinstance(there, Exception):
        return f"asking it failed: {type(there).__name__}: {there}"
    if there.version != here.version:
        return f"it has culling {there.version}, here is {here.version}. {_install(here)}"
    if there.recipe != here.recipe:
        return _other_networks(here.networks, there.networks) or _other_measures(here.recipe, there.recipe)
    if there.unseen:
        return (
            f"it does not see the photos in {photos}: {there.unseen}. Mount the folder there, or say with "
            "--cluster-root LOCAL=REMOTE where it is."
        )
    return None


def _install(here: Standing) -> str:
    return f"Run there: pip install 'culling[cluster]=={here.version}'"


def _other_networks(here: dict[str, str], there: dict[str, str]) -> str:
    """Sentences on networks that one side alone has, or has in another version; "" when they are the same."""
    missing = sorted(here.keys() - there.keys() - {OWN})
    beyond = sorted(there.keys() - here.keys() - {OWN})
    other = sorted(name for name in here.keys() & there.keys() - {OWN} if here[name] != there[name])
    said = []
    if here.get(OWN) != there.get(OWN):  # nobody can fetch it
        said.append(
            "own_flaw is measured there by another network of your own, or here or there by none. Run on both: culling "
            "train use NAME --out DIR, with the same run; or culling train forget"
        )
    if missing:
        said.append(f"it lacks the networks {', '.join(missing)}. Run there: {_fetch(missing)}")
    if beyond:
        said.append(f"it has the networks {', '.join(beyond)}, which are not in use here. Run here: {_fetch(beyond)}")
    if other:
        said.append(f"it has other files of the networks {', '.join(other)}. Run there: culling models verify")
    return "; ".join(said)


def _fetch(names: list[str]) -> str:
    return " && ".join(f"culling models fetch {name}" for name in names)


def _other_measures(here: str, there: str) -> str:
    names = sorted({part.partition("=")[0] for part in {*here.split(";")} ^ {*there.split(";")}})
    return f"it measures {', '.join(names)} in another way. Install the same source of culling on both sides"
