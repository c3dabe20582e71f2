// Signals on demand: what the models say of each instrument now, as a wish that nobody trades.
import { Effect, Schema } from "effect";
import type { SignalNow } from "./protocol.ts";
import { type Route, routeWithBody, wholeList } from "./route.ts";
import { pageOf, SignalNow as Answer } from "./schemas.ts";

/** Routes of signals on demand. */
export const signalRoutes: readonly Route[] = [
  routeWithBody({
    method: "post",
    path: "/v1/signals",
    scope: "read:market",
    summary:
      "What the models say now, surest first; strategies are not asked, and nothing is traded",
    parameters: {},
    body: {
      symbols: {
        description: "Only these instruments; all unless told otherwise",
        expected: "a list of symbols",
        schema: Schema.Array(Schema.String.check(Schema.isMaxLength(64))),
        otherwise: { value: [] as readonly string[] },
      },
      min_confidence: {
        description: "Least distance of the probability from one half, times two",
        expected: "a number from 0 to 1",
        schema: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })),
        otherwise: { value: 0 },
      },
    },
    answer: pageOf(Answer),
    respond: ({ hub }, _query, _id, { symbols, min_confidence: least }) =>
      Effect.sync(() =>
        wholeList(
          hub.newest("predictions")
            .filter(({ symbol }) => symbols.length === 0 || symbols.includes(symbol))
            .map((one): SignalNow => {
              const known = one.probability_up + one.probability_down;
              const up = known === 0 ? 0.5 : one.probability_up / known;
              const confidence = Math.abs(up - 0.5) * 2;
              return {
                symbol: one.symbol,
                t: one.t,
                side: confidence === 0 ? "flat" : up > 0.5 ? "long" : "short",
                confidence,
                probability_up: up,
                horizon_us: one.horizon_us,
                reference_price: one.mid_price,
                model: one.model,
                position: one.position,
              };
            })
            .filter(({ confidence }) => confidence >= least)
            .sort((a, b) => b.confidence - a.confidence),
        )
      ),
  }),
];
