"""How good predictions are. Every score is weighted, so that each move has one vote."""

import numpy as np

CONFIDENCES = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


def class_scores(up: np.ndarray, said_up: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    """Scores of a rule that says up or down."""
    total = weight.sum()
    tp = weight[said_up & up].sum() / total
    fp = weight[said_up & ~up].sum() / total
    fn = weight[~said_up & up].sum() / total
    tn = weight[~said_up & ~up].sum() / total

    def share(a: float, b: float) -> float:
        return float(a / b) if b > 0 else 0.0

    f1 = [share(2 * hit, 2 * hit + fp + fn) for hit in (tp, tn)]
    root = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return {
        "accuracy": float(tp + tn),
        "balancedAccuracy": (share(tp, tp + fn) + share(tn, tn + fp)) / 2,
        "macroF1": sum(f1) / 2,
        "matthews": share(tp * tn - fp * fn, root),
    }


def probability_scores(up: np.ndarray, p: np.ndarray, weight: np.ndarray) -> dict[str, float]:
    """Scores of a model that gives the probability of up."""
    share = weight / weight.sum()
    base = float((share * up).sum())
    prior = -(base * np.log(base) + (1 - base) * np.log(1 - base))
    return {
        **class_scores(up, p > 0.5, weight),
        "logLossSkill": 1 - log_loss(up, p, weight) / prior,
        "calibrationError": calibration_error(up, p, weight),
    }


def log_loss(up: np.ndarray, p: np.ndarray, weight: np.ndarray) -> float:
    sure = np.clip(np.where(up, p, 1 - p), 1e-12, 1)
    return float(-(weight * np.log(sure)).sum() / weight.sum())


def calibration_error(up: np.ndarray, p: np.ndarray, weight: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over bins of equal width."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    said, was = (np.bincount(which, weight * x, bins) for x in (p, up))
    return float(np.abs(said - was).sum() / weight.sum())


def confusion(up: np.ndarray, said_up: np.ndarray, weight: np.ndarray) -> list[dict[str, float]]:
    """Shares of the votes by what was said and what came."""
    total = weight.sum()
    return [
        {"saidUp": said, "wasUp": was, "share": float(weight[(said_up == said) & (up == was)].sum() / total)}
        for said in (True, False)
        for was in (True, False)
    ]


def calibration_table(
    up: np.ndarray, p: np.ndarray, weight: np.ndarray, bins: int = 15
) -> list[dict[str, float]]:
    """What was said and what came, bin by bin."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    inside, said, was = (np.bincount(which, weight * x, bins) for x in (np.ones(len(p)), p, up))
    return [
        {"said": float(s / n), "was": float(w / n), "share": float(n / weight.sum())}
        for n, s, w in zip(inside, said, was, strict=True)
        if n > 0
    ]


def calibration_noise(
    p: np.ndarray, weight: np.ndarray, move: np.ndarray, bins: int = 15
) -> float:
    """The calibration error to expect of right probabilities on so few moves: the rows of one move are
    right or wrong together, and moves one by one."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    _, number = np.unique(move, return_inverse=True)
    cell = number * bins + which
    inside = np.bincount(cell, weight)
    said = np.bincount(cell, weight * p) / np.maximum(inside, 1e-12)
    bin_of = np.arange(len(inside)) % bins
    variance = np.bincount(bin_of, inside**2 * said * (1 - said), bins)
    return float(np.sqrt(2 / np.pi * variance).sum() / weight.sum())


def coverage(up: np.ndarray, p: np.ndarray, weight: np.ndarray) -> list[dict[str, float]]:
    """How much is left, and how right it is, when only confident predictions count."""
    right = (p > 0.5) == up
    confidence = np.maximum(p, 1 - p)
    table = []
    for least in CONFIDENCES:
        kept = weight * (confidence >= least)
        if kept.sum() > 0:
            table.append({
                "confidence": least,
                "coverage": float(kept.sum() / weight.sum()),
                "accuracy": float((kept * right).sum() / kept.sum()),
            })
    return table
