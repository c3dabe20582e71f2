"""Checks that would fail if a label leaked into its features, or belonged to other rows."""

from dataclasses import replace

import numpy as np
from boosters import SEED, LightGbm, XgBoost
from dataset import Rows
from fit import sigmoid
from scores import probability_scores
from split import Parts

SHUFFLES = 3
MOST_ROUNDS = 60
LARGEST_SKILL_OF_SHUFFLED = 0.01


def leak_checks(
    parts: Parts, names: list[str], rounds: int, library: LightGbm | XgBoost
) -> dict[str, float]:
    """Models of shuffled labels must know nothing, and one that also sees the row ahead must know
    more than ours. The last training session of each instrument judges, never a test."""
    sessions = parts.training
    last = {rows.instrument: rows for rows in sorted(sessions, key=lambda rows: rows.part)}
    judges = list(last.values())
    teach = [rows for rows in sessions if all(rows is not one for one in judges)]
    rounds = min(rounds, MOST_ROUNDS)
    random = np.random.default_rng(SEED)

    def shuffled(rows: Rows) -> Rows:
        _, first, which = np.unique(rows.move, return_index=True, return_inverse=True)
        return replace(rows, up=random.permutation(rows.up[first])[which])

    def scores(teachers: list[Rows], on: list[Rows]) -> tuple[float, float]:
        trees, _ = library.fit(teachers, names, rounds)
        up = np.concatenate([rows.up for rows in on])
        weight = np.concatenate([rows.weight for rows in on])
        p = sigmoid(trees.raw(np.concatenate([rows.features for rows in on])))
        found = probability_scores(up, p, weight)
        return found["accuracy"], found["logLossSkill"]

    honest = scores(teach, judges)
    blind = np.mean([scores([shuffled(r) for r in teach], judges) for _ in range(SHUFFLES)], axis=0)
    prophet = scores([seeing_ahead(r) for r in teach], [seeing_ahead(r) for r in judges])
    checks = {}
    for name, (accuracy, skill) in (("asIs", honest), ("shuffled", blind), ("ahead", prophet)):
        checks[f"{name}Accuracy"] = round(float(accuracy), 4)
        checks[f"{name}LogLossSkill"] = round(float(skill), 4)
    if checks["shuffledLogLossSkill"] > LARGEST_SKILL_OF_SHUFFLED:
        raise SystemExit(f"Shuffled labels can be learned, something leaks: {checks}")
    if checks["aheadLogLossSkill"] <= checks["asIsLogLossSkill"]:
        raise SystemExit(f"Seeing a row ahead does not help, labels are off their rows: {checks}")
    return checks


def seeing_ahead(rows: Rows) -> Rows:
    """The rows with the features of the next row beside their own."""
    later = np.roll(rows.features, -1, axis=0)
    both = replace(rows, features=np.concatenate([rows.features, later], axis=1))
    return both.keep(np.arange(len(rows.up)) < len(rows.up) - 1)
