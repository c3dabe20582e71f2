// Measures tick → order released, durable, over a real nats-server, beside one durable append and the pipeline in four processes.
// Run: npm run bench:latency [-- --seconds 30]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Effect, Stream } from "effect";
import { DeadLetters } from "../../actors/run/dead-letters.ts";
import { recordsOf } from "../../actors/run/decode.ts";
import { live } from "../../actors/run/live.ts";
import { noProgress } from "../../actors/run/progress.ts";
import { accountActors, marketActors, tradingActors } from "../../actors/roster.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { scopedInference } from "../../models/service.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { Trace } from "../../streams/control.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { type Stage, stages } from "../../streams/status.ts";
import { allStreams, type StreamName } from "../../streams/subjects.ts";
import type { NatsOptions } from "../../streams/transport/connection.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { flipper, flipperSettings } from "./flipper.ts";
import { pacedSource, simulatedTicks } from "./paced.ts";
import { startProbe } from "./probe.ts";
import { startStage } from "./stage.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    rates: { type: "string", default: "1000,5000,20000" },
  },
});
const seconds = Number(values.seconds);
const rates = values.rates.split(",").map(Number);

/** As many as the limits of risk allow where nothing else is set. */
const ordersPerSecond = 50;

/** Seconds at the beginning that do not count: code is compiled, caches fill. */
const warmUpSeconds = 5;

const percentiles = (times: readonly number[]) => {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) =>
    Math.round(
      (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1e3,
    ) /
    1e3;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), count: sorted.length };
};

/** Every record of a stream. */
const recordsIn = Effect.fnUntraced(function* (stream: StreamName) {
  const transport = yield* Transport;
  const { sequence } = yield* transport.tail(stream);
  const found: AnyRecord[] = [];
  if (sequence === 0) return found;
  yield* transport.read(stream, 1).pipe(
    Stream.takeUntil((messages) => messages.at(-1)!.sequence >= sequence),
    Stream.runForEach((messages) =>
      Effect.sync(() => {
        for (const message of messages) {
          for (const record of recordsOf(message.subject, message.payload)) found.push(record);
        }
      })
    ),
  );
  return found;
});

const traces = Effect.map(
  recordsIn("OPERATIONS"),
  (records) => records.filter((record): record is Trace => record._tag === "trace"),
);

/** Traces that begin where the source gave the tick, whichever process released the order. */
const tracesAcross = Effect.gen(function* () {
  const receivedUs = new Map<number, number>();
  for (const record of yield* recordsIn("INPUT")) {
    if ("ingestTimeUs" in record) receivedUs.set(record.position, record.ingestTimeUs);
  }
  const tickOf = new Map<string, number>();
  for (const record of yield* recordsIn("ORDERS")) {
    if (record._tag === "orderCommand") tickOf.set(record.clientOrderId, record.position);
  }
  return (yield* traces).map((trace): Trace => ({
    ...trace,
    ingestTimeUs: receivedUs.get(tickOf.get(trace.clientOrderId) ?? -1) ?? 0,
  }));
});

const hops = (found: readonly Trace[]) => {
  const of = (from: keyof Trace, to: keyof Trace) =>
    percentiles(
      found.filter((one) => one[from] !== 0 && one[to] !== 0)
        .map((one) => ((one[to] as number) - (one[from] as number)) / 1000),
    );
  return {
    "tick received → features": of("ingestTimeUs", "featuresTimeUs"),
    "features → prediction": of("featuresTimeUs", "predictedTimeUs"),
    "prediction → order approved": of("predictedTimeUs", "decidedTimeUs"),
    "tick received → tick durable": of("ingestTimeUs", "tickDurableTimeUs"),
    "order approved → order durable": of("decidedTimeUs", "orderDurableTimeUs"),
    "tick received → order released": of("ingestTimeUs", "releasedTimeUs"),
  };
};

/** Runs some stages of the pipeline here until the source ends; gives the traces that count. */
const measured = async (nats: NatsOptions, perSecond: number, running: readonly Stage[]) => {
  const source = pacedSource(
    await simulatedTicks(7, perSecond * (seconds + warmUpSeconds)),
    perSecond,
  );
  const elsewhere = stages.filter((stage) => !running.includes(stage));
  const program = Effect.gen(function* () {
    const inference = yield* scopedInference();
    yield* (yield* Transport).ensureStreams(allStreams);
    const stops: (() => Promise<void>)[] = [];
    for (const stage of elsewhere) {
      const options = { stage, nats, ticksPerSecond: perSecond, ordersPerSecond };
      stops.push(yield* Effect.promise(() => startStage(options)));
    }
    const startUs = Date.now() * 1000;
    yield* live({
      source,
      runId: "latency",
      stop: new AbortController().signal,
      instruments: new InstrumentRegistry(),
      market: marketActors,
      trading: [flipper, ...tradingActors],
      settings: flipperSettings(perSecond, ordersPerSecond),
      predict: inference.predict,
      models: inference.models.length,
      stages: running,
      progress: noProgress(),
      deadLetters: new DeadLetters(accountActors),
    });
    for (const stop of stops) yield* Effect.promise(stop);
    const all = yield* elsewhere.length === 0 ? traces : tracesAcross;
    return all.filter((one) => one.ingestTimeUs > startUs + warmUpSeconds * 1e6);
  });
  const found = await Effect.runPromise(
    Effect.scoped(program).pipe(Effect.provide(jetStreamTransport(nats))),
  );
  return { found, behindMs: Math.round(source.behindMs()) };
};

/** Fused and apart, one after the other, each beside a probe of its own. */
const measure = async (perSecond: number, running: readonly Stage[]) => {
  const servers = await startTestServers({ clickhouse: false });
  try {
    const { url, users } = servers.endpoints.nats;
    const stopProbe = await startProbe({ url, ...users.core });
    const { found, behindMs } = await measured(
      { url, ...users.core, name: "bench" },
      perSecond,
      running,
    );
    const append = percentiles((await stopProbe()).slice(warmUpSeconds * 100));
    const byHop = hops(found);
    const whole = byHop["tick received → order released"];
    const ratio = (part: "p50" | "p99" | "p999") =>
      Math.round(whole[part] / append[part] * 100) / 100;
    return {
      behindMs,
      // What a stage apart knows of the hops before it is when its own input came.
      ms: running.length === stages.length ? byHop : { "tick received → order released": whole },
      durableAppendMs: append,
      timesOneAppend: { p50: ratio("p50"), p99: ratio("p99"), p999: ratio("p999") },
    };
  } finally {
    await servers.stop();
  }
};

const results = [];
for (const ticksPerSecond of rates) {
  const fused = await measure(ticksPerSecond, stages);
  const inFourProcesses = await measure(ticksPerSecond, ["input"]);
  results.push({ ticksPerSecond, fused, inFourProcesses });
  console.log(JSON.stringify(results.at(-1), null, 1));
}
const report = {
  command: "npm run bench:latency",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method: `simulated market of 8 instruments at a steady rate for ${seconds} s, ` +
    `${ordersPerSecond} orders a second, models and risk included; ` +
    "one durable append of 400 " +
    "bytes every 5 ms from an idle thread in the same run; then the same with each stage in a process " +
    "of its own, over the streams; milliseconds",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  results,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}latency.json`, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
