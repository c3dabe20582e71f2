"""The networks of three papers, as small as two cores can train, with one head for every horizon.

All read the same rows: prices as distance from a slow mean of the mid price, quantities as logarithms, both
brought to one scale by the training part. What differs from the papers is said in each class.
"""

import torch
from books import HORIZONS
from torch import nn

CLASSES = 3
OUTPUTS = CLASSES * len(HORIZONS)


class DeepLob(nn.Module):
    """DeepLOB (Zhang, Zohren, Roberts 2019): convolutions over the levels, inception, LSTM.

    The convolutions over time of the inception module look back only, so that overlapping windows share
    them; in the paper they are padded on both sides.
    """

    rows = 100

    def __init__(self) -> None:
        super().__init__()

        def block(into: int, width: int, step: int) -> nn.Sequential:
            def over_time() -> list[nn.Module]:
                return [nn.Conv2d(32, 32, (4, 1)), nn.LeakyReLU(0.01), nn.BatchNorm2d(32)]

            levels = nn.Conv2d(into, 32, (1, width), (1, step))
            return nn.Sequential(
                levels, nn.LeakyReLU(0.01), nn.BatchNorm2d(32), *over_time(), *over_time()
            )

        self.levels = nn.Sequential(block(1, 2, 2), block(32, 2, 2), block(32, 10, 1))

        def branch(rows: int) -> nn.Sequential:
            steps = [nn.Conv1d(32, 64, 1), nn.LeakyReLU(0.01), nn.BatchNorm1d(64)]
            if rows > 1:
                back = nn.ZeroPad1d((rows - 1, 0))
                steps += [back, nn.Conv1d(64, 64, rows), nn.LeakyReLU(0.01), nn.BatchNorm1d(64)]
            return nn.Sequential(*steps)

        self.three, self.five = branch(3), branch(5)
        self.pooled = nn.Sequential(nn.ZeroPad1d((2, 0)), nn.MaxPool1d(3, 1), *branch(1))
        self.lstm = nn.LSTM(192, 64, batch_first=True)
        self.head = nn.Linear(64, OUTPUTS)

    def forward(self, chunks: torch.Tensor, step: int) -> torch.Tensor:
        x = self.levels(chunks.unsqueeze(1)).squeeze(3)
        x = torch.cat([self.three(x), self.five(x), self.pooled(x)], 1)
        # The three blocks shorten a window by 18 rows.
        windows = x.unfold(2, self.rows - 18, step).permute(0, 2, 3, 1).flatten(0, 1)
        _, (last, _) = self.lstm(windows)
        return self.head(last[0])


class Bilinear(nn.Module):
    """A bilinear layer: one matrix over the features, one over the rows."""

    def __init__(self, features: int, rows: int, wide: int, long: int) -> None:
        super().__init__()
        self.over_features = nn.Parameter(torch.empty(wide, features))
        self.over_rows = nn.Parameter(torch.empty(rows, long))
        self.bias = nn.Parameter(torch.zeros(wide, long))
        for matrix in (self.over_features, self.over_rows):
            nn.init.xavier_uniform_(matrix)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.over_features @ x @ self.over_rows + self.bias


class BilinearNormalisation(nn.Module):
    """BiN (Tran and others 2021): each window brought to one scale over its rows and over its features."""

    def __init__(self, features: int, rows: int) -> None:
        super().__init__()
        self.gain = nn.ParameterList([torch.ones(features, 1), torch.ones(1, rows)])
        self.shift = nn.ParameterList([torch.zeros(features, 1), torch.zeros(1, rows)])
        self.share = nn.Parameter(torch.full((2,), 0.5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = 0
        for i, axis in enumerate((2, 1)):
            mean, deviation = x.mean(axis, keepdim=True), x.std(axis, keepdim=True)
            scaled = (x - mean) / deviation.clamp_min(1e-4)
            out = out + self.share[i].clamp_min(0.01) * (self.gain[i] * scaled + self.shift[i])
        return out


class BinCtabl(nn.Module):
    """BiN-C(TABL) (Tran and others 2021), with the paper's sizes, 60x10, 120x5 and one column."""

    rows = 10

    def __init__(self) -> None:
        super().__init__()
        self.normal = BilinearNormalisation(40, self.rows)
        self.first, self.second = Bilinear(40, 10, 60, 10), Bilinear(60, 10, 120, 5)
        self.third = Bilinear(120, 5, OUTPUTS, 1)
        self.attend = nn.Parameter(torch.full((5, 5), 0.2))
        self.mix = nn.Parameter(torch.tensor(0.5))
        self.drop = nn.Dropout(0.1)

    def forward(self, chunks: torch.Tensor, step: int) -> torch.Tensor:
        x = chunks.unfold(1, self.rows, step).flatten(0, 1)
        x = self.drop(torch.relu(self.first(self.normal(x))))
        x = self.drop(torch.relu(self.second(x)))
        wide = self.third.over_features @ x
        # The diagonal of the attention is fixed, so that a row weighs the others against itself.
        weights = self.attend - torch.diag(torch.diag(self.attend)) + torch.eye(5) / 5
        mask = torch.softmax(wide @ weights, 2)
        share = self.mix.clamp(0, 1)
        attended = share * wide + (1 - share) * wide * mask
        return (attended @ self.third.over_rows + self.third.bias).squeeze(2)


class Attention(nn.Module):
    """Self-attention with one head, and a layer that mixes the width."""

    def __init__(self, width: int, out: int) -> None:
        super().__init__()
        self.norm, self.middle = nn.LayerNorm(width), nn.LayerNorm(width)
        self.three, self.back = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mix = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, out))
        self.same = width == out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        query, key, value = self.three(self.norm(x)).chunk(3, 2)
        seen = nn.functional.scaled_dot_product_attention(query, key, value)
        x = x + self.back(seen)
        mixed = self.mix(self.middle(x))
        return x + mixed if self.same else mixed


class Tlob(nn.Module):
    """TLOB (Berti, Kasneci 2025): BiN, then attention over the rows and over the features in turn.

    Two pairs of layers over 64 rows; in the paper four pairs over 128.
    """

    rows = 64

    def __init__(self) -> None:
        super().__init__()
        self.normal = BilinearNormalisation(40, self.rows)
        self.embed = nn.Linear(40, 40)
        place = torch.arange(self.rows).unsqueeze(1) / 10000 ** (torch.arange(0, 40, 2) / 40)
        self.register_buffer("place", torch.cat([place.sin(), place.cos()], 1))
        self.layers = nn.ModuleList(
            [Attention(40, 40), Attention(64, 64), Attention(40, 10), Attention(64, 16)]
        )
        self.head = nn.Sequential(nn.Linear(160, 64), nn.GELU(), nn.Linear(64, OUTPUTS))

    def forward(self, chunks: torch.Tensor, step: int) -> torch.Tensor:
        x = self.normal(chunks.unfold(1, self.rows, step).flatten(0, 1)).transpose(1, 2)
        x = self.embed(x) + self.place
        for layer in self.layers:
            x = layer(x).transpose(1, 2)
        return self.head(x.flatten(1))


NETWORKS = {"deeplob": DeepLob, "bin-ctabl": BinCtabl, "tlob": Tlob}
