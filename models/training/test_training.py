"""Checks of the training code on made-up rows: `npm run train:test`."""

import tempfile
import unittest
from pathlib import Path

import lightgbm
import numpy as np
import xgboost
from boosters import LightGbmTrees, XgBoostTrees
from convert import floor32, to_onnx
from dataset import Rows, mirrored, next_moves, split_time
from fit import sigmoid
from scores import calibration_error, class_scores, coverage
from train import run_onnx

RANDOM = np.random.default_rng(7)


def made_up(rows: int, moves: int) -> Rows:
    move = np.sort(RANDOM.integers(0, moves, rows))
    up = RANDOM.random(moves)[move] < 0.5
    features = RANDOM.normal(size=(rows, 4)).astype(np.float32)
    time_us = np.arange(rows) * 1_000_000
    return Rows("X", "1", features, time_us, up, time_us + 1, np.ones(rows), move)


class Labels(unittest.TestCase):
    def test_the_label_is_the_next_change_of_the_mid_however_far(self):
        up, move, row = next_moves(np.array([10, 10, 11, 11, 11, 9, 9]))
        self.assertEqual(up.tolist(), [True, True, False, False, False])
        self.assertEqual(move.tolist(), [0, 0, 1, 1, 1])
        self.assertEqual(row.tolist(), [2, 2, 5, 5, 5])

    def test_a_mid_that_never_moves_labels_nothing(self):
        self.assertEqual(len(next_moves(np.array([5, 5, 5]))[0]), 0)

    def test_the_label_of_a_row_needs_nothing_before_it(self):
        mid = RANDOM.integers(0, 3, 200)
        up, _, _ = next_moves(mid)
        late, _, _ = next_moves(mid[50:])
        self.assertEqual(up[50:].tolist(), late.tolist())

    def test_each_move_has_one_vote(self):
        rows = made_up(500, 20)
        for move in np.unique(rows.move):
            self.assertAlmostEqual(rows.weight[rows.move == move].sum(), 1)

    def test_thinning_keeps_every_move_and_few_rows_of_each(self):
        thin = made_up(5000, 20).thinned(8)
        _, count = np.unique(thin.move, return_counts=True)
        self.assertEqual((len(count), count.max()), (20, 8))

    def test_no_move_lies_in_two_parts_of_a_split(self):
        first, last = split_time(made_up(2000, 30), (0.8, 0.2), 30)
        self.assertEqual(set(first.move) & set(last.move), set())
        self.assertGreaterEqual(last.time_us[0] - first.time_us[-1], 30e6)

    def test_the_mirror_of_the_mirror_is_the_row(self):
        names = ["spreadBps", "imbalance1", "bookSlopeBid5", "bookSlopeAsk5"]
        rows = made_up(10, 2).features
        self.assertTrue((mirrored(mirrored(rows, names), names) == rows).all())
        self.assertEqual(mirrored(rows, names)[0, 1], -rows[0, 1])
        self.assertEqual(mirrored(rows, names)[0, 2], rows[0, 3])


class Scores(unittest.TestCase):
    def test_a_coin_has_no_matthews_correlation_and_a_prophet_has_one(self):
        up = RANDOM.random(20000) < 0.6
        same = np.ones(len(up))
        self.assertAlmostEqual(class_scores(up, up, same)["matthews"], 1)
        coin = class_scores(up, RANDOM.random(len(up)) < 0.5, same)
        self.assertAlmostEqual(coin["matthews"], 0, delta=0.03)
        self.assertAlmostEqual(coin["balancedAccuracy"], 0.5, delta=0.02)

    def test_honest_probabilities_are_calibrated_and_boasting_ones_are_not(self):
        p = RANDOM.random(50000)
        up = RANDOM.random(len(p)) < p
        same = np.ones(len(p))
        self.assertLess(calibration_error(up, p, same), 0.02)
        self.assertGreater(calibration_error(up, (p > 0.5) * 1.0, same), 0.2)

    def test_confident_predictions_are_fewer_and_better(self):
        p = RANDOM.random(50000)
        table = coverage(RANDOM.random(len(p)) < p, p, np.ones(len(p)))
        self.assertEqual(sorted(table, key=lambda row: row["accuracy"]), table)
        self.assertAlmostEqual(table[0]["coverage"], 1)


class Conversion(unittest.TestCase):
    def test_a_threshold_is_rounded_down_so_that_no_float32_changes_its_branch(self):
        for value in RANDOM.normal(size=2000):
            low = np.float32(floor32(value))
            self.assertTrue(float(low) <= value < float(np.nextafter(low, np.float32(np.inf))))

    def test_onnxruntime_gives_what_the_library_gives_even_on_thresholds(self):
        x = RANDOM.normal(size=(4000, 5)).round(2).astype(np.float32)
        y = (x[:, 0] + x[:, 1] * x[:, 2] + RANDOM.normal(size=4000)) > 0
        settings = {"objective": "binary", "num_leaves": 31, "verbosity": -1, "num_threads": 1}
        light = lightgbm.train(settings, lightgbm.Dataset(x, y), 80)
        settings = {"objective": "binary:logistic", "base_score": 0.5, "nthread": 1, "verbosity": 0}
        extreme = xgboost.train(settings, xgboost.DMatrix(x, y), 80)
        # LightGBM takes the smallest numbers for 0, and splits beside them.
        tiny = np.float32([1e-35, -1e-35, 1e-36, -1e-36, 1.1e-35, -1.1e-35])
        x[:3000] = np.where(x[:3000] == 0, RANDOM.choice(tiny, (3000, 5)), x[:3000])
        for trees in (LightGbmTrees(light), XgBoostTrees(extreme)):
            model = to_onnx(trees.trees(), 5, 0.8, 0.1, {})
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "model.onnx"
                file.write_bytes(model.SerializeToString())
                made = run_onnx(file, x)
            wanted = sigmoid(0.8 * trees.raw(x) + 0.1)
            self.assertLess(np.abs(made[:, 1] - wanted).max(), 1e-6)
            self.assertLess(np.abs(made.sum(axis=1) - 1).max(), 1e-6)


if __name__ == "__main__":
    unittest.main()
