"""torch → ONNX, checked against torch's own answer before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import nn

from models.training.sessions import session_of

OPSET = 17


def export(
    network: nn.Module,
    example: torch.Tensor,
    file: Path,
    inputs: Sequence[str],
    outputs: Sequence[str],
    dynamic: Mapping[str, Mapping[int, str]] | None = None,
    tolerance: float = 1e-3,
) -> None:
    """Write `network` to `file`; SystemExit when onnxruntime answers otherwise than torch.

    Args:
        dynamic: axes that may change, by input or output name, such as {"luma": {2: "height", 3: "width"}}.
    """
    network.eval()
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network,
        (example,),
        str(file),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes={name: dict(axes) for name, axes in (dynamic or {}).items()},
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    with torch.no_grad():
        expected = network(example)
    expected = expected if isinstance(expected, (tuple, list)) else (expected,)
    session = session_of(file)
    got = session.run(None, {inputs[0]: example.numpy()})
    for name, ours, theirs in zip(outputs, got, expected, strict=True):
        error = float(np.abs(ours - theirs.numpy()).max())
        if not error < tolerance:
            raise SystemExit(f"{file}: output {name} differs from torch by {error:.3g}, allowed {tolerance:.3g}")
