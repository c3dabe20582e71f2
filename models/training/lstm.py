"""An LSTM over windows of feature vectors: fitted, told as ONNX. Needs PyTorch.

It computes a score of each window and of its mirror image (bid for offer, buy for sell), and takes their
difference: what it says of a market and of the market in a mirror are opposites, whatever it learned.
"""

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import numpy as np
import torch
from dataset import ODD, SWAPPED, Rows, scale_of
from scores import log_loss
from torch import nn

SEED = 20131007
WINDOW = 16
HIDDEN = 32
ROWS_PER_MOVE = 8
BATCH = 512
LEARNING_RATE = 1e-3
MOST_EPOCHS = 10
PATIENCE = 2
LARGEST = 8.0


class NextMove(nn.Module):
    """Logit of up, from windows of raw features: rows x window x features."""

    def __init__(self, names: list[str], scale: np.ndarray) -> None:
        super().__init__()
        width = len(names)
        order = [names.index(SWAPPED.get(name, name)) for name in names]
        sign = [-1.0 if name in ODD else 1.0 for name in names]
        self.register_buffer("inverse", torch.tensor(1 / scale, dtype=torch.float32))
        self.register_buffer("order", torch.tensor(order))
        self.register_buffer("sign", torch.tensor(sign))
        self.lstm = nn.LSTM(width, HIDDEN, batch_first=True)
        self.head = nn.Sequential(
            nn.Linear(HIDDEN + width, 64), nn.ReLU(), nn.Dropout(0.1), nn.Linear(64, 1)
        )
        self.slope = nn.Parameter(torch.ones(()), requires_grad=False)

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        x = torch.clamp(windows * self.inverse, -LARGEST, LARGEST)
        both = torch.stack([x, x.index_select(2, self.order) * self.sign], 1).flatten(0, 1)
        states, _ = self.lstm(both)
        score = self.head(torch.cat([states[:, -1], both[:, -1]], 1)).view(-1, 2)
        return self.slope * (score[:, 0] - score[:, 1])


class Probabilities(nn.Module):
    """Probabilities of down and up, as every model of next moves gives them."""

    def __init__(self, network: NextMove) -> None:
        super().__init__()
        self.network = network

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        up = torch.sigmoid(self.network(windows)).unsqueeze(1)
        return torch.cat([1 - up, up], 1)


@dataclass(frozen=True)
class Model:
    network: NextMove
    ahead: int = 0
    name = "lstm"

    def score(self, rows: Rows) -> np.ndarray:
        self.network.eval()
        out = []
        with torch.no_grad():
            for part in np.array_split(np.arange(len(rows.up)), max(1, len(rows.up) // 8192)):
                windows = _some(rows, part).windows(WINDOW, self.ahead)
                out.append(self.network(torch.from_numpy(windows)).numpy())
        return np.concatenate(out).astype(np.float64)

    def probability(self, rows: Rows) -> np.ndarray:
        return 1 / (1 + np.exp(-self.score(rows)))

    def save(self, folder: Path) -> None:
        torch.save(self.network.state_dict(), folder / "lstm.pt")

    def onnx(self) -> bytes:
        file = BytesIO()
        self.network.eval()
        torch.onnx.export(
            Probabilities(self.network),
            (torch.zeros(3, WINDOW, len(self.network.order)),),
            file,
            dynamo=False,
            opset_version=17,
            input_names=["features"],
            output_names=["probabilities"],
            dynamic_axes={"features": {0: "rows"}, "probabilities": {0: "rows"}},
        )
        return file.getvalue()


def load(file: Path) -> Probabilities:
    """The network that `Model.save` left in a folder, as it predicts."""
    state = torch.load(file, weights_only=True)
    width = len(state["order"])
    # Names and scale are in what was saved.
    network = NextMove([str(i) for i in range(width)], np.ones(width))
    network.load_state_dict(state)
    return Probabilities(network.eval())


def _some(rows: Rows, numbers: np.ndarray) -> Rows:
    return replace(rows, up=rows.up[numbers], at=rows.at[numbers])


def fit(
    parts: list[Rows],
    names: list[str],
    epochs: int,
    watch: list[Rows] = (),
    ahead: int = 0,
    say=lambda text: None,
) -> tuple[Model, list[float]]:
    """Fits for so many epochs; with rows to watch, keeps the best of them, and gives each epoch's log-loss there."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    random = np.random.default_rng(SEED)
    thin = [part.thinned(ROWS_PER_MOVE) for part in parts]
    windows = torch.from_numpy(np.concatenate([part.windows(WINDOW, ahead) for part in thin]))
    up = torch.from_numpy(np.concatenate([part.up for part in thin]).astype(np.float32))
    weight = np.concatenate([part.weight for part in thin])
    weight = torch.from_numpy((weight / weight.mean()).astype(np.float32))
    network = NextMove(names, scale_of(windows[:, -1].numpy()))
    model = Model(network, ahead)
    best, curve = None, []
    optimizer = torch.optim.AdamW(network.parameters(), LEARNING_RATE, weight_decay=1e-3)
    for epoch in range(epochs):
        network.train()
        for rows in np.array_split(random.permutation(len(up)), len(up) // BATCH + 1):
            optimizer.zero_grad()
            logit = network(windows[rows])
            loss = nn.functional.binary_cross_entropy_with_logits(logit, up[rows], weight[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
        if not watch:
            say(f"epoch {epoch + 1} of {epochs}")
            continue
        curve.append(_loss(model, watch))
        say(f"epoch {epoch + 1} of {epochs}: log-loss {curve[-1]:.5f} on the days left out")
        if curve[-1] == min(curve):
            best = {name: value.clone() for name, value in network.state_dict().items()}
        elif len(curve) - 1 - int(np.argmin(curve)) >= PATIENCE:
            break
    if best is not None:
        network.load_state_dict(best)
    return model, curve


def _loss(model: Model, parts: list[Rows]) -> float:
    up = np.concatenate([part.up for part in parts])
    weight = np.concatenate([part.weight for part in parts])
    p = np.concatenate([model.probability(part) for part in parts])
    return log_loss(up, p, weight)
