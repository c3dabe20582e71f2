// The plain answers about the market: questions 1 to 10.
import type { Answer } from "./answers.ts";
import { groups, mean, minuteText, quantile, sum, timeText, without } from "./measures.ts";
import type { Of, Session } from "./session.ts";

const byName = <T extends { readonly instrumentId: number }>(session: Session, all: readonly T[]) =>
  groups(all, ({ instrumentId }) => session.name(instrumentId));

/** Trades that no vendor marked as bad. */
const good = (session: Session) => session.of("trade").filter(without(1));

const twoSided = (session: Session) =>
  session.of("quote").filter((quote) => quote.bidPriceTicks > 0 && quote.askPriceTicks > 0);

/** Bars of trades by their start, in order. */
const bars = (trades: readonly Of<"trade">[], widthUs: number) =>
  [...Map.groupBy(trades, ({ eventTimeUs }) => Math.floor(eventTimeUs / widthUs) * widthUs)]
    .sort(([one], [other]) => one - other)
    .map(([startUs, inBar]) => {
      const sorted = inBar.toSorted((one, other) =>
        one.eventTimeUs - other.eventTimeUs || one.position - other.position
      );
      const prices = sorted.map(({ priceTicks }) => priceTicks);
      return {
        startUs,
        open: prices[0]!,
        high: Math.max(...prices),
        low: Math.min(...prices),
        close: prices.at(-1)!,
        volume: sum(sorted.map(({ quantityLots }) => quantityLots)),
        trades: sorted.length,
      };
    });

export const marketAnswers: Readonly<Record<number, Answer>> = {
  1: (session) =>
    byName(session, session.of("quote")).map(([instrument, quotes]) => {
      const { instrumentId, bidPriceTicks, askPriceTicks, eventTimeUs } = quotes.at(-1)!;
      const tick = session.tick(instrumentId);
      const [bid, ask] = [bidPriceTicks * tick, askPriceTicks * tick];
      return { instrument, bid, ask, as_of: timeText(eventTimeUs) };
    }),

  2: (session, { instrument }) => {
    const { instrumentId } = session.instruments.find(({ name }) => name === instrument)!;
    const [tick, lot] = [session.tick(instrumentId), session.lot(instrumentId)];
    const ours = good(session).filter((trade) => trade.instrumentId === instrumentId);
    return bars(ours, 60e6).map((bar) => ({
      minute: minuteText(bar.startUs),
      ...{ open: bar.open * tick, high: bar.high * tick, low: bar.low * tick },
      ...{ close: bar.close * tick, volume: bar.volume * lot, trades: bar.trades },
    }));
  },

  3: (session, { instrument }) => {
    const { instrumentId } = session.instruments.find(({ name }) => name === instrument)!;
    const [tick, lot] = [session.tick(instrumentId), session.lot(instrumentId)];
    const ours = good(session).filter((trade) => trade.instrumentId === instrumentId);
    return groups(ours, ({ eventTimeUs }) => minuteText(eventTimeUs)).map(([start, trades]) => {
      const lots = sum(trades.map(({ quantityLots }) => quantityLots));
      const notional = sum(trades.map((one) => one.priceTicks * one.quantityLots));
      return { start, vwap: notional / lots * tick, volume: lots * lot };
    });
  },

  4: (session) =>
    byName(session, twoSided(session)).map(([instrument, quotes]) => {
      const lasted = quotes.map((quote, i) =>
        Math.max(0, (quotes[i + 1] ?? quote).eventTimeUs - quote.eventTimeUs)
      );
      const bps = quotes.map(({ bidPriceTicks, askPriceTicks }) =>
        2e4 * (askPriceTicks - bidPriceTicks) / (askPriceTicks + bidPriceTicks)
      );
      return { instrument, spread_bps: sum(bps.map((one, i) => one * lasted[i]!)) / sum(lasted) };
    }),

  5: (session) =>
    groups(good(session), ({ eventTimeUs }) => minuteText(eventTimeUs))
      .map(([minute, trades]) => ({ minute, trades: trades.length }))
      .sort((one, other) => other.trades - one.trades || (one.minute < other.minute ? -1 : 1))
      .slice(0, 10),

  6: (session) =>
    byName(session, session.of("bookSnapshot")).map(([instrument, books]) => ({
      instrument,
      bid_lots: mean(books.map((book) => sum(book.bidQuantityLots.slice(0, 5)))),
      ask_lots: mean(books.map((book) => sum(book.askQuantityLots.slice(0, 5)))),
    })),

  7: (session) =>
    byName(session, good(session)).map(([instrument, trades]) => {
      const closes = bars(trades, 1e6).map(({ close }) => close);
      const squares = closes.slice(1).map((close, i) => Math.log(close / closes[i]!) ** 2);
      return { instrument, realized_bps: 1e4 * Math.sqrt(sum(squares)) };
    }),

  8: (session) => {
    const told = good(session).filter(({ aggressorSide }) => aggressorSide !== "unknown");
    return byName(session, told).map(([instrument, trades]) => ({
      instrument,
      buy_share:
        sum(trades.filter((one) => one.aggressorSide === "buy").map((one) => one.quantityLots)) /
        sum(trades.map(({ quantityLots }) => quantityLots)),
    }));
  },

  9: (session) =>
    byName(session, session.of("quote")).map(([instrument, quotes]) => {
      const silences = quotes.map((quote, i) =>
        quote.eventTimeUs - (quotes[i - 1] ?? quote).eventTimeUs
      );
      return {
        instrument,
        longest_ms: Math.max(...silences) / 1000,
        over_a_second: silences.filter((us) => us > 1_000_000).length,
        gapped: quotes.filter((quote) => !without(4)(quote)).length,
      };
    }),

  10: (session) =>
    byName(session, session.of("trade")).map(([instrument, trades]) => {
      const late = trades.map(({ ingestTimeUs, eventTimeUs }) => ingestTimeUs - eventTimeUs);
      return {
        instrument,
        p50_ms: quantile(late, 0.5) / 1000,
        p99_ms: quantile(late, 0.99) / 1000,
      };
    }),
};
