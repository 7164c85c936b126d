"""Train the upscaling networks: `python -m models.upscale.train 2 --photos FOLDER`, then 4, which begins with 2's body.

Most steps lower the mean absolute error, the last ones the mean squared error in decibels, which is what is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import nn

from models.training.export import export
from models.training.loop import Batch, seed_everything, train
from models.training.photos import Pixels, parser, read_all
from models.upscale.data import KERNELS, batch_of, fit, jpeg, pairs, photos
from models.upscale.network import FACTORS, Deployed, UpscaleNetwork

HERE = Path(__file__).parent
WORK = Path("build/train/upscale")
BATCH = 16
ROUNDS = (("absolute", 12_000, 1e-3), ("squared", 2_000, 2e-4))  # what is lowered, steps, learning rate
HELD, MIDDLE = 24, 288  # validation photos looked at, side of their middle


def main() -> None:
    """Train both rounds and write upscale_xK.onnx and its curves."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("factor", type=int, choices=FACTORS)
    options.add_argument("--steps", type=float, default=1.0, help="of all steps, the share to do")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    rng = seed_everything(chosen.seed, chosen.threads)
    rows = photos(chosen.photos)
    check = checker(middles(rows), chosen.factor)
    crops = pairs(list(rows.loc[rows["split"] == "train", "file"]), chosen.factor, rng)
    network: nn.Module = begun(chosen.factor)
    name, curves = f"upscale_x{chosen.factor}", []
    for kind, steps, rate in ROUNDS:
        folder = WORK / name / kind
        network = learn(network, crops, kind, round(steps * chosen.steps), rate, folder, check, rng)
        curves.append(pd.read_csv(folder / "curves.csv").assign(round=kind))
        torch.save(network.state_dict(), WORK / name / "network.pt")
    save(network, chosen.out / f"{name}.onnx")
    pd.concat(curves).to_csv(chosen.out / f"curves_x{chosen.factor}.csv", index=False)


def begun(factor: int) -> UpscaleNetwork:
    """A network to train; the one for four takes all but its last convolution from the one for two, when there."""
    network = UpscaleNetwork(factor)
    body = WORK / "upscale_x2" / "network.pt"
    if factor != 2 and body.exists():
        known = torch.load(body, weights_only=True)
        network.load_state_dict({name: one for name, one in known.items() if "draw" not in name}, strict=False)
    return network


def learn(
    network: nn.Module,
    crops: dict[str, Pixels],
    kind: str,
    steps: int,
    rate: float,
    folder: Path,
    check: Callable[[nn.Module], dict[str, float]],
    rng: np.random.Generator,
) -> nn.Module:
    """One round; goes on where it was broken off."""
    network = network.to(memory_format=torch.channels_last)
    loss_of = {"absolute": absolute, "squared": squared}[kind]
    every, drawn = max(1, min(1000, steps)), batches(crops, rng)
    return train(
        network, drawn, loss_of, steps, folder, check=check, check_every=every, learning_rate=rate, weight_decay=0
    )


def batches(crops: dict[str, Pixels], rng: np.random.Generator) -> Iterator[Batch]:
    """Endless batches, turned and mirrored at random."""
    while True:
        order = rng.permutation(len(crops["small"]))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            some = np.sort(order[start : start + BATCH])
            turns, mirror = int(rng.integers(4)), bool(rng.integers(2))
            yield tuple(turned(crops[name][some], turns, mirror) for name in ("small", "truth"))


def turned(pixels: Pixels, turns: int, mirror: bool) -> torch.Tensor:
    pixels = np.rot90(pixels, turns, (1, 2))
    batch = torch.from_numpy(batch_of(pixels[:, :, ::-1] if mirror else pixels))
    return batch.to(memory_format=torch.channels_last)


def absolute(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Mean absolute error."""
    return (said(network, batch[0]) - batch[1]).abs().mean()


def squared(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Mean of each crop's error in decibels, as a share: 0.01 per dB."""
    error = (said(network, batch[0]) - batch[1]).square().mean(dim=(1, 2, 3))
    return 0.1 * torch.log10(error + 1e-5).mean()


def said(network: nn.Module, small: torch.Tensor) -> torch.Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        return network(small).float()


def middles(rows: pd.DataFrame) -> list[Pixels]:
    """The middles of some validation photos."""
    held = read_all(list(rows.loc[rows["split"] == "validation", "file"])[::5][:HELD])
    top_left = [((one.shape[0] - MIDDLE) // 2, (one.shape[1] - MIDDLE) // 2) for one in held]
    found = [one[max(y, 0) :, max(x, 0) :][:MIDDLE, :MIDDLE] for one, (y, x) in zip(held, top_left, strict=True)]
    return [one for one in found if one.shape[:2] == (MIDDLE, MIDDLE)]


def checker(held: list[Pixels], factor: int) -> Callable[[nn.Module], dict[str, float]]:
    """On validation photos: decibels above bicubic, of clean small photos and of JPEGs of quality 80."""
    truth = np.stack([fit(one, factor) for one in held])
    clean = np.stack([KERNELS["bicubic"](one, factor) for one in truth])
    blocks = np.stack([jpeg(one, 80) for one in clean])
    start = UpscaleNetwork(factor).cubic

    def check(network: nn.Module) -> dict[str, float]:
        return {name: gain(network, some) for name, some in (("gain", clean), ("gain_jpeg", blocks))}

    @torch.no_grad()
    def gain(network: nn.Module, small: Pixels) -> float:
        given = torch.from_numpy(batch_of(small))
        plain = nn.functional.pixel_shuffle(start(given), factor).clamp(0, 1).numpy()
        ours = torch.cat([network(one) for one in given.split(4)]).clamp(0, 1).numpy()
        return float((decibels(ours, batch_of(truth)) - decibels(plain, batch_of(truth))).mean())

    return check


def decibels(ours: NDArray[np.float32], truth: NDArray[np.float32]) -> NDArray[np.float64]:
    """PSNR of each picture, all three colours, without 4 pixels of border."""
    error = np.square(ours.astype(np.float64) - truth)[:, :, 4:-4, 4:-4].mean(axis=(1, 2, 3))
    return np.asarray(-10 * np.log10(error))


def save(network: nn.Module, file: Path) -> None:
    plain = Deployed(network).to(memory_format=torch.contiguous_format)
    axes = {"rgb": {0: "n", 2: "h", 3: "w"}, "larger": {0: "n", 2: "kh", 3: "kw"}}
    export(plain, torch.rand(2, 3, 24, 33), file, ["rgb"], ["larger"], axes)


if __name__ == "__main__":
    main()
