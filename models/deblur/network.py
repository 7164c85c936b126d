"""The deblur network: a blurred photo → the same view at mid-exposure, sharp. Sides are multiples of 16.

A residual U-Net in the manner of MIMO-UNet (Cho et al. 2021) and NAFNet (Chen et al. 2022), cut down to what two cores
bear: a sixteenth of the pixels at the entrance (pixel unshuffle, Shi et al. 2016), plain 3 × 3 convolutions, most of
the blocks where the picture is small and a step reaches far, skips that are added, cells normalised before each block.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

MULTIPLE = 16
ENTRY = 4
WIDTHS = (64, 96, 128)  # channels at 1/4, 1/8 and 1/16 of the size
DOWN = (2, 3)  # blocks on the way to the bottom
BOTTOM = 6
UP = (3, 3)
SLOPE = 0.1  # of what is negative: plain ReLUs died
SMALL = 0.2  # of a block's last weights at the start
SPREAD = 4.0  # levels 0 … 1 are blown up by, so that they have a spread of about one
LITTLE = 0.05  # of the levels: what is added to them is about so large
NOTHING, ALL = 1.5, 3.0  # levels of change around, up to which nothing and from which all of it is made


def conv(given: int, made: int, size: int = 3, stride: int = 1) -> nn.Conv2d:
    """A convolution that keeps the spread of what goes in (He et al. 2015): nothing is normalised on the way."""
    layer = nn.Conv2d(given, made, size, stride, size // 2)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="linear")
    nn.init.zeros_(layer.bias)
    return layer


def even(cells: torch.Tensor, channels: int) -> torch.Tensor:
    """Each cell's channels with mean 0 and spread 1 (Ba et al. 2016): without it training blew up."""
    return F.layer_norm(cells.permute(0, 2, 3, 1), (channels,)).permute(0, 3, 1, 2)


class Block(nn.Module):
    """A residual step (He et al. 2016) on normalised cells, as NAFNet's; begins near the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.first, self.second = conv(channels, channels), conv(channels, channels)
        with torch.no_grad():
            self.second.weight *= SMALL
        self.act = nn.LeakyReLU(SLOPE, inplace=True)

    def forward(self, cells: torch.Tensor) -> torch.Tensor:
        return cells + self.second(self.act(self.first(even(cells, self.channels))))


def blocks(channels: int, number: int) -> nn.Sequential:
    return nn.Sequential(*(Block(channels) for _ in range(number)))


class Level(nn.Module):
    """One size of the U: blocks, the next smaller size inside, and blocks again on the sum."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        here, below = WIDTHS[depth], WIDTHS[depth + 1]
        self.before, self.after = blocks(here, DOWN[depth]), blocks(here, UP[depth])
        self.smaller = conv(here, below, stride=2)
        self.inside = Level(depth + 1) if depth + 1 < len(DOWN) else blocks(below, BOTTOM)
        self.larger = nn.Sequential(conv(below, 4 * here, 1), nn.PixelShuffle(2))

    def forward(self, cells: torch.Tensor) -> torch.Tensor:
        seen = self.before(cells)
        return self.after(seen + self.larger(self.inside(self.smaller(seen))))


class DeblurNetwork(nn.Module):
    """RGB (n, 3, h, w), float32 0 … 1 in sRGB levels, h and w multiples of 16 → the same, not clipped."""

    def __init__(self) -> None:
        super().__init__()
        self.entrance = nn.Sequential(nn.PixelUnshuffle(ENTRY), conv(3 * ENTRY**2, WIDTHS[0]))
        self.body = Level(0)
        self.exit = nn.Sequential(conv(WIDTHS[0], 3 * ENTRY**2), nn.PixelShuffle(ENTRY))
        last = self.exit[0]
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(self, blurred: torch.Tensor) -> torch.Tensor:
        return blurred + LITTLE * self.exit(self.body(self.entrance(SPREAD * (blurred - 0.5)))).float()


def worth(change: torch.Tensor) -> torch.Tensor:
    """(n, 1, h, w), how much of a change is made: none where it is little all around, which is how sharp parts look.

    Of ten sharp photos it was .1 levels in the median, of ten blurred ones of each kind 3 to 7.
    """
    cells = F.avg_pool2d(change.square().mean(dim=1, keepdim=True), MULTIPLE)
    around = F.avg_pool2d(cells, 5, 1, 2, count_include_pad=False).sqrt()
    share = ((255 * around - NOTHING) / (ALL - NOTHING)).clamp(0, 1)
    return F.interpolate(share, scale_factor=MULTIPLE, mode="bilinear", align_corners=False)


class Deployed(nn.Module):
    """What goes into the ONNX file: as the network, where it is worth it, clipped to 0 … 1."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, blurred: torch.Tensor) -> torch.Tensor:
        change = self.network(blurred) - blurred
        return (blurred + worth(change) * change).clamp(0, 1)
