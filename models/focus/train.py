"""Train the focus network: `python -m models.focus.train --photos FOLDER`.

Three rounds. The first takes every training photo for sharp all over. Photos have soft backgrounds, though, so each
further round learns from new crops whose truth includes the blur that the network before saw in the photo itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.blur_map import CELL, SHARPEST
from models.focus.crops import Gray, Truth, draw_crop
from models.focus.network import Deployed, FocusNetwork
from models.focus.pack import pack
from models.training.export import export
from models.training.loop import Batch, seed_everything, train
from models.training.photos import manifest, parser, read_rgb

HERE = Path(__file__).parent
WORK = Path("build/train/focus")
BATCH = 64
ROUNDS = ((24_000, 6_000, 2e-3), (64_000, 18_000, 2e-3), (64_000, 10_000, 1e-3))  # crops drawn, steps, learning rate
SOFT, SURELY_SOFT = 0.6, 0.9  # σ of the photo itself: up to SOFT it is sharp, in between the cell does not count


def main() -> None:
    """Train all rounds and write focus.onnx and its curves."""
    options = parser(__doc__ or "", HERE).parse_args()
    rng = seed_everything(options.seed, options.threads)
    photos = {split: _lumas(options.photos, split) for split in ("train", "validation")}
    network: nn.Module | None = None
    for number, (crops, steps, rate) in enumerate(ROUNDS, start=1):
        own = {split: [own_blur(network, luma) for luma in some] for split, some in photos.items()}
        folder = WORK / f"round{number}"
        drawn = _drawn(folder / "train.npz", photos["train"], own["train"], crops, rng)
        held = _drawn(folder / "validation.npz", photos["validation"], own["validation"], 3000, rng)
        fresh = FocusNetwork()
        if network is not None:
            fresh.load_state_dict(network.state_dict())
        check = partial(errors, held=held)
        network = train(fresh, _batches(drawn, rng), loss_of, steps, folder, check=check, learning_rate=rate)
        torch.save(network.state_dict(), folder / "network.pt")
    write(network, options.out)
    pack(WORK / "focus.onnx", options.out / "focus.onnx", options.photos, options.seed)


def write(network: nn.Module, out: Path) -> None:
    """The network before it is packed, and the curves of all rounds."""
    axes = {name: {1: f"{name}_h", 2: f"{name}_w"} for name in ("amount", "confidence", "motion")}
    axes |= {"luma": {2: "h", 3: "w"}}
    example = torch.rand(1, 1, 96, 128) * 255
    export(Deployed(network), example, WORK / "focus.onnx", ["luma"], ["amount", "confidence", "motion"], axes)
    curves = [pd.read_csv(WORK / f"round{number}" / "curves.csv").assign(round=number) for number in (1, 2, 3)]
    pd.concat(curves).to_csv(out / "curves.csv", index=False)


def _lumas(folder: Path, split: str) -> list[Gray]:
    """Luma of the sharp photos of a split, as they are and at 0.6 of their size, which makes them sharper still."""
    rows = manifest(folder, "train_sharp")
    lumas = []
    for file in rows.loc[rows["split"] == split, "file"]:
        pixels = read_rgb(file)
        if pixels is not None:
            luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
            small = cv2.resize(luma, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
            lumas += [luma.astype(np.float32), small.astype(np.float32)]
    return lumas


@torch.no_grad()
def own_blur(network: nn.Module | None, luma: Gray) -> Gray | None:
    """σ at each pixel of a photo as the network sees it, NaN where it neither is surely sharp nor surely soft."""
    if network is None:
        return None
    height, width = luma.shape
    padded = np.pad(luma, ((0, -height % CELL), (0, -width % CELL)), mode="reflect")
    raw = network(torch.from_numpy(padded)[None, None])[0].numpy()
    trust = np.exp(-2 * raw[1]) + 1e-6
    around = cv2.GaussianBlur(trust, (0, 0), 1.0)
    sigma = np.exp2(cv2.GaussianBlur(raw[0] * trust, (0, 0), 1.0) / around)
    sigma = np.where(sigma < SOFT, SHARPEST, np.where(sigma < SURELY_SOFT, np.nan, sigma)).astype(np.float32)
    return np.kron(sigma, np.ones((CELL, CELL), np.float32))[:height, :width]


def _drawn(
    file: Path, photos: list[Gray], own: list[Gray | None], crops: int, rng: np.random.Generator
) -> dict[str, NDArray[np.generic]]:
    """Crops and truths, drawn once and kept in `file`."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        found: list[tuple[NDArray[np.uint8], Truth]] = []
        while len(found) < crops:
            index = rng.integers(len(photos))
            crop = draw_crop(photos[index], own[index], rng)
            if crop is not None:
                found.append(crop)
        np.savez(
            file,
            crops=np.stack([crop for crop, _ in found]),
            sigma=np.stack([truth.sigma for _, truth in found]).astype(np.float16),
            motion=np.stack([truth.motion for _, truth in found]).astype(np.uint8),
            counts=np.stack([truth.counts for _, truth in found]).astype(np.uint8),
        )
    with np.load(file) as kept:
        return dict(kept)


def _batches(drawn: Mapping[str, NDArray[np.generic]], rng: np.random.Generator) -> Iterator[Batch]:
    """Endless batches, turned and mirrored at random."""
    parts = [torch.from_numpy(drawn[name]) for name in ("crops", "sigma", "motion", "counts")]
    while True:
        order = torch.from_numpy(rng.permutation(len(parts[0])))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = [part[order[start : start + BATCH]].float() for part in parts]
            turns, mirror = int(rng.integers(4)), bool(rng.integers(2))
            chosen = [torch.rot90(part, turns, (1, 2)) for part in chosen]
            yield tuple(part.flip(2) if mirror else part for part in chosen)


def loss_of(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Laplace's likelihood of log2 σ with the scale that the network gives itself, and the cross entropy of motion."""
    crops, sigma, motion, counts = batch
    raw = network(crops[:, None])
    log_scale = raw[:, 1].clamp(-3, 2)
    known = counts * torch.isfinite(sigma)
    truth = torch.log2(torch.nan_to_num(sigma, nan=1.0).clamp(min=SHARPEST))
    blur = (raw[:, 0] - truth).abs() * torch.exp(-log_scale) + log_scale
    blurred = known * (truth > 0) * torch.exp(-log_scale).detach().clamp(max=4) / 4
    shake = F.binary_cross_entropy_with_logits(raw[:, 2], motion, reduction="none")
    return (blur * known).sum() / known.sum() + 0.5 * (shake * blurred).sum() / (blurred.sum() + 1)


@torch.no_grad()
def errors(network: nn.Module, held: Mapping[str, NDArray[np.generic]]) -> dict[str, float]:
    """On held-out photos: mean octaves that σ is off, over all and over confident cells; share of motion told right."""
    parts = [torch.from_numpy(held[name]).float() for name in ("crops", "sigma", "motion", "counts")]
    raw = torch.cat([network(some[:, None]) for some in parts[0].split(100)])
    truth = torch.log2(parts[1].clamp(min=SHARPEST))
    known = (parts[3] > 0) & torch.isfinite(truth)
    off = (raw[:, 0] - truth).abs()
    sure = known & (raw[:, 1] < raw[:, 1][known].median())
    moved = sure & (truth > 0)
    right = (raw[:, 2] > 0) == (parts[2] > 0.5)
    return {
        "octaves_off": float(off[known].mean()),
        "octaves_off_sure": float(off[sure].mean()),
        "motion_right": float(right[moved].float().mean()),
    }


if __name__ == "__main__":
    main()
