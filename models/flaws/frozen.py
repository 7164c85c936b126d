"""The fine-tuned variant: a head of two layers on an ImageNet MobileNetV2 that stays as it is.

The trunk is google-coral's MobileNetV2 (Apache-2.0), the teacher in facts of the embedding; it is not part of the
project. It sees the whole photo only, as 224 × 224 RGB, as the networks of the photo triage study did.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import onnxruntime
import pandas as pd
from numpy.typing import NDArray

from culling.flaws import CELL
from culling.photos import Pixels
from models.flaws import data
from models.training.sessions import session_of

SIDE = 224
EVERY = 3  # each third training picture is enough for so small a head


def features(trunk: Path, split: str) -> tuple[NDArray[np.float32], pd.DataFrame]:
    """(n, 1280) features of a split's pictures and their rows, kept for the next time."""
    planes, rows = data.cached(split)
    chosen = np.arange(0, len(rows), EVERY if split == "train" else 1)
    file = data.CACHE / f"frozen_{split}.npy"
    if not file.exists():
        session = session_of(trunk)
        np.save(file, np.concatenate([embed(session, planes[place]) for place in chosen]))
    return np.load(file), rows.iloc[chosen]


def embed(session: onnxruntime.InferenceSession, planes: Pixels) -> NDArray[np.float32]:
    """(1, 1280) features of one picture as `culling.flaws.flaw_planes` cut it."""
    phases = np.asarray(planes[:12]).reshape(3, 2, 2, CELL, CELL)
    whole = phases.transpose(3, 1, 4, 2, 0).reshape(2 * CELL, 2 * CELL, 3)
    levels = cv2.resize(whole, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    given = session.get_inputs()[0]
    batch = (levels[None] - 127) / 127.5
    if given.shape[1] == 3:
        batch = batch.transpose(0, 3, 1, 2)
    (answer,) = session.run(["embedding"], {given.name: batch})
    return np.asarray(answer, np.float32).reshape(1, -1)
