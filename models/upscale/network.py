"""The upscaling network: RGB 0 … 1 → RGB k times as wide and high, k = 2 or 4.

All convolutions look at the small picture, and the last one draws the k × k pixels of each of its pixels at once
(sub-pixel convolution: Shi et al. 2016, ESPCN). What it draws is added to the picture enlarged by cubic convolution
(Keys 1981, a = -1/2, as Pillow's BICUBIC), so that the network learns what bicubic lacks, and nothing else.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

FACTORS = (2, 4)
CHANNELS = 48
BLOCKS = 5
#: Pixels of the small picture that one pixel of the answer depends on, to each side: one for each convolution.
REACH = 2 * BLOCKS + 2
SMALL = 0.1  # the last convolution begins near 0: the first answer is bicubic


class Block(nn.Module):
    """A residual step of two convolutions without normalisation (Lim et al. 2017, EDSR)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.look = nn.Conv2d(channels, channels, 3, padding=1)
        self.mix = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return seen + self.mix(F.relu(self.look(seen)))


class Cubic(nn.Module):
    """Cubic convolution as a fixed convolution of 5 × 5: (n, 3, h, w) → (n, 3 k², h, w), to be shuffled."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        taps = torch.tensor([[keys(offset - phase) for offset in range(-2, 3)] for phase in phases(factor)])
        both = torch.einsum("ay,bx->abyx", taps, taps).reshape(factor**2, 1, 5, 5)
        self.register_buffer("weights", both.repeat(3, 1, 1, 1), persistent=False)

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        weights: torch.Tensor = self.weights
        return F.conv2d(F.pad(rgb, (2, 2, 2, 2), mode="replicate"), weights, groups=3)


class UpscaleNetwork(nn.Module):
    """RGB (n, 3, h, w) → RGB (n, 3, k·h, k·w), of any size from 1 × 1; not clipped."""

    def __init__(self, factor: int, channels: int = CHANNELS, blocks: int = BLOCKS) -> None:
        super().__init__()
        self.factor = factor
        self.cubic = Cubic(factor)
        self.entrance = nn.Conv2d(3, channels, 3, padding=1)
        self.blocks = nn.Sequential(*(Block(channels) for _ in range(blocks)))
        self.draw = nn.Conv2d(channels, 3 * factor**2, 3, padding=1)
        with torch.no_grad():
            for block in self.blocks:
                block.mix.weight.mul_(SMALL)
            self.draw.weight.mul_(SMALL)

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        first = self.entrance(rgb - 0.5)
        drawn = self.draw(F.relu(first + self.blocks(first)))
        return F.pixel_shuffle(drawn + self.cubic(rgb), self.factor)


class Deployed(nn.Module):
    """What goes into the ONNX file: as the network, clipped to 0 … 1."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        return self.network(rgb).clamp(0, 1)


def keys(distance: float) -> float:
    """Weight of a pixel at a distance in pixels (Keys 1981, a = -1/2); the four nearest weigh 1 together."""
    x = abs(distance)
    if x < 1:
        return 1.5 * x**3 - 2.5 * x**2 + 1
    return -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


def phases(factor: int) -> list[float]:
    """Where the centres of the `factor` new pixels lie from the centre of the old one, in old pixels."""
    return [(2 * step + 1 - factor) / (2 * factor) for step in range(factor)]


def weights(network: nn.Module) -> int:
    return sum(math.prod(one.shape) for one in network.parameters())
