// The plain answers about profit, positions and the pipeline itself: questions 29 to 37.
import type { Answer } from "./answers.ts";
import { groups, lastAt, quantile, sign, sum, twiceMid, twoSided } from "./measures.ts";
import type { Of, Session } from "./session.ts";

/** The last position of each strategy in each instrument, up to a position of the log. */
const lastPositions = (session: Session, until = Number.POSITIVE_INFINITY) =>
  groups(
    session.of("position").filter(({ position }) => position <= until),
    (one) => `${one.strategy}\t${session.name(one.instrumentId)}`,
  ).map(([key, all]) => ({
    strategy: key.split("\t")[0]!,
    instrument: key.split("\t")[1]!,
    last: all.reduce((one, other) =>
      other.position > one.position ||
        (other.position === one.position && other.outputIndex > one.outputIndex)
        ? other
        : one
    ),
  }));

const unit = (session: Session, id: number): number => session.tick(id) * session.lot(id);

const hops = ({ ingestTimeUs, featuresTimeUs, ...rest }: Of<"trace">) => ({
  decision: rest.decidedTimeUs - rest.predictedTimeUs,
  features: featuresTimeUs - ingestTimeUs,
  "order durable": rest.orderDurableTimeUs - rest.decidedTimeUs,
  prediction: rest.predictedTimeUs - featuresTimeUs,
  "tick to order": rest.releasedTimeUs - ingestTimeUs,
});

export const accountAnswers: Readonly<Record<number, Answer>> = {
  29: (session) =>
    lastPositions(session).map(({ strategy, instrument, last }) => ({
      strategy,
      instrument,
      realized: last.realizedTickLots * unit(session, last.instrumentId),
      unrealized: last.unrealizedHalfTickLots * unit(session, last.instrumentId) / 2,
      fees: last.feesTickLots * unit(session, last.instrumentId),
    })),

  30: (session) => {
    const quotes = twoSided(session);
    return groups(session.of("fill"), ({ instrumentId }) => session.name(instrumentId))
      .map(([instrument, fills]) => {
        const better = fills.map((fill) => {
          const rows = quotes.get(fill.instrumentId) ?? [];
          const quote = lastAt(rows, ({ position }) => position, fill.position);
          if (quote === undefined) return 0;
          return sign(fill) * (twiceMid(quote) - 2 * fill.lastPriceTicks) * fill.lastQuantityLots;
        });
        const at_fill = sum(better) / 2;
        const gross = sum(
          lastPositions(session).filter((one) => one.instrument === instrument)
            .map(({ last }) => last.realizedTickLots + last.unrealizedHalfTickLots / 2),
        );
        return { instrument, at_fill, afterwards: gross - at_fill, gross };
      });
  },

  31: (session, { position }) =>
    lastPositions(session, Number(position))
      .map(({ strategy, instrument, last }) => ({ strategy, instrument, lots: last.quantityLots }))
      .filter(({ lots }) => lots !== 0),

  32: (session) =>
    groups(
      session.of("fill"),
      (fill) => `${fill.strategy}\t${session.instrument(fill.instrumentId).currency}`,
    ).map(([key, fills]) => ({
      strategy: key.split("\t")[0]!,
      currency: key.split("\t")[1]!,
      fills: fills.length,
      turnover: sum(
        fills.map((fill) =>
          fill.lastPriceTicks * fill.lastQuantityLots * unit(session, fill.instrumentId)
        ),
      ),
    })),

  33: (session) => {
    const whole = session.of("trace").filter((one) => one.predictedTimeUs > 0).map(hops);
    const names = ["decision", "features", "order durable", "prediction", "tick to order"] as const;
    return names.map((hop) => {
      const values = whole.map((one) => one[hop]);
      return { hop, p50_us: quantile(values, 0.5), p99_us: quantile(values, 0.99) };
    });
  },

  34: (session, { fill_id }) => {
    const fill = session.of("fill").find(({ fillId }) => fillId === fill_id)!;
    const signal = session.of("signal").find(({ signalId }) => signalId === fill.signalId)!;
    const at = <T extends { readonly position: number; readonly instrumentId: number }>(one: T) =>
      one.position === signal.predictionPosition && one.instrumentId === signal.instrumentId;
    const prediction = session.of("prediction").find((one) =>
      at(one) && one.model === signal.model
    );
    const vector = session.of("featureVector").find(at);
    return [{
      fill: fill.fillId,
      strategy: fill.strategy,
      reason: signal.reason,
      model: signal.model,
      probability_up: prediction?.probabilityUp ?? 0,
      imbalance_1: vector?.imbalance1 ?? 0,
      decision: "approved",
    }];
  },

  35: (session) => [{ source: session.of("control")[0]!.name, quotes: session.of("quote").length }],

  36: (session) => [
    ...groups(session.of("deadLetter"), ({ actor, error }) => `${actor}\t${error}`)
      .map(([, all]) => ({
        what: "failed",
        who: all[0]!.actor,
        words: all[0]!.error,
        times: all.length,
      })),
    ...groups(session.of("refusal"), (one) => `${one.source} ${one.field}\t${one.expected}`)
      .map(([key, all]) => ({
        what: "refused",
        who: key.split("\t")[0]!,
        words: key.split("\t")[1]!,
        times: Math.max(...all.map(({ count }) => count)),
      })),
  ],

  37: (session) =>
    ([["features", "featureVector"], ["predictions", "prediction"], ["quotes", "quote"], [
      "trades",
      "trade",
    ]] as const).map(([table, tag]) => ({ table, stored_rows: session.of(tag).length })),
};
