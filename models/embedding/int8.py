"""Is static int8 faster and as accurate? python -m models.embedding.int8 --photos FOLDER --teacher FILE

Calibrated on crops of training photos, compared on photos of the validation split; prints, keeps nothing.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime import quantization

from culling.embed import network_input
from culling.photos import Photo
from models.embedding.data import Vectors, prepare
from models.embedding.scenes import DAMAGES, different
from models.embedding.train import CACHE, HERE
from models.training.photos import parser
from models.training.sessions import session_of

CALIBRATED_ON = 200


class Crops(quantization.CalibrationDataReader):
    """Hands the quantiser one crop after the other."""

    def __init__(self, inputs: list[Vectors]) -> None:
        self._left = iter(inputs)

    def get_next(self) -> dict[str, Vectors] | None:
        """The next input, None after the last."""
        one = next(self._left, None)
        return None if one is None else {"rgb": one}


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


def quantise(file: Path, out: Path, inputs: list[Vectors]) -> None:
    """Weights per channel, activations by their least and greatest value."""
    ready = out.with_name("ready.onnx")
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(ready)  # with its weights cast back to float32
    onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    quantization.quantize_static(
        ready,
        out,
        Crops(inputs),
        per_channel=True,
        activation_type=quantization.QuantType.QUInt8,
        weight_type=quantization.QuantType.QInt8,
    )


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
