// Every actor of the pipeline, in the order they get a record. A new one is a file and a line.
import type { AnyActor } from "./actor.ts";
import { algorithms } from "./algorithms.ts";
import { bars } from "./bars.ts";
import { book } from "./book.ts";
import { deadman } from "./deadman.ts";
import { features } from "./features.ts";
import { flatten } from "./flatten.ts";
import { hand } from "./hand.ts";
import { orders } from "./orders.ts";
import { outcomes } from "./outcomes.ts";
import { portfolio } from "./portfolio.ts";
import { positions } from "./positions.ts";
import { reconciliation } from "./reconciliation.ts";
import { reports } from "./reports.ts";
import { risk } from "./risk.ts";
import { strategies } from "./strategies/roster.ts";
import { venues } from "./venues/roster.ts";

/** From ticks to feature vectors, and what watches over the input itself. */
export const marketActors: readonly AnyActor[] = [book, bars, features, deadman];

/** From ticks, feature vectors and predictions to orders, fills and positions. */
export const tradingActors: readonly AnyActor[] = [
  ...strategies,
  hand,
  algorithms,
  portfolio,
  flatten,
  risk,
  orders,
  ...venues,
  reports,
  reconciliation,
  positions,
  outcomes,
];

/** Those that keep an account: a record they miss may leave it wrong, so a dead letter of theirs halts trading. */
export const accountActors: ReadonlySet<string> = new Set(
  [
    hand,
    algorithms,
    portfolio,
    flatten,
    risk,
    orders,
    ...venues,
    reports,
    reconciliation,
    positions,
  ].map((
    { name },
  ) => name),
);
