"""The models of the paper's table that are not of a paper: rules, logistic regression, boosted trees, and ours.

Each gives logarithms of probabilities, rows x horizons x classes, for validation and test.
"""

from collections.abc import Callable

import numpy as np
from books import HORIZONS, Book
from features import Table, book_table, lagged, tick_of
from train_networks import class_weights

# Neighbouring rows hardly differ: one of so many teaches.
EVERY_TRAINING_ROW = 3
ROUNDS, PATIENCE = 300, 30
LIGHTGBM = {
    "objective": "multiclass",
    "num_class": 3,
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": 150,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 127,
    "num_threads": 1,
    "deterministic": True,
    "verbosity": -1,
}
XGBOOST = {
    "objective": "multi:softprob",
    "num_class": 3,
    "eta": 0.08,
    "max_depth": 4,
    "min_child_weight": 30.0,
    "subsample": 0.6,
    "colsample_bytree": 0.4,
    "lambda": 20.0,
    "max_bin": 64,
    "tree_method": "hist",
    "nthread": 1,
    "verbosity": 0,
}
# Shares of trees and network in our mean; what is left is logistic regression's.
MIXES = [(t / 4, n / 4) for t in range(5) for n in range(5 - t)]
EPOCHS, BATCH = 12, 512

Predictions = dict[int, np.ndarray]


class Features:
    """The features of a book, part by part, with what a mirror makes of them."""

    def __init__(self, book: Book, first: int) -> None:
        tick = tick_of(book)
        tables: list[Table] = [book_table(book, book.rows_of(part), tick) for part in range(3)]
        self.order, self.sign = tables[0].mirror()
        self.parts = [table.matrix()[first:] for table in tables]
        self.labels = [book.labels[book.rows_of(part)][first:] for part in range(3)]
        self.scale = self.parts[0].std(axis=0) + 1e-6

    def scaled(self, part: int) -> np.ndarray:
        return np.clip(self.parts[part] / self.scale, -8, 8)

    def mirrored(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate([x, x[:, self.order] * self.sign]), np.concatenate([y, 2 - y])

    def teaching(self, horizon: int, scaled: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        labels = self.labels[0][:, horizon]
        rows = np.flatnonzero(labels >= 0)[::EVERY_TRAINING_ROW]
        matrix = self.scaled(0) if scaled else self.parts[0]
        x, y = self.mirrored(matrix[rows], labels[rows])
        return x, y, class_weights(y)[y]


def logistic(features: Features, seed: int, say: Callable[[str], None]) -> Predictions:
    from sklearn.linear_model import LogisticRegression

    out = []
    for horizon in range(len(HORIZONS)):
        x, y, weight = features.teaching(horizon, scaled=True)
        fit = LogisticRegression(C=0.02, max_iter=150, tol=1e-3).fit(x, y, sample_weight=weight)
        out.append([fit.predict_log_proba(features.scaled(part)) for part in (1, 2)])
        say(f"k={HORIZONS[horizon]}")
    return stacked(out)


def lightgbm(features: Features, seed: int, say: Callable[[str], None]) -> Predictions:
    import lightgbm as library

    out = []
    for horizon in range(len(HORIZONS)):
        x, y, weight = features.teaching(horizon, scaled=False)
        data = library.Dataset(x, y, weight=weight)
        known = features.labels[1][:, horizon] >= 0
        wanted = features.labels[1][known, horizon]
        watch = library.Dataset(
            features.parts[1][known],
            wanted,
            weight=class_weights(y)[wanted],
            reference=data,
        )
        stop = library.early_stopping(PATIENCE, verbose=False)
        trees = library.train(
            {**LIGHTGBM, "seed": seed}, data, ROUNDS, valid_sets=[watch], callbacks=[stop]
        )
        out.append([np.log(trees.predict(features.parts[part]) + 1e-9) for part in (1, 2)])
        say(f"k={HORIZONS[horizon]}: {trees.best_iteration} rounds")
    return stacked(out)


def xgboost(features: Features, seed: int, say: Callable[[str], None]) -> Predictions:
    import xgboost as library

    out = []
    for horizon in range(len(HORIZONS)):
        x, y, weight = features.teaching(horizon, scaled=False)
        known = features.labels[1][:, horizon] >= 0
        wanted = features.labels[1][known, horizon]
        watch = library.DMatrix(
            features.parts[1][known], wanted, weight=class_weights(y)[wanted]
        )
        trees = library.train(
            {**XGBOOST, "seed": seed},
            library.DMatrix(x, y, weight=weight),
            ROUNDS,
            evals=[(watch, "watched")],
            early_stopping_rounds=PATIENCE,
            verbose_eval=False,
        )
        until = (0, trees.best_iteration + 1)
        out.append([
            np.log(trees.predict(library.DMatrix(features.parts[p]), iteration_range=until) + 1e-9)
            for p in (1, 2)
        ])
        say(f"k={HORIZONS[horizon]}: {trees.best_iteration + 1} rounds")
    return stacked(out)


def perceptron(features: Features, seed: int, say: Callable[[str], None]) -> Predictions:
    """Two layers over the features, all horizons at once. The scores of a row and of its mirror image
    are brought together, so that a market and its mirror image give mirrored probabilities."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    torch.set_num_threads(1)
    random = np.random.default_rng(seed)
    width, horizons = features.parts[0].shape[1], len(HORIZONS)
    network = nn.Sequential(
        nn.Linear(width, 96), nn.GELU(), nn.Dropout(0.3),
        nn.Linear(96, 48), nn.GELU(), nn.Dropout(0.3),
        nn.Linear(48, 3 * horizons),
    )
    order, sign = torch.tensor(features.order), torch.tensor(features.sign)

    def score(x: torch.Tensor) -> torch.Tensor:
        one = network(x).view(-1, horizons, 3)
        other = network(x[:, order] * sign).view(-1, horizons, 3)
        return one + other.flip(2)

    x = torch.from_numpy(features.scaled(0)[::EVERY_TRAINING_ROW].astype(np.float32))
    labels = torch.from_numpy(features.labels[0][::EVERY_TRAINING_ROW].astype(np.int64))
    weight = [class_weights(features.labels[0][:, h]) for h in range(horizons)]
    # A market and its mirror image are as likely: up weighs what down does.
    weight = torch.from_numpy(np.stack([(w + w[::-1]) / 2 for w in weight]))
    unseen = torch.from_numpy(features.scaled(1).astype(np.float32))
    wanted = torch.from_numpy(features.labels[1].astype(np.int64))
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3, weight_decay=0.05)
    best, least = None, np.inf

    def loss(out: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        each = [
            nn.functional.cross_entropy(out[:, h], y[:, h], weight[h], ignore_index=-1)
            for h in range(horizons)
        ]
        return torch.stack(each).mean()

    for epoch in range(EPOCHS):
        network.train()
        for rows in np.array_split(random.permutation(len(x)), len(x) // BATCH + 1):
            optimizer.zero_grad()
            loss(score(x[rows]), labels[rows]).backward()
            optimizer.step()
        network.eval()
        with torch.no_grad():
            now = loss(score(unseen), wanted).item()
        say(f"epoch {epoch + 1}: {now:.4f} on validation")
        if now < least:
            least, best = now, {k: v.clone() for k, v in network.state_dict().items()}
    network.load_state_dict(best)
    out = {}
    with torch.no_grad():
        for part in (1, 2):
            seen = torch.from_numpy(features.scaled(part).astype(np.float32))
            out[part] = torch.log_softmax(score(seen), 2).numpy()
    return out


def stacked(out: list[list[np.ndarray]]) -> Predictions:
    return {part: np.stack([one[i] for one in out], axis=1) for i, part in enumerate((1, 2))}


def baseline_features(book: Book) -> np.ndarray:
    """The 13 features of the data set's own logistic regression."""
    ask, ask_size, bid, bid_size = (book.levels[:, i::4] for i in range(4))
    mid = book.mid

    def imbalance(bids: np.ndarray, asks: np.ndarray) -> np.ndarray:
        return (bids - asks) / (bids + asks + 1e-12)

    columns = [imbalance(bid_size[:, i], ask_size[:, i]) for i in range(5)]
    columns.append(imbalance(bid_size.sum(1), ask_size.sum(1)))
    columns.append((ask[:, 0] - bid[:, 0]) / mid)
    columns += [mid / lagged(mid, rows) - 1 for rows in (1, 5, 10, 20, 50)]
    best = bid_size[:, 0] + ask_size[:, 0]
    micro = (ask[:, 0] * bid_size[:, 0] + bid[:, 0] * ask_size[:, 0]) / best
    columns.append(micro / mid - 1)
    return np.stack(columns, axis=1)


def baseline_logistic(book: Book, first: int) -> Predictions:
    """Class-weighted logistic regression on 13 features: what the data set's README compares with."""
    from sklearn.linear_model import LogisticRegression

    parts = []
    for part in range(3):
        rows = book.rows_of(part)
        one = Book(book.name, book.levels[rows], book.time_us, book.labels, book.part, book.depth_change)
        parts.append(baseline_features(one)[first:])
    mean, deviation = parts[0].mean(0), parts[0].std(0) + 1e-12
    scaled = [(x - mean) / deviation for x in parts]
    out = []
    for horizon in range(len(HORIZONS)):
        labels = book.labels[book.rows_of(0)][first:, horizon]
        known = labels >= 0
        fit = LogisticRegression(max_iter=300, class_weight="balanced")
        fit.fit(scaled[0][known], labels[known])
        out.append([fit.predict_log_proba(scaled[part]) for part in (1, 2)])
    return stacked(out)


FITTED = {
    "logistic, our features": logistic,
    "XGBoost": xgboost,
    "LightGBM": lightgbm,
    "perceptron": perceptron,
}
