// Three nats-servers as a cluster on loopback, each of which can be killed, or cut off from the others and from everyone.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Effect } from "effect";
import type { Credentials } from "../../infra/local/endpoints.ts";
import { messageBytes } from "../../infra/local/limits.ts";
import { findNatsServer } from "../../infra/local/nats-binary.ts";
import { bindToParent } from "../../infra/local/orphans.ts";
import { freePort } from "../../infra/local/ports.ts";
import { CutProxy } from "../torture/cut-proxy.ts";
import { nodes, readyMs } from "./limits.ts";

const host = "127.0.0.1";
const cacheDir = fileURLToPath(new URL("../../.cache", import.meta.url));

/** One node: its ports, and the proxies that everyone else reaches it by. */
interface Node {
  readonly name: string;
  readonly clientPort: number;
  readonly routePort: number;
  readonly monitorPort: number;
  readonly clients: CutProxy;
  /** What this node dials the others by. */
  routes: readonly CutProxy[];
  child?: ChildProcess;
}

/** A cluster that runs. */
export class Nodes {
  readonly names: readonly string[];
  private readonly all: readonly Node[];
  private readonly binary: string;
  private readonly dir: string;

  private constructor(all: readonly Node[], binary: string, dir: string) {
    this.all = all;
    this.names = all.map(({ name }) => name);
    this.binary = binary;
    this.dir = dir;
  }

  /** Starts a cluster with an account for each user, and waits until it answers. */
  static async start(dir: string, accounts: readonly Credentials[]): Promise<Nodes> {
    const say = () => {};
    const path = process.env["PATH"] ?? "";
    const { path: binary } = await Effect.runPromise(findNatsServer({ cacheDir, path, say }));
    const all: Node[] = [];
    for (let i = 0; i < nodes; i++) {
      const [clientPort, routePort, monitorPort] = [await port(), await port(), await port()];
      const clients = await CutProxy.open(clientPort);
      all.push({ name: `n${i + 1}`, clientPort, routePort, monitorPort, clients, routes: [] });
    }
    for (const node of all) {
      const others = all.filter((one) => one !== node);
      node.routes = await Promise.all(others.map(({ routePort }) => CutProxy.open(routePort)));
      mkdirSync(join(dir, node.name), { recursive: true });
      const text = configOf(node, join(dir, node.name, "store"), accounts);
      writeFileSync(join(dir, node.name, "nats.conf"), text, { mode: 0o600 });
    }
    const cluster = new Nodes(all, binary, dir);
    for (const name of cluster.names) cluster.run(name);
    await cluster.healthy();
    return cluster;
  }

  /** What the servers call themselves: `nats-server: v2.12.15`. */
  get version(): string {
    return execFileSync(this.binary, ["--version"]).toString().trim();
  }

  /** What clients are told: the nodes by the proxies before them. */
  get url(): string {
    return this.all.map(({ clients }) => `nats://${host}:${clients.port}`).join(",");
  }

  /** Starts a node that does not run. */
  run(name: string): void {
    const node = this.node(name);
    const [command, ...args] = bindToParent([
      this.binary,
      "--config",
      join(this.dir, name, "nats.conf"),
    ]);
    const log = openSync(join(this.dir, `${name}.log`), "a");
    node.child = spawn(command!, args, { stdio: ["ignore", log, log] });
  }

  /** Kills a node, and waits until it is gone. */
  async kill(name: string): Promise<void> {
    const { child } = this.node(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Passes nothing to or from a node any more, as when its cable is pulled: nobody is told. */
  cutOff(name: string): void {
    for (const proxy of this.proxiesOf(name)) proxy.stall();
  }

  /** Passes everything again. */
  rejoin(name: string): void {
    for (const proxy of this.proxiesOf(name)) proxy.pass();
  }

  /** Waits until every node says that all it keeps is current. */
  async healthy(): Promise<void> {
    for (const endMs = Date.now() + readyMs; Date.now() < endMs; await sleep(100)) {
      const answers = await Promise.all(this.all.map(({ monitorPort }) => isHealthy(monitorPort)));
      if (answers.every(Boolean)) return;
    }
    throw new Error(`The cluster was not healthy within ${readyMs} ms: see ${this.dir}`);
  }

  /** Who leads most streams, or who follows: the ones that hurt most and least. */
  async leader(): Promise<string> {
    const led = await Promise.all(this.all.map(async ({ name, monitorPort }) => {
      const answer = await fetch(`http://${host}:${monitorPort}/jsz?streams=true&accounts=true`);
      const { account_details: accounts = [] } = await answer.json() as Jsz;
      const streams = accounts.flatMap(({ stream_detail: details = [] }) => details);
      return { name, streams: streams.filter(({ cluster }) => cluster?.leader === name).length };
    }));
    return led.sort((one, other) => other.streams - one.streams)[0]!.name;
  }

  /** Kills everything. */
  async stop(): Promise<void> {
    await Promise.all(this.names.map((name) => this.kill(name)));
    for (const { clients, routes } of this.all) {
      await Promise.all([clients, ...routes].map((proxy) => proxy.close()));
    }
  }

  private node(name: string): Node {
    return this.all.find((one) => one.name === name)!;
  }

  private proxiesOf(name: string): readonly CutProxy[] {
    const { clients, routes } = this.node(name);
    const at = this.names.indexOf(name);
    // Of each other node's routes, the one to this node: they are in order, without the node itself.
    const inbound = this.all.flatMap((other, index) =>
      other.name === name ? [] : other.routes[at < index ? at : at - 1]!
    );
    return [clients, ...routes, ...inbound];
  }
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly cluster?: { readonly leader?: string } }[];
  }[];
}

const port = () => Effect.runPromise(freePort(host));

const isHealthy = (monitorPort: number): Promise<boolean> =>
  fetch(`http://${host}:${monitorPort}/healthz`, { signal: AbortSignal.timeout(1_000) })
    .then(async (answer) => (await answer.arrayBuffer(), answer.ok), () => false);

const configOf = (node: Node, storeDir: string, accounts: readonly Credentials[]): string => {
  const routes = node.routes.map((proxy) => `nats-route://${host}:${proxy.port}`);
  const ofAccounts = accounts.map(({ user, password }) =>
    `  ${user}: { jetstream: enabled, users: [{ user: ${user}, password: "${password}" }] }`
  );
  // Nobody is told of an address that no proxy stands before.
  return `server_name: ${node.name}
host: ${host}
port: ${node.clientPort}
http: "${host}:${node.monitorPort}"
max_payload: ${messageBytes}
ping_interval: "2s"
ping_max: 2
jetstream { store_dir: "${storeDir}", max_file_store: 20GB, sync_interval: "100ms" }
cluster {
  name: contrail
  listen: "${host}:${node.routePort}"
  advertise: "${host}:1"
  no_advertise: true
  routes: [${routes.join(", ")}]
}
accounts {
${ofAccounts.join("\n")}
  SYS: { users: [{ user: system, password: "${accounts[0]!.password}" }] }
}
system_account: SYS
`;
};
