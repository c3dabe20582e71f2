"""How right trees are on an instrument that they never learned from; changes nothing."""

import json
import sys
from pathlib import Path

from boosters import LIBRARIES
from dataset import load_manifest, load_sessions
from fit import sigmoid
from scores import probability_scores
from split import divide


def main(model: str, folder: Path, out: Path, rounds: int) -> None:
    names = load_manifest(folder)["features"]
    parts = divide(load_sessions(folder))
    library = LIBRARIES[model]()
    results = []
    of_all, _ = library.fit(parts.training, names, rounds)
    for rows in parts.test:
        others = [one for one in parts.training if one.instrument != rows.instrument]
        of_others, _ = library.fit(others, names, rounds)
        said = {
            "imbalance sign": sigmoid(rows.features[:, names.index("imbalance1")]),
            "learned from the other instruments": sigmoid(of_others.raw(rows.features)),
            "learned from all": sigmoid(of_all.raw(rows.features)),
        }
        for name, p in said.items():
            found = probability_scores(rows.up, p, rows.weight)
            scores = {key: round(found[key], 4) for key in ("accuracy", "macroF1", "matthews")}
            results.append({"instrument": rows.instrument, "method": name, **scores})
            print(results[-1], flush=True)
    body = {"command": f"npm run train -- --model {model} --elsewhere", "results": results}
    out.write_text(json.dumps(body, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
