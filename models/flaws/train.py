"""Train the architectures: `python -m models.flaws.train --photos FOLDER`.

Makes the pictures of `models.flaws.data` on the first run; weights and curves go to build/train/flaws. Then
`python -m models.flaws.compare --photos FOLDER` measures them and writes flaws.onnx.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.flaws import CELL, CELLS
from culling.photos import Pixels
from culling.synth import FLAWS
from models.flaws import data, frozen, measured, network, spectra
from models.training.loop import Batch, seed_everything, train
from models.training.photos import SPLITS, parser

HERE = Path(__file__).parent
WORK = data.CACHE
BATCH = 48
SHARES = (0.3, 0.14, 0.14, 0.14, 0.14, 0.14)  # of the classes in a batch; most photos of a folder are originals
STEPS = {
    "shallow": 600,
    "deep": 500,
    "deep_longer": 2500,
    "spectra_linear": 2500,
    "spectra_no_dropout": 1250,
    "spectra": 2500,
    "spectra_longer": 9000,
    "spectra_soft_cells": 800,
    "frozen_trunk": 2000,
}  # what one shared core gave time for; each line of architectures.csv says how long it took
FINE_TUNED = ("spectra_soft_cells",)  # from the weights of spectra
SOFT_CELLS = {"spectra_soft_cells": 0.3}
TRAINED_CELLS = 3  # of those stored, by chance; the mean and the maximum do not mind how many
ARCHITECTURES: Mapping[str, Callable[[], nn.Module]] = {
    "shallow": network.shallow,
    "deep": network.deep,
    "deep_longer": network.deep,
    "spectra_linear": lambda: spectra.Spectra(spectra.LinearOnSpectra()),
    "spectra_no_dropout": lambda: spectra.Spectra(spectra.OnSpectra(0.0)),
    "spectra": lambda: spectra.Spectra(spectra.OnSpectra(0.3)),
    "spectra_longer": lambda: spectra.Spectra(spectra.OnSpectra(0.3)),
    "spectra_soft_cells": lambda: spectra.Spectra(spectra.OnSpectra(0.3)),
}


def main() -> None:
    """Train the architectures one after the other, or one of them; goes on where it was stopped."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--architecture", choices=[*ARCHITECTURES, "frozen_trunk"], help="only this one")
    options.add_argument(
        "--trunk", type=Path, help="the ImageNet MobileNetV2 for frozen_trunk (see models.flaws.frozen)"
    )
    given = options.parse_args()
    for split in SPLITS:
        data.build(given.photos, split, given.seed)
    names = [given.architecture] if given.architecture else [*ARCHITECTURES, *(["frozen_trunk"] if given.trunk else [])]
    for name in names:
        rng = seed_everything(given.seed, given.threads)
        started = time.process_time()
        trained = train_frozen(given.trunk, rng) if name == "frozen_trunk" else train_one(name, rng)
        torch.save(trained.state_dict(), WORK / name / "network.pt")
        minutes = (time.process_time() - started) / 60
        (WORK / name / "minutes.json").write_text(json.dumps({"minutes": minutes}))


def train_one(name: str, rng: np.random.Generator) -> nn.Module:
    """One architecture, from random weights or, to be fine-tuned, from those of another."""
    options = {"check_every": 250, "average": 0.995, "check": accuracy}
    fresh = ARCHITECTURES[name]()
    if isinstance(fresh, spectra.Spectra):
        if name in FINE_TUNED:
            fresh.load_state_dict(torch.load(WORK / "spectra/network.pt", weights_only=True))
            options["learning_rate"] = 5e-4
        options["check"] = measured.accuracy
        if name == "spectra_longer":
            options |= {"average": 0.998, "check_every": 500}
        drawn = measured.batches(rng, SHARES, SOFT_CELLS.get(name, 0.0))
        fresh.judged = train(fresh.judged, drawn, measured.loss_of, STEPS[name], WORK / name, **options)
        if name == "spectra_longer":
            measured.settle(fresh.judged, drawn)
        return fresh
    fresh = fresh.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return train(fresh, batches(rng), loss_of, STEPS[name], WORK / name, **options)


def train_frozen(trunk: Path, rng: np.random.Generator) -> nn.Module:
    """The head on the frozen trunk's features."""
    seen, rows = frozen.features(trunk, "train")
    inputs, truth = torch.from_numpy(seen), torch.from_numpy(data.truth_of(rows))

    def drawn() -> Iterator[Batch]:
        while True:
            chosen = torch.from_numpy(rng.integers(0, len(truth), 256))
            yield inputs[chosen], truth[chosen]

    def check(net: nn.Module) -> dict[str, float]:
        judged = data.scores(frozen_logits(net, trunk, "validation"), frozen.features(trunk, "validation")[1])
        return judged | _train_accuracy(frozen_logits(net, trunk, "train"), data.truth_of(rows))

    head = network.FrozenTrunkHead()
    return train(
        head,
        drawn(),
        classified,
        STEPS["frozen_trunk"],
        WORK / "frozen_trunk",
        check=check,
        check_every=500,
        average=0.995,
    )


@torch.no_grad()
def frozen_logits(head: nn.Module, trunk: Path, split: str) -> NDArray[np.float64]:
    """(n, 6) answers of the head before the softmax."""
    return head(torch.from_numpy(frozen.features(trunk, split)[0])).double().numpy()


def batches(rng: np.random.Generator) -> Iterator[Batch]:
    """Balanced draws from the training split, upside down by chance, cells drawn among the stored ones."""
    planes, rows = data.cached("train")
    truth = data.truth_of(rows)
    of_class = [np.flatnonzero(truth == place) for place in range(len(FLAWS))]
    while True:
        classes = rng.choice(len(FLAWS), BATCH, p=SHARES)
        chosen = np.array([rng.choice(of_class[place]) for place in classes])
        batch = np.stack([_drawn(planes[place], rng) for place in chosen])
        yield torch.from_numpy(batch).float(), torch.from_numpy(truth[chosen])


def _drawn(planes: Pixels, rng: np.random.Generator) -> Pixels:
    """One picture as the network takes it."""
    cells = rng.permutation(data.STORED_CELLS)[:TRAINED_CELLS]
    planes = planes[np.r_[: network.WHOLE, network.WHOLE + cells]]
    if rng.random() < 0.5:
        whole = planes[: network.WHOLE].reshape(3, 2, 2, CELL, CELL)[:, ::-1, :, ::-1]
        planes = np.concatenate([whole.reshape(-1, CELL, CELL), planes[network.WHOLE :, ::-1]])
    return planes


def classified(net: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross-entropy."""
    return F.cross_entropy(net(batch[0]), batch[1])


def loss_of(net: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross-entropy, in bfloat16 where the processor is faster with it."""
    with torch.autocast("cpu", torch.bfloat16):
        answer = net(batch[0])
    return F.cross_entropy(answer.float(), batch[1])


@torch.no_grad()
def answers(net: nn.Module, split: str) -> tuple[NDArray[np.float64], pd.DataFrame]:
    """(n, 6) answers before the softmax on a whole split, and its rows."""
    planes, rows = data.cached(split)
    return _logits(net, planes), rows


def accuracy(net: nn.Module) -> dict[str, float]:
    """`data.scores` on the validation split, and the share of training pictures told rightly, evenly some of them."""
    planes, rows = data.cached("train")
    every = max(len(rows) // measured.LOOKED_AT, 1)
    judged = data.scores(*answers(net, "validation"))
    return judged | _train_accuracy(_logits(net, planes[::every]), data.truth_of(rows)[::every])


@torch.no_grad()
def _logits(net: nn.Module, planes: Pixels) -> NDArray[np.float64]:
    starts = range(0, len(planes), 100)
    seen = network.WHOLE + CELLS
    parts = [net(torch.from_numpy(np.ascontiguousarray(planes[at : at + 100, :seen])).float()) for at in starts]
    return torch.cat(parts).double().numpy()


def _train_accuracy(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> dict[str, float]:
    return {"train_accuracy": float((logits.argmax(1) == truth).mean())}


if __name__ == "__main__":
    main()
