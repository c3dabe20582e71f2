// Commands that change something: orders, halt and resume, and which models trade.
import { randomUUID } from "node:crypto";
import { Effect, Option } from "effect";
import { Argument, Command, Flag } from "effect/cli";
import { asked, printList, printOne, world } from "./world.ts";

const text = (name: string, about: string) =>
  Flag.String(name).pipe(Flag.withDescription(about), Flag.optional);
const given = <A>(name: string, value: Option.Option<A>) =>
  Option.isSome(value) ? { [name]: value.value } : {};
const reason = Flag.String("reason").pipe(
  Flag.withDescription("Why; it is written down with it"),
  Flag.withDefault("Asked by hand, contrail"),
);
const id = Argument.String("id").pipe(
  Argument.withDescription("Its client_order_id, see contrail orders"),
);

const submit = Command.make(
  "submit",
  {
    symbol: Argument.String("symbol").pipe(Argument.withDescription("See contrail instruments")),
    side: Argument.Literals("side", ["buy", "sell"]).pipe(
      Argument.withDescription("buy or sell"),
    ),
    qty: Argument.String("quantity").pipe(Argument.withDescription("A decimal")),
    limit: text("limit", "Limit price; without it a market order"),
    stop: text("stop", "Price that triggers it"),
    tif: Flag.Literals("tif", ["day", "gtc", "ioc", "fok"]).pipe(
      Flag.withDescription("How long it works"),
      Flag.optional,
    ),
    id: text("id", "client_order_id: sent again it is the same order, never a second one"),
    reason,
  },
  Effect.fn(function* ({ symbol, side, qty, limit, stop, tif, id, reason }) {
    const here = yield* world;
    const order = yield* asked(here, (client) =>
      client.postOrder({
        symbol,
        side,
        qty,
        reason,
        client_order_id: Option.getOrElse(id, () => `cli-${randomUUID().slice(0, 13)}`),
        ...given("limit_price", limit),
        ...given("stop_price", stop),
        ...given("time_in_force", tif),
      }));
    printOne(here, order);
  }),
).pipe(
  Command.withDescription("Submits an order, and tells what risk and venue made of it"),
  Command.withExamples([
    { command: "contrail submit ALTO.sim buy 10 --limit 100.00 --tif gtc", description: "A limit" },
  ]),
);

const cancel = Command.make(
  "cancel",
  { id },
  Effect.fn(function* ({ id }) {
    const here = yield* world;
    printOne(here, yield* asked(here, (client) => client.deleteOrder(id)));
  }),
).pipe(Command.withDescription("Asks to cancel a working order"));

const replace = Command.make(
  "replace",
  { id, qty: text("qty", "New quantity"), limit: text("limit", "New limit price") },
  Effect.fn(function* ({ id, qty, limit }) {
    const here = yield* world;
    const body = { ...given("qty", qty), ...given("limit_price", limit) };
    printOne(here, yield* asked(here, (client) => client.patchOrder(id, body)));
  }),
).pipe(Command.withDescription("Moves a working order: the same order goes on"));

const states = [
  ["halt", "postHalt", "Nothing is sent any more, and what works is canceled"],
  ["reduce", "postReduce", "Only what makes positions smaller is sent"],
  ["resume", "postResume", "Orders are sent again"],
] as const;
const stateCommands = states.map(([name, method, about]) =>
  Command.make(
    name,
    { reason },
    Effect.fn(function* ({ reason }) {
      const here = yield* world;
      printOne(here, yield* asked(here, (client) => client[method]({ reason })));
    }),
  ).pipe(Command.withDescription(about))
);
const state = Command.make(
  "state",
  {},
  Effect.fn(function* () {
    const here = yield* world;
    printOne(here, yield* asked(here, (client) => client.getTradingState()));
  }),
).pipe(Command.withDescription("What may be sent now"));

const name = Argument.String("model").pipe(Argument.withDescription("See contrail models"));
const version = Flag.Int("version").pipe(
  Flag.withDescription("Its version, see contrail models"),
);
const moves = [
  ["promote", "postModelPromote", "Lets a version trade"],
  ["pin", "postModelPin", "Keeps a version, whatever is promoted"],
  ["shadow", "postModelShadow", "Lets a version predict and be scored, without trading"],
] as const;
const modelMoves = moves.map(([move, method, about]) =>
  Command.make(
    move,
    { name, version, reason },
    Effect.fn(function* ({ name, version, reason }) {
      const here = yield* world;
      printOne(here, yield* asked(here, (client) => client[method](name, { version, reason })));
    }),
  ).pipe(Command.withDescription(about))
);
const rollback = Command.make(
  "rollback",
  { name, reason },
  Effect.fn(function* ({ name, reason }) {
    const here = yield* world;
    printOne(here, yield* asked(here, (client) => client.postModelRollback(name, { reason })));
  }),
).pipe(Command.withDescription("Goes back to the version before"));
const models = Command.make(
  "models",
  {},
  Effect.fn(function* () {
    const here = yield* world;
    const { data } = yield* asked(here, (client) => client.getModels());
    const [first] = data;
    const columns = Object.entries(first ?? {}).filter(([, value]) => typeof value !== "object")
      .map(([column]) => column);
    printList(here, data, columns);
  }),
).pipe(
  Command.withDescription("Models there are, and which of them trade"),
  Command.withSubcommands([...modelMoves, rollback]),
);

/** Commands that change something. */
export const changingCommands = [submit, cancel, replace, ...stateCommands, state, models] as const;
