"""The student: the teacher's MobileNetV2 with a thinner end, fed smaller pictures, ending in a unit vector.

MobileNetV2 (Sandler et al. 2018, doi:10.1109/CVPR.2018.00474) with batch normalisation already folded into the
convolutions, as the teacher's ONNX file holds it, so that its weights can be copied one by one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

# expansion, channels out, stride of the first: the 17 blocks of the paper's table 2
BLOCKS = ((1, 16, 1), *((6, 24, 2), (6, 24, 1)), *((6, 32, 2), (6, 32, 1), (6, 32, 1)))
BLOCKS += ((6, 64, 2), (6, 64, 1), (6, 64, 1), (6, 64, 1), (6, 96, 1), (6, 96, 1), (6, 96, 1))
BLOCKS += ((6, 160, 2), (6, 160, 1), (6, 160, 1), (6, 320, 1))
TEACHER_HEAD = 1280


class SameConv(nn.Conv2d):
    """Convolution padded as TensorFlow's SAME does for even sides: at stride 2 only right and below."""

    def __init__(self, into: int, out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> None:
        super().__init__(into, out, kernel, stride, (kernel // 2) * (stride == 1), groups=groups)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(functional.pad(x, (0, 1, 0, 1)) if self.stride[0] == 2 else x)


class Block(nn.Module):
    """Inverted residual: widen 1×1, filter 3×3 per channel, narrow 1×1; added to its input where shapes agree."""

    def __init__(self, into: int, out: int, expansion: int, stride: int) -> None:
        super().__init__()
        wide = into * expansion
        self.widen = SameConv(into, wide) if expansion > 1 else None
        self.filter = SameConv(wide, wide, 3, stride, groups=wide)
        self.narrow = SameConv(wide, out)
        self.adds = into == out and stride == 1

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        wide = x if self.widen is None else functional.relu6(self.widen(x))
        out = self.narrow(functional.relu6(self.filter(wide)))
        return x + out if self.adds else out


class Embedding(nn.Module):
    """RGB 0..255 float (N, 3, side, side) → unit vectors (N, dimensions); side a multiple of 32.

    Args:
        head: channels of the last 1×1 convolution before the mean over the picture (teacher: 1280).
    """

    def __init__(self, dimensions: int = 256, head: int = 1024) -> None:
        super().__init__()
        self.stem = SameConv(3, 32, 3, 2)
        into, blocks = 32, []
        for expansion, out, stride in BLOCKS:
            blocks.append(Block(into, out, expansion, stride))
            into = out
        self.blocks = nn.Sequential(*blocks)
        self.head = SameConv(into, head)
        self.project = nn.Linear(head, dimensions, bias=False)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The mean over the picture before the projection, (N, head); equals the teacher's vector at head 1280."""
        x = functional.relu6(self.stem((x - 127) / 127.5))
        return functional.relu6(self.head(self.blocks(x))).mean(dim=(2, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.normalize(self.project(self.features(x)), dim=1, eps=1e-6)

    def convolutions(self) -> list[nn.Conv2d]:
        """All convolutions in the order in which the picture passes them."""
        return [module for module in self.modules() if isinstance(module, nn.Conv2d)]


def copy_teacher(student: Embedding, teacher: Path, keep: NDArray[np.int64] | None = None) -> None:
    """Copy the teacher's convolutions into `student`; of its last 1280 channels those of `keep`."""
    weights = {item.name: numpy_helper.to_array(item) for item in onnx.load(teacher).graph.initializer}
    filters = [name for name, value in weights.items() if value.ndim == 4]
    biases = [name for name, value in weights.items() if value.ndim == 1 and len(value) > 2]
    mine = student.convolutions()
    with torch.no_grad():
        for convolution, weight, bias in zip(mine, filters, biases, strict=False):
            last = convolution is student.head and keep is not None
            convolution.weight.copy_(torch.tensor(weights[weight][keep] if last else weights[weight]))
            convolution.bias.copy_(torch.tensor(weights[bias][keep] if last else weights[bias]))
