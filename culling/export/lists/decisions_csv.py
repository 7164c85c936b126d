"""The table and the decisions as CSV with every number behind them, and the way back."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import SOURCES, VERDICTS, full_reasons
from culling.errors import CullingError
from culling.export.csv_cells import csv_bytes, unguarded
from culling.export.lists.group_columns import GROUP_COLUMNS, group_columns
from culling.folders import folder_of, path_of, printable
from culling.measure import networks_used
from culling.metrics import METRICS
from culling.policy import Policy

_NAMES = tuple(metric.name for metric in METRICS)
_FIRST = ("SourceFile", "path", "content_hash", "verdict", "source", "mark", "reasons", "margin", "group", "group_rank")
_LAST = ("policy_id", "metrics_version", "networks")
_NEWER = ("mark", "networks")  # absent from files of earlier versions
_NUMBERS = frozenset((*_NAMES, "margin"))


def metrics_version() -> str:
    """12 hex digits that change whenever a measure is added, removed or measures differently."""
    text = "\n".join(f"{metric.name}={metric.version}" for metric in METRICS)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def decisions_csv(
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    policy: Policy,
    folder: Path | str,
    verdict: str | None = None,
) -> bytes:
    """All decisions, or those of one `verdict`, with every number behind them: UTF-8, one photo a line.

    Columns: SourceFile (absolute), path, content_hash, verdict, source, mark, reasons (in full), margin, group,
    group_rank (see `group_columns`), where there are groups keeper (1 or 0) and keeper_reason, tags, the measures in
    the table, policy_id, metrics_version, networks (SHA-256 of each network that was read), and where p_keep was
    learned, learned (SHA-256 of the marks behind it). Numbers are written so that they read back exactly, unknown ones
    are empty. Text that a spreadsheet would take for a formula gets a leading apostrophe.

    Raises:
        ValueError: `decisions` are not of this table, or no such verdict.
    """
    _check_same(table, decisions)
    chosen = np.arange(len(table)) if verdict is None else _rows_of(decisions, verdict)
    reasons = full_reasons(table, policy, chosen)
    groups = pd.DataFrame(group_columns(table, decisions["margin"].to_numpy()), dtype=object).iloc[chosen]
    own = GROUP_COLUMNS[2:] if "group" in table.columns else ()
    table, decisions = table.iloc[chosen], decisions.iloc[chosen]
    root = folder_of(folder).absolute()
    keys = [str(key) for key in table.index]
    content: dict[str, Iterable[Any]] = {
        "SourceFile": [printable(path_of(root, key)) for key in keys],
        "path": keys,
        "reasons": reasons,
        **{str(name): groups[name] for name in groups},
        "policy_id": [policy.policy_id] * len(keys),
        "metrics_version": [metrics_version()] * len(keys),
        "networks": [" ".join(f"{name}={sha256}" for name, sha256 in networks_used().items())] * len(keys),
        "learned": [table.attrs.get("learned", "")] * len(keys),
    }
    last = (*_LAST, "learned") if table.attrs.get("learned") else _LAST
    columns = (*_FIRST, *own, *(name for name in ("tags", *_NAMES) if name in table.columns), *last)
    return csv_bytes({name: content.get(name, _column(table, decisions, name)) for name in columns})


def read_decisions_csv(source: bytes | Path) -> pd.DataFrame:
    """What `decisions_csv` wrote: index `path`, measures and margin as float64, all else as text, guards removed.

    Raises:
        CullingError: not UTF-8, no such columns, a line of another length, a number that is none.
    """
    where = "the decisions" if isinstance(source, bytes) else printable(source)
    try:
        data = source if isinstance(source, bytes) else source.read_bytes()
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        header = rows[0] if rows else []
        missing = [name for name in (*_FIRST, *_LAST) if name not in (*header, *_NEWER)]
        if missing:
            raise CullingError(f"{where} lack the column {', '.join(missing)}; give a CSV file that culling wrote")
        columns = dict(zip(header, zip(*rows[1:], strict=True) if rows[1:] else [()] * len(header), strict=True))
        content = {name: _read_column(name, cells) for name, cells in columns.items()}
    except (OSError, ValueError, csv.Error) as error:
        raise CullingError(f"{where} cannot be read as CSV: {error}") from error
    decisions = pd.DataFrame(content).set_index("path")
    for name, categories in (("verdict", VERDICTS), ("source", SOURCES)):
        strange = sorted(set(decisions[name]) - set(categories))
        if strange:
            raise CullingError(f"{where} hold an unknown {name}: {', '.join(strange)}")
        decisions[name] = pd.Categorical(decisions[name], categories=categories)
    return decisions


def _check_same(table: pd.DataFrame, decisions: pd.DataFrame) -> None:
    if not table.index.equals(decisions.index):
        raise ValueError(
            f"decisions ({len(decisions)} rows) are not of this table ({len(table)} rows); "
            "call decide(table, policy) on the same table"
        )


def _rows_of(decisions: pd.DataFrame, verdict: str) -> NDArray[np.int64]:
    if verdict not in VERDICTS:
        raise ValueError(f"verdict must be one of {', '.join(VERDICTS)}, got {verdict!r}")
    return np.flatnonzero((decisions["verdict"] == verdict).to_numpy())


def _column(table: pd.DataFrame, decisions: pd.DataFrame, name: str) -> Iterable[Any]:
    found = decisions if name in ("verdict", "source", "margin") else table
    return found[name] if name in found.columns else [""] * len(table)


def _read_column(name: str, cells: tuple[str, ...]) -> list[Any]:
    if name in _NUMBERS:
        return [float(cell) if cell else float("nan") for cell in cells]
    return [unguarded(cell) for cell in cells]
