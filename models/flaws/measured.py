"""The fixed measurements of every cached picture, worked out once, and batches of them mirrored by chance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.flaws import CELLS
from models.flaws import data
from models.flaws.spectra import ANGLES, RADII, Measured, Seen
from models.training.loop import Batch

BATCH = 256
TRAINED_CELLS = 4


def measured(split: str) -> tuple[Seen, NDArray[np.int64]]:
    """What `Measured` says of a split, as float16, and the class of each picture."""
    file = data.CACHE / f"measured_{split}.pt"
    planes, rows = data.cached(split)
    if not file.exists():
        torch.save([part.half() for part in _measure(planes)], file)
    return Seen(*torch.load(file, weights_only=True)), data.truth_of(rows)


@torch.no_grad()
def _measure(planes: NDArray[np.uint8]) -> Seen:
    measure = Measured()
    starts = range(0, len(planes), 50)
    parts = [[v.half() for v in measure(torch.from_numpy(np.asarray(planes[at : at + 50])).float())] for at in starts]
    return Seen(*(torch.cat(part) for part in zip(*parts, strict=True)))


def batches(rng: np.random.Generator, shares: tuple[float, ...], soft_cells: float = 0.0) -> Iterator[Batch]:
    """`Seen` and the classes, drawn in `shares`; flipped both ways by chance, cells drawn among the stored ones.

    `soft_cells` of the originals get cells of blurred or shaken pictures beside their own: a soft background.
    """
    seen, truth = measured("train")
    of_class = [np.flatnonzero(truth == place) for place in range(len(shares))]
    while True:
        classes = rng.choice(len(shares), BATCH, p=shares)
        chosen = torch.from_numpy(np.array([rng.choice(of_class[place]) for place in classes]))
        cells = torch.from_numpy(rng.permutation(data.STORED_CELLS)[:TRAINED_CELLS])
        batch = Seen(*(part[chosen] for part in seen))
        batch = batch._replace(spectra=batch.spectra[:, cells], rows=batch.rows[:, cells])
        batch = _with_soft_cells(Seen(*(part.float() for part in batch)), classes, rng, soft_cells)
        if rng.random() < 0.5:
            batch = left_right(batch)
        if rng.random() < 0.5:
            batch = upside_down(batch)
        yield (*batch, torch.from_numpy(classes))


def _with_soft_cells(seen: Seen, classes: NDArray[np.int64], rng: np.random.Generator, share: float) -> Seen:
    soft, originals = np.flatnonzero((classes == 1) | (classes == 2)), np.flatnonzero(classes == 0)
    for place in originals[rng.random(len(originals)) < share]:
        count = int(rng.integers(1, TRAINED_CELLS))
        donor = int(rng.choice(soft))
        seen.spectra[place, :count] = seen.spectra[donor, :count]
        seen.rows[place, :count] = seen.rows[donor, :count]
    return seen


def left_right(seen: Seen) -> Seen:
    """What would be measured of the mirrored pictures."""
    rows, whole = seen.rows.clone(), seen.whole_rows.clone()
    rows[:, :, 0], whole[:, 0] = -rows[:, :, 0], -whole[:, 0]
    return seen._replace(spectra=_turned(seen.spectra), rows=rows, whole_rows=whole, thumb=seen.thumb.flip(3))


def upside_down(seen: Seen) -> Seen:
    """What would be measured of the pictures upside down; rows keep their last, empty difference at the end."""
    rows, whole = seen.rows.flip(3), seen.whole_rows.flip(2)
    rows[:, :, 0], whole[:, 0] = -rows[:, :, 0], -whole[:, 0]
    return seen._replace(spectra=_turned(seen.spectra), rows=rows, whole_rows=whole, thumb=seen.thumb.flip(2))


def _turned(spectra: torch.Tensor) -> torch.Tensor:
    """Angles the other way round."""
    polar = spectra.unflatten(2, (RADII, ANGLES))
    return polar.flip(3).flatten(2)


def loss_of(net: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross-entropy, in bfloat16 where the processor is faster with it."""
    with torch.autocast("cpu", torch.bfloat16):
        answer = net(Seen(*batch[:-1]))
    return F.cross_entropy(answer.float(), batch[-1])


@torch.no_grad()
def settle(net: nn.Module, drawn: Iterator[Batch], count: int = 200) -> None:
    """Means and spreads of batch normalisation over many batches: those of the last few are a matter of chance."""
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            layer.reset_running_stats()
            layer.momentum = None  # a plain mean over all batches
    net.train()
    for _ in range(count):
        net(Seen(*next(drawn)[:-1]))
    net.eval()


@torch.no_grad()
def accuracy(net: nn.Module) -> dict[str, float]:
    """`data.scores` on the validation split."""
    seen, _ = measured("validation")
    full = Seen(*(part.float() for part in seen))
    full = full._replace(spectra=full.spectra[:, :CELLS], rows=full.rows[:, :CELLS])
    return data.scores(net(full).double().numpy(), data.cached("validation")[1])
