// Many seeds one after the other: what came of all of them together.
import { createHash } from "node:crypto";
import type { FaultName } from "./faults.ts";
import type { SimulateOptions } from "./options.ts";
import { plants } from "./plants.ts";
import { simulation } from "./seed.ts";

/** A seed that broke something. */
export interface BrokenSeed {
  readonly seed: number;
  readonly what: string;
}

/** What came of some seeds. */
export interface Campaign {
  readonly seeds: number;
  readonly steps: number;
  readonly processes: number;
  readonly orders: number;
  readonly simulatedSeconds: number;
  readonly faults: Readonly<Partial<Record<FaultName, number>>>;
  /** Broken seeds, and the first few of them. */
  readonly broken: number;
  readonly firstBroken: readonly BrokenSeed[];
  /** Of the digests of all seeds, in order. */
  readonly digest: string;
}

const brokenKept = 5;

/** Runs `options.seeds` seeds from `options.seed` on, or until a planted bug is found; `progress` is told after each. */
export const runCampaign = async (
  options: SimulateOptions,
  progress: (done: number, broken: BrokenSeed | undefined) => void,
): Promise<Campaign> => {
  const hash = createHash("sha256");
  const faults: Counts = {};
  const firstBroken: BrokenSeed[] = [];
  const sum = { seeds: 0, steps: 0, processes: 0, orders: 0, simulatedMs: 0, broken: 0 };
  const run = simulation({
    ticks: options.steps,
    faults: new Set(options.faults),
    plant: options.plant === undefined ? undefined : plants[options.plant],
  });
  for (let i = 0; i < options.seeds; i++) {
    const seed = options.seed + i;
    const result = await run(seed);
    hash.update(result.digest);
    sum.seeds++;
    sum.steps += result.steps;
    sum.processes += result.processes;
    sum.orders += result.orders;
    sum.simulatedMs += result.simulatedMs;
    addFaults(faults, result.faults);
    const broken = result.broken === undefined ? undefined : { seed, what: result.broken };
    if (broken !== undefined && sum.broken++ < brokenKept) firstBroken.push(broken);
    progress(i + 1, broken);
    // A planted bug is to be found once.
    if (broken !== undefined && options.plant !== undefined) break;
  }
  const { simulatedMs, ...counts } = sum;
  return {
    ...counts,
    simulatedSeconds: Math.round(simulatedMs / 1000),
    faults,
    firstBroken,
    digest: hash.digest("hex"),
  };
};

type Counts = Partial<Record<FaultName, number>>;

const addFaults = (to: Counts, from: Readonly<Counts>): void => {
  for (const [name, count] of Object.entries(from) as [FaultName, number][]) {
    to[name] = (to[name] ?? 0) + count;
  }
};

/** The parts of a campaign as one, in the order of their seeds. */
export const together = (parts: readonly Campaign[]): Campaign => {
  const total = (of: (part: Campaign) => number) => parts.reduce((sum, one) => sum + of(one), 0);
  const faults: Counts = {};
  for (const part of parts) addFaults(faults, part.faults);
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part.digest);
  return {
    seeds: total((one) => one.seeds),
    steps: total((one) => one.steps),
    processes: total((one) => one.processes),
    orders: total((one) => one.orders),
    simulatedSeconds: total((one) => one.simulatedSeconds),
    faults,
    broken: total((one) => one.broken),
    firstBroken: parts.flatMap((one) => one.firstBroken).slice(0, brokenKept),
    digest: parts.length === 1 ? parts[0]!.digest : hash.digest("hex"),
  };
};
