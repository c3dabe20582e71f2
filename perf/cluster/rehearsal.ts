// The rehearsal: every node and every process killed, cut off or stopped in turn, and how long each cell stood still.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { headroom, ticksPerSecondAtSpeedOne } from "../torture/limits.ts";
import { Cell } from "./cell.ts";
import { awayMs, betweenMs, cells, goesOnMs, lookMs, nodes } from "./limits.ts";
import { Nodes } from "./nodes.ts";

/** One thing that goes wrong, and how it is mended. */
export interface Case {
  readonly what: string;
  readonly hurt: (cluster: Cluster) => void | Promise<void>;
  /** Milliseconds until it is mended; 0 where that happens by itself. */
  readonly forMs: number;
  readonly mend: (cluster: Cluster) => void;
}

/** What came of a case. */
export interface Outcome {
  readonly what: string;
  /** Whether the node that was hurt led most streams; of processes, undefined. */
  readonly led?: boolean;
  /** Longest time without a new tick in a cell's log, to within the second in which processes tell. */
  readonly standstillMs: number;
  /** From the fault until every cell had caught up with its market, the time away included. */
  readonly caughtUpMs: number;
}

/** Nodes and cells that run. */
export interface Cluster {
  readonly dir: string;
  readonly nodes: Nodes;
  readonly cells: readonly Cell[];
}

const nothing = (): void => {};

/** Every node and process in turn. */
export const cases = (cellNames: readonly string[]): readonly Case[] => [
  ...Array.from({ length: nodes }, (_, i) => `n${i + 1}`).flatMap((name): Case[] => [
    {
      what: `kill node ${name}`,
      hurt: (cluster) => cluster.nodes.kill(name),
      forMs: awayMs,
      mend: (cluster) => cluster.nodes.run(name),
    },
    {
      what: `cut off node ${name}`,
      hurt: (cluster) => cluster.nodes.cutOff(name),
      forMs: awayMs,
      mend: (cluster) => cluster.nodes.rejoin(name),
    },
  ]),
  ...cellNames.flatMap((name, index) =>
    (["core", "recorder"] as const).flatMap((process): Case[] => [
      {
        what: `kill ${process} of ${name}`,
        hurt: (cluster) => void cluster.cells[index]![process].signal("SIGKILL"),
        forMs: 0,
        mend: nothing,
      },
      {
        what: `stop ${process} of ${name}`,
        hurt: (cluster) => void cluster.cells[index]![process].signal("SIGSTOP"),
        forMs: awayMs,
        mend: (cluster) => void cluster.cells[index]![process].signal("SIGCONT"),
      },
    ])
  ),
  ...cellNames.map((name, index): Case => ({
    what: `kill ClickHouse of ${name}`,
    hurt: (cluster) => cluster.cells[index]!.killStore(),
    forMs: 0,
    mend: nothing,
  })),
];

/** Starts nodes and cells, so many ticks a second in all. */
export const startCluster = async (
  { rate, seed }: { readonly rate: number; readonly seed: number },
): Promise<Cluster> => {
  const dir = mkdtempSync(join(tmpdir(), "contrail-cluster-"));
  const accounts = Array.from({ length: cells }, (_, i) => ({
    user: `cell${i + 1}`,
    password: randomBytes(24).toString("base64url"),
  }));
  const started = await Nodes.start(dir, accounts);
  const speed = rate * headroom / ticksPerSecondAtSpeedOne;
  const running: Cell[] = [];
  for (const [index, account] of accounts.entries()) {
    const natsUrl = started.url;
    const partition = { index, count: cells };
    const cell = { dir: join(dir, account.user), natsUrl, replicas: nodes, account, partition };
    running.push(await Cell.start({ ...cell, seed, speed }));
  }
  const cluster = { dir, nodes: started, cells: running };
  await flowing(cluster);
  return cluster;
};

/** Ends whatever runs; keeps the folder where it is to be looked at. */
export const stopCluster = async (cluster: Cluster, keepFolder: boolean): Promise<void> => {
  await Promise.all(cluster.cells.map((cell) => cell.stop()));
  await cluster.nodes.stop();
  if (!keepFolder) rmSync(cluster.dir, { recursive: true, force: true });
};

/** Does one case from the fault until everything has caught up. Rejects where a cell does not go on. */
export const suffer = async (cluster: Cluster, one: Case): Promise<Outcome> => {
  const node = / node (\w+)$/.exec(one.what)?.[1];
  const led = node === undefined ? {} : { led: await cluster.nodes.leader() === node };
  const before = cluster.cells.map((cell) => cell.progress());
  const watch = watchOf(cluster);
  const beganMs = performance.now();
  await one.hurt(cluster);
  while (performance.now() - beganMs < one.forMs) {
    watch.look();
    await sleep(lookMs);
  }
  one.mend(cluster);
  for (;;) {
    watch.look();
    const tookMs = performance.now() - beganMs;
    if (cluster.cells.every((cell, i) => cell.caughtUp(before[i]!)) && tookMs > 2_000) break;
    if (tookMs > one.forMs + goesOnMs) {
      throw new Error(`${one.what}: not every cell went on, see ${cluster.dir}`);
    }
    await sleep(lookMs);
  }
  const caughtUpMs = Math.round(performance.now() - beganMs);
  await cluster.nodes.healthy();
  await sleep(betweenMs);
  return { what: one.what, ...led, standstillMs: watch.longestMs(), caughtUpMs };
};

/** Sees how long a cell's log has not grown. */
const watchOf = (cluster: Cluster) => {
  const seen = cluster.cells.map((cell) => ({
    durable: cell.progress().durable,
    grownMs: performance.now(),
  }));
  let longestMs = 0;
  return {
    look: (): void => {
      const nowMs = performance.now();
      cluster.cells.forEach((cell, i) => {
        const { durable } = cell.progress();
        longestMs = Math.max(longestMs, nowMs - seen[i]!.grownMs);
        if (durable > seen[i]!.durable) seen[i] = { durable, grownMs: nowMs };
      });
    },
    longestMs: (): number => Math.round(longestMs),
  };
};

/** Waits until every cell records. */
const flowing = async (cluster: Cluster): Promise<void> => {
  const records = (cell: Cell) => cell.progress().recorded > 1_000;
  for (const endMs = Date.now() + goesOnMs; !cluster.cells.every(records); await sleep(100)) {
    if (Date.now() > endMs) throw new Error(`Not every cell began, see ${cluster.dir}`);
  }
};
