"""Luma of an eye crop → logits "open" and "is an eye"; it evens out light and contrast itself."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

SIDE = 40


class EyeNet(nn.Module):
    """(n, 1, 40, 40) luma 0..1 → (n, 2) logits: open rather than closed, an eye rather than something else.

    It sees two pictures: the whole evened to mean 0 and deviation 1, and each spot against its surroundings,
    so that an infrared, a dark or a half-lit eye looks like any other.
    """

    def __init__(self, width: int = 24, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.Sequential(
            _block(2, width, size=5, stride=2),
            _block(width, 2 * width),
            nn.MaxPool2d(2),
            _block(2 * width, 3 * width),
            _Residual(3 * width),
            nn.MaxPool2d(2),
            _block(3 * width, 4 * width),
        )
        # The mean alone forgets where things lie; 5 × 5 places are few enough to keep.
        self.places = nn.Linear(4 * width * 25, 48)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.ReLU(), nn.Linear(48, 2))

    def forward(self, luma: torch.Tensor) -> torch.Tensor:
        return self.head(self.places(self.features(evened(luma)).flatten(1)))


class Answer(nn.Module):
    """What is exported: mean of the crop and its mirror image, temperature applied → probabilities (n,), (n,)."""

    def __init__(self, network: EyeNet, temperature: float, bias: float) -> None:
        super().__init__()
        self.network, self.temperature, self.bias = network, temperature, bias

    def forward(self, luma: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        logits = (self.network(luma) + self.network(luma.flip(3))) / 2
        return torch.sigmoid((logits[:, 0] + self.bias) / self.temperature), torch.sigmoid(logits[:, 1])


def evened(luma: torch.Tensor) -> torch.Tensor:
    """Two channels: contrast evened over the whole crop, and over 13 × 13 surroundings; both within ±3."""
    mean = luma.mean((2, 3), keepdim=True)
    deviation = ((luma - mean) ** 2).mean((2, 3), keepdim=True).sqrt()
    whole = (luma - mean) / (deviation + 0.01)
    around = functional.avg_pool2d(whole, 13, 1, 6, count_include_pad=False)
    spread = functional.avg_pool2d((whole - around) ** 2, 13, 1, 6, count_include_pad=False).sqrt()
    local = (whole - around) / (spread + 0.2)
    return torch.cat([whole, local], 1).clamp(-3, 3)


def _block(before: int, after: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(before, after, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


class _Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner = _block(width, width)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return features + self.inner(features)
