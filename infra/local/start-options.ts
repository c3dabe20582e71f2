// The options of `npm start`: what each means, what it is by default, and what is wrong with a value.
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { Effect, Option, Schema } from "effect";
import { Flag } from "effect/cli";
import { missingKeys } from "../../actors/adapters/keys.ts";
import { sendWithinMs } from "../../actors/adapters/limits.ts";
import { liveVenueNames, liveVenueOf } from "../../actors/adapters/roster.ts";
import { parsePartition, type Partition } from "../../actors/sources/partition.ts";
import { faults } from "../../actors/venues/faults/roster.ts";
import { type Sync, syncs } from "./nats-config.ts";
import { LocalFailure } from "./failure.ts";

const port = (name: string, description: string, preset: number) =>
  Flag.Int(name).pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 65_535 }))),
    Flag.withDescription(description),
    Flag.withDefault(preset),
  );

/** The flags of `npm start`. */
export const startFlags = {
  source: Flag.Literals("source", ["simulated", "replay", ...liveVenueNames]).pipe(
    Flag.withDescription(
      `simulated: a seeded market. replay: recorded files (default with --file). ${
        liveVenueNames.join(", ")
      }: the market of a live venue, traded on paper`,
    ),
    Flag.optional,
  ),
  symbols: Flag.String("symbols").pipe(
    Flag.withDescription("Instruments of a live venue, such as BTC/USDT,ETH/USDT"),
    Flag.withDefault(""),
  ),
  live: Flag.Boolean("live").pipe(
    Flag.withDescription(
      "Send orders to the live venue, with the keys of the environment (docs/venues.md). Without it, " +
        "everything is traded on paper",
    ),
    Flag.withDefault(false),
  ),
  sendWithin: Flag.Int("send-within").pipe(
    Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 3_600 }))),
    Flag.withDescription(
      "Seconds after its decision in which an order is still sent to the live venue, after a restart " +
        "or once the venue is back (default 10)",
    ),
    Flag.withDefault(sendWithinMs / 1_000),
  ),
  venueUrl: Flag.String("venue-url").pipe(
    Flag.withDescription(
      "Where the live venue is instead of its own addresses: a local one, see npm run venue-server",
    ),
    Flag.withDefault(""),
  ),
  file: Flag.String("file").pipe(
    Flag.withAlias("f"),
    Flag.withDescription("A recorded file or a folder of them; again, or with commas, for more"),
    Flag.atLeast(0),
  ),
  speed: Flag.String("speed").pipe(
    Flag.withDescription("Times real speed (1 by default), or max: as fast as it can be recorded"),
    Flag.withDefault("1"),
  ),
  seed: Flag.Int("seed").pipe(
    Flag.withDescription(
      "Seed of the simulated market: the same seed, the same market (default 1)",
    ),
    Flag.withDefault(1),
  ),
  dataDir: Flag.String("data-dir").pipe(
    Flag.withDescription("Folder of the streams and tables (default .contrail)"),
    Flag.withDefault(".contrail"),
  ),
  host: Flag.String("host").pipe(
    Flag.withDescription(
      "Address the screens and the API listen on (default 127.0.0.1); on another than loopback " +
        "everyone needs a key",
    ),
    Flag.withDefault("127.0.0.1"),
  ),
  access: Flag.Literals("access", ["local", "keys"]).pipe(
    Flag.withDescription(
      "local: pages and programs of this machine need no key (default on loopback). " +
        "keys: everyone needs one",
    ),
    Flag.optional,
  ),
  port: port("port", "Port of the screens and the API; 0 is any free one (default 8080)", 8080),
  natsPort: port("nats-port", "Port of nats-server; 0 is the one of last time, or any", 0),
  clickHousePort: port("clickhouse-port", "Port of ClickHouse; 0 as above", 0),
  sync: Flag.Literals("sync", syncs).pipe(
    Flag.withDescription(
      "When nats-server writes to disk: within 100ms (default), or always before it acknowledges, " +
        "so that a power cut loses nothing, for some milliseconds an order",
    ),
    Flag.withDefault("100ms" as const),
  ),
  faults: Flag.Literals("faults", faults.map(({ name }) => name)).pipe(
    Flag.withDescription(
      `How bad the line to the paper venue is: ${
        faults.map(({ name, about }) => `${name}: ${about}`).join("; ")
      } (default none)`,
    ),
    Flag.withDefault("none"),
  ),
  partition: Flag.String("partition").pipe(
    Flag.withDescription(
      "Trade only the second of four shares of the instruments: 2/4. Each share is a cell with a " +
        "NATS account and a ClickHouse database of its own (NATS_URL, CLICKHOUSE_URL)",
    ),
    Flag.optional,
  ),
  noUi: Flag.Boolean("no-ui").pipe(
    Flag.withDescription("Do not build the screens"),
    Flag.withDefault(false),
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON object as the last line; everything else to stderr"),
    Flag.withDefault(false),
  ),
  split: Flag.Boolean("split").pipe(
    Flag.withDescription(
      "Run each stage of the pipeline in a process of its own, over the streams",
    ),
    Flag.withDefault(false),
  ),
  exitWhenDone: Flag.Boolean("exit-when-done").pipe(
    Flag.withDescription("Stop when a replay is recorded (default with --json)"),
    Flag.optional,
  ),
  verbose: Flag.Boolean("verbose").pipe(
    Flag.withDescription("Show every line of every process"),
    Flag.withDefault(false),
  ),
};

/** What the flags give. */
export interface StartArguments {
  readonly source: Option.Option<string>;
  readonly symbols: string;
  readonly live: boolean;
  /** Seconds. */
  readonly sendWithin: number;
  readonly venueUrl: string;
  readonly file: readonly string[];
  readonly speed: string;
  readonly seed: number;
  readonly dataDir: string;
  readonly split: boolean;
  readonly host: string;
  readonly access: Option.Option<"local" | "keys">;
  readonly faults: string;
  readonly partition: Option.Option<string>;
  readonly port: number;
  readonly natsPort: number;
  readonly sync: Sync;
  readonly clickHousePort: number;
  readonly noUi: boolean;
  readonly json: boolean;
  readonly exitWhenDone: Option.Option<boolean>;
  readonly verbose: boolean;
}

/** What is started. */
export interface StartOptions extends
  Omit<
    StartArguments,
    "source" | "symbols" | "file" | "exitWhenDone" | "access" | "partition"
  > {
  /** Who may ask without a key. */
  readonly access: "local" | "keys";
  /** `simulated`, `replay` or the name of a live venue. */
  readonly source: string;
  /** Instruments of a live venue; empty for every other source. */
  readonly symbols: readonly string[];
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Times real speed; 0 is as fast as possible. */
  readonly pace: number;
  readonly partition?: Partition;
  readonly exitWhenDone: boolean;
}

const refuse = (message: string) => Effect.fail(new LocalFailure({ reason: "options", message }));

/** Checks arguments against one another and the disk. Fails with the option, its value, what was expected. */
export const startOptions = (given: StartArguments): Effect.Effect<StartOptions, LocalFailure> =>
  Effect.gen(function* () {
    const files = given.file.flatMap((one) => one.split(",")).map((one) => one.trim())
      .filter((one) => one !== "").map((one) => resolve(one));
    const source = Option.getOrElse(
      given.source,
      () => files.length > 0 ? "replay" : "simulated",
    );
    if (source === "replay" && files.length === 0) {
      return yield* refuse("--source replay needs --file: a recorded file or a folder of them");
    }
    if (source !== "replay" && files.length > 0) {
      return yield* refuse(`--file belongs to --source replay, not to --source ${source}`);
    }
    const symbols = yield* symbolsOf(source, given);
    const missing = files.find((path) => !existsSync(path));
    if (missing !== undefined) return yield* refuse(`--file "${missing}": no such file or folder`);
    if (given.host !== "localhost" && isIP(given.host) === 0) {
      return yield* refuse(`--host "${given.host}": expected an IP address or localhost`);
    }
    const onLoopback = given.host === "localhost" || /^(127\.|::1$)/.test(given.host);
    const access = Option.getOrElse(given.access, () => onLoopback ? "local" : "keys");
    if (access === "local" && !onLoopback) {
      return yield* refuse(
        `--access local: expected keys, since --host "${given.host}" is not of this machine alone`,
      );
    }
    const pace = yield* paceOf(given.speed);
    const { partition: share, ...rest } = given;
    const partition = yield* partitionOption(share);
    const exitWhenDone = Option.getOrElse(
      given.exitWhenDone,
      () => given.json && source === "replay",
    );
    if (given.live) yield* checkLive(source, given.split);
    if (isLive(source) && pace !== 1) {
      return yield* refuse(`--speed "${given.speed}": a live venue runs at its own`);
    }
    return { ...rest, ...partition, source, symbols, files, pace, exitWhenDone, access };
  });

const isLive = (source: string): boolean => liveVenueNames.includes(source);

/** Orders leave only for a live venue, with keys, from the process that keeps the log. */
const checkLive = (source: string, split: boolean): Effect.Effect<void, LocalFailure> => {
  const names = liveVenueNames.join(", ");
  if (!isLive(source)) return refuse(`--live needs --source ${names}, not ${source}`);
  if (split) return refuse("--live runs in one process, without --split");
  const missing = missingKeys(liveVenueOf(source), process.env);
  return missing === undefined ? Effect.void : refuse(missing);
};

/** The instruments of a live venue, which needs some; no other source takes any. */
const symbolsOf = (
  source: string,
  { symbols: text, venueUrl }: StartArguments,
): Effect.Effect<readonly string[], LocalFailure> => {
  const symbols = text.split(",").map((one) => one.trim()).filter((one) => one !== "");
  if (!isLive(source)) {
    const stray = text !== "" ? "--symbols" : venueUrl !== "" ? "--venue-url" : undefined;
    return stray === undefined
      ? Effect.succeed([])
      : refuse(`${stray} belongs to a live venue (${liveVenueNames.join(", ")}), not to ${source}`);
  }
  if (symbols.length === 0) {
    return refuse(`--source ${source} needs --symbols, such as BTC/USDT,ETH/USDT`);
  }
  if (venueUrl !== "" && !URL.canParse(venueUrl)) {
    return refuse(`--venue-url "${venueUrl}": expected an address such as http://127.0.0.1:9100`);
  }
  return Effect.succeed(symbols);
};

const partitionOption = (
  given: Option.Option<string>,
): Effect.Effect<Pick<StartOptions, "partition">, LocalFailure> => {
  if (Option.isNone(given)) return Effect.succeed({});
  const partition = parsePartition(given.value);
  return partition === undefined
    ? refuse(`--partition "${given.value}": expected a share and how many there are, as 2/4`)
    : Effect.succeed({ partition });
};

const paceOf = (speed: string): Effect.Effect<number, LocalFailure> => {
  if (speed === "max") return Effect.succeed(0);
  const times = Number(speed);
  return speed.trim() !== "" && Number.isFinite(times) && times > 0
    ? Effect.succeed(times)
    : refuse(`--speed "${speed}": expected a number above 0, or max`);
};
