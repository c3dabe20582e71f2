"""Order books with anchored labels: the recorded `lob10_events`, and files in the format of FI-2010.

A book is rows of ten levels, each `ask price, ask quantity, bid price, bid quantity`, with one label
for each horizon: 0 up, 1 the same, 2 down, -1 where it is not known. Its rows are cut into training,
validation and test by time, and nothing that is made of the rows of one part sees another part.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

LEVELS = 10
HORIZONS = (10, 20, 50, 100)
PARTS = ("train", "valid", "test")
INSTRUMENTS = ("usdm_btcusdt", "usdm_ethusdt", "spot_btcusdt", "coinm_btcusd_perp")
COLUMNS = [
    f"{side}_{what}_{level}"
    for level in range(1, LEVELS + 1)
    for side in ("ask", "bid")
    for what in ("px", "qty")
]


@dataclass(frozen=True)
class Book:
    """The rows of one instrument, in time order."""

    name: str
    levels: np.ndarray
    """float64, rows x 40."""
    time_us: np.ndarray
    """When each row was received; row numbers where a file tells no time."""
    labels: np.ndarray
    """int8, rows x horizons."""
    part: np.ndarray
    """int8: 0 training, 1 validation, 2 test."""
    depth_change: np.ndarray
    """Whether the row comes of a change of depth; a quote otherwise."""

    @property
    def mid(self) -> np.ndarray:
        return (self.levels[:, 0] + self.levels[:, 2]) / 2

    def rows_of(self, part: int) -> slice:
        inside = np.flatnonzero(self.part == part)
        return slice(int(inside[0]), int(inside[-1]) + 1)


def load_recorded(data: Path, name: str) -> Book:
    """One instrument of `binance-l2-20240808`."""
    from pyarrow import parquet

    table = parquet.read_table(data / name / "lob10_events.parquet")
    column = {one: table[one].to_numpy() for one in table.column_names if one != "src"}
    labels = np.stack([column[f"label_k{k}"] for k in HORIZONS], axis=1).astype(np.int8) - 1
    part = np.array([PARTS.index(one) for one in column["split"]], np.int8)
    return purged(
        Book(
            name,
            np.stack([column[one] for one in COLUMNS], axis=1),
            column["local_ts_ns"] // 1000,
            labels,
            part,
            np.array([one == "D" for one in table["src"].to_pylist()]),
        )
    )


def purged(book: Book) -> Book:
    """Takes the labels from the rows that look into the next part: k rows for horizon k."""
    labels = book.labels.copy()
    for part in range(len(PARTS)):
        rows = book.rows_of(part)
        for column, horizon in enumerate(HORIZONS):
            labels[max(rows.start, rows.stop - horizon) : rows.stop, column] = -1
    return Book(book.name, book.levels, book.time_us, labels, book.part, book.depth_change)


def anchored(mid: np.ndarray, horizon: int, threshold: float) -> np.ndarray:
    """The mean mid price of the next rows against the one of now; no row before now counts."""
    total = np.concatenate([[0.0], np.cumsum(mid)])
    labels = np.full(len(mid), -1, np.int8)
    known = max(0, len(mid) - horizon)
    ahead = (total[1 + horizon :] - total[1:-horizon])[:known] / horizon
    change = ahead / mid[:known] - 1
    labels[:known] = np.where(change > threshold, 0, np.where(change < -threshold, 2, 1))
    return labels
