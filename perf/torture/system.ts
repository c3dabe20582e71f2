// The whole system on a temporary folder: two servers, core, recorder and gateway, each of which can be hurt.
import { mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Endpoints, writeEndpoints } from "../../infra/local/endpoints.ts";
import { type MarketOptions, TestProcess } from "../../infra/local/testing-processes.ts";
import type { StoreOptions } from "../../streams/transport/clickhouse.ts";
import { CutProxy } from "./cut-proxy.ts";
import type { ProcessName } from "./faults.ts";
import { stopMs } from "./limits.ts";
import { type Servers, startServers } from "./servers.ts";

/** What runs. */
export interface SystemOptions {
  readonly seed: number;
  /** Times real speed. */
  readonly speed: number;
  /** The live venue that it trades at, where it is one. */
  readonly venue?:
    & Required<Pick<MarketOptions, "source" | "symbols" | "venueUrl" | "live">>
    & Pick<MarketOptions, "sendWithinMs">;
}

/** What the processes stand on. */
interface Ground {
  readonly dataDir: string;
  readonly servers: Servers;
  readonly proxy: CutProxy;
}

/** A system that runs. */
export class System {
  readonly dataDir: string;
  readonly core: TestProcess;
  readonly recorder: TestProcess;
  readonly gateway: TestProcess;
  /** Between all three of them and nats-server. */
  readonly proxy: CutProxy;
  private readonly servers: Servers;

  private constructor(
    { dataDir, servers, proxy }: Ground,
    { seed, speed, venue }: SystemOptions,
  ) {
    this.dataDir = dataDir;
    this.servers = servers;
    this.proxy = proxy;
    const options = { runId: "torture", speed, seed, ...venue };
    const child = (name: "core" | "recorder" | "gateway") =>
      new TestProcess(name, dataDir, options, openSync(join(dataDir, "logs", `${name}.log`), "a"));
    this.core = child("core");
    this.recorder = child("recorder");
    this.gateway = child("gateway");
  }

  /** Starts everything. Rejects with `LocalFailure`. What the processes write is in `logs/`. */
  static async start(options: SystemOptions): Promise<System> {
    const dataDir = mkdtempSync(join(tmpdir(), "contrail-torture-"));
    mkdirSync(join(dataDir, "logs"));
    const log = openSync(join(dataDir, "logs", "servers.log"), "a");
    const say = (server: string, line: string): void => void writeSync(log, `${server} ${line}\n`);
    const servers = await startServers(dataDir, say);
    const { nats } = servers.endpoints;
    const proxy = await CutProxy.open(Number(new URL(nats.url).port));
    const url = `nats://127.0.0.1:${proxy.port}`;
    writeEndpoints(dataDir, { ...servers.endpoints, nats: { ...nats, url } });
    return new System({ dataDir, servers, proxy }, options);
  }

  /** Sends a signal to a process as it runs now; false where it does not. */
  signal(victim: ProcessName, signal: NodeJS.Signals): boolean {
    if (victim !== "nats-server" && victim !== "clickhouse") return this[victim].signal(signal);
    const pid = (victim === "clickhouse" ? this.servers.clickhouse : this.servers.nats).pid();
    if (pid === undefined) return false;
    process.kill(pid, signal);
    return true;
  }

  /** How often each process was started again. */
  restarts(): Readonly<Record<ProcessName, number>> {
    return {
      core: this.core.deaths,
      recorder: this.recorder.deaths,
      gateway: this.gateway.deaths,
      "nats-server": this.servers.nats.restarts(),
      clickhouse: this.servers.clickhouse.restarts(),
    };
  }

  /** Exit codes of core, recorder and gateway where they ended by themselves, as `core 1`. */
  endsOfTheirOwn(): readonly string[] {
    return [this.core, this.recorder, this.gateway].flatMap(({ name, ends }) =>
      ends.filter((end) => end !== "SIGKILL").map((end) => `${name} ${end}`)
    );
  }

  /** Where the gateway listens. */
  get url(): string {
    const { host, port } = this.servers.endpoints.http;
    return `http://${host}:${port}`;
  }

  /** Where nats-server is, and who may read and write. */
  get nats(): Endpoints["nats"] {
    return this.servers.endpoints.nats;
  }

  /** Whether the gateway says that the system is up. */
  async isUp(): Promise<boolean> {
    const signal = AbortSignal.timeout(2_000);
    return await fetch(`${this.url}/v1/health`, { signal })
      .then(async (answer) => (await answer.arrayBuffer(), answer.ok))
      .catch(() => false);
  }

  /** The store, as the recorder sees it. */
  store(): StoreOptions {
    const { url, users } = this.servers.endpoints.clickhouse;
    return { url, ...users.ingest, name: "torture" };
  }

  /** Stops core and recorder: what was asked until then is in the tables. */
  async drainPipeline(): Promise<void> {
    for (const child of [this.core, this.recorder]) await child.end("SIGTERM");
  }

  /** Stops core, recorder and gateway in this order, each in its own time; gives those that did not stop cleanly. */
  async drain(): Promise<readonly string[]> {
    const unclean: string[] = [];
    for (const child of [this.core, this.recorder, this.gateway]) {
      const timer = setTimeout(() => child.signal("SIGKILL"), stopMs);
      const code = await child.end("SIGTERM");
      clearTimeout(timer);
      if (code !== 0) unclean.push(`${child.name} ${code ?? "killed"}`);
    }
    return unclean;
  }

  /** Ends whatever runs still; keeps the folder where it is to be looked at. */
  async end(keepFolder: boolean): Promise<void> {
    const children = [this.core, this.recorder, this.gateway];
    await Promise.all(children.map((child) => child.end("SIGKILL")));
    await this.proxy.close();
    await this.servers.stop();
    if (!keepFolder) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
