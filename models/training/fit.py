"""Fits what is compared: LightGBM with its calibration, and logistic regression."""

from dataclasses import dataclass

import lightgbm
import numpy as np
from dataset import Rows, stacked
from scores import log_loss
from sklearn.linear_model import LogisticRegression

SEED = 20131007
MOST_ROUNDS = 300
# Chosen among the candidates of `tune.py` by cross-validation over the training days alone.
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_sum_hessian_in_leaf": 20.0,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 255,
}
# The same numbers from the same rows, whatever else the machine does.
REPEATABLE = {
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 2,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Model:
    """A booster whose raw score becomes a probability by `sigmoid(slope * score)`."""

    booster: lightgbm.Booster
    slope: float

    def probability(self, features: np.ndarray) -> np.ndarray:
        score = self.booster.predict(features, raw_score=True, num_threads=2)
        return sigmoid(self.slope * score)


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def fit_trees(
    parts: list[Rows], names: list[str], rounds: int, parameters: dict, watch: list[Rows] = ()
) -> tuple[lightgbm.Booster, list[float]]:
    """Fits the trees; with parts to watch, also their log-loss after every round."""
    features, up, weight = stacked([part.thinned() for part in parts], names)
    data = lightgbm.Dataset(features, up, weight=weight)
    curve: dict[str, dict[str, list[float]]] = {}
    watched, callbacks = [], []
    if watch:
        x, y, w = stacked([part.thinned() for part in watch], names, mirror=False)
        watched = [lightgbm.Dataset(x, y, weight=w, reference=data)]
        callbacks = [lightgbm.record_evaluation(curve)]
    booster = lightgbm.train(
        {**parameters, **REPEATABLE}, data, rounds, valid_sets=watched, callbacks=callbacks
    )
    return booster, curve.get("valid_0", {}).get("binary_logloss", [])


@dataclass(frozen=True)
class CrossValidation:
    """What leaving out one training day after the other taught."""

    rounds: int
    slope: float
    log_loss: float
    accuracy: dict[str, float]


def cross_validate(
    days: dict[str, list[Rows]], names: list[str], parameters: dict
) -> CrossValidation:
    """Leaves out each training day: how many rounds are best, and how far to trust their score. The
    night between two days is the purge gap."""
    curves, boosters = [], []
    for day in days:
        others = [part for other, parts in days.items() if other != day for part in parts]
        booster, curve = fit_trees(others, names, MOST_ROUNDS, parameters, days[day])
        curves.append((curve, sum(part.moves for part in days[day])))
        boosters.append((booster, days[day]))
    mean = np.average([c for c, _ in curves], axis=0, weights=[moves for _, moves in curves])
    rounds = int(mean.argmin()) + 1
    unseen = []
    for booster, parts in boosters:
        for part in (one.thinned() for one in parts):
            score = booster.predict(part.features, raw_score=True, num_iteration=rounds)
            unseen.append((part.instrument, score, part.up, part.weight))
    score, up, weight = (np.concatenate([u[i] for u in unseen]) for i in (1, 2, 3))
    slope = platt_slope(score, up, weight)
    accuracy = {}
    for name in sorted({u[0] for u in unseen}):
        mine = [u for u in unseen if u[0] == name]
        right = sum((((s > 0) == y) * w).sum() for _, s, y, w in mine)
        accuracy[name] = float(right / sum(w.sum() for _, _, _, w in mine))
    return CrossValidation(rounds, slope, log_loss(up, sigmoid(slope * score), weight), accuracy)


def platt_slope(score: np.ndarray, up: np.ndarray, weight: np.ndarray) -> float:
    """Platt's calibration without an offset: up and down are alike, a score of 0 is even odds."""
    fit = LogisticRegression(C=1e6, fit_intercept=False)
    fit.fit(score.reshape(-1, 1), up, sample_weight=weight)
    return float(fit.coef_[0, 0])


@dataclass(frozen=True)
class Logistic:
    """Logistic regression on features brought to one scale."""

    fit: LogisticRegression
    scale: np.ndarray

    def probability(self, features: np.ndarray) -> np.ndarray:
        return self.fit.predict_proba(np.clip(features / self.scale, -8, 8))[:, 1]


def fit_logistic(parts: list[Rows], names: list[str]) -> Logistic:
    features, up, weight = stacked([part.thinned(8) for part in parts], names)
    scale = features.std(axis=0) + 1e-9
    fit = LogisticRegression(C=1.0, max_iter=300)
    fit.fit(np.clip(features / scale, -8, 8), up, sample_weight=weight)
    return Logistic(fit, scale)
