"""What our models of the paper's table see of a book: features of each row and the rows before it.

Every feature looks back only, from the first row of its own part on: the parts are made one by one.
Each turns its sign in the mirror (bid for offer), changes places with another, or stays as it is.
"""

from dataclasses import dataclass

import numpy as np
from books import LEVELS, Book

WINDOWS = (1, 3, 10, 30, 100, 300)
DEPTHS = (1, 2, 3, 5, 10)
FADES = (5, 20, 100)


@dataclass
class Table:
    """Columns by name; `odd` ones turn their sign in the mirror, `pairs` change places."""

    columns: dict[str, np.ndarray]
    odd: set[str]
    pairs: dict[str, str]

    def add(self, name: str, values: np.ndarray, odd: bool = False) -> None:
        self.columns[name] = values
        if odd:
            self.odd.add(name)

    def add_pair(self, name: str, bid: np.ndarray, ask: np.ndarray) -> None:
        self.columns[f"{name}Bid"], self.columns[f"{name}Ask"] = bid, ask
        self.pairs[f"{name}Bid"], self.pairs[f"{name}Ask"] = f"{name}Ask", f"{name}Bid"

    def matrix(self) -> np.ndarray:
        return np.stack(list(self.columns.values()), axis=1).astype(np.float32)

    def mirror(self) -> tuple[np.ndarray, np.ndarray]:
        """Column numbers and signs that make the mirror image of a matrix."""
        names = list(self.columns)
        order = np.array([names.index(self.pairs.get(name, name)) for name in names])
        sign = np.array([-1 if name in self.odd else 1 for name in names], np.float32)
        return order, sign


def tick_of(book: Book) -> float:
    """The smallest price step, from the first rows of the training part."""
    best = np.unique(np.round(book.levels[book.rows_of(0), 0], 8))
    return float(np.diff(best).min())


def trailing(values: np.ndarray, rows: int) -> np.ndarray:
    """The sum of the last `rows` values, fewer at the start."""
    total = np.cumsum(values, axis=0, dtype=np.float64)
    out = total.copy()
    out[rows:] = total[rows:] - total[:-rows]
    return out


def lagged(values: np.ndarray, rows: int) -> np.ndarray:
    """The value `rows` before, or the first one."""
    return values[np.maximum(np.arange(len(values)) - rows, 0)]


def faded(values: np.ndarray, rows: float) -> np.ndarray:
    """An exponential mean that forgets by a half in about `rows` rows."""
    from scipy.signal import lfilter

    keep = 0.5 ** (1 / rows)
    return lfilter([1 - keep], [1, -keep], values, zi=[keep * values[0]])[0]


def order_flow(price: np.ndarray, quantity: np.ndarray, better: int) -> np.ndarray:
    """What was added at a level less what was taken away (Cont, Kukanov, Stoikov 2014)."""
    was, had = lagged(price, 1), lagged(quantity, 1)
    flow = np.where(price * better >= was * better, quantity, 0.0)
    flow -= np.where(price * better <= was * better, had, 0.0)
    flow[0] = 0.0
    return flow


def book_table(book: Book, rows: slice, tick: float) -> Table:
    """The features of one part of a book."""
    table = Table({}, set(), {})
    levels = book.levels[rows]
    ask, ask_size, bid, bid_size = (levels[:, i::4] for i in range(4))
    mid = (ask[:, 0] + bid[:, 0]) / 2
    spread = np.maximum(np.round((ask[:, 0] - bid[:, 0]) / tick), 1)
    usual = faded(ask_size[:, :5].sum(1) + bid_size[:, :5].sum(1), 300) + 1e-9
    usual_best = faded(ask_size[:, 0] + bid_size[:, 0], 300) + 1e-9
    table.add("spread", np.log(spread))
    for depth in DEPTHS:
        bids, asks = bid_size[:, :depth].sum(1), ask_size[:, :depth].sum(1)
        table.add(f"imbalance{depth}", (bids - asks) / (bids + asks + 1e-12), odd=True)
    for level in (1, 2, 3):
        table.add(
            f"levelImbalance{level}",
            (bid_size[:, level] - ask_size[:, level])
            / (bid_size[:, level] + ask_size[:, level] + 1e-12),
            odd=True,
        )
    table.add_pair("best", np.log(bid_size[:, 0] / usual_best + 1e-3), np.log(ask_size[:, 0] / usual_best + 1e-3))
    table.add_pair("depth", np.log(bid_size[:, :5].sum(1) / usual), np.log(ask_size[:, :5].sum(1) / usual))
    for level in (1, 2, 4, 9):
        far_bid = np.log1p(np.round((bid[:, 0] - bid[:, level]) / tick))
        far_ask = np.log1p(np.round((ask[:, level] - ask[:, 0]) / tick))
        table.add_pair(f"gap{level}", far_bid, far_ask)
    micro = (ask[:, 0] * bid_size[:, 0] + bid[:, 0] * ask_size[:, 0]) / (ask_size[:, 0] + bid_size[:, 0] + 1e-12)
    table.add("micro", (micro - mid) / tick, odd=True)
    weight = np.exp(-0.5 * np.arange(LEVELS))
    deep = (ask * bid_size * weight + bid * ask_size * weight).sum(1)
    deep /= ((ask_size + bid_size) * weight).sum(1) + 1e-12
    table.add("deepMicro", (deep - mid) / tick, odd=True)
    flows = [
        order_flow(bid[:, level], bid_size[:, level], 1) - order_flow(ask[:, level], ask_size[:, level], -1)
        for level in range(5)
    ]
    near, deeper = flows[0], sum(flows[1:])
    for window in WINDOWS:
        table.add(f"flow{window}", np.arcsinh(trailing(near, window) / usual_best), odd=True)
        table.add(f"deepFlow{window}", np.arcsinh(trailing(deeper, window) / usual), odd=True)
    change = np.diff(mid, prepend=mid[0]) / tick
    for window in WINDOWS[1:]:
        table.add(f"return{window}", np.arcsinh((mid - lagged(mid, window)) / tick), odd=True)
    for window in WINDOWS[2:]:
        table.add(f"moves{window}", np.log1p(trailing((change != 0).astype(float), window)))
        table.add(f"way{window}", np.log1p(np.sqrt(trailing(change**2, window))))
    for rows_back in FADES:
        table.add(f"fade{rows_back}", np.arcsinh((mid - faded(mid, rows_back)) / tick), odd=True)
        table.add(
            f"imbalanceFade{rows_back}",
            faded(table.columns["imbalance1"], rows_back),
            odd=True,
        )
        table.add(
            f"deepFade{rows_back}", faded(table.columns["imbalance5"], rows_back), odd=True
        )
    moved = change != 0
    index = np.arange(len(mid))
    last = np.maximum.accumulate(np.where(moved, index, -1))
    table.add("sinceMove", np.log1p(index - np.maximum(last, 0)))
    table.add("lastMove", np.where(last >= 0, np.sign(change[np.maximum(last, 0)]), 0.0), odd=True)
    table.add("lastMoveSize", np.where(last >= 0, np.arcsinh(change[np.maximum(last, 0)]), 0.0), odd=True)
    time = book.time_us[rows] / 1e6
    table.add("sinceMoveTime", np.log1p(1000 * (time - time[np.maximum(last, 0)])))
    for window in (1, 10, 100):
        table.add(f"pace{window}", np.log1p(1000 * (time - lagged(time, window))))
    table.add("isDepth", book.depth_change[rows].astype(float))
    depth_index = np.maximum.accumulate(np.where(book.depth_change[rows], index, 0))
    table.add("sinceDepth", np.log1p(1000 * (time - time[depth_index])))
    for side, price, better in (("Bid", bid, 1), ("Ask", ask, -1)):
        steps = better * np.diff(price[:, 0], prepend=price[0, 0]) / tick
        for window in (10, 100):
            table.columns[f"better{window}{side}"] = np.log1p(trailing(np.maximum(steps, 0), window))
            table.columns[f"worse{window}{side}"] = np.log1p(trailing(np.maximum(-steps, 0), window))
    for name in ("better10", "better100", "worse10", "worse100"):
        table.pairs[f"{name}Bid"], table.pairs[f"{name}Ask"] = f"{name}Ask", f"{name}Bid"
    return table
