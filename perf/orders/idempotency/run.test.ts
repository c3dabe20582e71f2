// The small version of `npm run bench:idempotency`: everything on the way of an order is killed, and it is one order.
import { expect, it } from "vitest";
import { submitUnderKills } from "./run.ts";

it.each(["paper", "binance"] as const)(
  "makes one order of ten submits, whoever is killed in between, at %s",
  async (venue) => {
    const keys = 16;
    const result = await submitUnderKills({
      ...{ keys, submitsPerKey: 10, waves: 2, seed: 3, venue },
    });
    expect(result).toMatchObject({
      answers: 10 * keys,
      ordersInLog: keys,
      ordersInTables: keys,
      ordersAtVenue: keys,
      doubledAtVenue: 0,
      doubledInLog: 0,
      doubledInTables: 0,
      answersThatDiffer: 0,
      overfilled: 0,
    });
  },
  400_000,
);
