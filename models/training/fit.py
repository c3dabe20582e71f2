"""Fits what is compared: boosted trees with their calibration, and logistic regression."""

from dataclasses import dataclass

import numpy as np
from boosters import LightGbm, LightGbmTrees, XgBoost, XgBoostTrees
from dataset import Rows, scale_of, stacked
from scores import log_loss
from sklearn.linear_model import LogisticRegression
from split import left_out

MOST_ROUNDS = 300


@dataclass(frozen=True)
class Model:
    """Trees whose raw score becomes a probability by `sigmoid(slope * score)`."""

    name: str
    trees: LightGbmTrees | XgBoostTrees
    slope: float

    def probability(self, rows: Rows) -> np.ndarray:
        return sigmoid(self.slope * self.trees.raw(rows.features))


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


@dataclass(frozen=True)
class CrossValidation:
    """What leaving out one training day after the other taught."""

    rounds: int
    slope: float
    log_loss: float
    accuracy: dict[str, float]


def cross_validate(
    days: dict[str, list[Rows]], names: list[str], library: LightGbm | XgBoost
) -> CrossValidation:
    """Leaves out each training day: how many rounds are best, and how far to trust their score. The
    night between two days is the purge gap."""
    curves, fitted = [], []
    for others, judges in left_out(days):
        trees, curve = library.fit(others, names, MOST_ROUNDS, judges)
        curves.append((curve, sum(part.moves for part in judges)))
        fitted.append((trees, judges))
    mean = np.average([c for c, _ in curves], axis=0, weights=[moves for _, moves in curves])
    rounds = int(mean.argmin()) + 1
    unseen = []
    for trees, parts in fitted:
        for part in (one.thinned() for one in parts):
            score = trees.raw(part.features, rounds)
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
    scale = scale_of(features)
    fit = LogisticRegression(C=1.0, max_iter=300)
    fit.fit(np.clip(features / scale, -8, 8), up, sample_weight=weight)
    return Logistic(fit, scale)
