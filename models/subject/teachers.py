"""What others' networks say of where the subject of a photo is; used in training and for telling, never in culling.

DeepLab (VOC's 20 kinds, Chen et al. 2017), YOLOX-nano (COCO's 80 kinds) and the features of MobileNetV2, cut in two
(normalised cut of their likeness, Shi and Malik 2000, as in TokenCut, Wang et al. 2022) and by its class (CAM, Zhou
et al. 2016).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from scipy.linalg import eigh

from models.training.sessions import session_of

Pixels = NDArray[np.uint8]
Map = NDArray[np.float32]

DEEPLAB_SIDE, YOLOX_SIDE, FEATURE_SIDE = 257, 416, 448
CELLS = 28  # of a map of features, each way
CLASSES = 5  # likeliest classes whose places are looked at
ALIKE = 0.25  # cosine over the mean one from which two cells are neighbours
STRIDES = (8, 16, 32)


class Box(NamedTuple):
    """Left, top, right, bottom in shares of the picture, how sure, and the kind's number in COCO's 80."""

    left: float
    top: float
    right: float
    bottom: float
    score: float
    kind: int


class Said(NamedTuple):
    """All that the teachers say of one photo; maps 0 … 1."""

    objects: Map
    boxes: list[Box]
    cut: Map
    named: Map


class Teachers:
    """The three networks from a folder, on one thread."""

    def __init__(self, folder: Path) -> None:
        self._deeplab = session_of(folder / "deeplabv3_257.onnx")
        self._yolox = session_of(folder / "yolox_nano.onnx")
        self._features = _with_features(folder / "mobilenet_v2_embedding_teacher.onnx")

    def said(self, pixels: Pixels) -> Said:
        """Of a photo of any size; each map is as large as its network makes it, for the whole photo."""
        cut, named = self.cut_and_named(pixels)
        return Said(self.objects(pixels), self.boxes(pixels), cut, named)

    def objects(self, pixels: Pixels) -> Map:
        """Probability of anything but background, (257, 257), mean of the photo and its mirror image."""
        maps = []
        for picture in (pixels, np.ascontiguousarray(pixels[:, ::-1])):
            given = _squared(picture, DEEPLAB_SIDE) / np.float32(127.5) - 1
            (logits,) = self._deeplab.run(None, {self._deeplab.get_inputs()[0].name: given})
            shifted = np.exp(logits[0] - logits[0].max(axis=0))
            maps.append(1 - shifted[0] / shifted.sum(axis=0))
        return np.asarray((maps[0] + maps[1][:, ::-1]) / 2, np.float32)

    def boxes(self, pixels: Pixels, least: float = 0.25) -> list[Box]:
        """What YOLOX-nano finds, surest first, none on another of its kind."""
        scale = YOLOX_SIDE / max(pixels.shape[:2])
        size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
        sheet = np.full((YOLOX_SIDE, YOLOX_SIDE, 3), 114, np.float32)
        sheet[: size[1], : size[0]] = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)[:, :, ::-1]
        (raw,) = self._yolox.run(None, {"images": np.ascontiguousarray(sheet.transpose(2, 0, 1)[None])})
        return _decoded(raw[0], size, least)

    def cut_and_named(self, pixels: Pixels) -> tuple[Map, Map]:
        """The two parts that the features fall into, and where its class is, each (28, 28)."""
        given = (_squared(pixels, FEATURE_SIDE) - 127) / np.float32(127.5)
        probabilities, middle, last, weights = self._features(given)
        return normalised_cut(middle), _class_map(probabilities, last, weights)


def normalised_cut(features: NDArray[np.float32]) -> Map:
    """(channels, h, w) → the second eigenvector, 0 … 1; which end is the subject is left open."""
    height, width = features.shape[1:]
    rows = features.reshape(len(features), -1).T.astype(np.float64)
    rows -= rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    likeness = np.where(rows @ rows.T > ALIKE, 1.0, 1e-5)
    degree = likeness.sum(axis=1)
    _, vectors = eigh(np.diag(degree) - likeness, np.diag(degree), subset_by_index=[1, 1])
    second = vectors[:, 0].reshape(height, width)
    low, high = np.percentile(second, [2, 98])
    return np.clip((second - low) / max(high - low, 1e-9), 0, 1).astype(np.float32)


def _class_map(probabilities: Map, last: Map, weights: Map) -> Map:
    """Where the likeliest classes are, weighted by how likely they are, 0 … 1."""
    best = np.argsort(-probabilities)[:CLASSES]
    places = np.maximum(np.einsum("kc,chw->khw", weights[best], last), 0)
    places /= places.max(axis=(1, 2), keepdims=True) + 1e-9
    total = np.einsum("k,khw->hw", probabilities[best] / probabilities[best].sum(), places)
    return cv2.resize(total.astype(np.float32), (CELLS, CELLS))


def _squared(pixels: Pixels, side: int) -> NDArray[np.float32]:
    square = cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32)


def _with_features(file: Path):
    """Runs MobileNetV2 at twice its size: (probabilities, features at a 16th, those at a 32nd, class weights)."""
    model = onnx.load(file)
    graph = model.graph
    nodes = {name: node for node in graph.node for name in node.output}
    mean = nodes["n273"]
    weights = next(onnx.numpy_helper.to_array(held) for held in graph.initializer if held.name == "w274")
    middle = _last_at_a_16th(file)
    for name in (middle, mean.input[0]):
        graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    for given in graph.input:
        for axis in (2, 3):
            given.type.tensor_type.shape.dim[axis].dim_param = f"side{axis}"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    classes = weights.reshape(len(weights), -1)

    def run(given: NDArray[np.float32]) -> tuple[Map, Map, Map, Map]:
        said = session.run(["output", middle, mean.input[0]], {session.get_inputs()[0].name: given})
        return said[0][0], said[1][0], said[2][0], classes

    return run


def _last_at_a_16th(file: Path) -> str:
    """Name of the last tensor of 14 × 14 cells (at 224 px) that joins two branches."""
    model = onnx.shape_inference.infer_shapes(onnx.load(file))
    shapes = {
        value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in model.graph.value_info
    }
    joined = [node.output[0] for node in model.graph.node if node.op_type == "Add"]
    return [name for name in joined if shapes.get(name, [])[-2:] == [14, 14]][-1]


def _decoded(raw: NDArray[np.float32], size: tuple[int, int], least: float) -> list[Box]:
    grids = []
    for stride in STRIDES:
        y, x = np.mgrid[: YOLOX_SIDE // stride, : YOLOX_SIDE // stride]
        grids.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, stride)], axis=1))
    grid = np.concatenate(grids)
    middle = (raw[:, :2] + grid[:, :2]) * grid[:, 2:]
    reach = np.exp(raw[:, 2:4]) * grid[:, 2:] / 2
    scores = raw[:, 4:5] * raw[:, 5:]
    kinds = scores.argmax(axis=1)
    sure = scores.max(axis=1)
    found: list[Box] = []
    for row in np.flatnonzero(sure >= least)[np.argsort(-sure[sure >= least])]:
        low, high = np.clip((middle[row] - reach[row]) / size, 0, 1), np.clip((middle[row] + reach[row]) / size, 0, 1)
        box = Box(*map(float, (*low, *high, sure[row])), int(kinds[row]))
        if all(other.kind != box.kind or _overlap(box, other) < 0.5 for other in found):
            found.append(box)
    return found


def _overlap(one: Box, other: Box) -> float:
    across = max(0.0, min(one.right, other.right) - max(one.left, other.left))
    down = max(0.0, min(one.bottom, other.bottom) - max(one.top, other.top))
    areas = [(box.right - box.left) * (box.bottom - box.top) for box in (one, other)]
    return across * down / max(sum(areas) - across * down, 1e-9)
