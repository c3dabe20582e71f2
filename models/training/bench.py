"""How fast LightGBM and onnxruntime predict in Python: prints one JSON object. Run by the bench."""

import json
import sys
from pathlib import Path
from time import perf_counter_ns

import lightgbm
import numpy as np
import onnxruntime

SINGLE, BATCH, BATCHES = 2000, 256, 100


def main(booster_file: Path, onnx_file: Path, features_file: Path) -> None:
    booster = lightgbm.Booster(model_file=booster_file)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(onnx_file.read_bytes(), options)
    rows = np.ascontiguousarray(np.load(features_file, mmap_mode="r")[: BATCH * BATCHES])
    run = {
        "lightgbm": lambda x: booster.predict(x, num_threads=1),
        "onnxruntime": lambda x: session.run(["probabilities"], {"features": x}),
    }
    print(json.dumps({name: measure(predict, rows) for name, predict in run.items()}))


def measure(predict, rows: np.ndarray) -> dict[str, float]:
    single = np.array([timed(predict, rows[i : i + 1]) for i in range(SINGLE)])[SINGLE // 10 :]
    batches = np.split(rows, len(rows) // BATCH)
    whole = sum(timed(predict, batch) for batch in batches)
    p50, p99 = np.percentile(single, [50, 99]) / 1000
    return {
        "p50Us": round(float(p50), 1),
        "p99Us": round(float(p99), 1),
        "rowsPerSecond": round(len(rows) / (whole / 1e9)),
    }


def timed(predict, rows: np.ndarray) -> int:
    start = perf_counter_ns()
    predict(rows)
    return perf_counter_ns() - start


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
