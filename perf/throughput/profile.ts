// Tells where the core's time goes while recorded ticks become features and streams: shares of its CPU samples.
// Run: node perf/throughput/profile.ts [--seconds 15]
import { Session } from "node:inspector/promises";
import { parseArgs } from "node:util";
import { Effect } from "effect";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { live } from "../../actors/run/live.ts";
import { noProgress } from "../../actors/run/progress.ts";
import { marketActors } from "../../actors/roster.ts";
import { addInstruments, readInstruments } from "../../infra/local/instruments-file.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { allStreams } from "../../streams/subjects.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { loopedSource, ticksToLoop } from "./looped.ts";

const { values } = parseArgs({ options: { seconds: { type: "string", default: "15" } } });
const seconds = Number(values.seconds);

/** Parts of the program by what their files are called; the first that fits counts. */
const parts: readonly (readonly [string, RegExp])[] = [
  ["features: measures over the book", /actors\/(features|measures|book|bars)/],
  ["machine: from actor to actor", /actors\/(machine|pipeline)/],
  ["host: ingest, conveyor, gate, outputs", /actors\/run/],
  ["frames: encoding records", /streams\/(message|frame|record)/],
  [
    "outbox, writers, connection",
    /streams\/transport|nats|node:(net|internal\/stream|internal\/streams)/,
  ],
  ["source: handing out ticks", /perf\/throughput/],
  ["Effect: fibers and queues", /node_modules\/effect/],
];

const partOf = (name: string, url: string): string => {
  if (name === "(garbage collector)") return "garbage collector";
  if (name === "(idle)") return "idle";
  return parts.find(([, files]) => files.test(url))?.[0] ?? "the rest of Node";
};

/** Shares of the samples by part, and the functions that took most, in percent of what was not idle. */
const shares = async (session: Session) => {
  const { profile } = await session.post("Profiler.stop");
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPart = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let busy = 0;
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const { functionName, url } = frames.get(id)!;
    const part = partOf(functionName, url);
    if (part === "idle") continue;
    const us = profile.timeDeltas?.[i] ?? 0;
    busy += us;
    byPart.set(part, (byPart.get(part) ?? 0) + us);
    const name = `${functionName || "(anonymous)"} ${url.split("/").slice(-2).join("/")}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + us);
  }
  const inOrder = (of: ReadonlyMap<string, number>, most: number) =>
    Object.fromEntries(
      [...of].sort((a, b) => b[1] - a[1]).slice(0, most)
        .map(([name, us]) => [name, Math.round(us / busy * 1000) / 10]),
    );
  return { percentByPart: inOrder(byPart, 20), percentByFunction: inOrder(byFunction, 15) };
};

const looped = await ticksToLoop();
const servers = await startTestServers({ clickhouse: false });
addInstruments(servers.dataDir, looped.instruments);
const { url, users } = servers.endpoints.nats;
const progress = noProgress();
const stop = new AbortController();
const program = Effect.gen(function* () {
  yield* (yield* Transport).ensureStreams(allStreams);
  yield* live({
    source: loopedSource(looped),
    runId: "profile",
    stop: stop.signal,
    instruments: readInstruments(servers.dataDir),
    market: marketActors,
    trading: [],
    predict: (vectors) => Promise.resolve(vectors.map(() => [])),
    models: 0,
    progress,
    deadLetters: new DeadLetters(new Set()),
  });
});
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.start");
const used = process.cpuUsage();
setTimeout(() => stop.abort(), seconds * 1000);
const transport = jetStreamTransport({ url, ...users.core, name: "profile" });
await Effect.runPromise(Effect.scoped(program).pipe(Effect.provide(transport)));
const { user, system } = process.cpuUsage(used);
const told = await shares(session);
console.log(JSON.stringify(
  { ticks: progress.records, cpuUsPerTick: (user + system) / progress.records, ...told },
  null,
  2,
));
await servers.stop();
process.exit(0);
