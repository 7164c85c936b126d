"""What goes over the line, byte by byte as the protocol's documents show it, and back."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from culling.remote.tensors import decode, encode, most_bytes

PIXELS = np.array([0.0, 0.25, 1.0, -0.5, 1e-9, 0.1], np.float32).reshape(1, 3, 1, 2)


def test_json_as_in_the_protocol() -> None:
    content, headers = encode(PIXELS, "x", "y", binary=False)
    assert headers == {"Content-Type": "application/json"}
    sent = json.loads(content)
    data = sent["inputs"][0].pop("data")
    assert sent == {"inputs": [{"name": "x", "shape": [1, 3, 1, 2], "datatype": "FP32"}], "outputs": [{"name": "y"}]}
    assert np.array_equal(np.array(data, np.float32), PIXELS.ravel())  # bit by bit, though it went as text


def test_bytes_as_in_tritons_extension() -> None:
    content, headers = encode(PIXELS, "x", "y", binary=True)
    length = int(headers["Inference-Header-Content-Length"])
    assert json.loads(content[:length]) == {
        "inputs": [{"name": "x", "shape": [1, 3, 1, 2], "datatype": "FP32", "parameters": {"binary_data_size": 24}}],
        "outputs": [{"name": "y", "parameters": {"binary_data": True}}],
    }
    assert content[length:] == struct.pack("<6f", 0.0, 0.25, 1.0, -0.5, 1e-9, 0.1)


def test_a_server_that_names_no_output_chooses_it() -> None:
    assert "outputs" not in json.loads(encode(PIXELS, "input", "", binary=False)[0])
    content, headers = encode(PIXELS, "input", "", binary=True)
    asked = json.loads(content[: int(headers["Inference-Header-Content-Length"])])
    assert asked["parameters"] == {"binary_data_output": True}


@pytest.mark.parametrize("view", [PIXELS[:, :, :, ::-1], PIXELS.transpose(0, 1, 3, 2), PIXELS[:, ::2]])
def test_any_layout_in_memory_goes_in_row_major_order(view: np.ndarray) -> None:
    for binary in (True, False):
        content, headers = encode(view, "x", "y", binary)
        if binary:
            sent = np.frombuffer(content[int(headers["Inference-Header-Content-Length"]) :], "<f4")
        else:
            sent = np.array(json.loads(content)["inputs"][0]["data"], np.float32)
        assert sent.tolist() == [float(value) for value in view.flat]


def answer(*outputs: dict[str, object], data: bytes = b"") -> tuple[bytes, dict[str, str]]:
    head = json.dumps({"outputs": list(outputs)}).encode()
    return head + data, {"Inference-Header-Content-Length": str(len(head))}


def test_the_named_output_is_found_among_others_of_either_form() -> None:
    mask = {"name": "mask", "datatype": "UINT8", "shape": [3], "parameters": {"binary_data_size": 3}}
    note = {"name": "note", "datatype": "BYTES", "shape": [1], "data": ["hello"]}
    y = {"name": "y", "datatype": "FP32", "shape": [1, 3, 1, 2], "parameters": {"binary_data_size": 24}}
    values = struct.pack("<6f", *PIXELS.flat)
    body, headers = answer(mask, note, y, data=b"abc" + values)
    assert np.array_equal(decode(body, headers, "y", PIXELS, 1), PIXELS)
    body, headers = answer(y, mask, data=values + b"abc")
    assert np.array_equal(decode(body, headers, "", PIXELS, 1), PIXELS)  # no name: the first


@pytest.mark.parametrize("nested", [False, True])
def test_numbers_may_be_nested_or_not(nested: bool) -> None:
    data = PIXELS.tolist() if nested else PIXELS.ravel().tolist()
    body, _ = answer({"name": "y", "datatype": "FP32", "shape": [1, 3, 1, 2], "data": data})
    assert np.array_equal(decode(body, {}, "y", PIXELS, None), PIXELS)


def test_one_byte_too_few_is_no_tensor() -> None:
    y = {"name": "y", "datatype": "FP32", "shape": [1, 3, 1, 2], "parameters": {"binary_data_size": 23}}
    body, headers = answer(y, data=bytes(23))
    with pytest.raises(ValueError, match="another number of values"):
        decode(body, headers, "y", PIXELS, 1)


def test_no_honest_answer_is_too_large() -> None:
    """The longest way to write a float32 as a double, for every value of the largest answer."""
    longest = max((json.dumps(float(np.float32(value))) for value in (-1.17549435e-38, -3.4028235e38, -1 / 3)), key=len)
    tile = np.zeros((2, 3, 8, 8), np.float32)
    for scale in (1, 2, 4):
        data = ", ".join([longest] * tile.size * scale**2)
        assert len('{"outputs": [{"data": []}]}' + data) < most_bytes(tile, scale) <= most_bytes(tile, None)
