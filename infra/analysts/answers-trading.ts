// The plain answers about signals, orders and fills: questions 18 to 28.
import type { Answer } from "./answers.ts";
import { groups, lastAt, mean, quantile, sign, sum, twiceMid, twoSided } from "./measures.ts";
import type { Of, Session } from "./session.ts";

const byStrategy = <T extends { readonly strategy: string }>(all: readonly T[]) =>
  groups(all, ({ strategy }) => strategy);

const submits = (session: Session) =>
  session.of("orderCommand")
    .filter(({ stage, command }) => stage === "approved" && command === "submit");

const orderTypes = ["market", "limit"];

/** The last two-sided quote of an instrument at or before a position. */
const quoteAt = (session: Session) => {
  const quotes = twoSided(session);
  return (instrumentId: number, position: number) =>
    lastAt(quotes.get(instrumentId) ?? [], (quote) => quote.position, position);
};

/** Fills with something that stood at their moment, where it did. */
const fillsWith = <T>(session: Session, find: (fill: Of<"fill">) => T | undefined) =>
  session.of("fill").flatMap((fill) => {
    const found = find(fill);
    return found === undefined ? [] : [{ fill, found, strategy: fill.strategy }];
  });

export const tradingAnswers: Readonly<Record<number, Answer>> = {
  18: (session) =>
    groups(session.of("signal"), (one) => `${one.strategy}\t${session.name(one.instrumentId)}`)
      .map(([key, signals]) => ({
        strategy: key.split("\t")[0]!,
        instrument: key.split("\t")[1]!,
        signals: signals.length,
        long: signals.filter(({ targetPositionLots }) => targetPositionLots > 0).length,
        short: signals.filter(({ targetPositionLots }) => targetPositionLots < 0).length,
        confidence: mean(signals.map(({ confidence }) => confidence)),
      })),

  19: (session) =>
    byStrategy(session.of("orderEvent")).map(([strategy, events]) => {
      const of = (wanted: string) => events.filter(({ event }) => event === wanted).length;
      return {
        ...{ strategy, denied: of("denied"), accepted: of("accepted"), rejected: of("rejected") },
        ...{ canceled: of("canceled"), filled: of("filled") },
      };
    }),

  20: (session) =>
    groups(
      session.of("riskDecision").filter(({ decision }) => decision === "denied"),
      ({ strategy, reason }) => `${strategy}\t${reason}`,
    ).map(([key, all]) => ({
      strategy: key.split("\t")[0]!,
      reason: key.split("\t")[1]!,
      denied: all.length,
    })).sort((one, other) => other.denied - one.denied),

  21: (session) => {
    const filled = new Map(
      groups(session.of("fill"), ({ clientOrderId }) => clientOrderId)
        .map(([id, fills]) => [id, sum(fills.map((fill) => fill.lastQuantityLots))]),
    );
    return groups(
      submits(session),
      ({ strategy, orderType }) => `${strategy}\t${orderTypes.indexOf(orderType)}`,
    ).map(([, orders]) => ({
      strategy: orders[0]!.strategy,
      order_type: orders[0]!.orderType,
      orders: orders.length,
      fill_ratio: sum(orders.map(({ clientOrderId }) => filled.get(clientOrderId) ?? 0)) /
        sum(orders.map(({ quantityLots }) => quantityLots)),
    }));
  },

  22: (session) =>
    byStrategy(session.of("fill")).map(([strategy, fills]) => {
      const messages = session.of("orderCommand")
        .filter((one) => one.strategy === strategy && one.stage === "approved").length;
      return { strategy, messages, trades: fills.length, ratio: messages / fills.length };
    }),

  23: (session) =>
    byStrategy(session.of("fill")).map(([strategy, fills]) => {
      const waited = groups(fills, ({ clientOrderId }) => clientOrderId).map(([, of]) =>
        Math.min(...of.map(({ eventTimeUs, orderEventTimeUs }) => eventTimeUs - orderEventTimeUs))
      );
      const [p50, p95] = [quantile(waited, 0.5), quantile(waited, 0.95)];
      return { strategy, p50_ms: p50 / 1000, p95_ms: p95 / 1000 };
    }),

  24: (session) => {
    const quotes = Map.groupBy(session.of("quote"), ({ instrumentId }) => instrumentId);
    const done = new Set(session.of("fill").map(({ clientOrderId }) => clientOrderId));
    const orders = submits(session).filter(({ orderType }) => orderType === "limit")
      .flatMap((order) => {
        const rows = quotes.get(order.instrumentId) ?? [];
        const quote = lastAt(rows, ({ position }) => position, order.position);
        if (quote === undefined) return [];
        const [price, lots] = order.side === "buy"
          ? [quote.bidPriceTicks, quote.bidQuantityLots]
          : [quote.askPriceTicks, quote.askQuantityLots];
        const ahead = order.priceTicks === price ? lots : 0;
        const bucket = ahead === 0 ? 0 : Math.floor(Math.log2(ahead)) + 1;
        return [{ bucket, filled: Number(done.has(order.clientOrderId)) }];
      });
    return [...Map.groupBy(orders, ({ bucket }) => bucket)].sort(([one], [other]) => one - other)
      .map(([bucket, all]) => ({
        ...{ bucket, orders: all.length, fill_ratio: mean(all.map(({ filled }) => filled)) },
      }));
  },

  25: (session) =>
    groups(session.of("fill"), (fill) =>
      [
        fill.strategy,
        session.instrument(fill.instrumentId).currency,
        fill.liquidity === "maker" ? 0 : 1,
      ].join("\t")).map(([key, fills]) => ({
        strategy: key.split("\t")[0]!,
        currency: key.split("\t")[1]!,
        liquidity: fills[0]!.liquidity,
        fills: fills.length,
        fees: sum(fills.map((one) =>
          one.feeTickLots * session.tick(one.instrumentId) * session.lot(one.instrumentId)
        )),
      })),

  26: (session) => {
    const at = quoteAt(session);
    return byStrategy(fillsWith(session, (one) => at(one.instrumentId, one.orderPosition)))
      .map(([strategy, all]) => {
        const lots = sum(all.map(({ fill }) => fill.lastQuantityLots));
        const costs = all.map(({ fill, found }) => {
          const mid = twiceMid(found);
          return sign(fill) * (2 * fill.lastPriceTicks - mid) / mid * 1e4 * fill.lastQuantityLots;
        });
        return { strategy, slippage_bps: sum(costs) / lots };
      });
  },

  27: (session) => {
    const quotes = new Map(
      [...twoSided(session)].map(([id, all]) =>
        [
          id,
          all.toSorted((a, b) => a.eventTimeUs - b.eventTimeUs || a.position - b.position),
        ] as const
      ),
    );
    return byStrategy(session.of("fill")).flatMap(([strategy, fills]) =>
      [1, 5, 30].map((horizon) => {
        const marks = fills.flatMap((fill) => {
          const rows = quotes.get(fill.instrumentId) ?? [];
          const quote = lastAt(rows, (one) => one.eventTimeUs, fill.eventTimeUs + horizon * 1e6);
          if (quote === undefined) return [];
          const paid = 2 * fill.lastPriceTicks;
          return [sign(fill) * (twiceMid(quote) - paid) / paid * 1e4];
        });
        return { strategy, horizon_s: horizon, markout_bps: mean(marks) };
      })
    );
  },

  28: (session) => {
    const at = quoteAt(session);
    const all = fillsWith(session, (fill) => at(fill.instrumentId, fill.position));
    return groups(all, ({ fill }) => `${fill.strategy}\t${fill.liquidity}`).map(([key, of]) => ({
      strategy: key.split("\t")[0]!,
      liquidity: key.split("\t")[1]!,
      effective_bps: mean(
        of.map(({ fill, found }) =>
          2 * Math.abs(2 * fill.lastPriceTicks - twiceMid(found)) / twiceMid(found) * 1e4
        ),
      ),
    }));
  },
};
