"""The fixed measurements of every cached picture, worked out once, and batches of them mirrored by chance."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

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
AT_ONCE = 50  # pictures
LOOKED_AT = 1000  # training pictures whose answers stand for all


@lru_cache(maxsize=4)
def measured(split: str, cache: Path = data.CACHE) -> tuple[Seen, NDArray[np.int64]]:
    """What `Measured` says of a split, as float16, and the class of each picture."""
    file = cache / f"measured_{split}.pt"
    if not file.exists():
        planes, _ = data.cached(split)
        save((np.asarray(planes[at : at + AT_ONCE]) for at in range(0, len(planes), AT_ONCE)), file)
    return Seen(*torch.load(file, weights_only=True)), data.truth_of(data.rows_of(split, cache))


@torch.no_grad()
def save(planes: Iterator[NDArray[np.uint8]], file: Path) -> None:
    """Write what `Measured` says of planes, given (n, 12 + STORED_CELLS, 96, 96) at a time, to `file`."""
    measure = Measured()
    parts = [[value.half() for value in measure(torch.from_numpy(some).float())] for some in planes]
    part = file.with_suffix(".part")
    torch.save([torch.cat(part) for part in zip(*parts, strict=True)], part)
    part.replace(file)


def batches(
    rng: np.random.Generator, shares: tuple[float, ...], soft_cells: float = 0.0, cache: Path = data.CACHE
) -> Iterator[Batch]:
    """`Seen` and the classes, drawn in `shares`; flipped both ways by chance, cells drawn among the stored ones.

    `soft_cells` of the originals get cells of blurred or shaken pictures beside their own: a soft background.
    """
    seen, truth = measured("train", cache)
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
def answers(net: nn.Module, split: str, cache: Path = data.CACHE) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(n, 6) answers of the part that learns before the softmax, and the truth; of training pictures evenly some."""
    seen, truth = measured(split, cache)
    every = max(len(truth) // LOOKED_AT, 1) if split == "train" else 1
    full = Seen(*(part[::every].float() for part in seen))
    full = full._replace(spectra=full.spectra[:, :CELLS], rows=full.rows[:, :CELLS])
    return net(full).double().numpy(), truth[::every]


def train_accuracy(net: nn.Module, cache: Path = data.CACHE) -> dict[str, float]:
    """Share of training pictures told rightly, none of them flipped, nothing left out."""
    logits, truth = answers(net, "train", cache)
    return {"train_accuracy": float((logits.argmax(1) == truth).mean())}


def accuracy(net: nn.Module) -> dict[str, float]:
    """`data.scores` on the validation split, and the training pictures beside it."""
    return data.scores(answers(net, "validation")[0], data.rows_of("validation")) | train_accuracy(net)
