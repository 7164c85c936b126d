"""Train the head that tells screenshots: `python -m models.screenshot.train --photos FOLDER`, a minute on one core.

`python -m models.screenshot.shoot` makes the screenshots first. Five small networks, each trained without a fifth of
the pictures; together they are the head.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.screenshots import FEATURES
from models.screenshot.data import SENT, Rows, rows
from models.training.export import export
from models.training.loop import seed_everything
from models.training.photos import parser

HERE = Path(__file__).parent
FOLDS, HIDDEN, EPOCHS, BATCH = 5, 32, 60, 256
PHOTOS = 3
WIDEST = 4.0  # deviations from the mean: beyond, features say no more

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


class Part(nn.Module):
    """Features in, logit out."""

    def __init__(self, mean: Floats, deviation: Floats) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("deviation", torch.from_numpy(deviation))
        self.layers = nn.Sequential(nn.Linear(len(FEATURES), HIDDEN), nn.ReLU(), nn.Dropout(0.2), nn.Linear(HIDDEN, 1))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.layers(((features - self.mean) / self.deviation).clamp(-WIDEST, WIDEST)).squeeze(1)


class Head(nn.Module):
    """Mean of the parts' logits."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self.parts = nn.ModuleList(parts)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return torch.stack([part(features) for part in self.parts]).mean(0)


def main() -> None:
    """Train on all screenshots and the photos to train on; write screenshot.onnx and curves.csv."""
    given = parser(__doc__ or "", HERE).parse_args()
    cv2.setNumThreads(given.threads)
    known = rows(given.photos)
    parts, _, curves = trained(known.part(known.screen | taught(known)), given.seed, given.threads)
    example = torch.from_numpy(known.features[:2])
    axes = {"features": {0: "n"}, "logit": {0: "n"}}
    export(Head(parts), example, given.out / "screenshot.onnx", ["features"], ["logit"], axes)
    pd.DataFrame(curves).round(5).to_csv(given.out / "curves.csv", index=False)


def taught(known: Rows) -> Bools:
    """Photos to train on."""
    return ~known.screen & np.isin(known.split, ("train", "validation"))


def trained(known: Rows, seed: int = 0, threads: int = 1) -> tuple[list[Part], Floats, list[dict[str, float]]]:
    """The parts, the logit of each row by the part that has not seen its picture, and how the loss went."""
    rng = seed_everything(seed, threads)
    fold = _folds(known, rng)
    parts, curves, unseen = [], [], np.zeros(len(known.screen), np.float32)
    for number in range(FOLDS):
        held = fold == number
        part, loss = _part(known.part(~held))
        parts.append(part)
        unseen[held] = told(part, known.features[held])
        other = F.binary_cross_entropy_with_logits(
            torch.from_numpy(unseen[held]), torch.from_numpy(known.screen[held].astype(np.float32))
        )
        curves.append({"fold": number, "loss": loss, "held_loss": other.item()})
    return parts, unseen, curves


@torch.no_grad()
def told(network: nn.Module, features: Floats) -> Floats:
    """The logits of some rows."""
    return np.asarray(network.eval()(torch.from_numpy(features)).numpy(), np.float32)


def _folds(known: Rows, rng: np.random.Generator) -> NDArray[np.int64]:
    """One fold for all that was made of a picture."""
    _, picture = np.unique(
        [f"{source}/{path}" for source, path in zip(known.source, known.path, strict=True)], return_inverse=True
    )
    return (rng.permutation(picture.max() + 1) % FOLDS)[picture]


def _part(known: Rows) -> tuple[Part, float]:
    """Photos and screenshots count the same, and so does every source of either."""
    part = Part(known.features.mean(0), known.features.std(0) + np.float32(1e-3))
    weights = torch.from_numpy(_weights(known))
    given, wanted = torch.from_numpy(known.features), torch.from_numpy(known.screen.astype(np.float32))
    optimiser = torch.optim.AdamW(part.parameters(), lr=3e-3, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, EPOCHS)
    last = 0.0
    for _ in range(EPOCHS):
        part.train()
        losses = []
        for chosen in torch.randperm(len(given)).split(BATCH):
            noisy = given[chosen] + 0.05 * part.deviation * torch.randn(len(chosen), len(FEATURES))
            each = F.binary_cross_entropy_with_logits(part(noisy), wanted[chosen], reduction="none")
            loss = (each * weights[chosen]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        schedule.step()
        last = float(np.mean(losses))
    return part.eval(), last


def _weights(known: Rows) -> Floats:
    """Mean 1: photos count `PHOTOS` times what screenshots count, for folders hold more of them.

    Half of a source's weight (and half of what each kind of change to photos weighs) is by its number of rows, so that
    a small one is no lottery.
    """
    hard = ~known.screen & ~np.isin(known.change, SENT)
    kinds = np.where(hard, known.change, known.source)
    _, place, count = np.unique(kinds, return_inverse=True, return_counts=True)
    each = np.sqrt(1 / count)[place]
    for side, share in ((False, PHOTOS / (PHOTOS + 1)), (True, 1 / (PHOTOS + 1))):
        chosen = known.screen == side
        each[chosen] *= share * len(each) / each[chosen].sum()
    return np.asarray(each, np.float32)


if __name__ == "__main__":
    main()
