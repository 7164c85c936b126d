"""Train the head that tells tags from a photo's vector: `python -m models.tags.train --photos FOLDER --weights FOLDER`.

Five small networks, each trained without a fifth of the photos; together they are the head. What each says of its own
fifth is what calibrates them and where the cutoffs come from, since nobody has seen those photos.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.embed import EMBEDDING_SIZE
from culling.things.classes import TAGS
from models.tags.data import CROPS, TAUGHT_ON, WORK, Pictures, pictures, targets
from models.tags.teachers import Teachers
from models.training.export import export
from models.training.loop import seed_everything
from models.training.photos import parser

HERE = Path(__file__).parent
YOLOX, IMAGENET = "yolox_nano.onnx", "mobilenet_v2_embedding_teacher.onnx"
FOLDS, HIDDEN_UNITS, EPOCHS, BATCH = 5, 96, 15, 128  # after 15 the loss on what was left out rises
PRECISION = 0.8

Floats = NDArray[np.float32]
Losses = list[tuple[int, float, float]]  # epoch, loss, loss of what was left out


class Part(nn.Module):
    """A unit vector in, a logit for each tag out."""

    def __init__(self, hidden: int = HIDDEN_UNITS) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(EMBEDDING_SIZE, hidden), nn.ReLU(), nn.Dropout(0.4), nn.Linear(hidden, len(TAGS))
        )

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        return self.layers(vectors * EMBEDDING_SIZE**0.5)


class Head(nn.Module):
    """Mean of the parts' logits, calibrated: probabilities out."""

    def __init__(self, parts: list[Part], scale: Floats, shift: Floats) -> None:
        super().__init__()
        self.parts = nn.ModuleList(parts)
        self.register_buffer("scale", torch.from_numpy(scale))
        self.register_buffer("shift", torch.from_numpy(shift))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        logits = torch.stack([part(vectors) for part in self.parts]).mean(0)
        return torch.sigmoid(logits * self.scale + self.shift)


def main() -> None:
    """Train, calibrate, write tags.onnx, curves.csv and the cutoffs."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--weights", type=Path, required=True, help=f"folder with {YOLOX} and {IMAGENET}")
    given = options.parse_args()
    cv2.setNumThreads(given.threads)
    seed_everything(given.seed, given.threads)
    teachers = Teachers(given.weights / YOLOX, given.weights / IMAGENET)
    known = pictures("taught", TAUGHT_ON, CROPS, given.photos, teachers, given.seed)
    parts, unseen = trained(known)
    truth, counts = targets(known)
    whole = known.whole
    scale, shift = calibrated(unseen[whole], truth[whole], counts[whole])
    example = torch.from_numpy(known.vectors[:2])
    axes = {"vector": {0: "n"}, "tags": {0: "n"}}
    export(Head(parts, scale, shift), example, given.out / "tags.onnx", ["vector"], ["tags"], axes)
    told = 1 / (1 + np.exp(-(unseen * scale + shift)))
    np.savez(WORK / "unseen.npz", told=told.astype(np.float32))
    cutoffs = {tag: cutoff(told[whole, at], truth[whole, at], counts[whole, at]) for at, tag in enumerate(TAGS)}
    (WORK / "facts.json").write_text(json.dumps({"cutoffs": cutoffs, "scale": scale.tolist(), "shift": shift.tolist()}))
    print(json.dumps(cutoffs, indent=1))  # noqa: T201


def trained(known: Pictures) -> tuple[list[Part], Floats]:
    """The parts, and the logits of each picture by the part that has not seen its photo."""
    truth, counts = targets(known)
    fold = folds(known.path)
    unseen = np.zeros_like(truth)
    parts, curves = [], []
    for number in range(FOLDS):
        held = fold == number
        part, losses = _part(known.vectors, truth, counts, held)
        parts.append(part)
        curves += [{"fold": number, "epoch": epoch, "loss": loss, "held_loss": other} for epoch, loss, other in losses]
        with torch.no_grad():
            unseen[held] = part(torch.from_numpy(known.vectors[held])).numpy()
    pd.DataFrame(curves).round(5).to_csv(HERE / "curves.csv", index=False)
    return parts, unseen


def folds(path: NDArray[np.str_]) -> NDArray[np.int64]:
    """The same fold for all pictures of a photo, and for all frames of a series or a pair."""
    scenes = [name.rpartition("/")[0] if name.startswith("series") else Path(name).stem for name in path]
    names = {scene: number for number, scene in enumerate(sorted(set(scenes)))}
    order = np.random.default_rng(0).permutation(len(names))
    return np.array([order[names[scene]] % FOLDS for scene in scenes])


def _part(vectors: Floats, truth: Floats, counts: Floats, held: NDArray[np.bool_]) -> tuple[Part, Losses]:
    part = Part()
    optimiser = torch.optim.AdamW(part.parameters(), lr=2e-3, weight_decay=0.05)
    given, wanted, weights = (torch.from_numpy(array[~held]) for array in (vectors, truth, counts))
    steps = EPOCHS * (len(given) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    losses = []
    for epoch in range(EPOCHS):
        part.train()
        order, total = torch.randperm(len(given)), 0.0
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            loss = _loss(part(given[chosen]), wanted[chosen], weights[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        part.eval()
        if epoch % 5 == 4:
            with torch.no_grad():
                left = part(torch.from_numpy(vectors[held]))
                other = _loss(left, torch.from_numpy(truth[held]), torch.from_numpy(counts[held]))
            losses.append((epoch + 1, total / (len(order) // BATCH), other.item()))
    return part, losses


def _loss(logits: torch.Tensor, truth: torch.Tensor, counts: torch.Tensor) -> torch.Tensor:
    each = F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    return (each * counts).sum() / counts.sum()


def calibrated(logits: Floats, truth: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Scale and shift of each tag's logit with the smallest cross-entropy (Platt 1999)."""
    scale, shift = torch.ones(len(TAGS), requires_grad=True), torch.zeros(len(TAGS), requires_grad=True)
    optimiser = torch.optim.LBFGS([scale, shift], max_iter=200)
    given, wanted, weights = (torch.from_numpy(array) for array in (logits, truth, counts))

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = _loss(given * scale + shift, wanted, weights) + 1e-4 * ((scale - 1) ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return scale.detach().numpy(), shift.detach().numpy()


def cutoff(told: Floats, truth: Floats, counts: Floats) -> float | None:
    """The lowest probability from which `PRECISION` of the pictures have the tag; None when there is none."""
    chosen = counts > 0
    order = np.argsort(-told[chosen])
    scores, right = told[chosen][order], truth[chosen][order] > 0
    precise = np.cumsum(right) / np.arange(1, len(right) + 1) >= PRECISION
    enough = precise & (np.cumsum(right) >= 10)
    return float(scores[np.flatnonzero(enough)[-1]]) if enough.any() else None


if __name__ == "__main__":
    main()
