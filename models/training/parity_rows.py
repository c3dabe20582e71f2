"""Rows for the check that no row takes another way through trees, with what the trainer and onnxruntime say.

Half of the features of a row are of recorded rows, each of another one; half lie on a threshold of the trees, or
on the float32 just above or below it. Writes features and probabilities, and prints one JSON object.
"""

import json
import sys
from pathlib import Path

import numpy as np
from boosters import LightGbmTrees, Split, XgBoostTrees
from convert import threshold32
from fit import sigmoid
from train import run_onnx


def main(library: str, onnx: str, folder: str, rows: str, chunk: str) -> None:
    trees = load(library, Path(folder))
    slope = json.loads((Path(folder) / f"{library}.slope.json").read_text())
    random = np.random.default_rng([20131007, int(chunk)])
    recorded = np.load(Path(folder) / "parity.features.npy", mmap_mode="r")
    features = made_up(trees.trees(), recorded, int(rows), random)
    wanted = sigmoid(slope * trees.raw(features))
    said = run_onnx(Path(onnx), features)[:, 1]
    np.save(Path(folder) / "rows.features.npy", features)
    np.save(Path(folder) / "rows.probabilities.npy", wanted.astype(np.float64))
    difference = np.abs(said - wanted)
    print(json.dumps({
        "rows": len(features),
        "maxDifference": float(difference.max()),
        "otherClass": int(((said > 0.5) != (wanted > 0.5)).sum()),
        "above1e6": int((difference > 1e-6).sum()),
    }))


def load(library: str, folder: Path) -> LightGbmTrees | XgBoostTrees:
    if library == "lightgbm":
        import lightgbm

        return LightGbmTrees(lightgbm.Booster(model_file=folder / "model.txt"))
    import xgboost

    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(folder / "model.ubj")
    return XgBoostTrees(booster)


def made_up(
    trees: list[Split | float], recorded: np.ndarray, rows: int, random: np.random.Generator
) -> np.ndarray:
    width = recorded.shape[1]
    thresholds: list[list[float]] = [[] for _ in range(width)]
    waiting = list(trees)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Split):
            thresholds[node.feature].append(threshold32(node))
            waiting += [node.left, node.right]
    pool = np.asarray(recorded[random.integers(0, len(recorded), 50_000)])
    out = np.empty((rows, width), np.float32)
    for feature in range(width):
        out[:, feature] = pool[random.integers(0, len(pool), rows), feature]
        if thresholds[feature]:
            edges = np.array(thresholds[feature], np.float32)
            near = np.concatenate([
                edges,
                np.nextafter(edges, np.float32(np.inf)),
                np.nextafter(edges, np.float32(-np.inf)),
            ])
            on_edge = random.random(rows) < 0.5
            out[on_edge, feature] = random.choice(near, int(on_edge.sum()))
    return out


if __name__ == "__main__":
    main(*sys.argv[1:])
