"""Trains a network of the paper's table on one book, for all horizons at once."""

from collections.abc import Callable
from time import process_time

import numpy as np
import torch
from books import Book
from features import faded
from networks import CLASSES, NETWORKS
from torch import nn

# A training step reads so many stretches of consecutive rows, and learns from some rows of each.
STRETCHES = 32
TARGETS = 8
TARGET_STEP = 4
STEPS = {"deeplob": 120, "tlob": 120, "bin-ctabl": 250}
LEARNING_RATE = {"deeplob": 1e-3, "tlob": 5e-4, "bin-ctabl": 2e-3}
LOOKS = 6
EVERY_VALIDATION_ROW = 4


def inputs(book: Book) -> np.ndarray:
    """The rows as networks read them: causal, each part from its own beginning, one scale by the training part."""
    ask_bid = book.levels.copy()
    for part in range(3):
        rows = book.rows_of(part)
        ask_bid[rows, 0::2] -= faded(book.mid[rows], 300)[:, None]
    ask_bid[:, 1::2] = np.log(ask_bid[:, 1::2] + 1e-3)
    train = ask_bid[book.rows_of(0)]
    near = train[:, [0, 2]].std()
    scaled = np.empty_like(ask_bid, np.float32)
    scaled[:, 0::2] = np.clip(ask_bid[:, 0::2] / near, -10, 10)
    scaled[:, 1::2] = (ask_bid[:, 1::2] - train[:, 1::2].mean()) / train[:, 1::2].std()
    return scaled


def train_network(
    name: str, book: Book, seed: int, first: int, effort: float, say: Callable[[str], None]
) -> tuple[dict[int, np.ndarray], dict]:
    """Logarithms of probabilities, rows x horizons x classes, of the rows of validation (every fourth) and
    test from `first` on; and what the training was like."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    random = np.random.default_rng(seed)
    began = process_time()
    network = NETWORKS[name]()
    matrix = torch.from_numpy(inputs(book))
    labels = torch.from_numpy(book.labels.astype(np.int64))
    rows = book.rows_of(0)
    known = book.labels[rows]
    weight = torch.from_numpy(
        np.stack([class_weights(known[:, h]) for h in range(known.shape[1])])
    )
    length = network.rows + TARGET_STEP * (TARGETS - 1)
    steps = max(1, round(STEPS[name] * effort))
    optimizer = torch.optim.AdamW(network.parameters(), LEARNING_RATE[name], weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 2 * LEARNING_RATE[name], total_steps=steps
    )
    best, curve = None, []
    for step in range(steps):
        network.train()
        starts = random.integers(rows.start, rows.stop - length, STRETCHES)
        chunks = torch.stack([matrix[s : s + length] for s in starts])
        ends = starts[:, None] + network.rows - 1 + TARGET_STEP * np.arange(TARGETS)
        optimizer.zero_grad()
        out = network(chunks, TARGET_STEP).view(-1, weight.shape[0], CLASSES)
        loss = loss_of(out, labels[ends.ravel()], weight)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % max(1, steps // LOOKS) == 0:
            said = predict(network, matrix, book.rows_of(1), first, EVERY_VALIDATION_ROW)
            wanted = labels[book.rows_of(1)][first::EVERY_VALIDATION_ROW]
            curve.append(float(loss_of(said, wanted, weight)))
            say(f"step {step + 1} of {steps}, loss {loss.item():.3f}, on validation {curve[-1]:.3f}")
            if curve[-1] == min(curve):
                best = {key: value.clone() for key, value in network.state_dict().items()}
    network.load_state_dict(best)
    about = {
        "weights": sum(p.numel() for p in network.parameters()),
        "steps": steps,
        "validation": [round(value, 4) for value in curve],
        "cpuSeconds": round(process_time() - began),
    }
    said = {
        1: predict(network, matrix, book.rows_of(1), first, EVERY_VALIDATION_ROW),
        2: predict(network, matrix, book.rows_of(2), first, 1),
    }
    return {part: torch.log_softmax(out, 2).numpy() for part, out in said.items()}, about


def class_weights(labels: np.ndarray) -> np.ndarray:
    """Rare classes weigh more, by the root of how rare they are."""
    count = np.bincount(labels[labels >= 0], minlength=CLASSES)
    weight = np.sqrt(count.sum() / CLASSES / np.maximum(count, 1))
    return (weight / (weight * count).sum() * count.sum()).astype(np.float32)


def loss_of(out: torch.Tensor, labels: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    losses = [
        nn.functional.cross_entropy(out[:, h], labels[:, h], weight[h], ignore_index=-1)
        for h in range(out.shape[1])
    ]
    return torch.stack(losses).mean()


@torch.no_grad()
def predict(
    network: nn.Module, matrix: torch.Tensor, rows: slice, first: int, step: int
) -> torch.Tensor:
    """Scores of every so many rows of a part from its row `first` on; no window begins before the part."""
    network.eval()
    out = []
    for end in range(rows.start + first, rows.stop, 512):
        chunk = matrix[end - network.rows + 1 : min(end + 512, rows.stop)]
        out.append(network(chunk.unsqueeze(0), step))
    return torch.cat(out).view(-1, out[0].shape[1] // CLASSES, CLASSES)
