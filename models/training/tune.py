"""Compares a few settings of LightGBM by cross-validation over the training days; tests nothing.

Its outcome is written into `boosters.LightGbm.PARAMETERS` by hand, so that training is one fit, not a search.
"""

import itertools
import sys
from pathlib import Path

from boosters import LightGbm
from dataset import load_manifest, load_sessions
from fit import cross_validate
from split import divide

LEAVES = (15, 31, 63)
LEAST_HESSIAN = (20.0, 60.0)


def main(folder: Path) -> None:
    names = load_manifest(folder)["features"]
    days = divide(load_sessions(folder)).train
    for leaves, hessian in itertools.product(LEAVES, LEAST_HESSIAN):
        changed = {"num_leaves": leaves, "min_sum_hessian_in_leaf": hessian}
        found = cross_validate(days, names, LightGbm(changed))
        accuracy = ", ".join(f"{name} {value:.4f}" for name, value in found.accuracy.items())
        print(
            f"leaves {leaves}, hessian {hessian:g}: log-loss {found.log_loss:.5f} "
            f"after {found.rounds} rounds; accuracy {accuracy}",
            flush=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
