"""Finds leaks by experiment: changes what a step must not see, and tells where its result changes.

Every check takes the step itself as a function and gives a line for each leak it finds; none means none
was found. It needs numpy alone, so that it runs wherever the project is tested.
"""

from collections.abc import Callable, Hashable, Sequence

import numpy as np

SEED = 20131007
CUTS = 12


def _cuts(rows: int) -> np.ndarray:
    return np.unique(np.linspace(1, rows - 1, CUTS).astype(int))


def label_leaks(label: Callable[[np.ndarray], np.ndarray], mid: np.ndarray) -> list[str]:
    """A label compares what comes with what is now: other prices before now must not change it. One that
    is smoothed on both sides holds a past that the features know."""
    random = np.random.default_rng(SEED)
    whole, found = label(mid), []
    for cut in _cuts(min(len(mid), len(whole))):
        other = mid.copy()
        other[:cut] = random.permutation(mid)[:cut] + mid[:cut].std() + 1
        changed = np.flatnonzero(label(other)[cut : len(whole)] != whole[cut:])
        if len(changed):
            found.append(f"label of row {cut + changed[0]} changes with the prices before row {cut}")
    return found


def feature_leaks(
    features: Callable[[np.ndarray], np.ndarray], rows: np.ndarray
) -> list[str]:
    """What is known of a row must be the same when nothing has come after it yet."""
    whole, found = features(rows), []
    for cut in _cuts(len(rows)):
        early = features(rows[:cut])
        differ = np.argwhere(early != whole[:cut])
        if len(differ):
            row, column = differ[0]
            found.append(f"feature {column} of row {row} changes with the rows from {cut} on")
    return found


def normalisation_leaks(
    normalise: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]],
    train: np.ndarray,
    test: np.ndarray,
) -> list[str]:
    """Neither a training row nor a test row may come out otherwise because of later test rows."""
    taught, tested = normalise(train, test)
    found = []
    for cut in _cuts(len(test)):
        other = test.copy()
        other[cut:] = other[cut:] * 3 + 5
        taught_now, tested_now = normalise(train, other)
        if not np.array_equal(taught_now, taught):
            found.append(f"training rows change with the test rows from {cut} on")
        if not np.array_equal(tested_now[:cut], tested[:cut]):
            found.append(f"test rows before {cut} change with those from {cut} on")
    return found


def window_leaks(windows: np.ndarray, places: Sequence[Hashable]) -> list[str]:
    """Each window, given as the numbers of its rows, ends with its own row, and all of its rows are of one
    place: the same day, instrument and part of the split."""
    kinds = {place: number for number, place in enumerate(dict.fromkeys(places))}
    number = np.array([kinds[place] for place in places])
    found = []
    crossing = np.flatnonzero((number[windows] != number[windows[:, -1:]]).any(axis=1))
    if len(crossing):
        row = windows[crossing[0], -1]
        other = next(i for i in windows[crossing[0]] if number[i] != number[row])
        found.append(
            f"{len(crossing)} windows cross an edge: that of row {row} ({places[row]}) holds row "
            f"{other} ({places[other]})"
        )
    later = np.flatnonzero((windows > windows[:, -1:]).any(axis=1))
    if len(later):
        found.append(f"{len(later)} windows hold rows after their own")
    return found


def split_leaks(
    train: Sequence[tuple[Hashable, float, float]], test: Sequence[tuple[Hashable, float, float]]
) -> list[str]:
    """Rows as (instrument, time, time at which the label is known): of an instrument, no training label may
    be known only when the test has begun."""
    begin: dict[Hashable, float] = {}
    for instrument, time, _ in test:
        begin[instrument] = min(time, begin.get(instrument, np.inf))
    late = [row for row in train if row[2] >= begin.get(row[0], np.inf)]
    if not late:
        return []
    instrument, time, known = late[0]
    return [f"{len(late)} training rows, as {instrument} at {time}, have labels known at {known}"]


def skill_on_shuffled(
    features: np.ndarray, up: np.ndarray, group: np.ndarray, shuffles: int = 5
) -> float:
    """How much log-loss logistic regression saves on the second half of rows, taught by the first half with
    shuffled labels; rows of one group share one label. Chance is 0 or below."""
    random = np.random.default_rng(SEED)
    half = len(up) // 2
    x = np.concatenate([features / (features[:half].std(0) + 1e-9), np.ones((len(up), 1))], axis=1)
    skills = []
    for _ in range(shuffles):
        _, first, which = np.unique(group[:half], return_index=True, return_inverse=True)
        labels = random.permutation(up[:half][first])[which].astype(float)
        weight = np.zeros(x.shape[1])
        for _ in range(200):
            p = 1 / (1 + np.exp(-x[:half] @ weight))
            weight += 0.5 * (x[:half].T @ (labels - p)) / half - 1e-3 * weight
        p = np.clip(1 / (1 + np.exp(-x[half:] @ weight)), 1e-6, 1 - 1e-6)
        base = np.clip(up[half:].mean(), 1e-6, 1 - 1e-6)
        loss = -np.mean(np.where(up[half:], np.log(p), np.log(1 - p)))
        prior = -(base * np.log(base) + (1 - base) * np.log(1 - base))
        skills.append(1 - loss / prior)
    return float(np.mean(skills))
