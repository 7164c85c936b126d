"""Is static int8 faster and as accurate? python -m models.embedding.int8 --photos FOLDER --teacher FILE

Calibrated on crops of training photos, compared on photos of the validation split; prints, keeps nothing.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime

from culling.embed import network_input
from culling.photos import Photo
from models.embedding.data import Vectors, prepare
from models.embedding.scenes import DAMAGES, different
from models.embedding.train import CACHE, HERE
from models.training.int8 import quantise
from models.training.photos import parser
from models.training.sessions import session_of

CALIBRATED_ON = 200


def main() -> None:
    options = parser(__doc__ or "", HERE)
    options.add_argument("--teacher", type=Path, required=True)
    given = options.parse_args()
    crops, _, _ = prepare(given.photos, given.teacher, CACHE, given.seed)
    some = crops[:: len(crops) // CALIBRATED_ON]
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "int8.onnx"
        quantise(given.out / "embedding.onnx", small, [network_input(crop) for crop in some])
        files = {"float": given.out / "embedding.onnx", "int8": small}
        report(files, [Photo(photo) for photo in different(given.photos, "validation")])


def report(files: dict[str, Path], photos: list[Photo]) -> None:
    """One line a file: bytes, ms, cosine of clean and blurred, cosine to the float network's answer."""
    sessions = {name: session_of(file) for name, file in files.items()}
    clean, ms = _vectors(sessions, photos)
    soft, _ = _vectors(sessions, [Photo(DAMAGES["blur σ 2"](photo.pixels)) for photo in photos])
    for name, file in files.items():
        same = (clean[name] * clean["float"]).sum(axis=1).mean()
        blur = (clean[name] * soft[name]).sum(axis=1).mean()
        size = file.stat().st_size
        print(f"{name}: {size} bytes, {ms[name]:.2f} ms, blur σ 2 {blur:.3f}, as float {same:.3f}")  # noqa: T201


def _vectors(
    sessions: dict[str, onnxruntime.InferenceSession], photos: list[Photo]
) -> tuple[dict[str, Vectors], dict[str, float]]:
    """Vectors, and the time of the network alone: a quarter is faster; in turn, for the machine may be busy."""
    vectors: dict[str, list[Vectors]] = {name: [] for name in sessions}
    times: dict[str, list[float]] = {name: [] for name in sessions}
    for photo in photos:
        given = network_input(photo.small)
        for name, session in sessions.items():
            started = time.perf_counter()
            vectors[name].append(session.run(None, {"rgb": given})[0][0])
            times[name].append(1e3 * (time.perf_counter() - started))
    quickest = {name: float(np.percentile(taken, 25)) for name, taken in times.items()}
    return {name: np.array(found) for name, found in vectors.items()}, quickest


if __name__ == "__main__":
    main()
