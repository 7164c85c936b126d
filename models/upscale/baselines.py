"""What our network is compared with: two small ones of the literature, trained here on the same crops for as long.

Both see and draw all three colours here, since photos have them; in their papers they see luma alone.
"""

from __future__ import annotations

import torch
from torch import nn


class Espcn(nn.Module):
    """Sub-pixel convolution behind two layers (Shi et al. 2016, doi 10.1109/CVPR.2016.207): 64 and 32 channels."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.steps = nn.Sequential(
            nn.Conv2d(3, 64, 5, padding=2),
            nn.Tanh(),
            nn.Conv2d(64, 32, 3, padding=1),
            nn.Tanh(),
            nn.Conv2d(32, 3 * factor**2, 3, padding=1),
            nn.PixelShuffle(factor),
        )

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        return self.steps(rgb)


class Fsrcnn(nn.Module):
    """An hourglass with a transposed convolution at its end (Dong et al. 2016, doi 10.1007/978-3-319-46475-6_25)."""

    def __init__(self, factor: int, wide: int = 56, narrow: int = 12, depth: int = 4) -> None:
        super().__init__()
        steps: list[nn.Module] = [nn.Conv2d(3, wide, 5, padding=2), nn.PReLU(wide)]
        steps += [nn.Conv2d(wide, narrow, 1), nn.PReLU(narrow)]
        for _ in range(depth):
            steps += [nn.Conv2d(narrow, narrow, 3, padding=1), nn.PReLU(narrow)]
        steps += [nn.Conv2d(narrow, wide, 1), nn.PReLU(wide)]
        steps.append(nn.ConvTranspose2d(wide, 3, 9, factor, padding=4, output_padding=factor - 1))
        self.steps = nn.Sequential(*steps)

    def forward(self, rgb: torch.Tensor) -> torch.Tensor:
        return self.steps(rgb)
