"""Runs a grid market maker and an imbalance taker in hftbacktest over columns written by main.ts.

Prints one JSON object: for each case rows, seconds of each run after the first (which compiles), and
position, trades and equity at every look.
"""
import json
import sys
import time

import numpy as np
from hftbacktest import (
    BUY,
    BUY_EVENT,
    DEPTH_CLEAR_EVENT,
    DEPTH_EVENT,
    GTC,
    GTX,
    LIMIT,
    SELL,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.data import correct_event_order
from hftbacktest.order import IOC
from hftbacktest.types import event_dtype
from numba import njit

folder = sys.argv[1]
config = json.load(open(f"{folder}/config.json"))
tick, lot = config["tickSize"], config["lotSize"]
KINDS = np.array(
    [
        DEPTH_EVENT | BUY_EVENT,
        DEPTH_EVENT | SELL_EVENT,
        TRADE_EVENT | BUY_EVENT,
        TRADE_EVENT | SELL_EVENT,
        DEPTH_CLEAR_EVENT,
    ],
    dtype=np.uint64,
)


def column(name, dtype):
    return np.fromfile(f"{folder}/{name}.bin", dtype=dtype)


def events():
    kind = column("kind", np.uint8)
    data = np.zeros(len(kind), dtype=event_dtype)
    data["ev"] = KINDS[kind]
    data["exch_ts"] = column("venueTimeUs", np.float64).astype(np.int64) * 1000
    data["local_ts"] = column("localTimeUs", np.float64).astype(np.int64) * 1000
    data["px"] = column("priceTicks", np.int32) * tick
    data["qty"] = column("quantityLots", np.float64) * lot
    exch = np.argsort(data["exch_ts"], kind="stable")
    local = np.argsort(data["local_ts"], kind="stable")
    return correct_event_order(data, exch, local)


@njit
def note(hbt, at, out, lot):
    state = hbt.state_values(0)
    depth = hbt.depth(0)
    out[at, 0] = round(state.position / lot)
    out[at, 1] = state.num_trades
    mid = (depth.best_bid + depth.best_ask) / 2
    out[at, 2] = state.balance + state.position * mid - state.fee


@njit
def grid_maker(hbt, out, every, lot, half_spread, interval, levels, lots, max_position, skew):
    at = 0
    next_id = 1
    while at < len(out) and hbt.elapse(every) == 0:
        hbt.clear_inactive_orders(0)
        depth = hbt.depth(0)
        position = round(hbt.position(0) / lot)
        bid_tick, ask_tick = depth.best_bid_tick, depth.best_ask_tick
        if bid_tick > 0 and ask_tick < 2**31 - 1:
            fair = (bid_tick + ask_tick) / 2 - skew * position / max_position
            bid = min(int(np.floor((fair - half_spread) / interval)) * interval, bid_tick)
            ask = max(int(np.ceil((fair + half_spread) / interval)) * interval, ask_tick)
            bids = levels if position < max_position else 0
            asks = levels if position > -max_position else 0
            has_bid = np.zeros(levels, np.bool_)
            has_ask = np.zeros(levels, np.bool_)
            leave = np.zeros(4096, np.uint64)
            leaving = 0
            values = hbt.orders(0).values()
            while values.has_next():
                order = values.get()
                buys = order.side == BUY
                steps = bid - order.price_tick if buys else order.price_tick - ask
                step = steps // interval
                count = bids if buys else asks
                if steps % interval == 0 and step >= 0 and step < count:
                    if buys:
                        has_bid[step] = True
                    else:
                        has_ask[step] = True
                elif order.cancellable:
                    leave[leaving] = order.order_id
                    leaving += 1
            for i in range(leaving):
                hbt.cancel(0, leave[i], False)
            size = depth.tick_size
            for i in range(bids):
                if not has_bid[i]:
                    price = (bid - i * interval) * size
                    hbt.submit_buy_order(0, next_id, price, lots * lot, GTX, LIMIT, False)
                    next_id += 1
            for i in range(asks):
                if not has_ask[i]:
                    price = (ask + i * interval) * size
                    hbt.submit_sell_order(0, next_id, price, lots * lot, GTX, LIMIT, False)
                    next_id += 1
        note(hbt, at, out, lot)
        at += 1
    return at


@njit
def book_imbalance(hbt, out, every, lot, threshold, lots):
    at = 0
    next_id = 1
    while at < len(out) and hbt.elapse(every) == 0:
        hbt.clear_inactive_orders(0)
        depth = hbt.depth(0)
        position = round(hbt.position(0) / lot)
        bid_tick, ask_tick = depth.best_bid_tick, depth.best_ask_tick
        if bid_tick > 0 and ask_tick < 2**31 - 1 and len(hbt.orders(0)) == 0:
            bid_lots = round(depth.bid_qty_at_tick(bid_tick) / lot)
            ask_lots = round(depth.ask_qty_at_tick(ask_tick) / lot)
            imbalance = (bid_lots - ask_lots) / (bid_lots + ask_lots)
            target = position
            if imbalance > threshold:
                target = lots
            elif imbalance < -threshold:
                target = -lots
            change = target - position
            if change > 0:
                hbt.submit_buy_order(
                    0, next_id, depth.best_ask, change * lot, IOC, LIMIT, False
                )
                next_id += 1
            elif change < 0:
                hbt.submit_sell_order(
                    0, next_id, depth.best_bid, -change * lot, IOC, LIMIT, False
                )
                next_id += 1
        note(hbt, at, out, lot)
        at += 1
    return at


def run(case, data):
    asset = (
        BacktestAsset()
        .data([data])
        .linear_asset(1.0)
        .constant_order_latency(case["entryUs"] * 1000, case["responseUs"] * 1000)
        .trading_value_fee_model(case["makerBps"] / 10_000, case["takerBps"] / 10_000)
        .tick_size(tick)
        .lot_size(lot)
        .roi_lb(config["lowTicks"] * tick)
        .roi_ub(config["highTicks"] * tick)
        .last_trades_capacity(0)
    )
    if case["queue"] == "risk-averse":
        asset = asset.risk_adverse_queue_model()
    else:
        asset = asset.power_prob_queue_model(case["power"])
    asset = asset.no_partial_fill_exchange()
    hbt = ROIVectorMarketDepthBacktest([asset])
    out = np.zeros((case["looks"], 3))
    settings = case["settings"]
    every = case["everyUs"] * 1000
    began = time.perf_counter()
    if case["strategy"] == "grid-maker":
        names = ["halfSpread", "interval", "levels", "lots", "maxPosition", "skew"]
        looks = grid_maker(hbt, out, every, lot, *[int(settings[name]) for name in names])
    else:
        looks = book_imbalance(
            hbt, out, every, lot, float(settings["threshold"]), int(settings["lots"])
        )
    seconds = time.perf_counter() - began
    hbt.close()
    return np.nan_to_num(out[:looks]), seconds


data = events()
answers = []
for case in config["cases"]:
    first, _ = run(case, data)
    seconds = []
    for _ in range(config["runs"]):
        out, one = run(case, data)
        # Its orders come in the order of a randomly seeded hash, so the last bits of its money change from run to run.
        assert np.array_equal(out[:, :2], first[:, :2])
        assert np.allclose(out, first, rtol=0, atol=1e-9)
        seconds.append(one)
    answers.append(
        {
            "name": case["name"],
            "seconds": seconds,
            "position": first[:, 0].tolist(),
            "trades": first[:, 1].tolist(),
            "equity": first[:, 2].tolist(),
        }
    )
print(json.dumps({"rows": len(data), "cases": answers}))
