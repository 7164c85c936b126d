"""How good a small run's network is on photos that it never saw, beside the bundled one and the classical measures."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from culling.model_files import find
from culling.photos import Photo
from culling.synth import FLAWS
from models.flaws.evaluate import CLASSICAL, Judge, classical_of
from models.training.scores import auc, auc_interval


def measure(made: Iterator[tuple[Photo, dict[str, Any]]], done: Path, at: Callable[[int], None]) -> None:
    """Judge held-out pictures with `done`/network.onnx; writes evaluation.json and predictions.csv beside it."""
    own, bundled = Judge(done / "network.onnx"), Judge(find("flaws").path)
    rows, taken = [], []
    for photo, row in made:
        started = time.perf_counter()
        answer = own.answer(photo)
        taken.append(time.perf_counter() - started)
        theirs = {f"bundled_{name}": value for name, value in bundled.answer(photo).items()}
        rows.append({**row, **answer, **theirs, **classical_of(photo)})
        at(int(row["photo"]) + 1)
    table = pd.DataFrame(rows)
    found = {
        "photos": int(table["photo"].nunique()),
        "confusion": _confusion(table, "answer"),
        "bundled": _confusion(table, "bundled_answer"),
        "auc": {flaw: _areas(table, flaw) for flaw in FLAWS[1:]},
        "ms": round(float(np.median(taken)) * 1e3, 2),
    }
    (done / "evaluation.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    columns = ["photo", "path", "content", "flaw", "damage", "amount", *FLAWS]
    table[columns].round(5).to_csv(done / "predictions.csv", index=False)


def _confusion(table: pd.DataFrame, answer: str) -> dict[str, list[int]]:
    counts = pd.crosstab(table["flaw"], table[answer]).reindex(index=list(FLAWS), columns=list(FLAWS), fill_value=0)
    return {flaw: [int(count) for count in counts.loc[flaw]] for flaw in FLAWS}


def _areas(table: pd.DataFrame, flaw: str) -> dict[str, Any]:
    """[area, low, high] of telling pictures of a flaw from originals, by the network, the bundled one, one measure."""
    columns = {"own": flaw, "bundled": f"bundled_{flaw}", "classical": f"classical_{flaw}"}
    parts = [table[table["flaw"] == name] for name in ("original", flaw)]
    found: dict[str, Any] = {"measure": CLASSICAL[flaw][0].__name__}
    for name, column in columns.items():
        clean, flawed = (_lowest_where_silent(part[column], table[column]) for part in parts)
        low, high = auc_interval(clean, flawed, 300)
        found[name] = [round(value, 4) for value in (auc(clean, flawed), low, high)]
    return found


def _lowest_where_silent(scores: pd.Series[float], every: pd.Series[float]) -> pd.Series[float]:
    """NaN as the lowest score of all pictures, as `auc` has it; one that is silent on all tells nothing: area .5."""
    return scores.fillna((every.min() if every.notna().any() else 0.0) - 1)
