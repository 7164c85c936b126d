"""Drawn pictures whose subject is known, and a stand-in for U²-Net."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from skimage import data

from culling.photos import Pixels

#: Left, top, right, bottom of what each picture from scikit-image's wheel is of, by eye.
BOXES = {"astronaut": (0.1, 0.0, 0.9, 1.0), "coffee": (0.14, 0.1, 0.84, 0.95), "chelsea": (0.0, 0.0, 0.95, 1.0)}


def picture(name: str) -> Pixels:
    return np.ascontiguousarray(getattr(data, name)())


def spot(width: int, height: int, box: tuple[int, int, int, int]) -> Pixels:
    """A red box on grey noise."""
    drawn = np.random.default_rng(0).normal(110, 6, (height, width, 3))
    left, top, right, bottom = box
    drawn[top:bottom, left:right] = (200, 40, 30)
    return np.clip(drawn, 0, 255).astype(np.uint8)


def u2net_like() -> bytes:
    """An ONNX network of U²-Net's shape: 320² in, seven maps out; the first tells where red is brighter than usual.

    Needs the onnx package. The other six say the opposite, so that taking the wrong one shows.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def constant(name: str, numbers: NDArray[np.float32]) -> onnx.TensorProto:
        return numpy_helper.from_array(numbers.astype(np.float32), name)

    # What is taken in is (level / brightest − mean) / spread: 12 × that of red − 12 is above 0 from a level of
    # .485 + .229 of the brightest on.
    pick = np.zeros((1, 3, 1, 1), np.float32)
    pick[0, 0] = 12
    nodes = [
        helper.make_node("Conv", ["input.1", "pick", "less"], ["red"]),
        helper.make_node("Sigmoid", ["red"], ["d0"]),
        helper.make_node("Neg", ["red"], ["not_red"]),
        *(helper.make_node("Sigmoid", ["not_red"], [f"d{number}"]) for number in range(1, 7)),
    ]
    shape = [1, 1, 320, 320]
    graph = helper.make_graph(
        nodes,
        "u2net",
        [helper.make_tensor_value_info("input.1", TensorProto.FLOAT, [1, 3, 320, 320])],
        [helper.make_tensor_value_info(f"d{number}", TensorProto.FLOAT, shape) for number in range(7)],
        [constant("pick", pick), constant("less", np.array([-12]))],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
