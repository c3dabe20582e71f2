// The whole system on a temporary folder: two servers, core, recorder and gateway, each of which can be hurt.
import { mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeEndpoints } from "../../infra/local/endpoints.ts";
import { TestProcess } from "../../infra/local/testing-processes.ts";
import type { StoreOptions } from "../../streams/transport/clickhouse.ts";
import type { Victim } from "./faults.ts";
import { stopMs } from "./limits.ts";
import { type Servers, startServers } from "./servers.ts";

/** What runs. */
export interface SystemOptions {
  readonly seed: number;
  /** Times real speed. */
  readonly speed: number;
}

/** A system that runs. */
export class System {
  readonly dataDir: string;
  readonly core: TestProcess;
  readonly recorder: TestProcess;
  readonly gateway: TestProcess;
  private readonly servers: Servers;

  private constructor(dataDir: string, servers: Servers, { seed, speed }: SystemOptions) {
    this.dataDir = dataDir;
    this.servers = servers;
    const options = { runId: "torture", source: "simulated", files: [], speed, seed };
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
    writeEndpoints(dataDir, servers.endpoints);
    return new System(dataDir, servers, options);
  }

  /** Sends a signal to a process as it runs now; false where it does not. */
  signal(victim: Victim, signal: NodeJS.Signals): boolean {
    if (victim !== "nats-server" && victim !== "clickhouse") return this[victim].signal(signal);
    const pid = (victim === "clickhouse" ? this.servers.clickhouse : this.servers.nats).pid();
    if (pid === undefined) return false;
    process.kill(pid, signal);
    return true;
  }

  /** How often each process was started again. */
  restarts(): Readonly<Record<Victim, number>> {
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

  /** Whether the gateway says that the system is up. */
  async isUp(): Promise<boolean> {
    const { host, port } = this.servers.endpoints.http;
    const signal = AbortSignal.timeout(2_000);
    return await fetch(`http://${host}:${port}/v1/health`, { signal }).then(
      async (answer) => (await answer.arrayBuffer(), answer.ok),
      () => false,
    );
  }

  /** The store, as the recorder sees it. */
  store(): StoreOptions {
    const { url, users } = this.servers.endpoints.clickhouse;
    return { url, ...users.ingest, name: "torture" };
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
    await this.servers.stop();
    if (!keepFolder) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
