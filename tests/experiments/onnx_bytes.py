"""Small ONNX files written byte by byte, so that tests need neither onnx nor torch.

`network()` looks at the mean of each plane and answers probabilities of six classes: GlobalAveragePool, Flatten, Gemm,
Softmax. What it takes and gives can be made wrong, as a file from elsewhere may be.
"""

from __future__ import annotations

import struct

FLOAT, DOUBLE = 1, 11


def network(
    *,
    planes: int = 18,
    side: int = 96,
    classes: int = 6,
    softmax: bool = True,
    external: bool = False,
    kind: int = FLOAT,
    dark: float = 2.0,
) -> bytes:
    """The file. With `dark` above 0 a dark picture is called underexposed (class 4), a bright one good (class 0)."""
    weights = [0.0] * (planes * classes)
    for plane in range(min(planes, 12)):
        weights[plane * classes] = 0.005
    bias = [0.0, -9.0, -9.0, -9.0, dark, *([-9.0] * (classes - 5))][:classes]
    nodes = [
        _node("GlobalAveragePool", ["planes"], "means"),
        _node("Flatten", ["means"], "flat"),
        _node("Gemm", ["flat", "weights", "bias"], "logits" if softmax else "probabilities"),
    ]
    if softmax:
        nodes.append(_node("Softmax", ["logits"], "probabilities"))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tiny")
    graph += _field(5, _tensor("weights", (planes, classes), weights, external))
    graph += _field(5, _tensor("bias", (classes,), bias, external=False))
    graph += _field(11, _end("planes", ("n", planes, side, side), kind))
    graph += _field(12, _end("probabilities", ("n", classes), FLOAT))
    opset = _field(1, b"") + _number(2, 17)
    return _number(1, 8) + _field(7, graph) + _field(8, opset)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(operation: str, inputs: list[str], output: str) -> bytes:
    names = b"".join(_field(1, name.encode()) for name in inputs)
    return names + _field(2, output.encode()) + _field(4, operation.encode())


def _tensor(name: str, shape: tuple[int, ...], values: list[float], external: bool) -> bytes:
    made = b"".join(_number(1, side) for side in shape) + _number(2, FLOAT) + _field(8, name.encode())
    if not external:
        return made + _field(9, struct.pack(f"<{len(values)}f", *values))
    place = _field(1, b"location") + _field(2, b"../../../etc/passwd")
    return made + _field(13, place) + _number(14, 1)


def _end(name: str, shape: tuple[int | str, ...], kind: int) -> bytes:
    dims = b"".join(
        _field(1, _field(2, side.encode()) if isinstance(side, str) else _number(1, side)) for side in shape
    )
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, dims)))
