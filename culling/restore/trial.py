"""The queue is tried photo by photo, the least rejected first; what was found is kept, and nothing is tried twice."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xxhash

from culling import nets
from culling.errors import CullingError
from culling.folders import path_of
from culling.measure import recipe as measures_recipe
from culling.photos import Limits, Photo, read_photo
from culling.policy import Policy
from culling.restore.edit import Stopped
from culling.restore.gain import OF_BLUR, OF_LIGHT, VERSION, Gain, Restorer, try_remedy, worth
from culling.restore.queue import Remedy
from culling.restore.saving import read_saved
from culling.restore.tiles import Stop

if TYPE_CHECKING:
    from culling.catalog import Catalog

NETWORK = "deblur"

#: (photos done, photos in all)
Tell = Callable[[int, int], None]


def network_problem(queue: pd.DataFrame) -> str | None:
    """Why photos of the queue cannot be tried; None when all can, or none needs the network."""
    return nets.problem(NETWORK) if (queue["remedy"] != "light").any() else None


def gain_recipe() -> str:
    """What gains depend on beside photo and remedy: the network's file, the measures, this program's way."""
    measures = [part for part in measures_recipe().split(";") if part.partition("=")[0] in OF_BLUR | OF_LIGHT]
    digest = xxhash.xxh3_64_hexdigest(";".join(measures).encode())
    return f"gain={VERSION};{NETWORK}={nets.fingerprint(NETWORK)[:16]};measures={digest}"


def known_gains(queue: pd.DataFrame, table: pd.DataFrame, catalog: Catalog, policy: Policy) -> dict[str, Gain]:
    """What was found before, by path, of photos of the queue; gains that lack a measure of the policy are left out."""
    kept = catalog.gains(gain_recipe())
    wanted = (OF_BLUR | OF_LIGHT).intersection(policy.measures)
    found: dict[str, Gain] = {}
    for path, content, remedy in zip(queue.index, table["content_hash"].loc[queue.index], queue["remedy"], strict=True):
        about = kept.get((content, remedy))
        try:
            gain = Gain.from_dict(about) if about is not None else None
        except ValueError:
            continue
        if gain is not None and _measures(wanted, remedy) <= set(gain.after):
            found[str(path)] = gain
    return found


def with_gains(queue: pd.DataFrame, gains: dict[str, Gain], policy: Policy) -> pd.DataFrame:
    """The queue with what was found, the largest gain first; photos that were not tried yet stand at the end.

    Returns:
        As `rescuable`, and `gain` (`Gain.score`, in levels; NaN where nothing was deblurred or tried), `before` and
        `after` (the worst margin of the part that was tried), `then` (the verdict of these rules after it, "" where
        not tried).
    """
    judged = {path: worth(gain, policy) for path, gain in gains.items()}
    result = queue.copy()
    result["gain"] = [gains[path].score if path in gains else float("nan") for path in queue.index]
    result["before"] = [judged[path].before if path in judged else float("nan") for path in queue.index]
    result["after"] = [judged[path].after if path in judged else float("nan") for path in queue.index]
    result["then"] = [judged[path].verdict if path in judged else "" for path in queue.index]
    order = (
        result["gain"].fillna(-1.0).where(result["then"] != "", -2.0)
    )  # more light alone stands before what is untried
    return result.iloc[np.argsort(-order.to_numpy(), kind="stable")]


def try_queue(
    queue: pd.DataFrame,
    table: pd.DataFrame,
    catalog: Catalog,
    policy: Policy,
    *,
    restorer: Restorer | None = None,
    progress: Tell | None = None,
    stop: Stop | None = None,
) -> dict[str, str]:
    """Try every photo of the queue of which nothing is known, and keep what is found, one by one.

    Args:
        queue: of `rescuable`.
        table: the folder's.
        catalog: of the folder; what is found is kept there.
        policy: whose measures are taken before and after.
        restorer: carries out an edit; `culling.restore.restore` when left out.
        progress: called with (done, in all) before the first photo and after each; what was known counts as done.
        stop: asked between photos and tiles; True ends the work, and what was found is kept.

    Returns:
        Why photos could not be tried, by path.
    """
    known = known_gains(queue, table, catalog, policy)
    remedies: dict[str, Remedy] = dict(zip(map(str, queue.index), queue["remedy"].tolist(), strict=True))
    left = [path for path in remedies if path not in known]
    recipe, failed = gain_recipe(), dict[str, str]()
    measures = {*policy.measures, *_measured_before(catalog, recipe)}
    tell, stopped = progress or (lambda done, total: None), stop or (lambda: False)
    tell(len(known), len(queue))
    for done, path in enumerate(left, len(known) + 1):
        if stopped():
            break
        try:
            photo = _read(path_of(catalog.folder, path), str(table.at[path, "content_hash"]))
            tried = try_remedy(photo.pixels, remedies[path], measures, restorer or _restorer(stop))
            about = tried.gain.as_dict()
            catalog.keep_gain(photo.content_hash, remedies[path], recipe, about, tried.before, tried.after)
        except Stopped:
            break
        except (CullingError, MemoryError) as error:
            failed[path] = str(error) or "not enough memory for this photo"
        tell(done, len(queue))
    return failed


def _read(file: Path, content: str) -> Photo:
    """The whole photo as it was scanned, unless it is a rescued copy itself."""
    photo = read_photo(file, Limits(whole=True))
    if photo.content_hash != content:
        raise CullingError("The file has changed since it was scanned; scan the folder again.")
    if (record := read_saved(file)) is not None:
        raise CullingError(f"It is a rescued copy itself, of {record.source}.")
    return photo


def _measured_before(catalog: Catalog, recipe: str) -> set[str]:
    """Measures that another policy asked for: so that two policies do not undo each other's work."""
    return {name for about in catalog.gains(recipe).values() for name in about.get("after", ())}


def _measures(wanted: Collection[str], remedy: str) -> set[str]:
    """Those of the wanted measures that a remedy changes."""
    changed = {"deblur": OF_BLUR, "light": OF_LIGHT, "both": OF_BLUR | OF_LIGHT}[remedy]
    return set(changed.intersection(wanted))


def _restorer(stop: Stop | None) -> Restorer:
    from culling.restore import restore  # here, since it brings the ways to restore along

    return partial(restore, stop=stop)
