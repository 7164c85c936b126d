"""Fixed measurements of the planes, and a small network on them: blur acts on spectra, waves act on rows.

A blur multiplies a picture's spectrum, so it adds to the logarithm of the spectrum whatever the scene; a rolling
shutter shifts whole rows, so neighbouring rows are displaced by the same distance all along their length; exposure
moves the histogram. Nothing in `Measured` is learnt, so its answers are worked out once and training is quick.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from culling.flaws import CELL
from culling.synth import FLAWS

WHOLE = 12  # planes
RADII, ANGLES = 16, 12  # of the polar spectrum; angles over 180°
ROW_FACTS = 5
LEVELS = 32  # steps of a histogram
FLOOR = 0.05  # levels²: below the rounding of 8 bits


class Seen(NamedTuple):
    """What is measured, as float tensors.

    Attributes:
        spectra: (n, cells, RADII * ANGLES) mean log power.
        rows: (n, cells, ROW_FACTS, 96) of each cell's rows, `whole_rows` (n, ROW_FACTS, 192) of the photo's.
        histograms: (n, 3 * LEVELS) shares of luma, of the brightest and of the darkest channel.
        thumb: (n, 3, 48, 48) the photo, -1 … 1.
    """

    spectra: torch.Tensor
    rows: torch.Tensor
    whole_rows: torch.Tensor
    histograms: torch.Tensor
    thumb: torch.Tensor


class Measured(nn.Module):
    """Planes (n, 12 + cells, 96, 96) in levels → `Seen`; no weights to learn."""

    def __init__(self) -> None:
        super().__init__()
        place = torch.arange(CELL)
        turns = 2 * math.pi * place[:, None] * place[None, : CELL // 2 + 1] / CELL
        window = torch.hann_window(CELL)
        self.register_buffer("window", window[:, None] * window / window.square().mean(), persistent=False)
        self.register_buffer("cos_x", turns.cos(), persistent=False)
        self.register_buffer("sin_x", turns.sin(), persistent=False)
        around = 2 * math.pi * place[:, None] * place[None] / CELL
        self.register_buffer("cos_y", around.cos(), persistent=False)
        self.register_buffer("sin_y", around.sin(), persistent=False)
        bins = _polar_bins()
        self.register_buffer("bins", bins, persistent=False)
        sizes = torch.bincount(bins, minlength=RADII * ANGLES + 1)[:-1].clamp(min=1)
        self.register_buffer("sizes", sizes, persistent=False)
        self.register_buffer("steps", torch.linspace(0, 255, LEVELS)[:, None], persistent=False)

    def forward(self, planes: torch.Tensor) -> Seen:
        cells, count = planes[:, WHOLE:].reshape(-1, CELL, CELL), planes.shape[1] - WHOLE
        phases = planes[:, :WHOLE].reshape(-1, 3, 4, CELL, CELL)
        luma = 0.299 * phases[:, 0] + 0.587 * phases[:, 1] + 0.114 * phases[:, 2]
        whole = F.pixel_shuffle(luma, 2).squeeze(1)
        tints = phases[:, :, 0, ::2, ::2]  # one pixel in 16 is enough
        histograms = [self._histogram(values) for values in (luma[:, 0, ::2, ::2], tints.amax(1), tints.amin(1))]
        thumb = F.avg_pool2d(phases.mean(2), 2) / 127.5 - 1
        return Seen(
            self._spectra(cells).reshape(-1, count, RADII * ANGLES),
            row_facts(cells).reshape(-1, count, ROW_FACTS, CELL),
            row_facts(whole),
            torch.cat(histograms, 1),
            thumb,
        )

    def _spectra(self, cells: torch.Tensor) -> torch.Tensor:
        """Mean log power in polar bins, (n, RADII * ANGLES)."""
        centred = (cells - cells.mean((1, 2), keepdim=True)) * self.window
        real, imaginary = centred @ self.cos_x, centred @ self.sin_x
        across = self.cos_y @ real - self.sin_y @ imaginary
        along = self.cos_y @ imaginary + self.sin_y @ real
        power = (across.square() + along.square()) / CELL**2
        log = torch.log(power + FLOOR).flatten(1)
        sums = torch.zeros_like(log[:, : RADII * ANGLES + 1]).scatter_add(1, self.bins.expand_as(log), log)
        return sums[:, :-1] / self.sizes

    def _histogram(self, levels: torch.Tensor) -> torch.Tensor:
        """Shares near each of the steps, each level shared linearly between two."""
        near = 1 - (levels.flatten(1)[:, None] - self.steps).abs() * ((LEVELS - 1) / 255)
        return torch.log(torch.relu(near).mean(2) + 1e-3)


def row_facts(luma: torch.Tensor) -> torch.Tensor:
    """(n, ROW_FACTS, height): for each row, how far it is displaced from the next and how fine it is.

    The displacement is that of least squares, in px; a wave moves all of a row alike, so it stands out.
    """
    dx = luma[:, :, 1:] - luma[:, :, :-1]
    dy = F.pad(luma[:, 1:] - luma[:, :-1], (0, 0, 0, 1))
    middle = (luma[:, :, 2:] - luma[:, :, :-2]) / 2
    across, fine = dx.square().mean(2) + FLOOR, (dx[:, :, 1:] - dx[:, :, :-1]).square().mean(2) + FLOOR
    down = dy.square().mean(2) + FLOOR
    even = middle.square().mean(2) + FLOOR
    shear = (middle * dy[:, :, 1:-1]).mean(2) / (even + 1)
    sure = shear.square() * even / down
    return torch.stack(
        [2 * shear, torch.log(across) / 4, torch.log(fine / across), torch.log(down / across) / 2, sure], 1
    )


def _polar_bins() -> torch.Tensor:
    """(96 · 49,) the bin of each frequency: RADII × ANGLES from 1 to 48 cycles a cell, one more for the others."""
    y = (torch.arange(CELL) + CELL // 2) % CELL - CELL // 2
    x = torch.arange(CELL // 2 + 1)
    radius = torch.hypot(y[:, None].float(), x[None].float())
    angle = torch.atan2(y[:, None].float(), x[None].float()) / math.pi + 0.5  # 0…1 over 180°
    ring = ((radius.clamp(min=1).log() / math.log(CELL / 2)) ** 1.5 * RADII).long().clamp(max=RADII - 1)
    sector = (angle * ANGLES).long() % ANGLES
    inside = (radius >= 1) & (radius <= CELL / 2)
    return torch.where(inside, ring * ANGLES + sector, RADII * ANGLES).flatten()


class OnSpectra(nn.Module):
    """The part that learns: `Seen` → (n, 6)."""

    def __init__(self, dropout: float = 0.3) -> None:
        super().__init__()
        self.cell = nn.Sequential(
            nn.Linear(RADII * ANGLES, 96), nn.BatchNorm1d(96), nn.ReLU(), nn.Linear(96, 64), nn.ReLU()
        )
        self.rows = nn.Sequential(*_along_rows(ROW_FACTS, 24), *_along_rows(24, 48))
        self.whole_rows = nn.Sequential(*_along_rows(ROW_FACTS, 24), *_along_rows(24, 48))
        thumb = [layer for given, made in ((3, 16), (16, 32), (32, 48)) for layer in _halving(given, made)]
        self.thumb = nn.Sequential(*thumb)
        seen = 2 * 64 + 2 * RADII * ANGLES + 2 * 48 + 2 * 48 + 3 * LEVELS + 2 * 48
        self.head = nn.Sequential(
            nn.BatchNorm1d(seen), nn.Dropout(dropout), nn.Linear(seen, 128), nn.ReLU(), nn.Dropout(dropout),
            nn.Linear(128, len(FLAWS)),
        )  # fmt: skip

    def forward(self, seen: Seen) -> torch.Tensor:
        n, count = seen.spectra.shape[:2]
        cells = self.cell(seen.spectra.flatten(0, 1) / 4).reshape(n, count, -1)
        rows = self.rows(seen.rows.flatten(0, 1))
        rows = torch.cat([rows.mean(2), rows.amax(2)], 1).reshape(n, count, -1).mean(1)
        whole, thumb = self.whole_rows(seen.whole_rows), self.thumb(seen.thumb)
        parts = [cells.mean(1), cells.amax(1), seen.spectra.mean(1), seen.spectra.amax(1), rows]
        parts += [whole.mean(2), whole.amax(2), seen.histograms, thumb.mean((2, 3)), thumb.amax((2, 3))]
        return self.head(torch.cat(parts, 1))


class LinearOnSpectra(nn.Module):
    """The shallowest of all: one linear layer on means and spreads of what is measured."""

    def __init__(self) -> None:
        super().__init__()
        seen = 2 * RADII * ANGLES + 4 * ROW_FACTS + 3 * LEVELS
        self.head = nn.Sequential(nn.BatchNorm1d(seen), nn.Linear(seen, len(FLAWS)))

    def forward(self, seen: Seen) -> torch.Tensor:
        rows = [_spread(seen.rows).mean(1), _spread(seen.whole_rows)]
        rows += [seen.rows.mean((1, 3)), seen.whole_rows.mean(2)]
        return self.head(torch.cat([seen.spectra.mean(1), seen.spectra.amax(1), *rows, seen.histograms], 1))


class Spectra(nn.Module):
    """What is measured and the part that learns: planes → (n, 6)."""

    def __init__(self, judged: nn.Module) -> None:
        super().__init__()
        self.measured, self.judged = Measured(), judged

    def forward(self, planes: torch.Tensor) -> torch.Tensor:
        return self.judged(self.measured(planes))


def _spread(rows: torch.Tensor) -> torch.Tensor:
    return (rows - rows.mean(-1, keepdim=True)).square().mean(-1).sqrt()


def _along_rows(given: int, made: int) -> list[nn.Module]:
    return [nn.Conv1d(given, made, 7, 2, 3, bias=False), nn.BatchNorm1d(made), nn.ReLU()]


def _halving(given: int, made: int) -> list[nn.Module]:
    return [nn.Conv2d(given, made, 3, 2, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU()]
