"""What the numbers of an audit follow from, by versions and hashes: whoever has the same gets the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import pandas as pd

from culling.labels.truth import Truth
from culling.measure import networks_used
from culling.metrics import METRICS
from culling.policy import Policy

#: Columns besides the measures and those of the policy that a report looks at.
FACTS = ("error", "camera", "lens", "aperture", "shutter_s", "iso", "focal_mm", "taken_at", "width", "height", "tags")


@dataclass(frozen=True)
class Provenance:
    """What numbers follow from.

    Attributes:
        program: name and version.
        folder: its name alone.
        policy_id: of the policy.
        measures: version of each measure in the table.
        networks: SHA-256 of each network that the measures read.
        learned_sha256: of the marks that p_keep was learned from; "" where the table has none.
        labels_sha256: of paths, answers and weights of the labels.
        table_sha256: of the columns that were used, see `table_sha256`.
        columns: their names.
    """

    program: str
    folder: str
    policy_id: str
    measures: Mapping[str, int]
    networks: Mapping[str, str]
    learned_sha256: str
    labels_sha256: str
    table_sha256: str
    columns: tuple[str, ...]


def provenance(
    table: pd.DataFrame, policy: Policy, truth: Truth, folder: str = "", learned_sha256: str = ""
) -> Provenance:
    """Of an audit of a table with this policy and these labels."""
    measures = {metric.name: metric.version for metric in METRICS if metric.name in table.columns}
    guarded = ("group", "keeper") if policy.guard else ()
    columns = tuple(name for name in (*measures, *FACTS, *guarded) if name in table.columns)
    return Provenance(
        program=f"culling {program_version()}",
        folder=folder,
        policy_id=policy.policy_id,
        measures=measures,
        networks=networks_used(),
        learned_sha256=learned_sha256,
        labels_sha256=truth.sha256,
        table_sha256=table_sha256(table, columns),
        columns=columns,
    )


def program_version() -> str:
    """Of the installed package; "unknown" where it runs from a folder of sources."""
    try:
        return version("culling")
    except PackageNotFoundError:
        return "unknown"


def table_sha256(table: pd.DataFrame, columns: Iterable[str]) -> str:
    """64 hex digits that follow from the paths and these columns, row by row.

    Numbers count by their 8 bytes (little-endian, all NaN alike), anything else by its text, nothing as no text.
    """
    digest = hashlib.sha256("\0".join(map(str, table.index)).encode("utf-8", "surrogateescape"))
    for name in columns:
        digest.update(f"\0\0{name}\0".encode())
        digest.update(_bytes(table[name]))
    return digest.hexdigest()


def _bytes(column: pd.Series) -> bytes:
    if pd.api.types.is_numeric_dtype(column):
        values = column.to_numpy(np.float64, na_value=np.nan)
        return bytes(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
    texts = ("" if value is None or value != value else str(value) for value in column)
    return "\0".join(texts).encode("utf-8", "surrogateescape")
