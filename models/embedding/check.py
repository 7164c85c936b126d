"""Numbers to follow while the student learns, on photos of the validation split."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import nn

from culling.embed import network_input
from culling.photos import Photo
from models.embedding.data import Pixels, Vectors
from models.embedding.scenes import DAMAGES, different

FOLLOWED = ("blur σ 2", "shake 16 px", "1 stop under", "crop 80 %")


class Check:
    """Called with the network: cosine of clean and damaged, share found again, how alike different photos are."""

    def __init__(self, folder: Path, most: int = 120) -> None:
        photos = different(folder, "validation")
        photos = photos[:: max(1, len(photos) // most)][:most]
        self._clean = _batch(photos)
        self._damaged = {name: _batch([DAMAGES[name](photo) for photo in photos]) for name in FOLLOWED}

    @torch.no_grad()
    def __call__(self, network: nn.Module) -> dict[str, float]:
        clean = _vectors(network, self._clean)
        between = (clean @ clean.T)[np.triu_indices(len(clean), 1)]
        numbers = {"others_mean": float(between.mean()), "others_p99.9": float(np.percentile(between, 99.9))}
        for name, pixels in self._damaged.items():
            cosines = _vectors(network, pixels) @ clean.T
            numbers[name] = float(np.diag(cosines).mean())
            numbers[f"{name} found"] = float((cosines.argmax(axis=1) == np.arange(len(cosines))).mean())
        return numbers


def _batch(photos: list[Pixels]) -> torch.Tensor:
    return torch.from_numpy(np.concatenate([network_input(Photo(photo).small) for photo in photos]).astype(np.uint8))


def _vectors(network: nn.Module, pixels: torch.Tensor) -> Vectors:
    parts = (part.float().contiguous(memory_format=torch.channels_last) for part in pixels.split(32))
    return torch.cat([network(part) for part in parts]).numpy()
