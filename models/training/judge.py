"""What is said of a model on one test day: first the rules anyone could follow, then the models."""

import numpy as np
from dataset import Rows
from fit import Logistic
from learn import Learned
from scores import (
    calibration_noise,
    calibration_table,
    class_scores,
    confusion,
    coverage,
    probability_scores,
)


def extent(rows: Rows) -> dict:
    first, last = rows.period
    sizes = {"rows": len(rows.up), "moves": rows.moves}
    return {"instrument": rows.instrument, "from": first, "to": last, **sizes}


def judge(rows: Rows, model: Learned, logistic: Logistic, names: list[str]) -> dict:
    """Everything that is said of one test day: the rules anyone could follow, then the models."""
    up, weight = rows.up, rows.weight
    column = {name: rows.features[:, i] for i, name in enumerate(names)}
    # Where a rule has nothing to say, every other row says up.
    toss = np.arange(len(up)) % 2 == 0

    def sign(name: str) -> np.ndarray:
        return np.where(column[name] == 0, toss, column[name] > 0)

    p = model.probability(rows)
    mostly_up = (weight * up).sum() * 2 > weight.sum()
    scores = [
        {"method": "majority", **class_scores(up, np.full(len(up), mostly_up), weight)},
        {"method": "imbalance sign", **class_scores(up, sign("imbalance1"), weight)},
        {"method": "persistence", **class_scores(up, sign("lastMoveSide"), weight)},
        {
            "method": "logistic",
            **probability_scores(up, logistic.probability(rows.features), weight),
        },
        {
            "method": model.name,
            **probability_scores(up, p, weight),
            "calibrationNoise": calibration_noise(p, weight, rows.move),
        },
    ]
    tables = {
        "scores": scores,
        "confusion": confusion(up, p > 0.5, weight),
        "calibration": calibration_table(up, p, weight),
        "coverage": coverage(up, p, weight),
        "slices": slices(rows, sign("imbalance1"), p > 0.5),
    }
    return {**extent(rows), **{name: rounded(table) for name, table in tables.items()}}


def slices(rows: Rows, rule: np.ndarray, model: np.ndarray) -> list[dict]:
    """Where the model is right: any accuracy per move is made of very different moves."""
    soon = rows.moved_us - rows.time_us < 1_000_000
    tight = rows.spread <= 1
    weight = rows.weight
    kinds = {
        "spread of one step or none": tight,
        "wider spread": ~tight,
        "move within a second": soon,
        "move later than that": ~soon,
    }
    table = []
    for name, kind in kinds.items():
        of = weight * kind
        if of.sum() > 0:
            table.append({
                "slice": name,
                "share": float(of.sum() / weight.sum()),
                "imbalanceSign": float((of * (rule == rows.up)).sum() / of.sum()),
                "model": float((of * (model == rows.up)).sum() / of.sum()),
            })
    return table


def printed(result: dict) -> str:
    """A result as lines of text."""
    lines = [f"\n{result['instrument']}: {result['rows']:,} rows, {result['moves']:,} moves"]
    for score in result["scores"]:
        rest = "  ".join(f"{k} {v:.4f}" for k, v in score.items() if k != "method")
        lines.append(f"  {score['method']:<15}{rest}")
    for row in result["slices"]:
        rest = "  ".join(f"{k} {v:.4f}" for k, v in row.items() if k != "slice")
        lines.append(f"  {row['slice']:<27}{rest}")
    for row in result["coverage"]:
        lines.append("  " + "  ".join(f"{k} {v:.3f}" for k, v in row.items()))
    return "\n".join(lines)


def rounded(table: list[dict]) -> list[dict]:
    def short(value: object) -> object:
        return round(value, 4) if isinstance(value, float) else value

    return [{key: short(value) for key, value in row.items()} for row in table]


