"""What a training run was, in MLflow: settings, scores, confusion, calibration, data, code and the model itself.

The runs lie in `models/training/.cache/mlflow`, or at the server that MLFLOW_TRACKING_URI names. To look at them:
`pip install mlflow`, then `mlflow ui --backend-store-uri models/training/.cache/mlflow`.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def track(folder: Path, sessions: Path) -> None:
    """Logs the model of a folder, from its card. Fails where a server that was named cannot be reached."""
    import mlflow

    os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")
    store = os.environ.get("MLFLOW_TRACKING_URI") or (HERE / ".cache/mlflow").as_uri()
    card = json.loads((folder / "card.json").read_text())
    mlflow.set_tracking_uri(store)
    mlflow.set_experiment("contrail-models")
    with mlflow.start_run(run_name=f"{card['name']}-{card['sha256'][:8]}") as run:
        mlflow.log_params({
            "model": card["name"],
            "seed": card["seed"],
            "rounds": card["crossValidation"]["rounds"],
            "window": card.get("window", {}).get("rows", 1),
            "featureSet": card["featureSet"],
            "algorithm": card["algorithm"][:250],
            **{f"library.{name}": value for name, value in card["libraries"].items()},
        })
        mlflow.set_tags({
            "sha256": card["sha256"],
            "code": code_version(),
            "data": data_hash(sessions),
        })
        mlflow.log_metrics(metrics_of(card))
        for table in ("confusion", "calibration", "coverage"):
            by_name = {r["instrument"]: r[table] for r in card["results"] if table in r}
            mlflow.log_dict(by_name, f"{table}.json")
        for result in card["results"]:
            if "calibration" in result:
                plot = calibration_plot(result["calibration"])
                mlflow.log_text(plot, f"calibration/{result['instrument']}.svg")
        for name in ("model.onnx", "card.json", "card.md", "golden.json"):
            if (folder / name).exists():
                mlflow.log_artifact(str(folder / name))
        print(f"tracked as run {run.info.run_id} in {store}", file=sys.stderr)


def metrics_of(card: dict) -> dict[str, float]:
    """Every score of the model itself and of each rule, by instrument."""
    found = {f"check.{name}": value for name, value in card["checks"].items()}
    found["parity.python"] = card["parity"]["python"]["maxDifference"]
    for result in card["results"]:
        for score in result["scores"]:
            stem = f"{result['instrument']}.{score['method']}".replace(" ", "-")
            found |= {f"{stem}.{k}": v for k, v in score.items() if k != "method"}
    return found


def calibration_plot(bins: list[dict[str, float]]) -> str:
    """What came against what was said; the area of a point is its share of the votes."""
    points = "".join(
        f'<circle cx="{300 * b["said"]:.1f}" cy="{300 - 300 * b["was"]:.1f}" '
        f'r="{3 + 40 * b["share"] ** 0.5:.1f}" fill="steelblue" fill-opacity="0.6"/>'
        for b in bins
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 320 320">'
        '<rect width="300" height="300" fill="none" stroke="gray"/>'
        f'<path d="M0 300 300 0" stroke="gray"/>{points}</svg>'
    )


def code_version() -> str:
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HERE, capture_output=True, text=True)
    return head.stdout.strip() or "unknown"


def data_hash(sessions: Path) -> str:
    """SHA-256 over the exported sessions, in order of their names."""
    total = hashlib.sha256()
    for file in sorted([*sessions.glob("*.features.npy"), *sessions.glob("*.moments.npy")]):
        if not file.name.startswith("parity"):
            total.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


if __name__ == "__main__":
    track(Path(sys.argv[1]), Path(sys.argv[2]))
