"""Recorded sessions as the live feature code saw them, with labels, weights and parts.

A session is one instrument on one day. Its rows are the feature vectors that the pipeline emitted,
its mid prices are those of the vectors, in half ticks. Nothing here computes a feature.
"""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

# Regular hours of US equities, in seconds after midnight UTC, while New York is 4 hours behind.
REGULAR_HOURS_S = (13.5 * 3600, 20 * 3600)
# Rows of one move that training sees: neighbours hardly differ, and long waits would take all day.
ROWS_PER_MOVE = 48

# Features whose sign turns when the market is looked at in a mirror (bid for offer, buy for sell).
ODD = {
    "micropriceOffset",
    *(f"imbalance{depth}" for depth in (1, 3, 5, 10)),
    *(f"orderFlow{window}" for window in ("100ms", "1s", "5s", "30s")),
    *(f"tradeImbalance{window}" for window in ("1s", "5s", "30s")),
    *(f"return{window}" for window in ("100ms", "1s", "5s", "30s")),
    "lastTradeSide",
    "lastTradeOffset",
    "lastMoveSide",
}
# Features that change places in the mirror.
SWAPPED = {"bookSlopeBid5": "bookSlopeAsk5", "bookSlopeAsk5": "bookSlopeBid5"}


@dataclass(frozen=True)
class Session:
    """Every vector of a session, marked ones too, as they came."""

    file: str
    features: np.ndarray
    begun: np.ndarray
    """The row at which the window of each row began."""


@dataclass(frozen=True)
class Rows:
    """Rows of one session, labelled: the direction of the next move of the mid price."""

    instrument: str
    part: str
    features: np.ndarray
    """float32, rows x features."""
    time_us: np.ndarray
    up: np.ndarray
    """Whether the next move is up."""
    moved_us: np.ndarray
    """When that move is seen."""
    spread: np.ndarray
    """Offer less bid, in smallest price steps of the instrument."""
    move: np.ndarray
    """Which move comes next: rows with the same number share one label."""
    session: "Session | None" = None
    """All vectors of the session, for models that read windows of them."""
    at: np.ndarray | None = None
    """Which vector of the session each row is."""

    @property
    def weight(self) -> np.ndarray:
        """One vote for each move, shared by its rows."""
        _, which, count = np.unique(self.move, return_inverse=True, return_counts=True)
        return 1 / count[which]

    @property
    def moves(self) -> int:
        return len(np.unique(self.move))

    @property
    def period(self) -> tuple[str, str]:
        first, last = self.time_us[0] / 1e6, self.time_us[-1] / 1e6
        text = [datetime.fromtimestamp(t, UTC).isoformat(timespec="seconds") for t in (first, last)]
        return text[0].replace("+00:00", "Z"), text[1].replace("+00:00", "Z")

    def keep(self, mask: np.ndarray) -> "Rows":
        return replace(
            self,
            features=self.features[mask],
            time_us=self.time_us[mask],
            up=self.up[mask],
            moved_us=self.moved_us[mask],
            spread=self.spread[mask],
            move=self.move[mask],
            at=None if self.at is None else self.at[mask],
        )

    def windows(self, length: int, ahead: int = 0) -> np.ndarray:
        """The last vectors before and at each row, rows x length x features; the oldest repeated
        where the window has just begun, as `models/window.ts` does. `ahead` looks into the future:
        for the check that this would show."""
        newest = np.minimum(self.at + ahead, len(self.session.features) - 1)[:, None]
        rows = newest - np.arange(length - 1, -1, -1)
        return self.session.features[np.maximum(rows, self.session.begun[newest])]

    def thinned(self, rows_per_move: int = ROWS_PER_MOVE) -> "Rows":
        """At most so many rows of each move, evenly spread over its wait."""
        _, start, count = np.unique(self.move, return_index=True, return_counts=True)
        rank = np.arange(len(self.move)) - np.repeat(start, count)
        size = np.repeat(count, count)
        wished = np.minimum(size, rows_per_move)
        slot = rank * wished // size
        first = np.ones(len(slot), bool)
        first[1:] = (slot[1:] != slot[:-1]) | (self.move[1:] != self.move[:-1])
        return self.keep(first)


def next_moves(mid: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each row that a change of `mid` follows: whether that is up, its number, and its row. The
    rows after the last change have no label and are left out."""
    change = np.flatnonzero(mid[1:] != mid[:-1]) + 1
    labelled = int(change[-1]) if len(change) else 0
    move = np.searchsorted(change, np.arange(labelled), side="right")
    return mid[change[move]] > mid[:labelled], move, change[move]


def load_manifest(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text())


def load_sessions(folder: Path) -> list[Rows]:
    """Every exported session, labelled inside regular hours, without rows the pipeline marked."""
    manifest = load_manifest(folder)
    sessions = []
    for entry in manifest["sessions"]:
        features = np.load(folder / f"{entry['file']}.features.npy")
        moments = np.load(folder / f"{entry['file']}.moments.npy")
        time_us, mid, spread, flags, begun = moments.T
        session = Session(entry["file"], features, begun)
        inside = np.ones(len(mid), bool)
        if entry["regularHours"]:
            second = (time_us // 1_000_000) % 86_400
            inside = (second >= REGULAR_HOURS_S[0]) & (second < REGULAR_HOURS_S[1])
        columns = (features, time_us, mid, spread, flags, np.arange(len(mid)))
        features, time_us, mid, spread, flags, at = (a[inside] for a in columns)
        up, move, row = next_moves(mid)
        labelled = slice(len(up))
        rows = Rows(
            entry["instrument"],
            entry["part"],
            features[labelled],
            time_us[labelled],
            up,
            time_us[row],
            spread[labelled],
            move,
            session,
            at[labelled],
        )
        sessions.append(rows.keep(flags[labelled] == 0))
    return sessions


def split_time(rows: Rows, shares: tuple[float, ...], purge_s: float) -> list[Rows]:
    """Cuts a session into consecutive parts by time; rows less than `purge_s` before a cut, and the
    moves that lie across one, belong to none."""
    start, end = rows.time_us[0], rows.time_us[-1]
    edges = start + (end - start) * np.cumsum((0, *shares))
    parts = []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        last = high == edges[-1]
        inside = (rows.time_us >= low) & (rows.time_us < high - (0 if last else purge_s * 1e6))
        across = np.unique(rows.move[rows.time_us >= high])
        parts.append(rows.keep(inside & (last | ~np.isin(rows.move, across))))
    return parts


def scale_of(train: np.ndarray) -> np.ndarray:
    """What each feature is divided by: its deviation over training rows, never over others."""
    return train.std(axis=0) + 1e-6


def mirrored(features: np.ndarray, names: list[str]) -> np.ndarray:
    """The same moments with bid and offer, buy and sell, up and down changed about. The features
    may lie side by side several times."""
    columns = [names.index(SWAPPED.get(name, name)) for name in names]
    signs = np.array([-1 if name in ODD else 1 for name in names], np.float32)
    times = features.shape[1] // len(names)
    blocks = np.split(features, times, axis=1)
    return np.concatenate([block[:, columns] * signs for block in blocks], axis=1)


def stacked(parts: list[Rows], names: list[str], mirror: bool = True) -> tuple[np.ndarray, ...]:
    """Features, labels and weights of several parts; with each row's mirror image, so that a model
    cannot learn that one day's market went up."""
    features = np.concatenate([p.features for p in parts])
    up = np.concatenate([p.up for p in parts])
    weight = np.concatenate([p.weight for p in parts])
    if mirror:
        features = np.concatenate([features, mirrored(features, names)])
        up, weight = np.concatenate([up, ~up]), np.concatenate([weight, weight])
    return features, up.astype(np.int8), weight
