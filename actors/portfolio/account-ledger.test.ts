// Money of an account: currencies kept apart, rates where there are any, and strategies that sum to the account.
import { describe, expect, it } from "vitest";
import type { PositionRecord } from "../../streams/positions.ts";
import { positions } from "../positions.ts";
import { alone } from "../testing/alone.ts";
import { type Random, randomFrom } from "../testing/random.ts";
import { fillRow, quoteRow } from "../testing/rows.ts";
import { type LedgerLine, ledgerOf, type Rate, ratesInto } from "./account-ledger.ts";

const line = (changes: Partial<LedgerLine>): LedgerLine => ({
  ...{ strategy: "s", currency: "USD", realized: 0, unrealized: 0, fees: 0, funding: 0, value: 0 },
  ...changes,
});
const rates = (all: Readonly<Record<string, number>>): ReadonlyMap<string, Rate> =>
  new Map(Object.entries(all).map(([currency, rate]) => [currency, { rate, source: "test" }]));

describe("the ledger of an account", () => {
  it("keeps the cash of each currency, and sums them at their rates", () => {
    const ledger = ledgerOf([
      line({ strategy: "a", realized: 100, unrealized: 20, fees: 3, value: 1_020 }),
      line({ strategy: "b", currency: "EUR", realized: 10, fees: 1, funding: 2, value: -500 }),
    ], { base: "USD", capital: 10_000, rates: rates({ USD: 1, EUR: 1.1 }) });
    expect(ledger.balances).toMatchObject([
      { currency: "EUR", cash: 507, net: -500, gross: 500, rate: { rate: 1.1 } },
      { currency: "USD", cash: 9_097, net: 1_020, gross: 1_020, rate: { rate: 1 } },
    ]);
    expect(ledger.equity).toBeCloseTo(10_117 + 7 * 1.1, 9);
    expect(ledger.gross).toBeCloseTo(1_570, 9);
    expect(ledger.strategies.map(({ strategy }) => strategy)).toEqual(["a", "b"]);
  });

  it("leaves a currency without a rate out of the sum, and tells it beside", () => {
    const ledger = ledgerOf([line({ currency: "JPY", realized: 9_000 })], {
      ...{ base: "USD", capital: 100, rates: rates({ USD: 1 }) },
    });
    expect(ledger.equity).toBe(100);
    expect(ledger.balances[0]).toMatchObject({ currency: "JPY", cash: 9_000, rate: undefined });
    expect(ledger.strategies).toMatchObject([{ strategy: "s", cash: 0, realized: 0 }]);
  });
});

describe("rates", () => {
  const quoted = [
    { instrument: { symbol: "EURUSD", currency: "USD", name: "EURUSD.oanda" }, mid: 1.08 },
    { instrument: { symbol: "EURUSD", currency: "USD", name: "EURUSD.fxcm" }, mid: 9 },
    { instrument: { symbol: "USD-JPY", currency: "JPY", name: "USD-JPY.fx" }, mid: 150 },
    { instrument: { symbol: "BTC/USD", currency: "USD", name: "BTC/USD.kraken" }, mid: 60_000 },
    { instrument: { symbol: "CHFUSD", currency: "USD", name: "CHFUSD.gone" }, mid: 0 },
  ];
  const configured = new Map([["USDT", 1], ["EUR", 7], ["CHF", 1.1]]);

  it("come from the stream, either way round, else from what is configured, else there is none", () => {
    const found = ratesInto("USD", ["EUR", "JPY", "BTC", "USDT", "CHF", "XYZ", "USD"], {
      ...{ quoted, configured },
    });
    expect([...found]).toEqual([
      ["USD", { rate: 1, source: "base" }],
      ["EUR", { rate: 1.08, source: "EURUSD.oanda" }],
      ["JPY", { rate: 1 / 150, source: "USD-JPY.fx" }],
      ["BTC", { rate: 60_000, source: "BTC/USD.kraken" }],
      ["USDT", { rate: 1, source: "configured" }],
      ["CHF", { rate: 1.1, source: "configured" }],
    ]);
  });
});

/** Random fills of several strategies: the newest position of each, and of one that has them all. */
const trade = (random: Random) => {
  const ledgers = { apart: alone(positions), netted: alone(positions) };
  const newest = {
    apart: new Map<string, PositionRecord>(),
    netted: new Map<string, PositionRecord>(),
  };
  for (let position = 1; position <= 200; position++) {
    const strategy = `s${random.between(0, 3)}`;
    const common = { position, instrumentId: 1, eventTimeUs: position * 2_000_000 };
    const price = random.between(9_000, 11_000);
    const row = random.next() < 0.7
      ? fillRow({
        ...common,
        ...{ account: "paper", side: random.pick(["buy", "sell"] as const) },
        ...{ lastQuantityLots: random.between(1, 40), lastPriceTicks: price },
        feeTickLots: random.between(-20, 60),
      })
      : quoteRow({ ...common, bidPriceTicks: price - 5, askPriceTicks: price + 5 });
    for (const which of ["apart", "netted"] as const) {
      const of = which === "apart" ? strategy : "";
      const given = row._tag === "fill" ? { ...row, strategy: of } : row;
      for (const told of ledgers[which].send(given)) {
        if (told._tag === "position") newest[which].set(told.strategy, told);
      }
    }
  }
  return newest;
};

it("of every strategy sums to that of the account, as the venue nets it", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const { apart, netted } = trade(randomFrom(seed));
    const sum = (of: (one: PositionRecord) => number, all: Iterable<PositionRecord>) =>
      [...all].reduce((total, one) => total + of(one), 0);
    // At one mark: what was marked last at another price is moved to it.
    const mark = netted.get("")!.markPriceHalfTicks;
    const halfCash = (one: PositionRecord) =>
      2 * (one.realizedTickLots - one.costTickLots - one.feesTickLots - one.fundingTickLots);
    const halfEquity = (one: PositionRecord) => halfCash(one) + one.quantityLots * mark;
    for (const  of of[(one: PositionRecord) => one.quantityLots, halfCash, halfEquity]) {
      expect(sum(of, apart.values()), `seed ${seed}`).toBe(sum(of, netted.values()));
    }
    const lines = [...apart.values()].map((one): LedgerLine => ({
      strategy: one.strategy,
      currency: "USD",
      realized: one.realizedTickLots,
      unrealized: (one.quantityLots * mark - 2 * one.costTickLots) / 2,
      fees: one.feesTickLots,
      funding: one.fundingTickLots,
      value: one.quantityLots * mark / 2,
    }));
    const ledger = ledgerOf(lines, { base: "USD", capital: 0, rates: rates({ USD: 1 }) });
    expect(ledger.equity).toBe(sum(halfEquity, netted.values()) / 2);
    expect(ledger.cash).toBe(sum(halfCash, netted.values()) / 2);
    const { strategies } = ledger;
    expect(strategies.reduce((total, one) => total + one.cash + one.net, 0)).toBe(ledger.equity);
  }
});
