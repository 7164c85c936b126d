"""Teach the student: python -m models.embedding.train --photos FOLDER --teacher FILE

It sees damaged views of a crop and shall answer what the teacher says of the crop while it is clean.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from culling.embed import EMBEDDING_SIZE, INPUT_SIDE_PX, network_input
from models.embedding import pack
from models.embedding.check import Check
from models.embedding.data import Pixels, Vectors, prepare, view
from models.embedding.network import TEACHER_HEAD, Embedding, copy_teacher
from models.training import loop, photos

HERE = Path(__file__).parent
CACHE = Path("build/train/embedding")
HEAD = 1024  # of the teacher's 1280 last channels: what fits into 5 MB at 16 bits a weight
CENTRING = 0.5  # share of the photos' common direction that is taken out of the targets; it spreads scenes apart
WHITENING = 0.25  # 0 leaves the directions as they are, 0.5 makes them equal
BATCH = 32
TEMPERATURE = 0.05
APART = 0.2  # weight of telling crops of different photos apart, beside the cosine to the target


def main() -> None:
    options = photos.parser(__doc__ or "", HERE)
    options.add_argument("--teacher", type=Path, required=True, help="mobilenet_v2_embedding_teacher.onnx")
    options.add_argument("--steps", type=int, default=700)
    options.add_argument("--run", default="run", help="folder of the checkpoint below build/train/embedding")
    given = options.parse_args()
    rng = loop.seed_everything(given.seed, given.threads)
    crops, raw, owner = prepare(given.photos, given.teacher, CACHE, given.seed)
    plain, weight = project(raw)
    targets = _unit(plain * weight)
    network = student(given.teacher, crops, _unit(plain), weight).to(memory_format=torch.channels_last)
    network = loop.train(
        network,
        batches(crops, rng),
        distillation(torch.tensor(targets), torch.tensor(owner)),
        given.steps,
        CACHE / given.run,
        check=Check(given.photos),
        check_every=175,
        learning_rate=3e-4,
        average=0.99,
    )
    pack.write(network, given.out / "embedding.onnx", INPUT_SIDE_PX)
    shutil.copy(CACHE / given.run / "curves.csv", given.out / "curves.csv")


def project(raw: Vectors) -> tuple[Vectors, Vectors]:
    """The teacher's vectors, partly centred, along the 256 directions in which photos differ most; a weight for each.

    The weights, eigenvalue ** −`WHITENING`, count what few photos have in common for more than what many have: 256
    of 1280 directions alone would let the most similar scenes move together.
    """
    spread = _unit(raw)
    spread -= CENTRING * spread.mean(axis=0)
    values, directions = np.linalg.eigh(spread.T @ spread / len(spread))  # ascending: the last ones hold most
    return spread @ directions[:, -EMBEDDING_SIZE:], np.asarray(values[-EMBEDDING_SIZE:] ** -WHITENING, np.float32)


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def student(teacher: Path, crops: Pixels, plain: Vectors, weight: Vectors) -> Embedding:
    """The teacher's trunk at the smaller input, its last channels thinned, its projection fitted to clean crops."""
    thin, made = Embedding(EMBEDDING_SIZE, HEAD), CACHE / "initial.pt"
    if not made.exists():
        _fit(thin, teacher, crops, plain)
        torch.save(thin.state_dict(), made)
    thin.load_state_dict(torch.load(made, weights_only=True))
    with torch.no_grad():
        thin.project.weight.mul_(torch.tensor(weight)[:, None])
    return thin


def _fit(thin: Embedding, teacher: Path, crops: Pixels, plain: Vectors) -> None:
    whole = Embedding(EMBEDDING_SIZE, TEACHER_HEAD)
    copy_teacher(whole, teacher)
    some = np.linspace(0, len(crops) - 1, min(len(crops), 4000)).astype(int)
    features, wanted = _features(whole, crops[some]), plain[some]
    use = features.std(axis=0) * np.linalg.norm(_ridge(features, wanted), axis=1)
    keep = np.sort(np.argsort(use)[-HEAD:])
    copy_teacher(thin, teacher, keep)
    with torch.no_grad():
        thin.project.weight.copy_(torch.tensor(_ridge(features[:, keep], wanted).T))


@torch.no_grad()
def _features(network: Embedding, crops: Pixels) -> Vectors:
    network = network.to(memory_format=torch.channels_last)
    parts = np.split(crops, range(BATCH, len(crops), BATCH))
    return np.concatenate([network.features(_tensor([*part])).numpy() for part in parts])


def _ridge(features: Vectors, wanted: Vectors) -> Vectors:
    """Linear map (features, dimensions) with the least squared error, held small where little speaks for it."""
    covariance = features.T @ features
    damped = covariance + 1e-3 * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    return np.asarray(np.linalg.solve(damped, features.T @ wanted), np.float32)


def batches(crops: Pixels, rng: np.random.Generator) -> Iterator[loop.Batch]:
    """Damaged views (n, 3, side, side) and the numbers of their crops, each crop once a round."""
    while True:
        order = rng.permutation(len(crops))
        for at in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[at : at + BATCH]
            yield _tensor([view(crops[one], rng) for one in chosen]), torch.from_numpy(chosen)


def _tensor(pictures: Sequence[Pixels]) -> torch.Tensor:
    batch = torch.from_numpy(np.concatenate([network_input(picture) for picture in pictures]))
    return batch.contiguous(memory_format=torch.channels_last)


def distillation(targets: torch.Tensor, owner: torch.Tensor) -> Callable[[nn.Module, loop.Batch], torch.Tensor]:
    """Loss: 1 − cosine to the clean target, and the target found among those of all other photos' crops."""

    def loss_of(network: nn.Module, batch: loop.Batch) -> torch.Tensor:
        student, (views, chosen) = cast(Embedding, network), batch
        with torch.autocast("cpu", torch.bfloat16):
            features = student.features(views)
        vectors = functional.normalize(student.project(features.float()), dim=1)
        cosines = vectors @ targets.T
        own = cosines.gather(1, chosen[:, None])
        same = owner[chosen][:, None] == owner[None]
        others = cosines.masked_fill(same, -torch.inf)
        apart = torch.logsumexp(torch.cat([own, others], dim=1) / TEMPERATURE, dim=1) - own[:, 0] / TEMPERATURE
        return (1 - own).mean() + APART * apart.mean()

    return loss_of


if __name__ == "__main__":
    main()
