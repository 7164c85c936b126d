"""A batch as the body of an inference request, and the batch in its answer: little-endian bytes or JSON numbers.

Binary is the protocol's extension `binary_tensor_data` (Triton; KServe and OpenVINO Model Server have it as well): a
JSON head whose length stands in the header Inference-Header-Content-Length, then the tensor's bytes. A tile of
512 × 512 pixels is 3.1 MB that way and about 8 MB as JSON.
https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/protocol/extension_binary_data.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from culling.remote.exchange import read_length

HEAD_LENGTH = "Inference-Header-Content-Length"
JSON_BYTES = 26  # no double written out in JSON is longer, its comma and a space included
LARGEST_SCALE = 4
_HEAD_BYTES = 1 << 16

Batch = NDArray[np.float32]


def encode(batch: Batch, name: str, wanted: str, binary: bool) -> tuple[bytes, dict[str, str]]:
    """Body and headers that ask for the output `wanted` ("" the server's own choice) of `batch` as the input `name`."""
    given: dict[str, Any] = {"name": name, "shape": list(batch.shape), "datatype": "FP32"}
    output: dict[str, Any] = {"name": wanted}
    asked: dict[str, Any] = {"inputs": [given]}
    if wanted:
        asked["outputs"] = [output]
    if not binary:
        given["data"] = np.ascontiguousarray(batch, np.float32).reshape(-1)
        return orjson.dumps(asked, option=orjson.OPT_SERIALIZE_NUMPY), {"Content-Type": "application/json"}
    data = np.ascontiguousarray(batch, "<f4").tobytes()
    given["parameters"] = {"binary_data_size": len(data)}
    if wanted:
        output["parameters"] = {"binary_data": True}
    else:
        asked["parameters"] = {"binary_data_output": True}
    head = orjson.dumps(asked)
    return head + data, {"Content-Type": "application/octet-stream", HEAD_LENGTH: str(len(head))}


def most_bytes(batch: Batch, scale: int | None) -> int:
    """As large as an honest answer to `batch` can be."""
    return batch.size * (scale or LARGEST_SCALE) ** 2 * JSON_BYTES + _HEAD_BYTES


def decode(body: bytes | bytearray, headers: Mapping[str, str], wanted: str, batch: Batch, scale: int | None) -> Batch:
    """The output `wanted`, as many pictures as in `batch`, `scale` times their size (None: any up to 4).

    Raises:
        ValueError: it is none; says why.
    """
    head, data = _split(body, headers)
    output, own = _find(head, data, wanted)
    if output.get("datatype") != "FP32":
        raise ValueError("it is not of the type FP32")
    shape = _shape(output.get("shape"), batch, scale)
    values = _numbers(output.get("data")) if own is None else np.frombuffer(own, "<f4") if not len(own) % 4 else None
    if values is None or values.size != np.prod(shape):
        raise ValueError(f"it has another number of values than its shape {shape} says")
    pixels = values.reshape(shape).astype(np.float32)
    if not np.isfinite(pixels).all():
        raise ValueError("it has values that are no numbers (NaN or infinite)")
    return pixels


def _split(body: bytes | bytearray, headers: Mapping[str, str]) -> tuple[dict[str, Any], memoryview]:
    """The JSON head and what follows it."""
    text = headers.get(HEAD_LENGTH)
    length = len(body) if text is None else read_length(text)
    if not 0 <= length <= len(body):
        raise ValueError(f"its header {HEAD_LENGTH} is wrong")
    whole = memoryview(body)
    try:
        head = orjson.loads(whole[:length])
    except orjson.JSONDecodeError as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(head, dict) or not isinstance(head.get("outputs"), list):
        raise ValueError("it has no outputs")
    return head, whole[length:]


def _find(head: dict[str, Any], data: memoryview, wanted: str) -> tuple[dict[str, Any], memoryview | None]:
    """The output of that name, or the first; and its own bytes when it came as bytes."""
    found: list[tuple[dict[str, Any], memoryview | None]] = []
    start = 0
    for output in head["outputs"]:
        if not isinstance(output, dict):
            raise ValueError("its outputs are no tensors")
        size = _binary_size(output)
        if size is not None and not 0 <= size <= len(data) - start:
            raise ValueError("it is shorter or longer than it says")
        found.append((output, None if size is None else data[start : start + size]))
        start += size or 0
    named = [pair for pair in found if pair[0].get("name") == wanted] or found
    if not named:
        raise ValueError("it has no outputs")
    return named[0]


def _binary_size(output: dict[str, Any]) -> int | None:
    parameters = output.get("parameters")
    size = parameters.get("binary_data_size") if isinstance(parameters, dict) else None
    return size if isinstance(size, int) else None


def _shape(shape: object, batch: Batch, scale: int | None) -> tuple[int, ...]:
    """`shape`, when it is that of the batch, or of the batch enlarged."""
    n, channels, height, width = batch.shape
    scales = range(1, LARGEST_SCALE + 1) if scale is None else (scale,)
    allowed = [(n, channels, k * height, k * width) for k in scales]
    given = whole_numbers(shape)
    if given not in allowed:
        wanted = f"{allowed[0]}{'' if scale else ' or a multiple of that size'}"
        raise ValueError(f"its shape is {given if given and len(given) < 10 else 'none'}, not {wanted}")
    return given


def whole_numbers(given: object) -> tuple[int, ...] | None:
    """A list of whole numbers as a tuple, else None."""
    if not isinstance(given, list) or not all(type(number) is int for number in given):
        return None
    return tuple(given)


def _numbers(data: object) -> NDArray[np.float32] | None:
    """JSON numbers, nested or flat, in row-major order; null is NaN."""
    try:
        with np.errstate(over="ignore"):  # too large becomes infinite, which is told
            return np.asarray(data, np.float32).reshape(-1) if isinstance(data, list) else None
    except (ValueError, TypeError, OverflowError):
        return None
