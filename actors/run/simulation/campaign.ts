// Many seeds one after the other: what came of all of them together.
import { createHash } from "node:crypto";
import type { FaultName } from "./faults.ts";
import type { SimulateOptions } from "./options.ts";
import { simulateSeed } from "./simulate.ts";

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
  const faults: Partial<Record<FaultName, number>> = {};
  const firstBroken: BrokenSeed[] = [];
  const sum = { seeds: 0, steps: 0, processes: 0, orders: 0, simulatedMs: 0, broken: 0 };
  for (let i = 0; i < options.seeds; i++) {
    const seed = options.seed + i;
    const { faults: wanted, plant, steps: ticks } = options;
    const result = await simulateSeed({ seed, ticks, faults: wanted, plant });
    hash.update(result.digest);
    sum.seeds++;
    sum.steps += result.steps;
    sum.processes += result.processes;
    sum.orders += result.orders;
    sum.simulatedMs += result.simulatedMs;
    for (const [name, count] of result.faults) faults[name] = (faults[name] ?? 0) + count;
    const broken = result.broken === undefined ? undefined : { seed, what: result.broken };
    if (broken !== undefined && sum.broken++ < brokenKept) firstBroken.push(broken);
    progress(i + 1, broken);
    // A planted bug is to be found once.
    if (broken !== undefined && plant !== undefined) break;
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

/** The parts of a campaign as one, in the order of their seeds. */
export const together = (parts: readonly Campaign[]): Campaign => {
  const total = (of: (part: Campaign) => number) => parts.reduce((sum, one) => sum + of(one), 0);
  const faults: Partial<Record<FaultName, number>> = {};
  for (const part of parts) {
    for (const [name, count] of Object.entries(part.faults) as [FaultName, number][]) {
      faults[name] = (faults[name] ?? 0) + count;
    }
  }
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
