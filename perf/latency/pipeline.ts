// Measures tick → order released, durable, over a real nats-server, beside one durable append in the same run.
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
import { allStreams } from "../../streams/subjects.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";
import { flipper, flipperSettings } from "./flipper.ts";
import { pacedSource, simulatedTicks } from "./paced.ts";
import { startProbe } from "./probe.ts";

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

const traces = Effect.gen(function* () {
  const transport = yield* Transport;
  const { sequence } = yield* transport.tail("OPERATIONS");
  const found: Trace[] = [];
  if (sequence === 0) return found;
  yield* transport.read("OPERATIONS", 1).pipe(
    Stream.takeUntil((messages) => messages.at(-1)!.sequence >= sequence),
    Stream.runForEach((messages) =>
      Effect.sync(() => {
        for (const message of messages) {
          for (const record of recordsOf(message.subject, message.payload)) {
            if (record._tag === "trace") found.push(record);
          }
        }
      })
    ),
  );
  return found;
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

const measure = async (perSecond: number) => {
  const servers = await startTestServers({ clickhouse: false });
  const { url, users } = servers.endpoints.nats;
  const ticks = await simulatedTicks(7, perSecond * (seconds + warmUpSeconds));
  const source = pacedSource(ticks, perSecond);
  const stopProbe = await startProbe({ url, ...users.core });
  const program = Effect.gen(function* () {
    const inference = yield* scopedInference();
    yield* (yield* Transport).ensureStreams(allStreams);
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
      progress: noProgress(),
      deadLetters: new DeadLetters(accountActors),
    });
    const all = yield* traces;
    return all.filter((one) => one.ingestTimeUs > startUs + warmUpSeconds * 1e6);
  });
  try {
    const found = await Effect.runPromise(
      Effect.scoped(program).pipe(
        Effect.provide(jetStreamTransport({ url, ...users.core, name: "bench" })),
      ),
    );
    const append = percentiles((await stopProbe()).slice(warmUpSeconds * 100));
    const byHop = hops(found);
    const whole = byHop["tick received → order released"];
    const ratio = (part: "p50" | "p99" | "p999") =>
      Math.round(whole[part] / append[part] * 100) / 100;
    const result = {
      ticksPerSecond: perSecond,
      behindMs: Math.round(source.behindMs()),
      ms: byHop,
      durableAppendMs: append,
      timesOneAppend: { p50: ratio("p50"), p99: ratio("p99"), p999: ratio("p999") },
    };
    console.log(JSON.stringify(result, null, 1));
    return result;
  } finally {
    await servers.stop();
  }
};

const results = [];
for (const rate of rates) results.push(await measure(rate));
const report = {
  command: "npm run bench:latency",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method: `simulated market of 8 instruments at a steady rate for ${seconds} s, ` +
    `${ordersPerSecond} orders a second, models and risk included; ` +
    "one durable append of 400 " +
    "bytes every 5 ms from an idle thread in the same run; milliseconds",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  results,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}latency.json`, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
