"""Other ways from a score to a probability, compared on the test days; changes nothing.

Every way is fitted to scores of training days that were left out while the trees were fitted, never to a test. Up
and down are alike in all of them: what is fitted is how often a score of that size is right.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from boosters import LIBRARIES
from dataset import Rows, load_manifest, load_sessions
from fit import platt_slope, sigmoid
from scores import calibration_error, calibration_noise, log_loss
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from split import divide, left_out

# A way to a probability of up, from scores.
Way = Callable[[np.ndarray], np.ndarray]
# Scores, whether up, and votes: what a way is fitted to.
Seen = tuple[np.ndarray, np.ndarray, np.ndarray]


def slope(seen: Seen) -> Way:
    found = platt_slope(*seen)
    return lambda score: sigmoid(found * score)


def curve(seen: Seen) -> Way:
    """A slope that may change with the size of the score."""
    def terms(score: np.ndarray) -> np.ndarray:
        return np.stack([score, score * np.abs(score), score**3], axis=1)

    score, up, weight = seen
    fit = LogisticRegression(C=1e6, fit_intercept=False, max_iter=1000)
    fit.fit(terms(score), up, sample_weight=weight)
    return lambda score: fit.predict_proba(terms(score))[:, 1]


def isotonic(seen: Seen) -> Way:
    score, up, weight = seen
    fit = IsotonicRegression(y_min=0.5, y_max=0.999, out_of_bounds="clip")
    fit.fit(np.abs(score), (score > 0) == up, sample_weight=weight)

    def way(score: np.ndarray) -> np.ndarray:
        right = fit.predict(np.abs(score))
        return np.where(score > 0, right, 1 - right)

    return way


WAYS = {"slope": slope, "curve": curve, "isotonic": isotonic}


def main(model: str, folder: Path, out: Path, rounds: int) -> None:
    names = load_manifest(folder)["features"]
    parts = divide(load_sessions(folder))
    library = LIBRARIES[model]()
    unseen: list[tuple[Rows, np.ndarray]] = []
    for others, judges in left_out(parts.train):
        trees, _ = library.fit(others, names, rounds)
        for rows in (one.thinned() for one in judges):
            unseen.append((rows, trees.raw(rows.features)))
        print(f"left out {judges[0].part}", flush=True)
    trees, _ = library.fit(parts.training, names, rounds)

    def seen(instrument: str = "") -> Seen:
        mine = [one for one in unseen if instrument in ("", one[0].instrument)]
        scores = np.concatenate([score for _, score in mine])
        return scores, *(np.concatenate([getattr(r, n) for r, _ in mine]) for n in ("up", "weight"))

    results = []
    for rows in parts.test:
        score = trees.raw(rows.features)
        for name, fit in WAYS.items():
            for whose in ("all", "its own"):
                p = fit(seen("" if whose == "all" else rows.instrument))(score)
                results.append({
                    "instrument": rows.instrument,
                    "way": name,
                    "fittedTo": whose,
                    "calibrationError": round(calibration_error(rows.up, p, rows.weight), 4),
                    "chance": round(calibration_noise(p, rows.weight, rows.move), 4),
                    "logLoss": round(log_loss(rows.up, p, rows.weight), 5),
                })
                print(results[-1], flush=True)
    body = {"command": f"npm run train -- --model {model} --calibration", "results": results}
    out.write_text(json.dumps(body, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
