"""Which crops may show the same person: five folds with nobody on both sides, as far as can be told without names.

`python -m models.eyes.people --photos DATA --teacher mobilenet_v2_embedding_teacher.onnx` writes people.csv: path,
label, fold, keep_out_of (folds whose test this crop would spoil, if it were trained on).

The crops are numbered in the order in which they were gathered: one sitting's crops follow each other, and a person's
open and closed eyes have nearly the same number. So a fold is a fifth of the numbers, the 15 crops on either side of a
fold are left out of its training, and so is every crop that looks like one of the fold's (teacher cosine > .85,
mirrored too): seen on contact sheets, above .87 it is nearly always the same eye, from .83 to .87 about one in three.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.photos import manifest, parser, read_rgb
from models.training.sessions import session_of

FILE = Path(__file__).parent / "people.csv"
FOLDS, GUARD, ALIKE = 5, 15, 0.85


def main() -> None:
    options = parser(__doc__ or "", FILE)
    options.add_argument("--teacher", type=Path, required=True)
    chosen = options.parse_args()
    rows = manifest(chosen.photos, "eyes")[["path", "label", "file"]]
    number = rows.groupby("label").cumcount().to_numpy()
    per_fold = -(-(number.max() + 1) // FOLDS)
    rows["fold"] = number // per_fold
    alike = _alike(_vectors(rows["file"].tolist(), chosen.teacher))
    near = np.abs(number[:, None] - number) <= GUARD
    fold = rows["fold"].to_numpy()
    barred = [sorted(set(fold[linked].tolist()) - {own}) for linked, own in zip(alike | near, fold, strict=True)]
    rows["keep_out_of"] = [" ".join(map(str, folds)) for folds in barred]
    rows.drop(columns="file").to_csv(chosen.out, index=False)


def _vectors(files: list[Path], teacher: Path) -> NDArray[np.float32]:
    """(n, 2, 1280) unit vectors of each crop and of its mirror image."""
    session = session_of(teacher)
    vectors = []
    for file in files:
        rgb = read_rgb(file)
        if rgb is None:
            raise SystemExit(f"{file} cannot be read")
        square = (cv2.resize(rgb, (224, 224), interpolation=cv2.INTER_CUBIC).astype(np.float32) - 127) / 127.5
        pair = np.stack([square, square[:, ::-1]]).transpose(0, 3, 1, 2)
        vector = session.run(["embedding"], {session.get_inputs()[0].name: np.ascontiguousarray(pair)})[0]
        vectors.append(vector.reshape(2, -1))
    stacked = np.array(vectors)
    return stacked / np.linalg.norm(stacked, axis=2, keepdims=True)


def _alike(vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    plain, mirrored = vectors[:, 0], vectors[:, 1]
    return np.maximum(plain @ plain.T, plain @ mirrored.T) > ALIKE


if __name__ == "__main__":
    main()
