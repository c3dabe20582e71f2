"""The leak detector on our own steps, and on steps with a leak planted in them. Needs numpy alone."""

import sys
import unittest
from pathlib import Path

import numpy as np
from dataset import Rows, Session, next_moves, scale_of, split_time
from detector import (
    feature_leaks,
    label_leaks,
    normalisation_leaks,
    skill_on_shuffled,
    split_leaks,
    window_leaks,
)
from split import divide, last_sessions

sys.path.append(str(Path(__file__).parent / "paper"))
from books import Book, anchored, purged  # noqa: E402

RANDOM = np.random.default_rng(5)
MID = 1000 + np.cumsum(RANDOM.integers(-1, 2, 600))
WINDOW = 8


def session(instrument: str, day: str, rows: int = 400, begun: int = 0) -> Rows:
    """Rows whose first feature is their own number in the session."""
    mid = 1000 + np.cumsum(RANDOM.integers(-1, 2, rows))
    up, move, row = next_moves(mid)
    features = np.arange(rows, dtype=np.float32)[:, None] * np.ones((1, 3), np.float32)
    starts = np.where(np.arange(rows) >= begun, begun, 0)
    time_us = np.arange(rows) * 1_000_000
    kept = slice(len(up))
    whole = Session(f"{instrument}-{day}", features, starts)
    at = np.arange(len(up))
    some = (features[kept], time_us[kept], up, time_us[row], np.ones(len(up)), move)
    return Rows(instrument, day, *some, whole, at)


class Labels(unittest.TestCase):
    def test_ours_see_nothing_before_now(self):
        self.assertEqual(label_leaks(lambda mid: next_moves(mid)[0], MID), [])
        for horizon in (1, 10, 50):
            self.assertEqual(label_leaks(lambda mid, k=horizon: anchored(mid, k, 1e-7), MID), [])

    def test_a_label_smoothed_on_both_sides_is_found(self):
        def both_sides(mid: np.ndarray) -> np.ndarray:
            total = np.concatenate([[0], np.cumsum(mid)])
            before = np.full(len(mid), np.nan)
            before[9:] = (total[10:] - total[:-10]) / 10
            after = np.full(len(mid), np.nan)
            after[:-10] = (total[11:] - total[1:-10]) / 10
            return after > before

        self.assertIn("changes with the prices before", label_leaks(both_sides, MID)[0])


class Features(unittest.TestCase):
    rows = RANDOM.normal(size=(300, 2))

    def test_features_shifted_one_step_into_the_future_are_found(self):
        def causal(rows: np.ndarray) -> np.ndarray:
            return np.cumsum(rows, axis=0)

        def shifted(rows: np.ndarray) -> np.ndarray:
            ahead = causal(rows)
            return np.concatenate([ahead[1:], ahead[-1:]])

        self.assertEqual(feature_leaks(causal, self.rows), [])
        self.assertIn("changes with the rows from", feature_leaks(shifted, self.rows)[0])

    def test_those_of_the_paper_s_table_look_back_only(self):
        try:
            import scipy  # noqa: F401
        except ImportError:
            self.skipTest("scipy is not installed")
        from features import book_table

        levels = np.abs(RANDOM.normal(5, 1, (300, 40)))
        levels[:, 0::4] = MID[:300, None] + 1 + np.arange(10)
        levels[:, 2::4] = MID[:300, None] - np.arange(10)

        def matrix(rows: np.ndarray) -> np.ndarray:
            count = len(rows)
            rest = (np.zeros((count, 4), np.int8), np.zeros(count, np.int8), np.ones(count, bool))
            book = Book("x", rows, np.arange(count) * 1000, *rest)
            return book_table(book, slice(0, count), 1.0).matrix()

        self.assertEqual(feature_leaks(matrix, levels), [])


class Normalisation(unittest.TestCase):
    train, test = RANDOM.normal(size=(200, 3)), RANDOM.normal(2, 3, size=(100, 3))

    def test_ours_is_fitted_on_the_training_part(self):
        def ours(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            scale = scale_of(train)
            return train / scale, test / scale

        self.assertEqual(normalisation_leaks(ours, self.train, self.test), [])

    def test_one_fitted_on_the_test_part_is_found(self):
        def on_all(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            scale = np.concatenate([train, test]).std(0)
            return train / scale, test / scale

        def on_each(train: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            return train / train.std(0), test / test.std(0)

        self.assertIn("training rows change", normalisation_leaks(on_all, self.train, self.test)[0])
        self.assertIn("test rows before", normalisation_leaks(on_each, self.train, self.test)[0])


class Windows(unittest.TestCase):
    days = [session("A", "1"), session("A", "2"), session("B", "1", begun=100)]

    def test_ours_stay_in_one_session_and_begin_anew_after_a_gap(self):
        numbers, places, offset = [], [], 0
        for rows in self.days:
            begun = rows.session.begun
            numbers.append(rows.windows(WINDOW)[:, :, 0].astype(int) + offset)
            edges = [(rows.instrument, rows.part, int(begun[i])) for i in range(len(begun))]
            places += edges
            offset += len(begun)
        self.assertEqual(window_leaks(np.concatenate(numbers), places), [])

    def test_windows_across_a_day_an_instrument_or_a_split_are_found(self):
        count = 60
        blind = np.arange(count)[WINDOW - 1 :, None] - np.arange(WINDOW - 1, -1, -1)
        for place in (("A", "2", "train"), ("B", "1", "train"), ("A", "1", "test")):
            places = [("A", "1", "train")] * 30 + [place] * 30
            found = window_leaks(blind, places)
            self.assertIn(f"{WINDOW - 1} windows cross an edge", found[0])
        inside = window_leaks(blind, [("A", "1", "train")] * count)
        self.assertEqual(inside, [])

    def test_windows_that_look_ahead_are_found(self):
        rows = self.days[0]
        ahead = rows.windows(WINDOW, ahead=2)[:, :, 0].astype(int)
        ahead[:, -1] = rows.at
        self.assertIn("hold rows after their own", window_leaks(ahead, [1] * 400)[0])


class Splits(unittest.TestCase):
    def rows(self, parts: list[Rows]) -> list[tuple[str, float, float]]:
        def times(part: Rows) -> zip:
            day = float(part.part) * 1e12
            return zip(day + part.time_us, day + part.moved_us, strict=True)

        return [(p.instrument, t, known) for p in parts for t, known in times(p)]

    def test_no_training_label_of_ours_is_known_only_during_the_test(self):
        parts = divide([session("A", "1"), session("A", "2"), session("B", "1")])
        self.assertEqual(split_leaks(self.rows(parts.training), self.rows(parts.test)), [])
        teach, judges = last_sessions(parts)
        self.assertEqual(split_leaks(self.rows(teach), self.rows(judges)), [])
        first, last = split_time(session("A", "1"), (0.8, 0.2), 30)
        self.assertEqual(split_leaks(self.rows([first]), self.rows([last])), [])

    def test_a_split_without_a_purge_is_found(self):
        whole = session("A", "1")
        cut = int(np.flatnonzero(np.diff(whole.move) == 0)[60]) + 1
        first = whole.keep(np.arange(len(whole.up)) < cut)
        last = whole.keep(np.arange(len(whole.up)) >= cut)
        self.assertIn("have labels known", split_leaks(self.rows([first]), self.rows([last]))[0])

    def test_labels_of_a_book_never_look_into_the_next_part(self):
        part = np.repeat(np.array([0, 1, 2], np.int8), 200)
        labels = np.zeros((600, 4), np.int8)
        rest = (np.ones((600, 40)), np.arange(600))
        book = purged(Book("x", *rest, labels, part, np.ones(600, bool)))
        for column, horizon in enumerate((10, 20, 50, 100)):
            for end in (200, 400, 600):
                self.assertTrue((book.labels[end - horizon : end, column] == -1).all())
                self.assertTrue((book.labels[end - horizon - 1, column] == 0).all())


class Shuffled(unittest.TestCase):
    def test_shuffled_labels_give_chance_though_the_true_ones_are_in_the_features(self):
        group = np.repeat(np.arange(400), 5)
        up = (RANDOM.random(400) < 0.5)[group]
        features = RANDOM.normal(size=(2000, 4))
        features[:, 0] += up
        self.assertLess(skill_on_shuffled(features, up, group), 0.01)


if __name__ == "__main__":
    unittest.main()
