// One cell of the rehearsal: a share of the market through its own pipeline, on the cluster's streams, into its own store.
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Credentials, writeEndpoints } from "../../infra/local/endpoints.ts";
import { readInstruments } from "../../infra/local/instruments-file.ts";
import { startTestServers, type TestServers } from "../../infra/local/testing.ts";
import { TestProcess } from "../../infra/local/testing-processes.ts";
import { openByteStore } from "../../streams/transport/clickhouse-bytes.ts";
import type { Partition } from "../../actors/sources/partition.ts";
import { type Verdict, verify } from "../torture/verify.ts";
import { deadLettersOf } from "../torture/verify-orders.ts";
import { stopMs } from "../torture/limits.ts";
import { caughtUpMs, endsTried, linesTold } from "./limits.ts";

/** What a cell trades, and where its streams are. */
export interface CellOptions {
  readonly dir: string;
  readonly natsUrl: string;
  readonly replicas: number;
  readonly account: Credentials;
  readonly partition: Partition;
  readonly seed: number;
  readonly speed: number;
}

/** How far a cell is, as its processes last said. */
export interface Progress {
  /** Ticks that the input log has acknowledged. */
  readonly durable: number;
  /** Position of the input log that the recorder has read. */
  readonly recorded: number;
  /** Milliseconds that the market is ahead of the core. */
  readonly behindMs: number;
}

/** A cell that runs. */
export class Cell {
  readonly name: string;
  readonly core: TestProcess;
  readonly recorder: TestProcess;
  private readonly options: CellOptions;
  private readonly servers: TestServers;

  private constructor(options: CellOptions, servers: TestServers) {
    const { dir, seed, speed, partition } = options;
    this.name = options.account.user;
    this.options = options;
    this.servers = servers;
    const market = { runId: "cluster", seed, speed, partition };
    const child = (name: "core" | "recorder") =>
      new TestProcess(name, dir, market, openSync(join(dir, `${name}.log`), "a"));
    this.core = child("core");
    this.recorder = child("recorder");
  }

  static async start(options: CellOptions): Promise<Cell> {
    const { dir, natsUrl: url, replicas, account } = options;
    mkdirSync(dir, { recursive: true });
    const servers = await startTestServers({ nats: false, dataDir: dir });
    const users = { core: account, recorder: account, gateway: account, reader: account };
    writeEndpoints(dir, { ...servers.endpoints, nats: { url, replicas, users } });
    return new Cell(options, servers);
  }

  progress(): Progress {
    const of = (process: TestProcess) =>
      process.status?.streams.find(({ name }) => name === "INPUT");
    return {
      durable: of(this.core)?.sequence ?? 0,
      recorded: of(this.recorder)?.position ?? -1,
      behindMs: this.core.status?.source?.behindMs ?? 0,
    };
  }

  /** Whether both processes went on from a point, and the core lags no more. */
  caughtUp(from: Progress): boolean {
    const now = this.progress();
    return now.recorded > from.recorded && this.goesOn(from) && now.behindMs < caughtUpMs;
  }

  /** Whether the input log has grown since a point. */
  goesOn(from: Progress): boolean {
    return this.progress().durable > from.durable;
  }

  killStore(): void {
    this.servers.killClickHouse();
  }

  /** Stops core and recorder in order, and verifies every row against the market of the seed. */
  async verify(): Promise<Verdict & { readonly deadLetters: number; readonly unclean: number }> {
    let unclean = 0;
    for (const child of [this.core, this.recorder]) unclean += await endInOrder(child);
    const { seed, partition, dir } = this.options;
    const { url, users } = this.servers.endpoints.clickhouse;
    const store = openByteStore({ url, ...users.ingest, name: "cluster" });
    const verdict = await verify({
      store,
      seed,
      partition,
      instruments: readInstruments(dir),
      given: this.core.status?.source?.records ?? 0,
      progress: () => {},
    });
    const deadLetters = await deadLettersOf(store);
    await store.close();
    return { ...verdict, deadLetters, unclean };
  }

  /** The streams of which a copy had lost messages, as core and recorder told. */
  brokenCopies(): readonly string[] {
    const told = ["core", "recorder"].flatMap((name) => {
      const text = readFileSync(join(this.options.dir, `${name}.log`), "utf8");
      return [...text.matchAll(/copy of stream (\w+)/g)].map((match) => match[1]!);
    });
    return [...new Set(told)].sort().map((stream) => `${this.name} ${stream}`);
  }

  /** How its processes ended by themselves, and what each said last. */
  story(): string {
    return [this.core, this.recorder].map(({ name, ends }) => {
      const said = readFileSync(join(this.options.dir, `${name}.log`), "utf8").trimEnd();
      const last = said.split("\n").slice(-linesTold).join("\n");
      return `${this.name} ${name}: ended by itself ${ends.join(", ") || "never"}\n${last}`;
    }).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all([this.core.end("SIGKILL"), this.recorder.end("SIGKILL")]);
    await this.servers.stop();
  }
}

/**
 * Ends a process and gives how often that was not clean: it had ended by itself, or a server was away while it
 * drained. It is started again then, as it is in operation, since what it had not finished is in the streams.
 */
const endInOrder = async (child: TestProcess): Promise<number> => {
  for (let unclean = 0;; unclean++) {
    const timer = setTimeout(() => child.signal("SIGKILL"), stopMs);
    const code = await child.end("SIGTERM");
    clearTimeout(timer);
    if (code === 0 || unclean === endsTried) return code === 0 ? unclean : unclean + 1;
    child.status = undefined;
    child.start();
    await child.until(({ state }) => state === "running");
  }
};
