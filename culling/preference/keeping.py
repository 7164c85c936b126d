"""What was learned, in the catalog: saved with the numbers that it gives, and filled in after every scan."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from culling.audit.holdout import Lock
from culling.embed import network_sha256
from culling.errors import CullingError
from culling.measure import recipe
from culling.preference.examples import said_by_marks
from culling.preference.features import FEATURES
from culling.preference.learning import VECTORS, Learned, learn
from culling.preference.model import Model
from culling.preference.words import outdated_sentence

if TYPE_CHECKING:
    from culling.catalog import Catalog

NAME = "p_keep"


def basis_today() -> dict[str, str]:
    """By measure its version and the networks that it reads today; by "vectors" the embedding network."""
    parts = dict(part.split("=", 1) for part in recipe().split(";"))
    return {name: f"{parts[name]};{parts['reader']}" for name in FEATURES} | {VECTORS: network_sha256()}


def kept_model(catalog: Catalog) -> Model | None:
    """What was learned last in this folder; None when nothing was, or it was forgotten.

    Raises:
        CullingError: it is of another version of the program, or damaged.
    """
    about = catalog.learned()
    return None if about is None else Model.of(about)


def learn_folder(
    catalog: Catalog,
    said: Mapping[str, str] | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Learned:
    """Learn from a folder's marks (or from what is given: keep, reject or maybe by path), and save it unless refused.

    Photos that are locked away are left out, whatever was said of them.

    Raises:
        LearningError: too few marks, or stopped; what was learned before stays.
        CullingError: nobody knows which photos are locked away.
    """
    table = catalog.table()
    vectors = catalog.vectors(table.index)
    answers = said_by_marks(table) if said is None else said
    lock = Lock.of(catalog.label_lock())
    found = learn(table, answers, vectors, basis_today(), progress=progress, cancel=cancel, lock=lock)
    if not found.refusal:
        values = found.model.p_keep(table, vectors)
        catalog.keep_learned(found.model.about(), dict(zip(map(str, table.index), values.tolist(), strict=True)))
    return found


def filled(catalog: Catalog, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the numbers of what was learned for photos that are new or changed, which are saved as well.

    Where measures or networks have changed since, nothing is filled in: new photos have no p_keep until it is learned
    anew. `attrs["outdated"]` of the table then says so in a sentence. Of a model that is damaged nobody can say what
    its numbers were learned from: no photo then has a p_keep.
    """
    try:
        model = kept_model(catalog)
    except CullingError as error:  # no reason to fail a scan
        known = table if catalog.learned_sha256() else table.assign(**{NAME: np.nan})
        known.attrs["outdated"] = f"p_keep: {error}"
        return known
    if model is None:
        return table
    changed = model.outdated(basis_today())
    if changed:
        table.attrs["outdated"] = f"p_keep: {outdated_sentence(changed)}"
        return table
    return _filled(catalog, table, model)


def _filled(catalog: Catalog, table: pd.DataFrame, model: Model) -> pd.DataFrame:
    values = model.p_keep(table, catalog.vectors(table.index) if model.uses_vectors else None)
    before = table[NAME].to_numpy(np.float64)
    changed = ~((values == before) | (np.isnan(values) & np.isnan(before)))
    if not changed.any():
        return table
    paths = map(str, table.index[changed])
    catalog.fill_learned(dict(zip(paths, values[changed].tolist(), strict=True)))
    return table.assign(**{NAME: values})
