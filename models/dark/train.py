"""Train the bright / dark network: `python -m models.dark.train --photos FOLDER`, about four minutes on one core.

Dark are photos that lost 2 to 5 stops of light and lie below a mean luma of `UNREADABLE`; what is darkened and
still readable is left out. Bright are photos as they were, low key included, within about a stop, or too bright.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.metrics.dark import dark_input
from culling.photos import Photo, Pixels
from culling.srgb import to_levels, to_light
from culling.synth import add_noise, jpeg, overexpose, underexpose
from models.flaws.data import DIM, Source, sources
from models.training.export import export
from models.training.loop import Batch, seed_everything, train
from models.training.photos import parser

HERE = Path(__file__).parent
WORK = Path("build/train/dark")
UNREADABLE = 60  # mean luma
SETS = ("train_sharp", "gallery_keep", "lowlight")
DRAWS = {"train_sharp": (4, 4), "gallery_keep": (12, 4), "lowlight": (12, 4)}  # bright, dark
BATCH, STEPS = 128, 4000
Data = tuple[NDArray[np.float32], NDArray[np.float32]]


class DarkNetwork(nn.Module):
    """Four convolutions, pooled by mean and maximum: 47 thousand parameters; levels in, logit out."""

    def __init__(self) -> None:
        super().__init__()
        widths = (3, 16, 32, 48, 64)
        layers: list[nn.Module] = []
        for given, made in pairwise(widths):
            layers += [nn.Conv2d(given, made, 3, 2, 1, bias=False), nn.BatchNorm2d(made), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * widths[-1], 1))

    def forward(self, levels: torch.Tensor) -> torch.Tensor:
        seen = self.layers(levels / 127.5 - 1)
        return self.head(torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)).squeeze(1)


class Deployed(nn.Module):
    """Levels in, calibrated probability of dark out."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network, self.temperature = network, temperature

    def forward(self, levels: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(levels) / self.temperature)


def main() -> None:
    """Train, calibrate on the validation split, write dark.onnx and curves.csv."""
    options = parser(__doc__ or "", HERE).parse_args()
    cv2.setNumThreads(options.threads)
    rng = seed_everything(options.seed, options.threads)
    known, held = (drawn(options.photos, split, options.seed) for split in ("train", "validation"))
    network = train(
        DarkNetwork(),
        batches(known, rng),
        lambda net, batch: F.binary_cross_entropy_with_logits(net(batch[0]), batch[1]),
        STEPS,
        WORK,
        check=lambda net: accuracy(net, held),
        check_every=250,
        average=0.995,
    )
    temperature = calibrate(network, held)
    axes = {"levels": {0: "n"}, "p_dark": {0: "n"}}
    example = torch.from_numpy(held[0][:2])
    export(Deployed(network, temperature), example, options.out / "dark.onnx", ["levels"], ["p_dark"], axes)
    shutil.copy(WORK / "curves.csv", options.out / "curves.csv")
    facts = {"temperature": temperature, "parameters": sum(weights.numel() for weights in network.parameters())}
    (WORK / "facts.json").write_text(json.dumps(facts))


def drawn(folder: Path, split: str, seed: int) -> Data:
    """Inputs (n, 3, 64, 64) and truth (n,), 1 dark, of a split by source photo; kept for the next time."""
    file = WORK / f"{split}.npz"
    if not file.exists():
        made = list(_samples(folder, split, np.random.default_rng([seed, len(split)])))
        WORK.mkdir(parents=True, exist_ok=True)
        np.savez(file, inputs=np.stack([i for i, _ in made]).astype(np.uint8), truth=np.float32([t for _, t in made]))
    stored = np.load(file)
    return stored["inputs"].astype(np.float32), stored["truth"]


def _samples(folder: Path, split: str, rng: np.random.Generator) -> Iterator[tuple[NDArray[np.float32], bool]]:
    for source in sources(folder, split, *SETS):
        if source.kind == "lowlight" and np.median(source.pixels) < DIM:
            continue
        bright, dark = DRAWS[source.kind] if split == "train" else (1, 1)
        for truth in [False] * bright + [True] * dark:
            pixels = _dark(source, rng) if truth else _bright(source, rng)
            photo = Photo(pixels)
            if not truth or photo.luma.mean() < UNREADABLE:
                yield dark_input(photo), truth


def _bright(source: Source, rng: np.random.Generator) -> Pixels:
    stops = rng.uniform(-0.7, 1) if rng.random() < 0.8 else rng.uniform(1, 3)
    pixels = overexpose(source.pixels, stops) if stops > 0 else underexpose(source.pixels, -stops)
    return _finished(pixels, rng)


def _dark(source: Source, rng: np.random.Generator) -> Pixels:
    gain = rng.uniform(0, 12) if rng.random() < 0.5 else 0.0
    return _finished(_darker(source.pixels, rng.uniform(2, 5), gain), rng)


def _darker(pixels: Pixels, stops: float, gain: float) -> Pixels:
    """Less light; lamps and skies that clipped were brighter than stored, and stay bright."""
    light = to_light(pixels)
    clipped = np.clip((light - 0.8) / 0.2, 0, 1)
    return to_levels(light * (1 + gain * clipped) * np.float32(2.0**-stops))


def _finished(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A part of the picture with noise and JPEG, both alike for bright and dark."""
    height, width = pixels.shape[:2]
    high, wide = (round(side * rng.uniform(0.7, 1)) for side in (height, width))
    top, left = rng.integers(0, height - high + 1), rng.integers(0, width - wide + 1)
    noisy = add_noise(np.ascontiguousarray(pixels[top : top + high, left : left + wide]), rng.uniform(0, 6), rng)
    return jpeg(noisy, rng.uniform(70, 97))


def batches(known: Data, rng: np.random.Generator) -> Iterator[Batch]:
    """As many dark as bright ones, mirrored by chance."""
    inputs, truth = known
    sides = [np.flatnonzero(truth == value) for value in (0, 1)]
    while True:
        chosen = np.concatenate([rng.choice(side, BATCH // 2) for side in sides])
        batch = torch.from_numpy(inputs[chosen])
        yield (batch.flip(3) if rng.random() < 0.5 else batch), torch.from_numpy(truth[chosen])


@torch.no_grad()
def accuracy(network: nn.Module, held: Data) -> dict[str, float]:
    """Share of the validation split that is judged rightly at even odds."""
    dark = network(torch.from_numpy(held[0])).numpy() > 0
    return {"validation_accuracy": float((dark == (held[1] > 0.5)).mean())}


@torch.no_grad()
def calibrate(network: nn.Module, held: Data) -> float:
    """The temperature with the smallest cross-entropy on the validation split (Guo et al. 2017)."""
    logits, truth = network(torch.from_numpy(held[0])), torch.from_numpy(held[1])
    choices = np.geomspace(0.5, 4, 61)
    losses = [F.binary_cross_entropy_with_logits(logits / float(t), truth).item() for t in choices]
    return float(choices[int(np.argmin(losses))])


if __name__ == "__main__":
    main()
