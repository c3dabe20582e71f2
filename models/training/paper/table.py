"""The paper's table on recorded books: every model, instrument, horizon and seed, on one split.

Run by `npm run train:paper`. A cell (instrument, model, seed) that is done is kept in the results and not
made again, so a run that was stopped goes on; a table with fewer seeds says so.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
from books import HORIZONS, INSTRUMENTS, Book, load_recorded
from features import lagged
from fi2010 import BadFile, load_fi2010
from fitted import FITTED, MIXES, Features, baseline_logistic
from scoring import bias_of, judged, scores_of

# Rows at the start of a part that nobody is judged on: the longest window would begin before it.
FIRST = 127
NETWORKS = {"DeepLOB": "deeplob", "BiN-CTABL": "bin-ctabl", "TLOB": "tlob"}
RULES = ("majority", "persistence", "imbalance sign", "logistic")
SEEDED = ("XGBoost", "LightGBM", "BiN-CTABL", "TLOB", "DeepLOB")
OURS = "Contrail"
PARTS_OF_OURS = ("LightGBM", "perceptron", "logistic, our features")
SOURCES = ("books", "features", "fitted", "networks", "train_networks", "scoring", "table")


@dataclass(frozen=True)
class Cell:
    instrument: str
    model: str
    seed: int
    data: str
    fi2010: str
    cache: str
    effort: float

    @property
    def key(self) -> str:
        return f"{self.instrument}/{self.model}/{self.seed}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", default="", help="folder of the recorded books")
    parser.add_argument("--fi2010", default="", help="folder of the FI-2010 files, instead")
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="results, read first and added to")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--models", default="")
    parser.add_argument("--instruments", default="")
    parser.add_argument("--effort", type=float, default=1.0)
    parser.add_argument("--anew", action="store_true", help="make again what was asked for and is done")
    options = parser.parse_args()
    instruments = ["fi2010"] if options.fi2010 else list(INSTRUMENTS)
    if options.instruments:
        instruments = options.instruments.split(",")
    wished = options.models.split(",") if options.models else [*RULES, *SEEDED, OURS]
    results = read_results(options.out)
    results |= {"command": "npm run train:paper", "machine": machine()}
    kept = results["cells"]
    if options.anew:
        kept = [c for c in kept if c["model"] not in wished or c["instrument"] not in instruments]
    done = {cell_key(one): one for one in kept}
    options.cache.mkdir(parents=True, exist_ok=True)

    def cells(models: list[str], seed: int) -> list[Cell]:
        made = [
            Cell(i, m, seed, options.data, options.fi2010, str(options.cache), options.effort)
            for m in models
            if m in wished
            for i in instruments
        ]
        return [cell for cell in made if cell.key not in done]

    rounds = [cells(list(RULES), 0)]
    for seed in range(1, options.seeds + 1):
        rounds += [cells(list(SEEDED[:2]), seed), cells([OURS], seed), cells(list(SEEDED[2:]), seed)]
    total, made = sum(map(len, rounds)), 0
    say(f"{len(done)} cells are done, {total} to make")
    with ProcessPoolExecutor(options.jobs) as pool:
        for cell, result in ((c, r) for some in rounds for c, r in zip(some, pool.map(make, some))):
            made += 1
            done[cell.key] = result
            scores = "  ".join(f"k={k} {s['macroF1']:.3f}" for k, s in result["scores"].items())
            say(f"{made}/{total} {cell.key}: {scores} ({result['cpuSeconds']} s of CPU)")
            write_results(options.out, results, done)
    write_results(options.out, results, done)


def machine() -> dict:
    """What the numbers of CPU seconds belong to."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(": ")[1] for line in lines if line.startswith("model name")]
    cpu = names[0].split(" Processor")[0].strip() if names else platform.machine()
    return {"cpu": cpu, "cores": os.cpu_count(), "python": platform.python_version()}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def cell_key(one: dict) -> str:
    return f"{one['instrument']}/{one['model']}/{one['seed']}"


def make(cell: Cell) -> dict:
    """Trains one model on one book with one seed, and judges it."""
    os.nice(int(os.environ.get("CONTRAIL_NICE", "0")))
    began = process_time()
    book = load(cell)
    labels = {part: book.labels[book.rows_of(part)][FIRST:] for part in (1, 2)}
    about: dict = {}
    if cell.model in RULES[:3]:
        scores = rule_scores(cell.model, book, labels)
    elif cell.model == "logistic":
        scores = judged(baseline_logistic(book, FIRST), labels, tuned=False)
    elif cell.model == OURS:
        scores, about = ours(cell, book, labels)
    else:
        made, about = predictions(cell, book, cell.model)
        scores = judged(made, labels)
    return {
        "instrument": cell.instrument,
        "model": cell.model,
        "seed": cell.seed,
        "cpuSeconds": round(process_time() - began),
        **({"about": about} if about else {}),
        "scores": scores,
    }


def load(cell: Cell) -> Book:
    if cell.fi2010:
        return load_fi2010(Path(cell.fi2010))
    return load_recorded(Path(cell.data), cell.instrument)


def predictions(cell: Cell, book: Book, model: str) -> tuple[dict[int, np.ndarray], dict]:
    """What a model says of validation and test: from the cache of this code, or trained now."""
    seed = 0 if model.startswith("logistic") else cell.seed
    stem = f"{cell.instrument}-{model}-{seed}-{code_version()}-{cell.effort:g}".replace(" ", "_")
    file = Path(cell.cache) / f"{stem}.npz"
    if file.exists():
        kept = np.load(file, allow_pickle=False)
        return {1: kept["valid"], 2: kept["test"]}, json.loads(str(kept["about"]))
    label = f"  {cell.instrument} {model} {seed}"
    if model in NETWORKS:
        from train_networks import train_network

        made, about = train_network(
            NETWORKS[model], book, seed, FIRST, cell.effort, lambda text: say(f"{label}: {text}")
        )
    else:
        features = Features(book, FIRST)
        made = FITTED[model](features, seed, lambda text: say(f"{label}: {text}"))
        about = {}
    kept = {"valid": made[1].astype(np.float32), "test": made[2].astype(np.float32)}
    np.savez(file, **kept, about=json.dumps(about))
    return {1: kept["valid"], 2: kept["test"]}, about


def ours(cell: Cell, book: Book, labels: dict[int, np.ndarray]) -> tuple[dict, dict]:
    """A mean of boosted trees, a network and logistic regression over our features; the shares of each
    horizon are chosen on validation."""
    parts = [predictions(cell, book, model)[0] for model in PARTS_OF_OURS]
    mixed = {part: np.empty_like(parts[0][part]) for part in (1, 2)}
    shares = {}
    for horizon, rows in enumerate(HORIZONS):
        best, chosen = -1.0, MIXES[0]
        for trees, network in MIXES:
            share = (trees, network, 1 - trees - network)
            said = sum(s * p[1][:, horizon] for s, p in zip(share, parts, strict=True))
            _, found = bias_of(said, labels[1][:, horizon])
            if found > best:
                best, chosen = found, share
        # Halfway to equal shares: what is best on a few minutes of validation is partly luck.
        share = [(s + 1 / 3) / 2 for s in chosen]
        for part in (1, 2):
            mixed[part][:, horizon] = sum(
                s * p[part][:, horizon] for s, p in zip(share, parts, strict=True)
            )
        shares[str(rows)] = dict(zip(PARTS_OF_OURS, [round(s, 3) for s in share], strict=True))
    return judged(mixed, labels), {"shares": shares}


def rule_scores(model: str, book: Book, labels: dict[int, np.ndarray]) -> dict[str, dict]:
    """Rules anyone could follow; a rule with a threshold has it from validation."""
    out = {}
    for horizon, rows in enumerate(HORIZONS):
        seen = {}
        for part in (1, 2):
            where = book.rows_of(part)
            if model == "persistence":
                mid = book.mid[where]
                seen[part] = (mid / lagged(mid, rows) - 1)[FIRST:]
            else:
                top = book.levels[where]
                seen[part] = ((top[:, 3] - top[:, 1]) / (top[:, 3] + top[:, 1]))[FIRST:]
        train = book.labels[book.rows_of(0)][:, horizon]
        common = int(np.bincount(train[train >= 0], minlength=3).argmax())

        def said(part: int, least: float) -> np.ndarray:
            if model == "majority":
                return np.full(len(seen[part]), common)
            return np.where(seen[part] > least, 0, np.where(seen[part] < -least, 2, 1))

        levels = [0.0, *np.quantile(np.abs(seen[1]), np.arange(0.1, 1, 0.1))]
        wanted = labels[1][:, horizon]
        least = max(levels, key=lambda level: scores_of(wanted, said(1, level))["macroF1"])
        out[str(rows)] = scores_of(labels[2][:, horizon], said(2, least))
    return out


def code_version() -> str:
    """Changes with the code that makes predictions, so that none of other code is taken from the cache."""
    here = Path(__file__).parent
    text = b"".join((here / f"{name}.py").read_bytes() for name in SOURCES[:5])
    return hashlib.sha256(text).hexdigest()[:12]


def read_results(file: Path) -> dict:
    return json.loads(file.read_text()) if file.exists() else {"cells": []}


def write_results(file: Path, results: dict, done: dict[str, dict]) -> None:
    lines = ",\n".join("    " + json.dumps(done[key]) for key in sorted(done))
    head = {key: value for key, value in results.items() if key != "cells"}
    body = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    made = file.with_suffix(".part")
    made.write_text("{\n" + body + '  "cells": [\n' + lines + "\n  ]\n}\n")
    made.replace(file)


if __name__ == "__main__":
    try:
        main()
    except BadFile as cause:
        raise SystemExit(str(cause)) from cause
