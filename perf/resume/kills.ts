// Kills a consumer and its gateway at random while fills stream, and compares what it saw with what there was.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import { fillRow } from "../../actors/testing/rows.ts";
import { migrate } from "../../infra/clickhouse/migrate.ts";
import { writeEndpoints } from "../../infra/local/endpoints.ts";
import { freePort } from "../../infra/local/ports.ts";
import { startTestServers } from "../../infra/local/testing.ts";
import { allStreams } from "../../streams/subjects.ts";
import { clickHouseStore, Store } from "../../streams/transport/clickhouse.ts";
import { jetStreamTransport } from "../../streams/transport/jetstream.ts";
import { Transport } from "../../streams/transport/transport.ts";

/** How often is killed, and what decides when. */
export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly progress?: (words: string) => void;
}

/** What the consumer saw of what there was. */
export interface KillResult {
  readonly kills: { readonly gateway: number; readonly consumer: number };
  readonly fills: number;
  readonly seen: number;
  readonly lost: number;
  readonly doubled: number;
  readonly outOfOrder: number;
  readonly snapshots: number;
  readonly seconds: number;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const node = join(root, "node_modules/.bin/node");
const sleep = (ms: number) => new Promise((go) => setTimeout(go, ms));

/** Numbers from 0 to 1 of a seed (mulberry32). */
const randomOf = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};

/** A process that is started again each time it is killed. */
class Phoenix {
  private readonly start: () => ChildProcess;
  private child: ChildProcess;

  constructor(start: () => ChildProcess) {
    this.start = start;
    this.child = start();
  }

  async kill(): Promise<void> {
    await this.stop();
    this.child = this.start();
  }

  stop(): Promise<void> {
    const gone = new Promise<void>((done) => this.child.once("exit", () => done()));
    this.child.kill("SIGKILL");
    return gone;
  }
}

const idOf = (position: number): string => `sim/ALTO.sim/${position}/0`;

/** Runs until so many kills are done and the last fill is seen. */
export const killAndCompare = async (options: KillOptions): Promise<KillResult> => {
  const servers = await startTestServers();
  const { nats, clickhouse } = servers.endpoints;
  const core = jetStreamTransport({ url: nats.url, ...nats.users.core, name: "core" });
  await Effect.runPromise(
    Effect.gen(function* () {
      yield* (yield* Transport).ensureStreams(allStreams);
      yield* migrate(yield* Store);
    }).pipe(
      Effect.provide(core),
      Effect.provide(
        clickHouseStore({ url: clickhouse.url, ...clickhouse.users.ingest, name: "t" }),
      ),
    ),
  );
  const port = await Effect.runPromise(freePort("127.0.0.1"));
  writeEndpoints(servers.dataDir, {
    ...servers.endpoints,
    http: { host: "127.0.0.1", port, access: "local" },
  });
  const env = { PATH: process.env["PATH"], CONTRAIL_DATA_DIR: servers.dataDir };
  const file = join(servers.dataDir, "seen.txt");
  const beganMs = performance.now();
  const gateway = new Phoenix(() =>
    spawn(node, [join(root, "gateway/main.ts")], {
      env,
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    })
  );
  const consumer = new Phoenix(() =>
    spawn(node, [join(root, "perf/resume/consumer.ts"), `http://127.0.0.1:${port}`, file], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    })
  );
  let position = 0;
  let writing = true;
  const writer = Effect.runPromise(
    Effect.scoped(Effect.gen(function* () {
      const orders = yield* (yield* Transport).openWriter("ORDERS");
      while (writing) {
        // One to five fills at once, of one position or of several.
        for (let i = position % 5; i >= 0; i--) {
          orders.append(fillRow({ position: ++position, fillId: idOf(position) }));
        }
        yield* Effect.sleep("5 millis");
      }
      yield* orders.flush;
    })).pipe(Effect.provide(core)),
  );
  const kills = { gateway: 0, consumer: 0 };
  try {
    await until(() => seenIn(file).length > 0);
    const random = randomOf(options.seed);
    for (let i = 0; i < options.kills; i++) {
      // Mostly in the middle of the stream, sometimes at once, so that also who is just beginning is killed.
      if (random() < 0.8) {
        const before = seenIn(file).length;
        await until(() => seenIn(file).length > before);
      }
      await sleep(400 * random());
      const which = random() < 0.5 ? "gateway" as const : "consumer" as const;
      await { gateway, consumer }[which].kill();
      kills[which]++;
      if (i % 10 === 9) options.progress?.(`${i + 1} kills, ${seenIn(file).length} of ${position}`);
    }
    writing = false;
    await writer;
    const last = idOf(position);
    await until(() => seenIn(file).includes(last));
  } finally {
    writing = false;
    await Promise.all([gateway.stop(), consumer.stop(), writer]);
  }
  const result = compare(file, position);
  await servers.stop();
  return { kills, ...result, seconds: Math.round((performance.now() - beganMs) / 1000) };
};

const until = async (done: () => boolean): Promise<void> => {
  while (!done()) await sleep(50);
};

const linesOf = (file: string): readonly string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];

const seenIn = (file: string): readonly string[] =>
  linesOf(file).flatMap((line) => line.split(" ").slice(2)).filter((id) => id !== "");

const compare = (file: string, fills: number) => {
  const seen = seenIn(file);
  const positions = seen.map((id) => Number(id.split("/")[2]));
  return {
    fills,
    seen: seen.length,
    lost: fills - new Set(positions).size,
    doubled: seen.length - new Set(positions).size,
    outOfOrder: positions.filter((one, i) => i > 0 && one <= positions[i - 1]!).length,
    // The very first subscription says where it begins, so that nothing but updates may come.
    snapshots: linesOf(file).filter((line) => line.split(" ")[1] === "snapshot").length,
  };
};
