"""Boosted trees of scikit-learn as ONNX: onnxruntime runs them, scikit-learn is needed for training alone."""

from __future__ import annotations

from typing import Any

import onnx
from onnx import TensorProto, helper
from sklearn.ensemble import HistGradientBoostingClassifier

OPSET, ML_OPSET = 17, 3


def as_onnx(head: HistGradientBoostingClassifier) -> onnx.ModelProto:
    """`features` float32 (n, k) to `logit` float32 (n)."""
    attributes = _nodes(head) | {"n_targets": 1, "base_values": [float(head._baseline_prediction.ravel()[0])]}
    trees = helper.make_node("TreeEnsembleRegressor", ["features"], ["column"], domain="ai.onnx.ml", **attributes)
    flat = helper.make_node("Reshape", ["column", "shape"], ["logit"])
    graph = helper.make_graph(
        [trees, flat],
        "screenshot",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", head.n_features_in_])],
        [helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor("shape", TensorProto.INT64, [1], [-1])],
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model


def _nodes(head: HistGradientBoostingClassifier) -> dict[str, list[Any]]:
    """Every node of every tree, and what each leaf adds."""
    found: dict[str, list[Any]] = {name: [] for name in (*_NODE, *_LEAF)}
    for tree, (predictor,) in enumerate(head._predictors):
        for number, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            row = (
                tree,
                number,
                int(node["feature_idx"]),
                "LEAF" if leaf else "BRANCH_LEQ",
                float(node["num_threshold"]),
            )
            children = (0, 0) if leaf else (int(node["left"]), int(node["right"]))
            for name, value in zip(_NODE, (*row, *children), strict=True):
                found[name].append(0.0 if leaf and name == "nodes_values" else value)
            if leaf:
                for name, value in zip(_LEAF, (tree, number, 0, float(node["value"])), strict=True):
                    found[name].append(value)
    return found


_NODE = (
    *("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_modes", "nodes_values"),
    *("nodes_truenodeids", "nodes_falsenodeids"),
)
_LEAF = ("target_treeids", "target_nodeids", "target_ids", "target_weights")
