"""The networks that were compared before one was bundled: what `models/flaws` keeps of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
    """

    architectures: tuple[Architecture, ...]
    curves: Mapping[str, Curve]
    confusions: Mapping[str, Confusion]
    kept: str = KEPT


def bundled(folder: Path = FOLDER) -> Comparison:
    """The comparison that comes with culling.

    Raises:
        CullingError: a file is missing or damaged; names it.
    """
    architectures = read_architectures(folder / "architectures.csv")
    return Comparison(architectures, read_curves(folder / "curves.csv"), _confusions(folder))


def _confusions(folder: Path) -> dict[str, Confusion]:
    """That of the bundled network is in evaluation.json; those of the others in confusions.json, if that is there."""
    file = folder / "evaluation.json"
    try:
        found = {KEPT: confusion(read_json(file)["synthetic"]["confusion"])}
        if (file := folder / "confusions.json").exists():
            found = {str(name): confusion(counts) for name, counts in read_json(file).items()} | found
    except (KeyError, TypeError, ValueError) as error:
        raise CullingError(f"{printable(file)} is damaged: {error}") from error
    return found
