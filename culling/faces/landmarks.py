"""Blink and smile of a face by MediaPipe's face landmarker, made by others and fetched by choice: 478 points of a face,
of which 146 give 52 "blendshapes", each 0 … 1. The only module that knows ai-edge-litert (extra `landmarks`).

The file is a zip of networks for LiteRT. It is checked as every network is (culling/model_files.py) and unpacked in
memory; an interpreter serves one thread at a time, so each thread borrows one and gives it back.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.faces.closer import tilt, upright, warped
from culling.faces.face import Face, Floats
from culling.model_files import ModelError, ModelFile, find, read
from culling.photos import Pixels

NETWORK = "face-landmarker"
SIDE = 256  # px of the square that is looked at
GROWN = 1.5  # its side in sizes of the face
LEAST_PRESENT = 0.5  # probability that there is a face in the square
POINTS = 478
_LARGEST = 16_000_000  # bytes of one network in the file, unpacked; the largest has 2.6 million
_MESH, _SHAPES = "face_landmarks_detector.tflite", "face_blendshapes.tflite"
_BLINK, _SMILE = [9, 10], [44, 45]  # eyeBlinkLeft and -Right, mouthSmileLeft and -Right
_CHATTER = b"INFO: Created TensorFlow Lite XNNPACK delegate"

#: Which of the 478 points the blendshapes are told from (MediaPipe's face_blendshapes_graph.cc), as "first-last".
_SUBSET = (
    "0-1 4-8 10 13-14 17 21 33 37 39-40 46 52-55 58 61 63 65-67 70 78 80-82 84 87-88 91 93 95 103 105 107 109 127 "
    "132-133 136 144-146 148-150 152-155 157-163 168 172-173 176 178 181 185 191 195 197 234 246 249 251 263 267 "
    "269-270 276 282-285 288 291 293 295-297 300 308 310-312 314 317-318 321 323-324 332 334 336 338 356 361-362 365 "
    "373-375 377-382 384-390 397-398 400 402 405 409 415 454 466 468-477"
)


class Expression(NamedTuple):
    """What a face does: each 0 … 1.

    Attributes:
        blink: how far right and left eye are shut, as `culling.faces.face.POINTS` orders them.
        smile: how far the corners of the mouth are drawn up, mean of both.
    """

    blink: tuple[float, float]
    smile: float


class _Pair(NamedTuple):
    """Interpreters of the points and of the blendshapes, for one thread at a time."""

    mesh: Any
    shapes: Any


_Key = tuple[ModelFile, Path]
_lock = threading.Lock()
_files: dict[_Key, dict[str, bytes]] = {}
_idle: dict[_Key, list[_Pair]] = {}


def problem() -> str | None:
    """Why expressions cannot be told (no file, another one, no ai-edge-litert) and what to do; None when they can."""
    return nets.problem(NETWORK)


def read_expression(pixels: Pixels, face: Face) -> Expression | None:
    """Blink and smile of a face; None where its points are not found: too small, turned away, no face at all.

    Args:
        pixels: RGB uint8 (H, W, 3) in which the face was found.

    Raises:
        ModelError: the file has not been fetched or is damaged, or ai-edge-litert is not installed.
    """
    view = warped(pixels, upright(face, tilt(face.points) if len(face.points) else 0.0, SIDE, GROWN), (SIDE, SIDE))
    with _borrowed() as pair:
        points, present = _points(pair.mesh, view)
        if present < LEAST_PRESENT:
            return None
        (shapes,) = _run(pair.shapes, points[_subset()][None])
    left, right = (float(value) for value in shapes.ravel()[_BLINK])
    return Expression((right, left), float(shapes.ravel()[_SMILE].mean()))


def clear() -> None:
    """Forget the file's content, so that it is looked at anew."""
    with _lock:
        _files.clear()
        _idle.clear()


def _points(mesh: Any, view: Pixels) -> tuple[Floats, float]:
    """x and y of the points in px of the square, and the probability that there is a face."""
    said = _run(mesh, (view.astype(np.float32) / np.float32(255))[None])
    places = next(array for array in said if array.size == 3 * POINTS)
    logit = next(array for array in said if array.ndim == 4 and array.size == 1)
    return places.reshape(POINTS, 3)[:, :2], float(1 / (1 + np.exp(-np.clip(logit, -50, 50)).item()))


def _run(network: Any, given: NDArray[np.float32]) -> list[Floats]:
    network.set_tensor(network.get_input_details()[0]["index"], np.ascontiguousarray(given, np.float32))
    network.invoke()
    return [network.get_tensor(output["index"]) for output in network.get_output_details()]


@contextmanager
def _borrowed() -> Iterator[_Pair]:
    model = find(NETWORK)
    key = model, model.path
    with _lock:
        idle = _idle.setdefault(key, [])
        pair = idle.pop() if idle else _made(key)
    try:
        yield pair
    finally:
        idle.append(pair)


def _made(key: _Key) -> _Pair:
    if key not in _files:
        if (why := problem()) is not None:
            raise ModelError(why)
        _files[key] = unpacked(read(key[0]))
    content = _files[key]
    with _without_chatter():
        return _Pair(_interpreter(content[_MESH]), _interpreter(content[_SHAPES]))


def unpacked(data: bytes) -> dict[str, bytes]:
    """The two networks that are needed, by name.

    Raises:
        ModelError: no zip, or one without these two at a sane size.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if any(file.getinfo(name).file_size > _LARGEST for name in (_MESH, _SHAPES)):
                raise ModelError(f"The network {NETWORK} unpacks to more than {_LARGEST} bytes and is not used.")
            return {name: file.read(name) for name in (_MESH, _SHAPES)}
    except (
        KeyError,
        ValueError,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        raise ModelError(f"The network {NETWORK} is not understood: {error}") from error


def _interpreter(content: bytes) -> Any:
    from ai_edge_litert.interpreter import Interpreter  # here, since it is an extra

    try:
        network = Interpreter(model_content=content, num_threads=1)
        network.allocate_tensors()
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"The network {NETWORK} is not understood: {' '.join(str(error).split())}") from error
    return network


@contextmanager
def _without_chatter() -> Iterator[None]:
    """Keeps back the one line that LiteRT writes to stderr when it starts, and has no switch for; the rest goes on."""
    if sys.stderr is not None:
        sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            said.seek(0)
            for line in said:
                if not line.startswith(_CHATTER):
                    os.write(2, line)


def _subset() -> list[int]:
    spans = (part.partition("-") for part in _SUBSET.split())
    return [place for first, _, last in spans for place in range(int(first), int(last or first) + 1)]
