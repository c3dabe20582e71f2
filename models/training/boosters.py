"""Boosted trees of two libraries behind one face: fitted, asked for raw scores, and told as plain trees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
import xgboost
from dataset import Rows, stacked

SEED = 20131007
THREADS = 2


@dataclass(frozen=True)
class Split:
    """A split of a tree: rows with `feature <= threshold` (or `<`, where `strict`) go left."""

    feature: int
    threshold: float
    strict: bool
    left: "Split | float"
    right: "Split | float"


class LightGbm:
    """LightGBM. Its parameters were chosen by `tune.py` over the training days alone."""

    name = "lightgbm"
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
        "num_threads": THREADS,
        "verbosity": -1,
    }

    def __init__(self, changed: dict | None = None) -> None:
        self.parameters = {**self.PARAMETERS, **(changed or {})}

    def fit(
        self, parts: list[Rows], names: list[str], rounds: int, watch: list[Rows] = ()
    ) -> tuple["LightGbmTrees", list[float]]:
        """Fits the trees; with parts to watch, also their log-loss after every round."""
        features, up, weight = stacked([part.thinned() for part in parts], names)
        data = lightgbm.Dataset(features, up, weight=weight)
        curve: dict[str, dict[str, list[float]]] = {}
        watched, callbacks = [], []
        if watch:
            x, y, w = stacked([part.thinned() for part in watch], names, mirror=False)
            watched = [lightgbm.Dataset(x, y, weight=w, reference=data)]
            callbacks = [lightgbm.record_evaluation(curve)]
        settings = {**self.parameters, **self.REPEATABLE}
        booster = lightgbm.train(settings, data, rounds, valid_sets=watched, callbacks=callbacks)
        return LightGbmTrees(booster), curve.get("valid_0", {}).get("binary_logloss", [])


@dataclass(frozen=True)
class LightGbmTrees:
    booster: lightgbm.Booster

    def raw(self, features: np.ndarray, rounds: int | None = None) -> np.ndarray:
        return self.booster.predict(
            features, raw_score=True, num_threads=THREADS, num_iteration=rounds
        )

    def trees(self) -> list[Split | float]:
        def read(node: dict) -> Split | float:
            if "left_child" not in node:
                return node["leaf_value"]
            if node["decision_type"] != "<=":
                raise ValueError(f"Split \"{node['decision_type']}\" is not numeric")
            left, right = read(node["left_child"]), read(node["right_child"])
            return Split(node["split_feature"], node["threshold"], False, left, right)

        return [read(tree["tree_structure"]) for tree in self.booster.dump_model()["tree_info"]]

    def save(self, folder: Path) -> None:
        self.booster.save_model(folder / "model.txt")


class XgBoost:
    """XGBoost with histograms; its leaves are as many as LightGBM's, grown where they gain most."""

    name = "xgboost"
    PARAMETERS = {
        "objective": "binary:logistic",
        "eval_metric": "logloss",
        "tree_method": "hist",
        "grow_policy": "lossguide",
        "max_leaves": 31,
        "max_depth": 0,
        "eta": 0.05,
        "min_child_weight": 20.0,
        "subsample": 0.7,
        "colsample_bytree": 0.6,
        "lambda": 10.0,
        "max_bin": 256,
        # A raw score of 0 is even odds.
        "base_score": 0.5,
    }
    REPEATABLE = {"seed": SEED, "nthread": THREADS, "verbosity": 0}

    def __init__(self, changed: dict | None = None) -> None:
        self.parameters = {**self.PARAMETERS, **(changed or {})}

    def fit(
        self, parts: list[Rows], names: list[str], rounds: int, watch: list[Rows] = ()
    ) -> tuple["XgBoostTrees", list[float]]:
        """Fits the trees; with parts to watch, also their log-loss after every round."""
        features, up, weight = stacked([part.thinned() for part in parts], names)
        data = xgboost.DMatrix(features, up, weight=weight)
        curve: dict[str, dict[str, list[float]]] = {}
        watched = []
        if watch:
            x, y, w = stacked([part.thinned() for part in watch], names, mirror=False)
            watched = [(xgboost.DMatrix(x, y, weight=w), "watched")]
        booster = xgboost.train(
            {**self.parameters, **self.REPEATABLE},
            data,
            rounds,
            evals=watched,
            evals_result=curve,
            verbose_eval=False,
        )
        return XgBoostTrees(booster), curve.get("watched", {}).get("logloss", [])


@dataclass(frozen=True)
class XgBoostTrees:
    booster: xgboost.Booster

    def raw(self, features: np.ndarray, rounds: int | None = None) -> np.ndarray:
        until = (0, rounds or 0)
        score = self.booster.predict(
            xgboost.DMatrix(features), output_margin=True, iteration_range=until
        )
        return score.astype(np.float64)

    def trees(self) -> list[Split | float]:
        def read(node: dict) -> Split | float:
            if "leaf" in node:
                return node["leaf"]
            child = {one["nodeid"]: one for one in node["children"]}
            left, right = read(child[node["yes"]]), read(child[node["no"]])
            # XGBoost compares float32 with `<`; the text has digits enough to give them back.
            threshold = float(np.float32(node["split_condition"]))
            return Split(int(node["split"][1:]), threshold, True, left, right)

        return [read(json.loads(tree)) for tree in self.booster.get_dump(dump_format="json")]

    def save(self, folder: Path) -> None:
        self.booster.save_model(folder / "model.ubj")


# By the name of the model that is trained with it.
LIBRARIES = {"next-move-lightgbm": LightGbm, "next-move-xgboost": XgBoost}
