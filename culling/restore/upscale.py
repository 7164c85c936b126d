"""Ways to enlarge a photo by 2 or 4: our own networks, Real-ESRGAN where a person has fetched it, plain bicubic.

Each gives a `Runner`, pixels in and k times as many out, for `tiles` to lead over a photo of any size. Ours draws what
was probably there and stays near what is; Real-ESRGAN makes details up that look like a photo's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from culling import nets
from culling.decoding.pixels import Pixels
from culling.restore.edit import UPSCALES, check_choice
from culling.restore.tiles import Runner

UPSCALE_FACTORS = (2, 4)


@dataclass(frozen=True)
class Upscaler:
    """One way to enlarge.

    Attributes:
        networks: by factor the network that is run (a name of models/manifest.toml); none for bicubic.
        scales: by factor what that network enlarges by; where it is more, the result is averaged down.
        tile: longest side in pixels of the squares that a photo is cut into, all of it included.
        overlap: pixels at each side of such a square that are thrown away, since the network saw too little there.
    """

    name: str
    title: str
    networks: Mapping[int, str]
    scales: Mapping[int, int]
    tile: int
    overlap: int

    def network(self, factor: int) -> str | None:
        """The network that enlarges by `factor`; None where none is needed."""
        return self.networks.get(_checked(factor))

    def problem(self, factor: int) -> str | None:
        """Why this cannot be used, and what to do; None when it can."""
        network = self.network(factor)
        return nets.problem(network) if network else None


#: Every way, the one to begin with first. Our networks look 12 px around: no seam at all. Real-ESRGAN looks 34 px
#: around, but little comes from beyond ten, which is what its own program throws away.
UPSCALERS = (
    Upscaler(
        "own",
        "Own network",
        MappingProxyType({2: "upscale_x2", 4: "upscale_x4"}),
        MappingProxyType({2: 2, 4: 4}),
        tile=384,
        overlap=12,
    ),
    Upscaler(
        "realesr",
        "Real-ESRGAN (general, x4v3)",
        MappingProxyType({2: "realesr", 4: "realesr"}),
        MappingProxyType({2: 4, 4: 4}),
        tile=320,
        overlap=16,
    ),
    Upscaler("bicubic", "Bicubic", MappingProxyType({}), MappingProxyType({2: 2, 4: 4}), tile=1024, overlap=4),
)


def get_upscaler(name: str) -> Upscaler:
    """The way of that name; ValueError lists the names when there is none."""
    check_choice("way to upscale", name, UPSCALES)
    return next(upscaler for upscaler in UPSCALERS if upscaler.name == name)


def runner_for(name: str, factor: int, runner_of: Callable[[str], Runner] | None = None) -> Runner:
    """What enlarges a batch by `factor`, float32 (n, 3, h, w) of 0 … 1, any h and w from 1; the answer is 0 … 1 too.

    Args:
        runner_of: what runs a network of that name, such as a server's; this machine when left out.

    Raises:
        ValueError: an unknown name or factor.
        ModelError: when it is run and the network is not there; says what to do.
    """
    upscaler, run = get_upscaler(name), runner_of or _here
    network = upscaler.network(factor)
    if network is None:
        return lambda batch: _bicubic_batch(batch, factor)
    runner, down = run(network), upscaler.scales[factor] // factor
    return lambda batch: _averaged(np.clip(_one_by_one(runner, batch), 0, 1), down)


def bicubic(pixels: Pixels, factor: int) -> Pixels:
    """A photo `factor` times as high and wide by cubic convolution (Keys 1981, a = -1/2), as Pillow does it."""
    size = pixels.shape[1] * _checked(factor), pixels.shape[0] * factor
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))


def _here(network: str) -> Runner:
    return lambda batch: np.asarray(nets.run(network, batch)[0], np.float32)


def _one_by_one(runner: Runner, batch: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each picture by itself: no slower, least memory, and networks that take one at a time do as well."""
    return np.concatenate([runner(batch[i : i + 1]) for i in range(len(batch))])


def _averaged(batch: NDArray[np.float32], down: int) -> NDArray[np.float32]:
    """Mean of each square of `down` pixels (area): what a network enlarges too far."""
    if down == 1:
        return batch
    n, colours, height, width = batch.shape
    squares = batch.reshape(n, colours, height // down, down, width // down, down)
    return np.asarray(squares.mean(axis=(3, 5)), np.float32)


def _bicubic_batch(batch: NDArray[np.float32], factor: int) -> NDArray[np.float32]:
    size = batch.shape[3] * factor, batch.shape[2] * factor
    planes = [
        [np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BICUBIC)) for plane in one] for one in batch
    ]
    return np.clip(np.array(planes, np.float32), 0, 1)


def _checked(factor: int) -> int:
    if factor not in UPSCALE_FACTORS:
        raise ValueError(f"upscale takes 2 or 4, got {factor!r}")
    return factor
