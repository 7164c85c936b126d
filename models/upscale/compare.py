"""Train the two networks of the literature as ours was: `python -m models.upscale.compare --photos FOLDER`.

Same crops, the same learning rates, a quarter of the steps of each kind: they have an eighth of the weights.
"""

from __future__ import annotations

import cv2
import torch
from torch import nn

from models.training.loop import seed_everything
from models.training.photos import parser
from models.upscale.baselines import Espcn, Fsrcnn
from models.upscale.data import pairs, photos
from models.upscale.train import ROUNDS, WORK, checker, learn, middles, save

BASELINES: dict[str, type[nn.Module]] = {"espcn": Espcn, "fsrcnn": Fsrcnn}
FACTOR = 2


def main() -> None:
    """Train both and write them under build/, where the evaluation looks for them; they are not part of culling."""
    options = parser(__doc__ or "", WORK)
    options.add_argument("--steps", type=float, default=0.25, help="of our steps, the share to do")
    chosen = options.parse_args()
    cv2.setNumThreads(1)
    rows = photos(chosen.photos)
    check = checker(middles(rows), FACTOR)
    rng = seed_everything(chosen.seed, chosen.threads)
    crops = pairs(list(rows.loc[rows["split"] == "train", "file"]), FACTOR, rng)
    for name, kind_of in BASELINES.items():
        torch.manual_seed(chosen.seed)
        network: nn.Module = kind_of(FACTOR)
        for kind, steps, rate in ROUNDS:
            folder = chosen.out / f"{name}_x{FACTOR}" / kind
            network = learn(network, crops, kind, round(steps * chosen.steps), rate, folder, check, rng)
        save(network, chosen.out / f"{name}_x{FACTOR}" / f"{name}.onnx")


if __name__ == "__main__":
    main()
