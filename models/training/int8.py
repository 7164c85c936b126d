"""Convolutions at 8 bits: about three times as fast on processors with VNNI, and nearly as accurate."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime import quantization

Inputs = list[NDArray[np.float32]]


class _Reader(quantization.CalibrationDataReader):
    """Hands the quantiser one input after the other."""

    def __init__(self, name: str, inputs: Inputs) -> None:
        self._name = name
        self._left = iter(inputs)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next input, None after the last."""
        one = next(self._left, None)
        return None if one is None else {self._name: one}


def quantise(file: Path, out: Path, inputs: Inputs, only: Sequence[str] = ()) -> None:
    """Weights per channel, activations by the least and the greatest value that they take on `inputs`.

    Weights have 7 bits, so that processors without VNNI do not overflow 16 bits when they add two products.

    Args:
        only: names of the nodes to quantise; empty for all.
    """
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(ready)  # with weights that are stored at 16 bits cast back
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        quantization.quantize_static(
            ready,
            out,
            _Reader(session.get_inputs()[0].name, inputs),
            per_channel=True,
            reduce_range=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            nodes_to_quantize=list(only) or None,
        )
