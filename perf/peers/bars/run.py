"""Runs a moving-average cross over bars in vectorbt, backtrader and backtesting.py.

Reads columns written by main.ts and prints one JSON object: for each peer the seconds of each run after the
first, and trades and final equity of each pair of means.
"""
import json
import sys
import time
import warnings

import backtesting
import backtrader
import numpy as np
import pandas as pd
import vectorbt as vbt

warnings.filterwarnings("ignore")
folder = sys.argv[1]
config = json.load(open(f"{folder}/config.json"))
bars = pd.DataFrame(
    {name: np.fromfile(f"{folder}/{name}.bin", dtype=np.float64)
     for name in ["open", "high", "low", "close", "volume"]},
    index=pd.to_datetime(np.fromfile(f"{folder}/timeUs.bin", dtype=np.float64).astype(np.int64), unit="us"),
)
pairs = [tuple(pair) for pair in config["pairs"]]
few = [tuple(pair) for pair in config["fewPairs"]]
fee = config["feeBps"] / 10_000
cash = 1e12


def with_vectorbt():
    fast, slow = [list(column) for column in zip(*pairs)]
    close = bars["close"]
    fast_mean = vbt.MA.run(close, fast).ma.to_numpy()
    slow_mean = vbt.MA.run(close, slow).ma.to_numpy()
    entries = fast_mean > slow_mean
    exits = fast_mean < slow_mean
    # There is no open after the last bar.
    entries[-1] = exits[-1] = False
    portfolio = vbt.Portfolio.from_signals(
        close, entries, exits, price=bars["open"].shift(-1), size=1, fees=fee, init_cash=cash, freq="1min",
    )
    equity = portfolio.final_value().to_numpy() - cash
    return portfolio.orders.count().to_numpy().tolist(), equity.tolist()


class Cross(backtrader.Strategy):
    params = (("fast", 1), ("slow", 2))

    def __init__(self):
        self.fast = backtrader.ind.SMA(self.data.close, period=self.p.fast)
        self.slow = backtrader.ind.SMA(self.data.close, period=self.p.slow)
        self.fills = 0

    def notify_order(self, order):
        self.fills += order.status == order.Completed

    def next(self):
        # Its means are sums of doubles divided, so equal ones may differ in the last bit.
        above = round(self.fast[0] - self.slow[0], 6)
        if above > 0 and not self.position:
            self.buy(size=1)
        elif above < 0 and self.position:
            self.sell(size=1)


def with_backtrader():
    fills, equity = [], []
    for fast, slow in few:
        cerebro = backtrader.Cerebro(stdstats=False)
        cerebro.adddata(backtrader.feeds.PandasData(dataname=bars))
        cerebro.addstrategy(Cross, fast=fast, slow=slow)
        cerebro.broker.setcash(cash)
        cerebro.broker.setcommission(commission=fee)
        strategy = cerebro.run()[0]
        fills.append(strategy.fills)
        equity.append(cerebro.broker.getvalue() - cash)
    return fills, equity


def mean_of(values, length):
    return pd.Series(values).rolling(length).mean()


class Crossing(backtesting.Strategy):
    fast = 1
    slow = 2

    def init(self):
        self.fast_mean = self.I(mean_of, self.data.Close, self.fast)
        self.slow_mean = self.I(mean_of, self.data.Close, self.slow)

    def next(self):
        if self.fast_mean[-1] > self.slow_mean[-1] and not self.position:
            self.buy(size=1)
        elif self.fast_mean[-1] < self.slow_mean[-1] and self.position:
            self.position.close()


def with_backtesting():
    frame = bars.rename(columns=str.capitalize)
    fills, equity = [], []
    for fast, slow in few:
        test = backtesting.Backtest(frame, Crossing, cash=cash, commission=fee, trade_on_close=False)
        result = test.run(fast=fast, slow=slow)
        open_trades = len(result._strategy.trades)
        fills.append(2 * len(result._trades) + open_trades)
        equity.append(result["Equity Final [$]"] - cash)
    return fills, equity


def timed(run, times):
    fills, equity = run()
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "fills": fills, "equity": equity}


print(json.dumps({
    "vectorbt": timed(with_vectorbt, config["runs"]),
    "backtrader": timed(with_backtrader, 1),
    "backtesting.py": timed(with_backtesting, 1),
}))
