"""Scores of three classes, and the decision that is chosen on validation alone."""

import numpy as np
from books import HORIZONS

BIASES = np.round(np.arange(-2.5, 2.51, 0.1), 1)


def macro_f1(wanted: np.ndarray, said: np.ndarray) -> float:
    count = np.bincount(3 * wanted + said, minlength=9).reshape(3, 3).astype(float)
    both = count.sum(0) + count.sum(1)
    return float(np.mean(np.where(both > 0, 2 * np.diag(count) / np.maximum(both, 1), 0.0)))


def scores_of(wanted: np.ndarray, said: np.ndarray) -> dict[str, float]:
    known = wanted >= 0
    wanted, said = wanted[known].astype(int), said[known]
    share = np.bincount(wanted, minlength=3) / len(wanted)
    recall = [np.mean(said[wanted == c] == c) for c in range(3) if (wanted == c).any()]
    count = np.bincount(3 * wanted + said, minlength=9).reshape(3, 3).astype(float)
    rows, columns, n = count.sum(1), count.sum(0), count.sum()
    root = np.sqrt((n**2 - (rows**2).sum()) * (n**2 - (columns**2).sum()))
    matthews = (np.trace(count) * n - (rows * columns).sum()) / root if root > 0 else 0.0
    return {
        "rows": int(len(wanted)),
        "baseRate": round(float(share.max()), 4),
        "accuracy": round(float((said == wanted).mean()), 4),
        "balancedAccuracy": round(float(np.mean(recall)), 4),
        "macroF1": round(macro_f1(wanted, said), 4),
        "matthews": round(float(matthews), 4),
    }


def bias_of(log_p: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """What is added to the logarithms of up and down so that macro-F1 is best, and that macro-F1."""
    known = wanted >= 0
    log_p, wanted = log_p[known], wanted[known].astype(int)
    found = [(macro_f1(wanted, decide(log_p, bias)), -abs(bias), bias) for bias in BIASES]
    best, _, bias = max(found)
    return float(bias), best


def decide(log_p: np.ndarray, bias: float) -> np.ndarray:
    return (log_p + np.array([bias, 0.0, bias])).argmax(1)


def judged(
    predictions: dict[int, np.ndarray], labels: dict[int, np.ndarray], tuned: bool = True
) -> dict[str, dict]:
    """Scores on the test for each horizon, with decisions chosen on validation."""
    out = {}
    for horizon, rows in enumerate(HORIZONS):
        step = -(-len(labels[1]) // len(predictions[1]))
        wanted = labels[1][::step, horizon]
        bias, seen = bias_of(predictions[1][:, horizon], wanted) if tuned else (0.0, 0.0)
        said = decide(predictions[2][:, horizon], bias)
        scores = scores_of(labels[2][:, horizon], said)
        out[str(rows)] = {**scores, "bias": bias, "validationF1": round(seen, 4)}
    return out
