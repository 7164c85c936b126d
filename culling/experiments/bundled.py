"""The networks that were compared before one was bundled: what `models/flaws` keeps of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from culling.errors import CullingError
from culling.experiments.tables import (
    Architecture,
    Confusion,
    Curve,
    confusion,
    read_architectures,
    read_curves,
    read_json,
)
from culling.folders import printable
from culling.model_files import MODELS

FOLDER = MODELS / "flaws"
#: Of which network flaws.onnx is.
KEPT = "spectra_longer"


@dataclass(frozen=True, eq=False)
class Comparison:
    """Architectures, the best on validation first; curves and confusions by their name, where they were saved.

    Attributes:
        kept: the architecture whose network is bundled.
        again: what a second training of the kept one takes for what, whose curves are shown; None where there was none.
    """

    architectures: tuple[Architecture, ...]
    curves: Mapping[str, Curve]
    confusions: Mapping[str, Confusion]
    kept: str = KEPT
    again: Confusion | None = None


def bundled(folder: Path = FOLDER) -> Comparison:
    """The comparison that comes with culling.

    Raises:
        CullingError: a file is missing or damaged; names it.
    """
    architectures = read_architectures(folder / "architectures.csv")
    curves = read_curves(folder / "curves.csv")
    own = _confusions(folder / "evaluation.json", lambda found: {KEPT: found["synthetic"]["confusion"]})
    trained = _confusions(folder / "confusions.json", dict) if (folder / "confusions.json").exists() else {}
    again = trained.get(KEPT)
    if again is not None and np.array_equal(again.counts, own[KEPT].counts):
        again = None  # the bundled network itself
    return Comparison(architectures, curves, trained | own, again=again)


def _confusions(file: Path, of: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Confusion]:
    """By architecture, from what `of` takes out of a JSON file."""
    try:
        return {str(name): confusion(counts) for name, counts in of(read_json(file)).items()}
    except (KeyError, TypeError, ValueError) as error:
        raise CullingError(f"{printable(file)} is damaged: {error}") from error
