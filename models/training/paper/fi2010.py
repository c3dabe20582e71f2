"""The files of the FI-2010 benchmark (Ntakaris and others 2018), as one folder holds them.

A file is a matrix of text: a column for each row of the book, and in it 40 lines of ten levels (ask price,
ask quantity, bid price, bid quantity), 104 of hand-made features, and 5 labels, 1 up, 2 the same, 3 down,
for horizons 10, 20, 30, 50 and 100. Setup 2 trains on 7 days and tests on the 3 that follow.
"""

from pathlib import Path

import numpy as np
from books import HORIZONS, Book, purged

LABELLED = (10, 20, 30, 50, 100)
LINES = 149
TRAINING = "Train_Dst_NoAuction_DecPre_CF_7.txt"
TESTS = tuple(f"Test_Dst_NoAuction_DecPre_CF_{day}.txt" for day in (7, 8, 9))
VALIDATION_SHARE = 0.2


class BadFile(Exception):
    """A file that is not of the benchmark's format; the message says which, and why."""


def load_fi2010(folder: Path) -> Book:
    """Setup 2 with the last fifth of the training days for validation, never the test."""
    files = [read(folder / name) for name in (TRAINING, *TESTS)]
    train = len(files[0][0])
    kept = train - int(train * VALIDATION_SHARE)
    tested = sum(len(levels) for levels, _ in files[1:])
    part = np.repeat(np.array([0, 1, 2], np.int8), [kept, train - kept, tested])
    levels = np.concatenate([levels for levels, _ in files])
    labels = np.concatenate([labels for _, labels in files])
    rows = np.arange(len(levels))
    return purged(Book("fi2010", levels, rows, labels, part, np.ones(len(levels), bool)))


def read(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Levels and labels of one file."""
    try:
        matrix = np.loadtxt(file)
    except (OSError, ValueError) as cause:
        raise BadFile(f'Cannot read "{file}": {cause}') from cause
    if matrix.ndim != 2 or matrix.shape[0] != LINES:
        raise BadFile(f'"{file}" holds a matrix of {matrix.shape}: expected {LINES} lines')
    labels = matrix[-len(LABELLED) :].T
    wrong = ~np.isin(labels, (1, 2, 3))
    if wrong.any():
        raise BadFile(f'"{file}" holds a label {labels[wrong][0]}: expected 1, 2 or 3')
    columns = [LABELLED.index(horizon) for horizon in HORIZONS]
    return matrix[:40].T, labels[:, columns].astype(np.int8) - 1
