"""Which rows may teach and which may only judge."""

from dataclasses import dataclass

from dataset import Rows, split_time

# Recordings of minutes are cut by time, with this gap; recordings of days by day.
PURGE_S = 30.0
SHARES = (0.8, 0.2)


@dataclass(frozen=True)
class Parts:
    """Training rows by fold, and the test rows that nothing is fitted to."""

    train: dict[str, list[Rows]]
    test: list[Rows]

    @property
    def training(self) -> list[Rows]:
        return [rows for fold in self.train.values() for rows in fold]


def divide(sessions: list[Rows]) -> Parts:
    """The last day of each instrument is its test; of a single session, the last fifth."""
    train: dict[str, list[Rows]] = {}
    test = []
    for name in sorted({rows.instrument for rows in sessions}):
        mine = sorted((rows for rows in sessions if rows.instrument == name), key=lambda r: r.part)
        *earlier, last = mine
        if not earlier:
            first, last = split_time(last, SHARES, PURGE_S)
            earlier = [first]
        for rows in earlier:
            train.setdefault(rows.part, []).append(rows)
        test.append(last)
    return Parts(dict(sorted(train.items())), test)


def left_out(train: dict[str, list[Rows]]) -> list[tuple[list[Rows], list[Rows]]]:
    """Training rows in two, once for each fold: those that teach, and the fold that judges. A single fold
    is cut by time."""
    if len(train) == 1:
        return [last_sessions(Parts(train, []))]
    return [
        ([rows for other, some in train.items() if other != fold for rows in some], judges)
        for fold, judges in train.items()
    ]


def last_sessions(parts: Parts) -> tuple[list[Rows], list[Rows]]:
    """The training sessions without the last of each instrument, and those; a single session is cut
    by time. For what is chosen, calibrated and checked before any test is looked at."""
    teach, judges = [], []
    for name in sorted({rows.instrument for rows in parts.training}):
        mine = [rows for rows in parts.training if rows.instrument == name]
        *earlier, last = sorted(mine, key=lambda rows: rows.part)
        if not earlier:
            first, last = split_time(last, SHARES, PURGE_S)
            earlier = [first]
        teach += earlier
        judges.append(last)
    return teach, judges
