"""The focus network: luma → blur amount, confidence and share of motion, at an eighth of the size.

Fully convolutional, so any size that is a multiple of 8 goes in. Contrast is taken out at the entrance, since how
blurred an edge is does not depend on how strong it is; how strong it is tells how far to trust it.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from culling.blur_map import CELL

WIDTHS = (16, 32, 64)
DILATIONS = (1, 2, 4, 2)
EPSILON_LEVELS = 4.0  # contrast below this is noise or JPEG: it is not blown up
WITHIN = math.log2(1.5)  # a confident cell is right within a factor of 1.5


class Block(nn.Module):
    """A residual step that looks `dilation` cells around."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.look = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Conv2d(channels, channels, 1)

    def forward(self, cells: torch.Tensor) -> torch.Tensor:
        return cells + self.mix(F.relu(self.look(F.relu(cells))))


class FocusNetwork(nn.Module):
    """Luma (n, 1, h, w), float32 levels 0 … 255 → raw map (n, 3, h / 8, w / 8): log2 σ, log scale, motion logit."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c = WIDTHS
        self.fine = nn.Sequential(
            nn.Conv2d(1, a, 6, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv2d(a, b, 3, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(b, c - 1, 3, stride=2, padding=1),
        )
        self.wide = nn.Sequential(*(Block(c, dilation) for dilation in DILATIONS))
        self.head = nn.Conv2d(c, 3, 1)

    def forward(self, luma: torch.Tensor) -> torch.Tensor:
        mean, spread = _local(luma)
        even = (luma - _grow(mean)) / _grow(spread + EPSILON_LEVELS)
        cells = torch.cat([self.fine(even), torch.log2(spread + 1) / 4], dim=1)
        return self.head(F.relu(self.wide(cells)))


class Deployed(nn.Module):
    """What goes into the ONNX file: luma → (amount in pixels, confidence 0 … 1, motion 0 … 1), each (n, h/8, w/8)."""

    def __init__(self, network: FocusNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, luma: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        raw = self.network(luma)
        confidence = 1 - torch.exp(-WITHIN * torch.exp(-raw[:, 1]))
        amount = torch.exp(raw[:, 0] * math.log(2))  # ONNX has no exp2
        return amount, confidence, torch.sigmoid(raw[:, 2])


def _local(luma: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and standard deviation round each cell, over about 40 pixels, at an eighth of the size."""
    mean = F.avg_pool2d(luma, CELL)
    square = F.avg_pool2d(luma * luma, CELL)
    mean, square = (F.avg_pool2d(part, 5, 1, 2, count_include_pad=False) for part in (mean, square))
    return mean, torch.sqrt(torch.clamp(square - mean * mean, min=0) + 1e-3)


def _grow(cells: torch.Tensor) -> torch.Tensor:
    return F.interpolate(cells, scale_factor=CELL, mode="nearest")
