"""The trained student as one small ONNX file: padding inside the convolutions, weights stored at 16 bits."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from models.training.export import export
from models.training.sessions import session_of

TOLERANCE = 1e-4  # of a unit vector's components


def write(network: nn.Module, file: Path, side: int) -> None:
    """Write `network`, its weights rounded to float16, to `file`; SystemExit when it answers otherwise than torch."""
    network = network.half().float().to(memory_format=torch.contiguous_format).eval()
    example = torch.randint(0, 256, (2, 3, side, side)).float()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's older exporter is deprecated but writes the plainer graph
        export(network, example, file, ["rgb"], ["embedding"], {"rgb": {0: "n"}, "embedding": {0: "n"}})
    model = onnx.load(file)
    _pad_inside(model.graph)
    _store_half(model.graph)
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_value = network(example).shape[1]
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)
    session = session_of(file)
    with torch.no_grad():
        error = np.abs(session.run(None, {"rgb": example.numpy()})[0] - network(example).numpy()).max()
    if not error < TOLERANCE:
        raise SystemExit(f"{file}: packed network differs from torch by {error:.3g}, allowed {TOLERANCE:.3g}")


def _pad_inside(graph: onnx.GraphProto) -> None:
    """Drop each Pad before a stride-2 convolution and pad right and below in the convolution, which is faster."""
    made_by = {node.output[0]: node for node in graph.node}
    for node in graph.node:
        pad = made_by.get(node.input[0]) if node.op_type == "Conv" else None
        if pad is not None and pad.op_type == "Pad":
            node.input[0] = pad.input[0]
            (pads,) = (item for item in node.attribute if item.name == "pads")
            pads.ints[:] = [0, 0, 1, 1]
    _drop_unused(graph)


def _drop_unused(graph: onnx.GraphProto) -> None:
    while True:
        used = {name for node in graph.node for name in node.input} | {item.name for item in graph.output}
        dead = [node for node in graph.node if not used.intersection(node.output)]
        if not dead:
            break
        for node in dead:
            graph.node.remove(node)
    for item in [item for item in graph.initializer if item.name not in used]:
        graph.initializer.remove(item)


def _store_half(graph: onnx.GraphProto) -> None:
    """Weights as float16, cast back when the session is made: half the file, the same answers and time."""
    for item in list(graph.initializer):
        weight = numpy_helper.to_array(item)
        if weight.dtype != np.float32 or weight.size < 64:
            continue
        graph.initializer.remove(item)
        graph.initializer.append(numpy_helper.from_array(weight.astype(np.float16), f"{item.name}_half"))
        cast = helper.make_node("Cast", [f"{item.name}_half"], [item.name], to=onnx.TensorProto.FLOAT)
        graph.node.insert(0, cast)
