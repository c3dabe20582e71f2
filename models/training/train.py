"""Trains a model of next moves on exported sessions and writes model.onnx, golden.json and card.json.

Run by `npm run train -- --model next-move-lightgbm`, or `next-move-xgboost`; every step prints what it does.
"""

import argparse
import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime
from boosters import LIBRARIES, SEED, Split
from convert import to_onnx
from dataset import Rows, load_manifest, load_sessions
from fit import CrossValidation, Model, cross_validate, fit_logistic
from judge import extent, judge, printed
from leaks import leak_checks
from split import divide

MODEL_VERSION = 1
GOLDEN_ROWS = 64
USES = [
    "Which way the mid price moves next, for strategies that wait with a passive order or skew one",
    "A filter: most of what it knows lies in the confident half of its predictions",
]
LIMITS = [
    "It does not say when the price moves, nor how far: the next move is often half a price step, "
    "while crossing the spread costs at least half a step at once; no profit was shown with it",
    "What it knows is mostly about moves within a second; of later ones it knows little more than "
    "the sign of the imbalance does, or nothing",
    "Trained and tested on two US stocks in October 2013 and minutes of three crypto futures in "
    "August 2024; its features have no scale, so it runs on every instrument, but elsewhere, and "
    "on the simulated market, it is unproven",
    "The minutes of futures hold a few hundred moves to test on: read those numbers with some "
    "points of doubt",
    "US stocks were recorded with one price level, which the features of deeper ones repeat",
    "Regular hours of stocks only; vectors marked warming, stale or gapped were not learned from "
    "and not judged",
    "That it learns from futures too was decided with the tests in sight, once; everything else "
    "by cross-validation over the training days",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=Path, required=True, help="folder of exported sessions")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    options = parser.parse_args()
    manifest = load_manifest(options.sessions)
    names = manifest["features"]
    parts = divide(load_sessions(options.sessions))
    for rows in parts.training:
        say(f"train {rows.instrument} {rows.part}: {len(rows.up):,} rows, {rows.moves:,} moves")
    for rows in parts.test:
        say(f"test  {rows.instrument} {rows.part}: {len(rows.up):,} rows, {rows.moves:,} moves")

    say("cross-validating over the training days")
    library = LIBRARIES[options.out.name]()
    found = cross_validate(parts.train, names, library)
    say(f"{found.rounds} rounds, slope {found.slope:.3f}, accuracy {found.accuracy}")
    trees, _ = library.fit(parts.training, names, found.rounds)
    model = Model(library.name, trees, found.slope)
    logistic = fit_logistic(parts.training, names)

    options.out.mkdir(parents=True, exist_ok=True)
    onnx_file = options.out / "model.onnx"
    notes = {"model": options.out.name, "version": str(MODEL_VERSION), "seed": str(SEED)}
    converted = to_onnx(trees.trees(), len(names), found.slope, 0.0, notes)
    onnx_file.write_bytes(converted.SerializeToString(deterministic=True))
    parity = compare(onnx_file, model, parts.test, options.sessions)
    say(f"onnxruntime against {library.name}: {parity}")
    write_golden(options.out, parts.test)
    results = [judge(rows, model, logistic, names) for rows in parts.test]
    for result in results:
        say(printed(result))
    checks = leak_checks(parts, names, found.rounds, library)
    say(f"\nleak checks: {checks}")
    card = {
        "name": options.out.name,
        "version": MODEL_VERSION,
        **describe(onnx_file, manifest, model, found),
        "training": [extent(rows) for rows in parts.training],
        "results": results,
        "checks": checks,
        "parity": {"python": parity},
    }
    (options.out / "card.json").write_text(json.dumps(card, indent=2) + "\n")


def say(text: str) -> None:
    print(text, flush=True)


def compare(onnx_file: Path, model: Model, test: list[Rows], folder: Path) -> dict:
    """The test rows through the library that trained and onnxruntime; left in the folder for Node to repeat,
    and for the bench to time."""
    features = np.concatenate([rows.features for rows in test])
    wanted = model.probability(features)
    made = run_onnx(onnx_file, features)
    model.trees.save(folder)
    np.save(folder / "parity.features.npy", features)
    np.save(folder / "parity.probabilities.npy", wanted.astype(np.float64))
    return {
        "rows": len(features),
        "maxDifference": float(np.abs(made[:, 1] - wanted).max()),
        "sameClass": float(((made[:, 1] > 0.5) == (wanted > 0.5)).mean()),
    }


def run_onnx(onnx_file: Path, features: np.ndarray) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_file.read_bytes(), options)
    chunks = np.array_split(features, max(1, len(features) // 4096))
    return np.concatenate([session.run(["probabilities"], {"features": c})[0] for c in chunks])


def write_golden(out: Path, test: list[Rows]) -> None:
    """Rows from the whole of each test day, with what onnxruntime makes of them."""
    each = GOLDEN_ROWS // len(test)
    picked = [r.features[np.linspace(0, len(r.up) - 1, each).astype(int)] for r in test]
    inputs = np.concatenate(picked)
    golden = {
        "sha256": sha256(out / "model.onnx"),
        "inputs": inputs.astype(float).tolist(),
        "probabilities": run_onnx(out / "model.onnx", inputs).astype(float).tolist(),
    }
    rows = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()]
    (out / "golden.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def describe(
    onnx_file: Path, manifest: dict, model: Model, found: CrossValidation
) -> dict:
    """What the card says of the model itself."""
    package = {"lightgbm": "lightgbm", "xgboost": "xgboost-cpu"}[model.name]
    libraries = (package, "scikit-learn", "numpy", "onnx", "onnxruntime")
    title = {"lightgbm": "LightGBM", "xgboost": "XGBoost"}[model.name]

    def leaves_of(node: Split | float) -> int:
        return leaves_of(node.left) + leaves_of(node.right) if isinstance(node, Split) else 1

    trees = model.trees.trees()
    leaves = sum(leaves_of(tree) for tree in trees)
    return {
        "summary": "Says whether the next move of the mid price is up or down",
        "algorithm": f"{title}, {len(trees)} trees with {leaves} leaves in all; "
        "every row trained with its mirror image; score to probability by Platt's method "
        f"(slope {found.slope:.4f})",
        "sha256": sha256(onnx_file),
        "bytes": onnx_file.stat().st_size,
        "featureSet": manifest["featureSet"],
        "features": manifest["features"],
        "horizonUs": 0,
        "label": "Direction of the next change of the mid price, however long it takes; all rows "
        "before one change share one vote, in training and in every score",
        "madeBy": "npm run train -- --model " + onnx_file.parent.name,
        "seed": SEED,
        "uses": USES,
        "limits": LIMITS,
        "libraries": {
            "python": platform.python_version(),
            **{name: version(name) for name in libraries},
        },
        "crossValidation": {
            "rounds": found.rounds,
            "logLoss": round(found.log_loss, 5),
            "accuracy": {name: round(value, 4) for name, value in found.accuracy.items()},
        },
    }


if __name__ == "__main__":
    main()
