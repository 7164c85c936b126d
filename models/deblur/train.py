"""Train the deblur network: `python -m models.deblur.train --photos FOLDER`; see CARD.md."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

from models.deblur.batches import as_taken, batches
from models.deblur.blurs import KINDS, Levels, draw
from models.deblur.muon import Muon
from models.deblur.network import DeblurNetwork
from models.deblur.pack import write
from models.deblur.pool import SIDE, WORK, Pool, sharp_photos
from models.training.loop import Batch, seed_everything, train

HERE = Path(__file__).parent
STEPS = 10_000
BEGIN_WITH = 1500  # crops in the pool
ROUNDED = 1e-3
SHARP_ERROR = 0.01  # added to what a crop is off by at first, so that sharp ones do not outweigh all others
MILD = 23.5
HELD = 96


def main() -> None:
    """Fill a pool, train, go on where it was broken off, write deblur.onnx and curves.csv."""
    options = parser_of()
    given = options.parse_args()
    cv2.setNumThreads(1)
    rng = seed_everything(given.seed, given.threads)
    filler = None if given.pool_is_full else filling(given.photos, given.work, given.seed)
    try:
        network = DeblurNetwork().to(memory_format=torch.channels_last)
        if given.begin_with is not None:
            network.load_state_dict(torch.load(given.begin_with, weights_only=True))
        kept = train(
            network,
            batches(Pool(given.work), rng, (given.moved, given.sharp)),
            loss_of,
            given.steps,
            given.work,
            check=checker(sharp_photos(given.photos, ("test",))),
            check_every=100,
            learning_rate=given.rate,
            optimiser=Muon(network),
            seconds=given.minutes * 60 if given.minutes else None,
        )
    finally:
        if filler is not None:
            filler.terminate()
    torch.save(kept.state_dict(), given.work / "network.pt")
    write(kept, given.out / "deblur.onnx")
    shutil.copy(given.work / "curves.csv", given.out / "curves.csv")


def parser_of():  # type: ignore[no-untyped-def]
    from models.training.photos import parser

    options = parser(__doc__ or "", HERE)
    options.add_argument("--work", type=Path, default=WORK, help="folder of the pool and the checkpoint")
    options.add_argument("--steps", type=int, default=STEPS, help="at most so many")
    options.add_argument("--minutes", type=float, help="end after so long, the learning rate falling in time")
    options.add_argument("--pool-is-full", action="store_true", help="draw from the pool as it is")
    options.add_argument("--begin-with", type=Path, help="weights of a stage before, its network.pt")
    options.add_argument("--moved", type=float, default=0.0, help="share of crops moved anew along an even path")
    options.add_argument("--sharp", type=float, default=0.0, help="share of crops that are sharp, saved anew")
    options.add_argument("--rate", type=float, default=1e-3, help="highest learning rate")
    return options


def filling(photos: Path, work: Path, seed: int) -> subprocess.Popen[bytes]:
    """The process that fills the pool; comes back once there is enough to begin with."""
    command = [sys.executable, "-m", "models.deblur.pool", "--photos", str(photos), "--out", str(work)]
    filler = subprocess.Popen([*command, "--seed", str(seed + 1)])
    while not (work / "count.i8").exists() or Pool(work).ready < BEGIN_WITH:
        if filler.poll() is not None:
            break
        time.sleep(1)
    return filler


def loss_of(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Share of each crop's error that is left; sharp crops, which have none to begin with, count in levels."""
    blurred, sharp = batch
    with torch.autocast("cpu", torch.bfloat16):
        said = network(blurred)
    before, after = (mean_error(picture, sharp) for picture in (blurred, said))
    return (after / (before + SHARP_ERROR)).mean()


def mean_error(picture: torch.Tensor, sharp: torch.Tensor) -> torch.Tensor:
    """Of each crop, by Charbonnier (absolute, rounded off near 0): the squared one would leave fine detail out."""
    return ((picture - sharp).square() + ROUNDED**2).sqrt().mean(dim=(1, 2, 3))


def checker(photos: list[Levels]) -> Callable[[nn.Module], dict[str, float]]:
    """On crops of test photos: decibels won, for each kind of damage; for sharp ones the PSNR that is kept."""
    rng = np.random.default_rng(7)
    drawn = [draw(photos, SIDE, rng) for _ in range(HELD)]
    taken = [as_taken(blurred, rng) if number % 2 else blurred for number, (blurred, _, _) in enumerate(drawn)]
    given, truth = (torch.from_numpy(np.stack(some)).permute(0, 3, 1, 2) for some in (taken, [d[1] for d in drawn]))
    kinds = np.array([kind for _, _, kind in drawn])
    before = decibels(given / 255, truth)

    @torch.no_grad()
    def check(network: nn.Module) -> dict[str, float]:
        with torch.autocast("cpu", torch.bfloat16):
            said = torch.cat([network(some / 255) for some in given.split(8)])
        after = decibels(said.clamp(0, 1), truth)
        won = {f"won_{name}": float((after - before)[kinds == kind].mean()) for kind, name in enumerate(KINDS[:-1])}
        sharp = kinds == KINDS.index("sharp")
        mild = (before > MILD) & (kinds < 2)
        won["won_mild_motion"] = float((after - before)[mild].mean())
        return won | {"sharp_before": float(before[sharp].mean()), "sharp_after": float(after[sharp].mean())}

    return check


def decibels(said: torch.Tensor, truth: torch.Tensor) -> np.ndarray:
    """PSNR of each picture, at most 60."""
    return (-10 * torch.log10((said - truth / 255).square().mean(dim=(1, 2, 3)) + 1e-6)).numpy()


if __name__ == "__main__":
    main()
