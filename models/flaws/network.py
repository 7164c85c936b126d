"""The architectures that were compared: two branches, one for the whole photo and one for its textured cells.

All take float32 (n, 18, 96, 96) in levels 0…255, as `culling.flaws.flaw_planes` cuts them, and answer (n, 6).
"""

from __future__ import annotations

import torch
from torch import nn

from culling.flaws import CELL
from culling.synth import FLAWS

WHOLE = 12  # planes


def conv(given: int, made: int, stride: int = 1) -> nn.Sequential:
    """3 × 3 convolution, batch normalisation, rectifier."""
    layers = nn.Conv2d(given, made, 3, stride, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU(inplace=True)
    return nn.Sequential(*layers)


class Residual(nn.Module):
    """Two convolutions beside a shortcut (He et al. 2016)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.second(self.first(x)))


class TwoBranches(nn.Module):
    """What both branches see, pooled by mean and maximum and joined.

    Args:
        whole, cells: convolutions on the 12 planes of the photo and on 4 planes of a cell.
        width: channels that the two give together.
        dropout: share of the joined features left out in training.
    """

    def __init__(self, whole: nn.Module, cells: nn.Module, width: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.whole, self.cells, self.halve = whole, cells, nn.PixelUnshuffle(2)
        self.head = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(2 * width, 64), nn.ReLU(), nn.Dropout(dropout), nn.Linear(64, len(FLAWS))
        )

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        whole = self.whole(planes[:, :WHOLE] / 127.5 - 1)
        count = planes.shape[1] - WHOLE
        cells = self.cells(self.halve(normalised(planes[:, WHOLE:].reshape(-1, 1, CELL, CELL))))
        cells = cells.mean((2, 3)).reshape(-1, count, cells.shape[1])
        seen = whole.mean((2, 3)), whole.amax((2, 3)), cells.mean(1), cells.amax(1)
        return self.head(torch.cat(seen, 1))


def normalised(cells: torch.Tensor) -> torch.Tensor:
    """Cells with mean 0 and contrast 1, so that light and sharpness are judged apart; + 2 levels for plain cells."""
    centred = cells - cells.mean((2, 3), keepdim=True)
    return centred / (centred.square().mean((2, 3), keepdim=True).sqrt() + 2)


def shallow() -> nn.Module:
    """Three convolutions a branch."""
    whole = nn.Sequential(conv(12, 24, 2), conv(24, 40, 2), conv(40, 64, 2))
    return TwoBranches(whole, nn.Sequential(conv(4, 12), conv(12, 24, 2), conv(24, 48, 2)), 64 + 48)


def deep(dropout: float = 0.0) -> nn.Module:
    """`shallow` with residual blocks between: five convolutions for the whole photo, seven for a cell."""
    whole = nn.Sequential(conv(12, 24, 2), conv(24, 40, 2), Residual(40), nn.Dropout2d(dropout / 4), conv(40, 64, 2))
    cells = nn.Sequential(
        conv(4, 12), conv(12, 24, 2), Residual(24), nn.Dropout2d(dropout / 4), conv(24, 48, 2), Residual(48)
    )
    return TwoBranches(whole, cells, 64 + 48, dropout)


class FrozenTrunkHead(nn.Module):
    """Two layers on the 1280 features of an ImageNet MobileNetV2 whose weights stay as they are."""

    def __init__(self, features: int = 1280) -> None:
        super().__init__()
        self.head = nn.Sequential(
            nn.BatchNorm1d(features), nn.Dropout(0.3), nn.Linear(features, 128), nn.ReLU(), nn.Linear(128, len(FLAWS))
        )

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.head(features)


class Deployed(nn.Module):
    """Levels in, calibrated probabilities out (temperature: Guo et al. 2017)."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.network(planes) / self.temperature, 1)
