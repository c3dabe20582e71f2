"""Checks that would fail if a label leaked into its features, or belonged to other rows."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from boosters import SEED
from dataset import Rows
from scores import probability_scores
from split import Parts, last_sessions

# Fits on some sessions, seeing so many rows ahead, and gives what says the probability of up.
Fit = Callable[[list[Rows], int], Callable[[Rows], np.ndarray]]

SHUFFLES = 3
LARGEST_SKILL_OF_SHUFFLED = 0.01


def leak_checks(parts: Parts, fit: Fit) -> dict[str, float]:
    """Models of shuffled labels must know nothing, and one that also sees the row ahead must know
    more than ours. The last training session of each instrument judges, never a test."""
    teach, judges = last_sessions(parts)
    random = np.random.default_rng(SEED)

    def shuffled(rows: Rows) -> Rows:
        _, first, which = np.unique(rows.move, return_index=True, return_inverse=True)
        return replace(rows, up=random.permutation(rows.up[first])[which])

    def scores(teachers: list[Rows], ahead: int = 0) -> tuple[float, float]:
        probability = fit(teachers, ahead)
        up = np.concatenate([rows.up for rows in judges])
        weight = np.concatenate([rows.weight for rows in judges])
        p = np.concatenate([probability(rows) for rows in judges])
        found = probability_scores(up, p, weight)
        return found["accuracy"], found["logLossSkill"]

    honest = scores(teach)
    blind = np.mean([scores([shuffled(r) for r in teach]) for _ in range(SHUFFLES)], axis=0)
    prophet = scores(teach, ahead=1)
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
    """The rows with the features of the next row beside their own; the last row sees its own twice."""
    later = np.concatenate([rows.features[1:], rows.features[-1:]])
    return replace(rows, features=np.concatenate([rows.features, later], axis=1))
