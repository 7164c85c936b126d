"""Runs as training leaves them, made by hand: records, curves, evaluation and predictions that fit each other."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from culling.experiments.pictures import drawn, held_out_picture
from culling.experiments.run import Run, read_run, runs_folder
from culling.experiments.survey import read_source
from culling.photos import read_photo
from culling.synth.registry import FLAWS
from tests.experiments.onnx_bytes import network

CURVES = """step,seconds,loss,validation_accuracy,validation_loss,train_accuracy
10,1,1.5,0.3,1.6,0.35
20,2,0.9,0.6,1.0,0.7
30,3,0.5,0.8,0.7,0.9
"""


def record(network_bytes: bytes, **changed: Any) -> dict[str, Any]:
    """What run.json holds."""
    return {
        "folder": "/photos",
        "name": "mine",
        "architecture": "spectra",
        "epochs": 3,
        "seed": 5,
        "photos": {"train": 30, "validation": 6, "test": 2},
        "left_out": {"copies": 2},
        "pictures": {"train": 700, "validation": 36},
        "training_list": "a" * 64,
        "parameters": 1234,
        "temperature": 1.1,
        "minutes_trained": 0.2,
        "when": "2026-01-02T03:04:05+00:00",
        "classes": list(FLAWS),
        "sha256": hashlib.sha256(network_bytes).hexdigest(),
        "bytes": len(network_bytes),
        "versions": {"torch": "2.13.0", "culling": "0.1.0"},
    } | changed


def evaluation(photos: int = 2) -> dict[str, Any]:
    """One picture of each class from each photo: all are told rightly but shaken ones, which are called blurred."""
    counts = np.diag([photos] * len(FLAWS))
    counts[2] = np.roll(counts[2], -1)
    own = {flaw: row.tolist() for flaw, row in zip(FLAWS, counts, strict=True)}
    bundled = {flaw: row.tolist() for flaw, row in zip(FLAWS, np.diag([photos] * len(FLAWS)), strict=True)}
    area = {"measure": "reblur", "own": [0.9, 0.8, 1.0], "bundled": [0.95, 0.9, 1.0], "classical": [0.7, 0.5, 0.9]}
    return {"photos": photos, "confusion": own, "bundled": bundled, "auc": dict.fromkeys(FLAWS[1:], area), "ms": 1.2}


def predictions(folder: Path | None = None, keys: tuple[str, ...] = ("a.jpg", "b.jpg"), seed: int = 5) -> pd.DataFrame:
    """A row per held-out picture; with a folder the photos are those in it, damaged as they were."""
    rows = []
    for number, key in enumerate(keys):
        for place, flaw in enumerate(FLAWS):
            content, damage, amount = "0" * 32, "none", 0.0
            if folder is not None:
                pixels = read_source(folder / key)
                _, damage, amount = held_out_picture(pixels, flaw, drawn(seed, number, place))
                content = read_photo(folder / key).content_hash
            said = np.full(len(FLAWS), 0.02)
            said[1 if flaw == "camera_shake" else place] = 0.9
            row = {"photo": number, "path": key, "content": content, "flaw": flaw, "damage": damage, "amount": amount}
            rows.append(row | dict(zip(FLAWS, said, strict=True)))
    return pd.DataFrame(rows)


def write_run(place: Path | None = None, rows: pd.DataFrame | None = None, **changed: Any) -> Run:
    """A whole run, in the user's data directory unless told otherwise."""
    name = str(changed.get("name", "mine"))
    folder = (place or runs_folder()) / name
    folder.mkdir(parents=True)
    made = network()
    (folder / "network.onnx").write_bytes(made)
    (folder / "run.json").write_text(json.dumps(record(made, **changed)))
    (folder / "curves.csv").write_text(CURVES)
    (folder / "evaluation.json").write_text(json.dumps(evaluation()))
    (rows if rows is not None else predictions()).to_csv(folder / "predictions.csv", index=False)
    return read_run(folder)
