"""Learns one model, whatever its kind, from the training days alone, and says how it was made."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from boosters import LIBRARIES, SEED, Split
from convert import to_onnx
from dataset import Rows
from fit import CrossValidation, Model, cross_validate, platt_slope, sigmoid
from leaks import Fit, seeing_ahead
from scores import log_loss
from split import Parts, last_sessions

# Trees that the checks for leaks are content with.
ROUNDS_OF_CHECKS = 60
EPOCHS_OF_CHECKS = 2


@dataclass(frozen=True)
class Learned:
    """A model and everything the card says of how it came to be."""

    name: str
    probability: Callable[[Rows], np.ndarray]
    onnx: bytes
    found: CrossValidation
    algorithm: str
    packages: tuple[str, ...]
    fit: Fit
    """Fits the same kind again, quickly, for the checks for leaks."""
    save: Callable[[Path], None] = lambda folder: None
    window: int = 1


def learn(model: str, parts: Parts, names: list[str], say: Callable[[str], None]) -> Learned:
    if model in LIBRARIES:
        return _learn_trees(model, parts, names, say)
    return _learn_lstm(model, parts, names, say)


def _notes(model: str) -> dict[str, str]:
    return {"model": model, "version": "1", "seed": str(SEED)}


def _learn_trees(model: str, parts: Parts, names: list[str], say) -> Learned:
    say("cross-validating over the training days")
    library = LIBRARIES[model]()
    found = cross_validate(parts.train, names, library)
    say(f"{found.rounds} rounds, slope {found.slope:.3f}, accuracy {found.accuracy}")
    trees, _ = library.fit(parts.training, names, found.rounds)
    told = trees.trees()
    leaves = sum(_leaves_of(tree) for tree in told)
    title, package = {
        "lightgbm": ("LightGBM", "lightgbm"),
        "xgboost": ("XGBoost", "xgboost-cpu"),
    }[library.name]

    def fit(teachers: list[Rows], ahead: int) -> Callable[[Rows], np.ndarray]:
        look = seeing_ahead if ahead else lambda rows: rows
        rounds = min(found.rounds, ROUNDS_OF_CHECKS)
        quick, _ = library.fit([look(rows) for rows in teachers], names, rounds)
        return lambda rows: sigmoid(quick.raw(look(rows).features))

    def save(folder: Path) -> None:
        trees.save(folder)
        (folder / f"{library.name}.slope.json").write_text(json.dumps(found.slope))

    converted = to_onnx(told, len(names), found.slope, 0.0, _notes(model))
    return Learned(
        library.name,
        Model(library.name, trees, found.slope).probability,
        converted.SerializeToString(deterministic=True),
        found,
        f"{title}, {len(told)} trees with {leaves} leaves in all; every row trained with its mirror "
        f"image; score to probability by Platt's method (slope {found.slope:.4f})",
        (package, "scikit-learn", "numpy", "onnx", "onnxruntime"),
        fit,
        save,
    )


def _leaves_of(node: Split | float) -> int:
    return _leaves_of(node.left) + _leaves_of(node.right) if isinstance(node, Split) else 1


def _learn_lstm(model: str, parts: Parts, names: list[str], say) -> Learned:
    import lstm
    import torch

    teach, judges = last_sessions(parts)
    say("finding the number of epochs on the last training session of each instrument")
    first, curve = lstm.fit(teach, names, lstm.MOST_EPOCHS, judges, say=say)
    epochs = int(np.argmin(curve)) + 1
    score = [first.score(rows) for rows in judges]
    up, weight = (np.concatenate([getattr(rows, n) for rows in judges]) for n in ("up", "weight"))
    slope = platt_slope(np.concatenate(score), up, weight)
    accuracy = {
        rows.instrument: float((((s > 0) == rows.up) * rows.weight).sum() / rows.weight.sum())
        for rows, s in zip(judges, score, strict=True)
    }
    loss = log_loss(up, sigmoid(slope * np.concatenate(score)), weight)
    found = CrossValidation(epochs, slope, loss, accuracy)
    say(f"{epochs} epochs, slope {slope:.3f}, accuracy {accuracy}; now on all training days")
    made, _ = lstm.fit(parts.training, names, epochs, say=say)
    with torch.no_grad():
        made.network.slope.copy_(torch.tensor(slope))
    weights = sum(value.numel() for value in made.network.parameters())

    def fit(teachers: list[Rows], ahead: int) -> Callable[[Rows], np.ndarray]:
        quick, _ = lstm.fit(teachers, names, EPOCHS_OF_CHECKS, ahead=ahead)
        return quick.probability

    return Learned(
        "lstm",
        made.probability,
        made.onnx(),
        found,
        f"LSTM of {lstm.HIDDEN} cells over the last {lstm.WINDOW} vectors, and a layer of 64 over its "
        f"last state and the last vector; {weights:,} weights, {epochs} epochs; the difference of the "
        "scores of a window and of its mirror image; score to probability by Platt's method "
        f"(slope {slope:.4f})",
        ("torch", "scikit-learn", "numpy", "onnx", "onnxruntime"),
        fit,
        made.save,
        window=lstm.WINDOW,
    )
