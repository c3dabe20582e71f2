"""Runs crosses of moving averages in NautilusTrader over columns written by main.ts.

Each bar is two quotes, its open and its close, with bid and ask at the price: the strategy decides at a close
and its market order fills at the next open. Prints one JSON object: fills, final equity and seconds of each pair.
"""
import json
import sys
import time
from decimal import Decimal

import numpy as np
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.engine import BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import QuoteTick
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

folder = sys.argv[1]
config = json.load(open(f"{folder}/config.json"))
SIM = Venue("SIM")
NAME = InstrumentId(Symbol("BARS"), SIM)
START = 1_000_000_000


def column(name):
    return np.fromfile(f"{folder}/{name}.bin", dtype=np.float64)


def instrument():
    return CurrencyPair(
        instrument_id=NAME,
        raw_symbol=Symbol("BARS"),
        base_currency=BTC,
        quote_currency=USDT,
        price_precision=0,
        size_precision=0,
        price_increment=Price.from_str("1"),
        size_increment=Quantity.from_str("1"),
        ts_event=0,
        ts_init=0,
        margin_init=Decimal(0),
        margin_maint=Decimal(0),
        maker_fee=Decimal(0),
        taker_fee=Decimal(config["feeBps"]) / 10_000,
    )


def quotes():
    size = Quantity.from_str("1000")
    out = []
    for us, begin, end in zip(column("timeUs"), column("open"), column("close")):
        for at, price in ((us, begin), (us + 59_000_000, end)):
            told = Price(price, 0)
            ns = int(at) * 1000
            out.append(QuoteTick(NAME, told, told, size, size, ns, ns))
    return out


class CrossConfig(StrategyConfig, frozen=True):
    fast: int
    slow: int


class Cross(Strategy):
    """Long one unit while the fast mean of closes is above the slow one."""

    def __init__(self, config):
        super().__init__(config)
        self.closes = []
        self.sums = [0.0, 0.0]
        self.is_open = False
        self.wanted = 0
        self.held = 0

    def on_start(self):
        self.what = self.cache.instrument(NAME)
        self.one = self.what.make_qty(1)
        self.subscribe_quote_ticks(NAME)

    def on_quote_tick(self, tick):
        self.is_open = not self.is_open
        if self.is_open:
            if self.wanted != self.held:
                side = OrderSide.BUY if self.wanted > self.held else OrderSide.SELL
                self.submit_order(self.order_factory.market(NAME, side, self.one))
                self.held = self.wanted
            return
        price = tick.bid_price.as_double()
        closes, sums = self.closes, self.sums
        closes.append(price)
        for i, length in enumerate((self.config.fast, self.config.slow)):
            sums[i] += price
            if len(closes) > length:
                sums[i] -= closes[-1 - length]
        if len(closes) >= self.config.slow:
            self.wanted = int(sums[0] / self.config.fast > sums[1] / self.config.slow)


def run(fast, slow, data, last):
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(
        venue=SIM,
        oms_type=OmsType.NETTING,
        account_type=AccountType.MARGIN,
        base_currency=None,
        starting_balances=[Money(START, USDT)],
    )
    engine.add_instrument(instrument())
    engine.add_data(data)
    strategy = Cross(CrossConfig(fast=fast, slow=slow))
    engine.add_strategy(strategy)
    began = time.perf_counter()
    engine.run()
    seconds = time.perf_counter() - began
    fills = len(engine.cache.orders_closed())
    balance = engine.portfolio.account(SIM).balance_total(USDT).as_double() - START
    open_positions = engine.cache.positions_open()
    value = sum(p.unrealized_pnl(Price(last, 0)).as_double() for p in open_positions)
    engine.dispose()
    return fills, balance + value, seconds


data = quotes()
last = column("close")[-1]
answers = [run(fast, slow, data, last) for fast, slow in config["pairs"]]
print(
    json.dumps(
        {
            "fills": [one[0] for one in answers],
            "equity": [one[1] for one in answers],
            "seconds": [one[2] for one in answers],
        }
    )
)
