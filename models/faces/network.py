"""The face network: RGB levels → at strides 8, 16 and 32, for each cell, a score, a frame and five points.

Fully convolutional; both sides must be multiples of 32. What a cell says is encoded as YuNet does (see
`culling.faces.cells`), so that the teacher's maps are the targets as they are.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

WIDTHS = (16, 32, 48, 64, 80)  # at strides 2, 4, 8, 16, 32
BLOCKS = (2, 2, 2)
SAID = 15  # score, frame (4), points (10)
DOUBT = -4.0  # logit of the score at the start: nearly no cell has a face


def conv(given: int, made: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """A 3 × 3 convolution, normalised."""
    layer = nn.Conv2d(given, made, 3, stride, 1, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(made), nn.ReLU(inplace=True))


class Block(nn.Module):
    """A residual step: each channel looks around by itself, then the channels are mixed."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.look = conv(channels, channels, groups=channels)
        self.mix = nn.Sequential(nn.Conv2d(channels, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, cells: torch.Tensor) -> torch.Tensor:
        return F.relu(cells + self.mix(self.look(cells)))


class FaceNetwork(nn.Module):
    """Levels (n, 3, h, w), float32 0 … 255 → raw (n, 15, h / s, w / s) for the strides s = 8, 16, 32."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.entrance = nn.Sequential(conv(3, a, 2), conv(a, b, 2))
        self.downs = nn.ModuleList(
            nn.Sequential(conv(given, made, 2), *(Block(made) for _ in range(count)))
            for given, made, count in zip((b, c, d), (c, d, e), BLOCKS, strict=True)
        )
        self.ups = nn.ModuleList([nn.Conv2d(d, c, 1), nn.Conv2d(e, d, 1)])
        self.heads = nn.ModuleList(nn.Sequential(Block(wide), nn.Conv2d(wide, SAID, 1)) for wide in (c, d, e))
        for head in self.heads:
            nn.init.constant_(head[1].bias[:1], DOUBT)

    def forward(self, levels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        fine = self.downs[0](self.entrance(levels / 127.5 - 1))
        middle = self.downs[1](fine)
        coarse = self.downs[2](middle)
        middle = middle + F.interpolate(self.ups[1](coarse), scale_factor=2.0, mode="nearest")
        fine = fine + F.interpolate(self.ups[0](middle), scale_factor=2.0, mode="nearest")
        return tuple(head(cells) for head, cells in zip(self.heads, (fine, middle, coarse), strict=True))


class Deployed(nn.Module):
    """What goes into the ONNX file: as the network, with a probability for the score."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, levels: torch.Tensor) -> tuple[torch.Tensor, ...]:
        said = self.network(levels)
        return tuple(torch.cat([torch.sigmoid(cells[:, :1]), cells[:, 1:]], 1) for cells in said)
