"""The costly convolutions of the focus network at 8 bits: `python -m models.focus.pack --photos FOLDER FLOAT_FILE`.

They take half of the network's time. The others stay as they are: at 8 bits they cost four times as much accuracy.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import synth
from culling.blur_map import CELL, working_size
from models.training.int8 import quantise
from models.training.photos import manifest, parser, read_rgb

HERE = Path(__file__).parent
CALIBRATED_ON = 100
DAMAGES = ("gaussian_blur", "defocus", "camera_shake")
COSTLY = [f"/network/wide/wide.{number}/look/Conv" for number in range(4)]


def main() -> None:
    options = parser(__doc__ or "", HERE)
    options.add_argument("float_file", type=Path)
    given = options.parse_args()
    pack(given.float_file, given.out / "focus.onnx", given.photos, given.seed)


def pack(file: Path, out: Path, photos: Path, seed: int) -> None:
    """Write the network of `file` to `out`, calibrated on training photos of which half are blurred."""
    quantise(file, out, _inputs(photos, np.random.default_rng(seed)), COSTLY)


def _inputs(folder: Path, rng: np.random.Generator) -> list[NDArray[np.float32]]:
    rows = manifest(folder, "train_sharp")
    files = rows.loc[rows["split"] == "train", "file"].to_numpy()
    inputs = []
    for number, file in enumerate(rng.choice(files, CALIBRATED_ON, replace=False)):
        pixels = read_rgb(file)
        if pixels is None:
            continue
        if number % 2:
            damage = synth.get_damage(str(rng.choice(DAMAGES)))
            pixels = damage.apply(pixels, float(rng.choice(damage.amounts)), rng)
        luma = working_size(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
        height, width = luma.shape
        whole = np.pad(luma, ((0, -height % CELL), (0, -width % CELL)), mode="reflect")
        inputs.append(whole[None, None].astype(np.float32))
    return inputs


if __name__ == "__main__":
    main()
