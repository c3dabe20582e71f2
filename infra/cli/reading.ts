// Commands that read: orders, fills, positions, quotes, signals, models, backtests, and why a fill happened.
import { Effect } from "effect";
import { Argument, Command, Flag } from "effect/cli";
import type { Contrail } from "../../gateway/sdk/mod.ts";
import { asked, printList, printOne, world } from "./world.ts";

const limit = Flag.Int("limit").pipe(
  Flag.withDescription("How many, newest first"),
  Flag.withDefault(20),
);

interface List {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly string[];
  readonly ask: (client: Contrail, limit: number) => Promise<{ readonly data: readonly object[] }>;
}

const lists: readonly List[] = [
  {
    name: "orders",
    about: "Orders and where each stands",
    columns: [
      ...["client_order_id", "symbol", "side", "qty", "type", "limit_price", "status"],
      ...["filled_qty", "filled_avg_price", "reject_reason", "strategy_id"],
    ],
    ask: (client, limit) => client.getOrders({ limit }),
  },
  {
    name: "fills",
    about: "Our executions",
    columns: ["t", "id", "symbol", "side", "price", "qty", "fee", "liquidity", "client_order_id"],
    ask: (client, limit) => client.getFills({ limit }),
  },
  {
    name: "positions",
    about: "What each strategy holds",
    columns: ["symbol", "strategy_id", "qty", "avg_entry_price", "current_price", "unrealized_pl"],
    ask: (client, limit) => client.getPositions({ limit }),
  },
  {
    name: "quotes",
    about: "The best bid and offer of each instrument",
    columns: ["symbol", "bp", "bs", "ap", "as", "t"],
    ask: (client) => client.getQuotesLatest(),
  },
  {
    name: "signals",
    about: "What strategies wished, and why",
    columns: ["t", "symbol", "strategy", "side", "target_qty", "confidence", "reason"],
    ask: (client, limit) => client.getSignals({ limit }),
  },
  {
    name: "instruments",
    about: "What can be traded, with its units",
    columns: ["symbol", "venue", "asset_class", "currency", "tick_size", "lot_size"],
    ask: (client) => client.getInstruments(),
  },
  {
    name: "backtests",
    about: "Backtests that the gateway ran or runs",
    columns: ["id", "state", "progress", "created_at", "error"],
    ask: (client) => client.getBacktests(),
  },
  {
    name: "alerts",
    about: "What somebody should look at",
    columns: ["severity", "source", "title", "detail", "since"],
    ask: (client) => client.getAlerts(),
  },
];

const listCommands = lists.map(({ name, about, columns, ask }) =>
  Command.make(
    name,
    { limit },
    Effect.fn(function* ({ limit }) {
      const here = yield* world;
      const { data } = yield* asked(here, (client) => ask(client, limit));
      printList(here, data, columns);
    }),
  ).pipe(Command.withDescription(about))
);

const why = Command.make(
  "why",
  { id: Argument.String("fill").pipe(Argument.withDescription("Its id, see contrail fills")) },
  Effect.fn(function* ({ id }) {
    const here = yield* world;
    const { fill, order, risk, signal, prediction, hops } = yield* asked(
      here,
      (client) => client.getFillWhy(id),
    );
    if (here.json) {
      return console.log(JSON.stringify({ fill, order, risk, signal, prediction, hops }));
    }
    console.log(`fill        ${fill.side} ${fill.qty} ${fill.symbol} at ${fill.price}, ${fill.t}`);
    console.log(`order       ${order.client_order_id}, ${order.type}, ${order.reason}`);
    if (risk !== null) console.log(`risk        ${risk.decision}, ${risk.checks.length} limits`);
    if (signal !== null) console.log(`signal      ${signal.strategy}: ${signal.reason}`);
    if (prediction !== null) {
      console.log(`prediction  ${prediction.model} ${prediction.probability_up} up`);
    }
    for (const { name, after, took_us } of hops) {
      console.log(`hop         ${name} ${took_us ?? "-"} µs after ${after ?? "the tick"}`);
    }
  }),
).pipe(Command.withDescription("Why a fill happened: order, risk, signal, prediction, time"));

const portfolio = Command.make(
  "portfolio",
  { account: Argument.String("account").pipe(Argument.withDefault("paper")) },
  Effect.fn(function* ({ account }) {
    const here = yield* world;
    const told = yield* asked(here, (client) => client.getPortfolio(account));
    if (here.json) return printOne(here, told);
    const { positions, ...money } = told;
    printOne(here, money);
    printList(here, positions, ["symbol", "strategy_id", "qty", "current_price", "unrealized_pl"]);
  }),
).pipe(Command.withDescription("What an account holds and is worth"));

/** Commands that change nothing. */
export const readingCommands = [...listCommands, why, portfolio] as const;
