"""The trained network as one small ONNX file: weights stored at 16 bits and cast back."""

from __future__ import annotations

import copy
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from models.deblur.network import MULTIPLE, Deployed
from models.training.export import export

AXES = {0: "n", 2: "h", 3: "w"}


def write(network: nn.Module, file: Path) -> None:
    """Write `network`, its weights rounded to float16, to `file`; SystemExit when it answers otherwise than torch."""
    plain = copy.deepcopy(network).half().float().to(memory_format=torch.contiguous_format).eval()
    example = torch.rand(2, 3, 4 * MULTIPLE, 6 * MULTIPLE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's older exporter is deprecated but writes the plainer graph
        export(Deployed(plain), example, file, ["blurred"], ["sharp"], {"blurred": AXES, "sharp": AXES})
    model = onnx.load(file)
    _store_half(model.graph)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)


def _store_half(graph: onnx.GraphProto) -> None:
    for item in list(graph.initializer):
        weights = numpy_helper.to_array(item)
        if weights.dtype != np.float32 or weights.size < 64:
            continue
        name = item.name
        graph.initializer.remove(item)
        graph.initializer.append(numpy_helper.from_array(weights.astype(np.float16), f"{name}_half"))
        graph.node.insert(0, helper.make_node("Cast", [f"{name}_half"], [name], to=onnx.TensorProto.FLOAT))
