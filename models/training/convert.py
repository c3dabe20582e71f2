"""From boosted trees to ONNX: one tree ensemble, plain probabilities of down and up.

LightGBM compares doubles, onnxruntime float32, XGBoost float32 with `<`. Rounding each threshold down to float32 gives the
same branch for every float32 feature: x <= t exactly where x <= floor32(t). And LightGBM reads values up to 1e-35 as 0.
"""

import numpy as np
import onnx
from boosters import Split
from onnx import TensorProto, helper


# LightGBM's kZeroThreshold; its splits beside 0 lie there.
ZERO = float(np.float32(1e-35))


def threshold32(split: Split) -> float:
    """The threshold that sends every float32 where the library sends it."""
    if split.strict:
        return split.threshold
    if abs(split.threshold) <= ZERO:
        below = float(np.nextafter(np.float32(-ZERO), np.float32(-np.inf)))
        return below if split.threshold < 0 else ZERO
    return floor32(split.threshold)


def floor32(value: float) -> float:
    """The greatest float32 not above a double."""
    near = np.float32(value)
    return float(near if float(near) <= value else np.nextafter(near, np.float32(-np.inf)))


def to_onnx(
    trees: list[Split | float], width: int, slope: float, intercept: float, notes: dict[str, str]
) -> onnx.ModelProto:
    """The model that gives sigmoid(slope * raw score + intercept), for any number of rows."""
    nodes = _Nodes()
    for index, tree in enumerate(trees):
        nodes.add_tree(index, tree, slope, intercept if index == 0 else 0.0)
    # The classifier's logistic is computed row by row. A Sigmoid operator takes several rows at a
    # time, and might round the last ones of a batch otherwise. Its class 0 is no probability.
    ensemble = helper.make_node(
        "TreeEnsembleClassifier",
        ["features"],
        ["direction", "scores"],
        domain="ai.onnx.ml",
        classlabels_int64s=[0, 1],
        post_transform="LOGISTIC",
        **nodes.attributes,
    )
    pick = helper.make_node("Gather", ["scores", "second"], ["up"], axis=1)
    rest = helper.make_node("Sub", ["one", "up"], ["down"])
    both = helper.make_node("Concat", ["down", "up"], ["probabilities"], axis=1)
    graph = helper.make_graph(
        [ensemble, pick, rest, both],
        "next_move",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", width])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["rows", 2])],
        [
            helper.make_tensor("one", TensorProto.FLOAT, [1], [1.0]),
            helper.make_tensor("second", TensorProto.INT64, [1], [1]),
        ],
    )
    model = helper.make_model(
        graph,
        producer_name="contrail",
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)],
        ir_version=10,
    )
    for key, value in notes.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    return model


class _Nodes:
    """The attributes of a tree ensemble, tree after tree."""

    def __init__(self) -> None:
        names = ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids")
        names += ("falsenodeids", "missing_value_tracks_true")
        self.attributes: dict[str, list] = {f"nodes_{name}": [] for name in names}
        for name in ("treeids", "nodeids", "ids", "weights"):
            self.attributes[f"class_{name}"] = []

    def add_tree(self, tree: int, root: Split | float, slope: float, shift: float) -> None:
        next_id = 0
        waiting = [(root, -1, "")]
        while waiting:
            node, parent, branch = waiting.pop()
            node_id, next_id = next_id, next_id + 1
            if parent >= 0:
                self.attributes[f"nodes_{branch}nodeids"][parent] = node_id
            place = self._add_node(tree, node_id, node)
            if isinstance(node, Split):
                waiting.append((node.right, place, "false"))
                waiting.append((node.left, place, "true"))
            else:
                self._add_leaf(tree, node_id, slope * node + shift)

    def _add_node(self, tree: int, node_id: int, node: Split | float) -> int:
        split = node if isinstance(node, Split) else None
        value = 0.0
        if split is not None:
            value = threshold32(split)
        row = {
            "treeids": tree,
            "nodeids": node_id,
            "featureids": 0 if split is None else split.feature,
            "values": value,
            "modes": "LEAF" if split is None else "BRANCH_LT" if split.strict else "BRANCH_LEQ",
            "truenodeids": 0,
            "falsenodeids": 0,
            "missing_value_tracks_true": 0,
        }
        for name, value in row.items():
            self.attributes[f"nodes_{name}"].append(value)
        return len(self.attributes["nodes_treeids"]) - 1

    def _add_leaf(self, tree: int, node_id: int, weight: float) -> None:
        row = {"treeids": tree, "nodeids": node_id, "ids": 1, "weights": weight}
        for name, value in row.items():
            self.attributes[f"class_{name}"].append(value)
