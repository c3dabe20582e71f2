"""The paper's table on made-up books in the format of FI-2010, and what its networks may see."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE / "paper"))
from fi2010 import TESTS, TRAINING, BadFile, load_fi2010, read  # noqa: E402

RANDOM = np.random.default_rng(3)


def write(folder: Path, name: str, columns: int) -> np.ndarray:
    """A file of the benchmark: 40 lines of levels, 104 of features, 5 of labels, a column for each row."""
    mid = 1000 + np.cumsum(RANDOM.integers(-1, 2, columns))
    matrix = RANDOM.random((149, columns))
    for level in range(10):
        matrix[4 * level] = mid + 1 + level
        matrix[4 * level + 2] = mid - 1 - level
    for line, horizon in enumerate((10, 20, 30, 50, 100)):
        after = np.concatenate([mid[1:], np.full(horizon, mid[-1])])
        ahead = np.convolve(after, np.ones(horizon) / horizon, "valid")[:columns]
        matrix[144 + line] = np.where(ahead > mid + 1, 1, np.where(ahead < mid - 1, 3, 2))
    np.savetxt(folder / name, matrix, fmt="%.6g")
    return matrix


class Fi2010(unittest.TestCase):
    def test_its_files_become_a_book_and_print_the_same_table(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            train = write(folder, TRAINING, 2000)
            tests = [write(folder, one, 300) for one in TESTS]
            book = load_fi2010(folder)
            self.assertEqual(book.levels.shape, (2900, 40))
            self.assertTrue(np.allclose(book.levels[:2000], train[:40].T, rtol=1e-5))
            self.assertEqual([int((book.part == part).sum()) for part in range(3)], [1600, 400, 900])
            self.assertEqual(int(book.labels[2000, 2]), int(tests[0][147, 0]) - 1)
            out = folder / "table.json"
            command = [sys.executable, "-W", "ignore", str(HERE / "paper/table.py"), "--fi2010", name]
            command += ["--cache", str(folder / "cache"), "--out", str(out), "--seeds", "1"]
            command += ["--models", "majority,persistence,imbalance sign,logistic,LightGBM"]
            subprocess.run(command, check=True, capture_output=True)
            cells = json.loads(out.read_text())["cells"]
            self.assertEqual(len(cells), 5)
            for cell in cells:
                self.assertEqual(list(cell["scores"]), ["10", "20", "50", "100"])
                for score in cell["scores"].values():
                    self.assertTrue(0 <= score["macroF1"] <= 1)
                    self.assertGreater(score["rows"], 600)

    def test_a_file_of_another_format_is_refused(self):
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / TRAINING
            with self.assertRaisesRegex(BadFile, "Cannot read"):
                read(file)
            np.savetxt(file, np.ones((40, 5)))
            with self.assertRaisesRegex(BadFile, "expected 149 lines"):
                read(file)
            np.savetxt(file, np.full((149, 5), 4))
            with self.assertRaisesRegex(BadFile, "label 4.0: expected 1, 2 or 3"):
                read(file)


class Networks(unittest.TestCase):
    def test_what_is_said_of_a_row_depends_on_its_window_alone(self):
        try:
            import torch
        except ImportError:
            self.skipTest("PyTorch is not installed")
        from networks import NETWORKS
        from train_networks import predict

        matrix = torch.from_numpy(RANDOM.normal(size=(400, 40)).astype(np.float32))
        for name, kind in NETWORKS.items():
            torch.manual_seed(1)
            network = kind()
            whole = predict(network, matrix, slice(0, 400), 150, 1)
            other = matrix.clone()
            # DeepLOB's convolutions that look back reach 4 rows over the beginning of a window.
            other[: 200 - network.rows - 3] += 1
            other[201:] += 1
            changed = predict(network, other, slice(0, 400), 150, 1)
            self.assertTrue(torch.allclose(whole[50], changed[50], atol=1e-6), name)
            self.assertFalse(torch.equal(whole[51], changed[51]), name)


if __name__ == "__main__":
    unittest.main()
