"""Trains a model of next moves on exported sessions and writes model.onnx, golden.json and card.json.

Run by `npm run train -- --model next-move-lightgbm`, `next-move-xgboost` or `next-move-lstm`; every step prints what it does.
"""

import argparse
import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnxruntime
from boosters import SEED
from dataset import Rows, load_manifest, load_sessions
from fit import fit_logistic
from judge import extent, judge, printed
from leaks import leak_checks
from learn import Learned, learn
from split import divide

MODEL_VERSION = 1
MADE_BY = "npm run train -- --model "
GOLDEN_ROWS = 64
GOLDEN_WINDOWS = 15
# Windows of every so many test rows are compared: all of them are 16 times the rows.
SEQUENCE_PARITY_STEP = 10
LIMITS_OF_WINDOWS = [
    "onnxruntime may round the last digits of a network otherwise for batches of another size, by "
    "some 1e-7",
    "It reads the vectors just before; after a gap, or a minute of silence, its window begins anew",
]
USES = [
    "Which way the mid price moves next, for strategies that wait with a passive order or skew one",
    "A filter: most of what it knows lies in the confident half of its predictions",
]
LIMITS_OF_NEXT_MOVES = [
    "It does not say when the price moves, nor how far: the next move is often half a price step, "
    "while crossing the spread costs at least half a step at once; no profit was shown with it",
    "Vectors marked warming, stale or gapped were not learned from and not judged",
]
LIMITS = [
    *LIMITS_OF_NEXT_MOVES[:1],
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
LIMITS_OF_OWN = [
    *LIMITS_OF_NEXT_MOVES,
    "Trained and tested on what one installation recorded, as the tables tell; elsewhere it is "
    "unproven, and what was learned on a simulated market holds on that market alone",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=Path, required=True, help="folder of exported sessions")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--own", type=int, help="its version, where an installation's own records teach")
    options = parser.parse_args()
    manifest = load_manifest(options.sessions)
    names = manifest["features"]
    parts = divide(load_sessions(options.sessions))
    for rows in parts.training:
        say(f"train {rows.instrument} {rows.part}: {len(rows.up):,} rows, {rows.moves:,} moves")
    for rows in parts.test:
        say(f"test  {rows.instrument} {rows.part}: {len(rows.up):,} rows, {rows.moves:,} moves")

    model = learn(options.out.name, parts, names, say)
    logistic = fit_logistic(parts.training, names)

    options.out.mkdir(parents=True, exist_ok=True)
    onnx_file = options.out / "model.onnx"
    onnx_file.write_bytes(model.onnx)
    parity = compare(onnx_file, model, parts.test, options.sessions)
    say(f"onnxruntime against {model.name}: {parity}")
    write_golden(options.out, model, parts.test)
    results = [judge(rows, model, logistic, names) for rows in parts.test]
    for result in results:
        say(printed(result))
    checks = leak_checks(parts, model.fit)
    say(f"\nleak checks: {checks}")
    card = {
        "name": options.out.name,
        "version": options.own or MODEL_VERSION,
        **describe(onnx_file, manifest, model, own=options.own is not None),
        "training": [extent(rows) for rows in parts.training],
        "results": results,
        "checks": checks,
        "parity": {"python": parity},
    }
    (options.out / "card.json").write_text(json.dumps(card, indent=2) + "\n")


def say(text: str) -> None:
    print(text, flush=True)


def compare(onnx_file: Path, model: Learned, test: list[Rows], folder: Path) -> dict:
    """The test rows through the library that trained and onnxruntime; left in the folder for Node to repeat,
    and for the bench to time. Of a sequence model, which vectors of which session: Node makes their
    windows itself."""
    model.save(folder)
    if model.window > 1:
        test = [rows.keep(np.arange(len(rows.up)) % SEQUENCE_PARITY_STEP == 0) for rows in test]
    wanted = np.concatenate([model.probability(rows) for rows in test]).astype(np.float64)
    made = np.concatenate([run_onnx(onnx_file, inputs_of(model, rows)) for rows in test])
    np.save(folder / "parity.features.npy", np.concatenate([rows.features for rows in test]))
    np.save(folder / "parity.probabilities.npy", wanted)
    picked = [{"file": rows.session.file, "rows": rows.at.tolist()} for rows in test]
    (folder / "parity.windows.json").write_text(json.dumps(picked))
    return {
        "rows": len(wanted),
        "maxDifference": float(np.abs(made[:, 1] - wanted).max()),
        "sameClass": float(((made[:, 1] > 0.5) == (wanted > 0.5)).mean()),
    }


def inputs_of(model: Learned, rows: Rows) -> np.ndarray:
    return rows.windows(model.window) if model.window > 1 else rows.features


def run_onnx(onnx_file: Path, features: np.ndarray) -> np.ndarray:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_file.read_bytes(), options)
    chunks = np.array_split(features, max(1, len(features) // 4096))
    return np.concatenate([session.run(["probabilities"], {"features": c})[0] for c in chunks])


def write_golden(out: Path, model: Learned, test: list[Rows]) -> None:
    """Rows from the whole of each test day, with what onnxruntime makes of them."""
    each = (GOLDEN_ROWS if model.window == 1 else GOLDEN_WINDOWS) // len(test)
    picked = [rows.keep(np.linspace(0, len(rows.up) - 1, each).astype(int)) for rows in test]
    inputs = np.concatenate([inputs_of(model, rows) for rows in picked])
    if model.window > 1:
        # Fewer digits, so that the file stays small; any numbers will do.
        inputs = inputs.round(3).astype(np.float32)
    said = run_onnx(out / "model.onnx", inputs).astype(float)
    flat = inputs.reshape(len(inputs), -1)
    golden = {
        "sha256": sha256(out / "model.onnx"),
        "inputs": [[float(str(value)) for value in row] for row in flat],
        "probabilities": said.tolist(),
    }
    rows = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in golden.items()]
    (out / "golden.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def describe(onnx_file: Path, manifest: dict, model: Learned, own: bool) -> dict:
    """What the card says of the model itself."""
    limits = LIMITS_OF_OWN if own else LIMITS
    window = {"rows": model.window, "gapUs": manifest["windowGapUs"]}
    return {
        "summary": "Says whether the next move of the mid price is up or down",
        "algorithm": model.algorithm,
        "sha256": sha256(onnx_file),
        "bytes": onnx_file.stat().st_size,
        "featureSet": manifest["featureSet"],
        "features": manifest["features"],
        **({"window": window} if model.window > 1 else {}),
        "horizonUs": 0,
        "label": "Direction of the next change of the mid price, however long it takes; all rows "
        "before one change share one vote, in training and in every score",
        "madeBy": MADE_BY + onnx_file.parent.name + (" --store" if own else ""),
        "seed": SEED,
        "uses": USES,
        "limits": limits + (LIMITS_OF_WINDOWS if model.window > 1 else []),
        "libraries": {
            "python": platform.python_version(),
            **{name: version(name) for name in model.packages},
        },
        "crossValidation": {
            "rounds": model.found.rounds,
            "logLoss": round(model.found.log_loss, 5),
            "accuracy": {name: round(value, 4) for name, value in model.found.accuracy.items()},
        },
    }


if __name__ == "__main__":
    main()
