"""Train the subject network: `python -m models.subject.train --photos DATA --teachers FOLDER`; see CARD.md."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from models.subject.labels import BY_FEATURES, Label, labels
from models.subject.network import SIDE, Deployed, SubjectNetwork
from models.subject.scenes import Scenes
from models.subject.teachers import Teachers
from models.training.export import export
from models.training.loop import Batch, seed_everything, train
from models.training.photos import parser

HERE = Path(__file__).parent
WORK = Path("build/train/subject")
BATCH = 24
STEPS = 4_400


def main() -> None:
    """Label, train, go on where it was broken off, write subject.onnx and curves.csv."""
    options = parser(__doc__ or "", HERE)
    options.add_argument("--teachers", type=Path, required=True, help="folder of the three teachers' files")
    options.add_argument("--work", type=Path, default=WORK, help="folder of the labels and the checkpoint")
    options.add_argument("--steps", type=int, default=STEPS)
    chosen = options.parse_args()
    cv2.setNumThreads(chosen.threads)
    rng = seed_everything(chosen.seed, chosen.threads)
    taught, held = (labelled(chosen.photos, split, chosen.teachers, chosen.work) for split in ("train", "validation"))
    network = SubjectNetwork().to(memory_format=torch.channels_last)
    check = checker([one for one in held if one.weight > BY_FEATURES])
    batches = drawn(Scenes(taught, rng), rng)
    kept = train(network, batches, loss_of, chosen.steps, chosen.work, check=check, check_every=200, learning_rate=3e-3)
    torch.save(kept.state_dict(), chosen.work / "network.pt")
    save(kept, chosen.out / "subject.onnx")
    shutil.copy(chosen.work / "curves.csv", chosen.out / "curves.csv")


def labelled(photos: Path, split: str, teachers: Path, work: Path) -> list[Label]:
    """The labels of a split, worked out once: five minutes."""
    file = work / f"labels-{split}.pickle"
    if not file.exists():
        work.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(labels(photos, split, Teachers(teachers))))
    found: list[Label] = pickle.loads(file.read_bytes())
    return found


def drawn(scenes: Scenes, rng: np.random.Generator) -> Iterator[Batch]:
    """Endless batches: pictures, masks at half the size, and how much each cell counts."""
    half = (SIDE // 2, SIDE // 2)
    while True:
        some = [scenes.draw(rng) for _ in range(BATCH)]
        pictures = torch.from_numpy(np.stack([picture for picture, _, _ in some])).permute(0, 3, 1, 2).float()
        masks = np.stack([cv2.resize(mask, half, interpolation=cv2.INTER_AREA) for _, mask, _ in some])
        counts = np.stack([cv2.resize(count, half, interpolation=cv2.INTER_AREA) for _, _, count in some])
        yield pictures, torch.from_numpy(masks), torch.from_numpy(counts)


def loss_of(network: nn.Module, batch: Batch) -> torch.Tensor:
    """Cross entropy of each cell, and the share of the union that is not shared (soft IoU) of each picture."""
    levels, masks, counts = batch
    with torch.autocast("cpu", torch.bfloat16):
        said = network(levels).float()
    cross = (counts * F.binary_cross_entropy_with_logits(said, masks, reduction="none")).mean()
    chance = torch.sigmoid(said)
    shared = (counts * chance * masks).sum(dim=(1, 2)) + 1
    union = (counts * (chance + masks - chance * masks)).sum(dim=(1, 2)) + 1
    weight = counts.mean(dim=(1, 2)) * (masks.amax(dim=(1, 2)) > 0)
    return cross + 0.5 * (weight * (1 - shared / union)).mean()


def checker(held: list[Label]) -> Callable[[nn.Module], dict[str, float]]:
    """On the validation photos: mean intersection over union with the teachers' masks at .5, and mean error."""
    levels = torch.from_numpy(
        np.stack([cv2.resize(one.pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for one in held])
    ).permute(0, 3, 1, 2)
    masks = np.stack([cv2.resize(one.mask, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA) for one in held])

    def check(network: nn.Module) -> dict[str, float]:
        with torch.no_grad():
            said = torch.cat([torch.sigmoid(network(part.float())) for part in levels.split(16)]).numpy()
        ours, theirs = said >= 0.5, masks >= 0.5
        overlap = (ours & theirs).sum(axis=(1, 2)) / np.maximum(1, (ours | theirs).sum(axis=(1, 2)))
        return {"iou": float(overlap.mean()), "error": float(np.abs(said - masks).mean())}

    return check


def save(network: nn.Module, file: Path) -> None:
    network = network.to(memory_format=torch.contiguous_format)
    axes = {"levels": {0: "n"}, "mask": {0: "n"}}
    export(Deployed(network), torch.rand(1, 3, SIDE, SIDE) * 255, file, ["levels"], ["mask"], axes, tolerance=5e-3)


if __name__ == "__main__":
    main()
