// Measures order events through one durable stream: as many as come share a message, and with it one fsync.
// Run: npm run bench:orders
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { Effect } from "effect";
import { eventRow } from "../../actors/testing/rows.ts";
import { type Sync, syncs } from "../../infra/local/nats-config.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { allStreams } from "../../streams/subjects.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

const rates = [1_000, 20_000, 100_000];
const seconds = 20;
const warmUpSeconds = 2;
const purgeEveryMs = 2_000;
/** Order events that wait for their acknowledgement at most: beyond that the rate is not held. */
const mostPending = 60_000;

const measure = Effect.fnUntraced(function* (perSecond: number, first: number) {
  const transport = yield* Transport;
  const writer = yield* transport.openWriter("ORDERS");
  const messages = writer.sequence();
  const times: number[] = [];
  const started = performance.now();
  const sinceMs = () => performance.now() - started;
  let sent = 0;
  let purgedMs = 0;
  while (sinceMs() < seconds * 1000) {
    const due = Math.floor(sinceMs() / 1000 * perSecond);
    while (sent < due && writer.pending() < mostPending) {
      const at = sinceMs();
      const position = first + sent++;
      const event = eventRow({ position, outputIndex: 0, clientOrderId: `bench-${position}` });
      writer.append(event);
      writer.whenDurable(event, () => {
        if (at > warmUpSeconds * 1000) times.push(sinceMs() - at);
      });
    }
    yield* Effect.promise(() => sleep(1));
    // As the recorder does: the stream holds what is not in the tables yet.
    if (sinceMs() - purgedMs < purgeEveryMs || writer.sequence() < 2) continue;
    purgedMs = sinceMs();
    yield* Effect.forkChild(transport.purge("ORDERS", writer.sequence()));
  }
  yield* writer.flush;
  const tookMs = sinceMs();
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) =>
    Math.round(sorted[Math.floor(sorted.length * share)]! * 1000) / 1000;
  return {
    asked: perSecond,
    eventsPerSecond: Math.round(sent / tookMs * 1000),
    eventsPerMessage: Math.round(sent / (writer.sequence() - messages) * 10) / 10,
    ms: { p50: at(0.5), p99: at(0.99), p999: at(0.999) },
    sent,
  };
});

const measureAll = async (sync: Sync) => {
  const servers = await startTestServers({ clickhouse: false, sync });
  const { url, users } = servers.endpoints.nats;
  const program = Effect.gen(function* () {
    yield* (yield* Transport).ensureStreams(allStreams);
    const results = [];
    let first = 1;
    for (const rate of rates) {
      const { sent, ...result } = yield* Effect.scoped(measure(rate, first));
      first += sent;
      console.log(sync, JSON.stringify(result));
      results.push(result);
    }
    return results;
  });
  const results = await Effect.runPromise(
    Effect.scoped(program).pipe(
      Effect.provide(jetStreamTransport({ url, ...users.core, name: "bench" })),
    ),
  );
  await servers.stop();
  return { sync, results };
};

const measured = [];
for (const sync of syncs) measured.push(await measureAll(sync));
const report = {
  command: "npm run bench:orders",
  machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, node: process.version },
  method:
    `order events appended to ORDERS at a steady rate for ${seconds} s each, milliseconds from ` +
    "append to acknowledgement; sync always: every message is on disk before it is acknowledged",
  loadAverage: Math.round(loadavg()[0]! * 10) / 10,
  measured,
};
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}orders-commit.json`, `${JSON.stringify(report, null, 2)}\n`);
process.exit(0);
