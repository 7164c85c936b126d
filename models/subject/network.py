"""The subject network: RGB levels of a photo pressed into a square of 160 px → how much each part is the subject.

A small U: five steps down, a look at the whole picture at the bottom, and back up to half the size. Pressed into a
square, every photo costs the same and the network always sees the frame, which tells much of what the subject is.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

SIDE = 160
WIDTHS = (16, 24, 40, 64, 80)  # at strides 2, 4, 8, 16, 32
BLOCKS = (1, 2, 3, 2)
GROWTH = 2
UP = 24  # channels on the way back


def conv(given: int, made: int, size: int = 3, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """A convolution, normalised, that lets only what is positive through."""
    layer = nn.Conv2d(given, made, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(made), nn.ReLU(inplace=True))


def flat(given: int, made: int) -> nn.Sequential:
    """Channels mixed, normalised."""
    return nn.Sequential(nn.Conv2d(given, made, 1, bias=False), nn.BatchNorm2d(made))


class Block(nn.Module):
    """An inverted residual step (Sandler et al. 2018): channels grown, each looks around by itself, shrunk again."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        wide = GROWTH * channels
        self.steps = nn.Sequential(conv(channels, wide, 1), conv(wide, wide, groups=wide), flat(wide, channels))

    def forward(self, cells: torch.Tensor) -> torch.Tensor:
        return cells + self.steps(cells)


class Down(nn.Sequential):
    """Half the size, more channels."""

    def __init__(self, given: int, made: int, blocks: int) -> None:
        super().__init__(conv(given, made, stride=2), *(Block(made) for _ in range(blocks)))


class Merge(nn.Module):
    """What is known coarsely joined with what is seen finely."""

    def __init__(self, fine: int) -> None:
        super().__init__()
        self.side = flat(fine, UP)
        self.look = nn.Sequential(conv(UP, UP, groups=UP), flat(UP, UP))

    def forward(self, coarse: torch.Tensor, fine: torch.Tensor) -> torch.Tensor:
        cells = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False) + self.side(fine)
        return F.relu(cells + self.look(F.relu(cells)))


class SubjectNetwork(nn.Module):
    """Levels (n, 3, 160, 160), float32 0 … 255 → logits (n, 80, 80)."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.entrance = conv(3, a, 3, 2)
        self.downs = nn.ModuleList(Down(*sizes) for sizes in zip((a, b, c, d), (b, c, d, e), BLOCKS, strict=True))
        self.whole = nn.Sequential(nn.Linear(e, e // 2), nn.ReLU(), nn.Linear(e // 2, e))
        self.bottom = flat(e, UP)
        self.ups = nn.ModuleList(Merge(fine) for fine in (d, c, b, a))
        self.drop = nn.Dropout2d(0.1)
        self.head = nn.Conv2d(UP, 1, 1)

    def forward(self, levels: torch.Tensor) -> torch.Tensor:
        seen = [self.entrance(levels / 127.5 - 1)]
        for down in self.downs:
            seen.append(down(seen[-1]))
        gate = torch.sigmoid(self.whole(seen[-1].mean(dim=(2, 3))))
        cells = self.bottom(self.drop(seen[-1] * gate[:, :, None, None]))
        for up, fine in zip(self.ups, reversed(seen[:-1]), strict=True):
            cells = up(cells, fine)
        return self.head(cells)[:, 0]


class Deployed(nn.Module):
    """What goes into the ONNX file: as the network, 0 … 1."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, levels: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(levels))
