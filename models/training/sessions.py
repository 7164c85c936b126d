"""Any network file on one thread, as `culling.nets` runs the pinned ones: for comparing and for teachers."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

RUNS = 200


def session_of(file: Path) -> onnxruntime.InferenceSession:
    """A session on one thread; nothing is checked but that the file is a network."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def milliseconds(run: Callable[[], Any], runs: int = RUNS) -> float:
    """Median time of `run`."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return float(np.median(taken)) * 1e3
