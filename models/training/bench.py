"""How fast a model predicts in Python: onnxruntime, and the library that made it where its file is given.

Prints one JSON object. Run by the bench: bench.py MODEL.onnx ROWS.f32 WIDTH WINDOW [FILE OF THE LIBRARY]
"""

import json
import sys
from pathlib import Path
from time import perf_counter_ns

import numpy as np
import onnxruntime

SINGLE, BATCH, BATCHES = 2000, 256, 40


def library(file: Path):
    """The name of a library and its predict, by the file it wrote."""
    if file.suffix == ".pt":
        import lstm
        import torch

        torch.set_num_threads(1)
        network = lstm.load(file)

        def predict(x: np.ndarray) -> np.ndarray:
            with torch.inference_mode():
                return network(torch.from_numpy(x)).numpy()

        return "torch", predict
    if file.suffix == ".txt":
        import lightgbm

        booster = lightgbm.Booster(model_file=file)
        return "lightgbm", lambda x: booster.predict(x, num_threads=1)
    import xgboost

    booster = xgboost.Booster({"nthread": 1}, model_file=file)
    return "xgboost", lambda x: booster.inplace_predict(x)


def main(onnx_file: str, rows_file: str, width: str, window: str, made: str = "") -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(Path(onnx_file).read_bytes(), options)
    name = session.get_inputs()[0].name
    shape = (-1, int(width)) if int(window) == 1 else (-1, int(window), int(width))
    rows = np.fromfile(rows_file, np.float32).reshape(shape)[: BATCH * BATCHES]
    run = {"onnxruntime": lambda x: session.run(["probabilities"], {name: x})}
    if made:
        maker, predict = library(Path(made))
        run[maker] = predict
    print(json.dumps({name: measure(predict, rows) for name, predict in run.items()}))


def measure(predict, rows: np.ndarray) -> dict[str, float]:
    single = np.array([timed(predict, rows[i : i + 1]) for i in range(SINGLE)])[SINGLE // 10 :]
    batches = [rows[i : i + BATCH] for i in range(0, len(rows) - BATCH + 1, BATCH)]
    whole = sum(timed(predict, batch) for batch in batches)
    p50, p99 = np.percentile(single, [50, 99]) / 1000
    return {
        "p50Us": round(float(p50), 1),
        "p99Us": round(float(p99), 1),
        "rowsPerSecond": round(BATCH * len(batches) / (whole / 1e9)),
    }


def timed(predict, rows: np.ndarray) -> int:
    start = perf_counter_ns()
    predict(rows)
    return perf_counter_ns() - start


if __name__ == "__main__":
    main(*sys.argv[1:])
