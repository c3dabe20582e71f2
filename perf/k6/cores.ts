// Which part of the machine each process took while a script ran: the load generator shares the cores with what it loads.
import { readdirSync, readFileSync } from "node:fs";

/** What a command line is told apart by. */
const names: readonly (readonly [string, RegExp])[] = [
  ["gateway", /gateway\/main\.ts/],
  ["core", /actors\/run\/main\.ts/],
  ["recorder", /recorder-main\.ts/],
  ["nats", /nats-server/],
  ["clickhouse", /clickhouse/],
  ["bare", /perf\/k6\/bare\.ts/],
  ["k6", /k6 run/],
  ["start", /infra\/local\/main\.ts/],
];

/** Ticks of the CPU so far: of all that was done, and of processes by name. */
export interface Ticks {
  readonly atMs: number;
  readonly busy: number;
  readonly byName: Readonly<Record<string, number>>;
}

/** `USER_HZ`, which is 100 wherever Linux runs. */
const ticksPerSecond = 100;

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // A process may end meanwhile; and where there is no `/proc` nothing is told.
    return "";
  }
};

/** Fields after the name, which stands in brackets: the parent is the second, user and system the 12th and 13th. */
const statOf = (pid: number) => {
  const fields = textOf(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
  return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
};

/** Reads what the children of a process, and theirs, have used so far. */
export const readTicks = (ancestor: number): Ticks => {
  const stats = new Map(
    textOf("/proc/stat") === "" ? [] : readdirSync("/proc").map(Number).filter(Number.isSafeInteger)
      .map((pid) => [pid, statOf(pid)] as const),
  );
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = stats.get(at)?.parent) {
      if (at === ancestor) return true;
    }
    return false;
  };
  const byName: Record<string, number> = {};
  for (const [pid, { ticks }] of stats) {
    if (pid === ancestor || !isOurs(pid)) continue;
    const command = textOf(`/proc/${pid}/cmdline`).split("\0").join(" ");
    const name = names.find(([, pattern]) => pattern.test(command))?.[0] ?? "other of ours";
    byName[name] = (byName[name] ?? 0) + ticks;
  }
  // User, nice, system, and interrupts: not idle, not waiting, and what guests do is in user.
  const [user = 0, nice = 0, system = 0, , , hard = 0, soft = 0] = textOf("/proc/stat").split(
    "\n",
  )[0]!.split(/ +/).slice(1).map(Number);
  return { atMs: performance.now(), busy: user + nice + system + hard + soft, byName };
};

/** Cores in use between two readings, by process; `others` is who else was at this machine. */
export const coresBetween = (from: Ticks, to: Ticks): Readonly<Record<string, number>> => {
  const seconds = (to.atMs - from.atMs) / 1000;
  const cores = (ticks: number) => Math.round((ticks / ticksPerSecond / seconds) * 100) / 100;
  const ours = Object.keys(to.byName).map((name) =>
    [name, Math.max(0, to.byName[name]! - (from.byName[name] ?? 0))] as const
  );
  const others = Math.max(0, to.busy - from.busy - ours.reduce((sum, [, ticks]) => sum + ticks, 0));
  return Object.fromEntries([...ours, ["others", others] as const]
    .map(([name, ticks]) => [name, cores(ticks)]));
};
