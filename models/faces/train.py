"""Train the face network on YuNet's answers: `python -m models.faces.train --photos DATA --teacher FILE`.

About an hour on one core. Each picture is drawn, shown to YuNet as it is, then soiled and shown to the network, which
is to say the same: the score of every cell, and the frame and points of those where YuNet sees a face.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from numpy.typing import NDArray
from torch import nn

from culling.faces.cells import STRIDES
from culling.faces.face import Floats
from models.faces.found import matched, of_network
from models.faces.network import Deployed, FaceNetwork
from models.faces.photos import Taught, taught
from models.faces.scenes import SIDE, Scenes
from models.faces.soil import Soil
from models.faces.teacher import Maps, Teacher
from models.training.export import export
from models.training.loop import Batch, seed_everything, train
from models.training.photos import parser

HERE = Path(__file__).parent
WORK = Path("build/train/faces")
BATCH = 16
STEPS = 9_000
SEEN = 0.25  # score of the teacher from which its frame and points are learnt


def main() -> None:
    """Train, go on where it was broken off, write faces.onnx and curves.csv."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--teacher", type=Path, required=True, help="YuNet's file")
    options.add_argument("--small-faces", type=Path, help="scikit-image's lfw_subset.npy")
    options.add_argument("--work", type=Path, default=WORK, help="folder of the checkpoint")
    chosen = options.parse_args()
    cv2.setNumThreads(chosen.threads)
    rng = seed_everything(chosen.seed, chosen.threads)
    teacher = Teacher(chosen.teacher)
    scenes = Scenes(taught(chosen.photos, "train", teacher), small_faces(chosen.small_faces))
    held = taught(chosen.photos, "validation", teacher)
    network = FaceNetwork().to(memory_format=torch.channels_last)
    batches, check = drawn(scenes, teacher, rng), checker(held)
    kept = train(network, batches, loss_of, STEPS, chosen.work, check=check, learning_rate=3e-3)
    torch.save(kept.state_dict(), chosen.work / "network.pt")
    save(kept, chosen.out / "faces.onnx")
    shutil.copy(chosen.work / "curves.csv", chosen.out / "curves.csv")


def small_faces(file: Path | None) -> list[NDArray[np.uint8]]:
    """scikit-image's hundred faces of 25 px, as RGB."""
    if file is None:
        return []
    grey = np.load(file)[:100]
    levels = np.clip(grey * (255 if grey.max() <= 1 else 1), 0, 255).astype(np.uint8)
    return [np.repeat(face[..., None], 3, axis=2) for face in levels]


def drawn(scenes: Scenes, teacher: Teacher, rng: np.random.Generator) -> Iterator[Batch]:
    """Endless batches: pictures, and for each stride the teacher's maps."""
    soil = Soil(rng, SIDE)
    while True:
        pictures, targets = [], []
        for _ in range(BATCH):
            picture, wrong = scenes.draw(rng)
            targets.append(without(teacher.maps(picture), wrong))
            pictures.append(soil.soiled(picture, rng))
        levels = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float()  # so it is channels last already
        yield levels, *(torch.from_numpy(np.stack(maps)) for maps in zip(*targets, strict=True))


def without(maps: Maps, wrong: Floats) -> Maps:
    """The teacher's maps, with no score where its frame's middle lies on what is no face."""
    for said, stride in zip(maps, STRIDES, strict=True):
        y, x = np.mgrid[: said.shape[1], : said.shape[2]]
        for across, down, size in wrong:
            away = np.maximum(abs((x + said[1]) * stride - across), abs((y + said[2]) * stride - down))
            said[0][away < size / 2] = 0
    return maps


def loss_of(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Score: cross entropy weighted by how far off it is (quality focal loss, Li et al. 2020), over all cells.

    Frame and points: absolute error in cells of where the face is, weighted by the teacher's score and measured by
    the size of the face.
    """
    levels, *targets = batch
    with torch.autocast("cpu", torch.bfloat16):
        said = network(levels)
    total, faces = torch.zeros(()), torch.zeros(())
    for cells, target in zip(said, targets, strict=True):
        cells, truth = cells.float(), target[:, 0]
        cross = F.binary_cross_entropy_with_logits(cells[:, 0], truth, reduction="none")
        total = total + (cross * (torch.sigmoid(cells[:, 0]).detach() - truth).abs() ** 1.5).sum()
        weight = truth * (truth >= SEEN)
        faces = faces + weight.sum()
        total = total + 0.5 * (weight * off(cells, target)).sum()
    return total / (faces + BATCH)


def off(cells: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """(n, h, w): mean error of the frame's sides, and of the points, in shares of the face's size."""
    size = torch.exp(target[:, 3:5].clamp(-5, 5))
    middle = ((cells[:, 1:3] - target[:, 1:3]).abs() / size).sum(1)
    extent = (cells[:, 3:5] - target[:, 3:5]).abs().sum(1)
    points = (cells[:, 5:] - target[:, 5:]).abs().mean(1) / size.mean(1)
    return 2 * middle + extent + 4 * points


def checker(held: list[Taught]) -> Callable[[nn.Module], dict[str, float]]:
    """On the validation photos: YuNet's sure faces that are found at .5, and false faces a photo."""

    def check(network: nn.Module) -> dict[str, float]:
        numbers = {}
        answers = [(of_network(network, photo.pixels, 0.3), photo) for photo in held]
        for least in (0.4, 0.5, 0.6):
            counts = np.array([matched(found, photo, least) for found, photo in answers]).sum(axis=0)
            sure, hits, false = counts
            numbers |= {f"recall_{least:.1f}": hits / max(sure, 1), f"false_{least:.1f}": false / len(held)}
        return numbers

    return check


def save(network: nn.Module, file: Path) -> None:
    names = [f"at{stride}" for stride in STRIDES]
    axes = {"levels": {2: "h", 3: "w"}} | {name: {2: f"{name}_h", 3: f"{name}_w"} for name in names}
    export(Deployed(network), torch.rand(1, 3, 320, 256) * 255, file, ["levels"], names, axes, tolerance=5e-3)


if __name__ == "__main__":
    main()
