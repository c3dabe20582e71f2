// The arguments of `npm run simulate`: what each means, and what is wrong with a value.
import { parseArgs } from "node:util";
import { type FaultName, faultNames, faults } from "./faults.ts";
import { type PlantName, plants } from "./plants.ts";

/** What to simulate. */
export interface SimulateOptions {
  readonly seed: number;
  readonly seeds: number;
  /** Ticks of each seed's market. */
  readonly steps: number;
  readonly faults: readonly FaultName[];
  readonly plant: PlantName | undefined;
  readonly workers: number;
  readonly json: boolean;
  readonly record: boolean;
}

const table = (rows: readonly (readonly [string, string])[]): string =>
  rows.map(([name, what]) => `                   ${name.padEnd(17)}${what}`).join("\n");

/** The help text. */
export const help = `npm run simulate -- [options]

Runs the live host over an in-memory transport with one virtual clock and one seed, while everything
goes wrong. Every message that a stream takes is held, byte for byte, to what the replay host makes of
the same ticks; every order that leaves, to what lies in the streams at that moment; the state at the
end, to the state undisturbed. A seed that is broken is the bug report: run it again, alone, and the
same happens again.

  --seed N       First seed (default 1)
  --seeds K      How many seeds (default 1000)
  --steps M      Ticks of each seed's market (default 200)
  --faults LIST  Which faults, with commas, or none (default all); each seed has a mixture of its own:
${table(Object.entries(faults))}
  --plant BUG    Plants a bug, which must then be found:
${table(Object.entries(plants).map(([name, { what }]) => [name, what]))}
  --workers W    Threads (default 1)
  --json         One JSON object as the last line; everything else to stderr
  --record       Write perf/results/simulation.json
  --help         This text
`;

const whole = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} "${text}": expected a whole number, ${least} or more`);
};

/** Reads the arguments; undefined where help was asked for. Throws with the option, its value, what was expected. */
export const simulateOptions = (args: readonly string[]): SimulateOptions | undefined => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: "string", default: "1" },
      seeds: { type: "string", default: "1000" },
      steps: { type: "string", default: "200" },
      faults: { type: "string", default: faultNames.join(",") },
      plant: { type: "string" },
      workers: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const wanted = values.faults === "none" ? [] : values.faults.split(",").map((one) => one.trim());
  const chosen: readonly FaultName[] = wanted.map((name) => {
    const found = faultNames.find((one) => one === name);
    if (found !== undefined) return found;
    throw new Error(`--faults "${name}": expected none or some of ${faultNames.join(", ")}`);
  });
  const { plant } = values;
  if (plant !== undefined && !(plant in plants)) {
    throw new Error(`--plant "${plant}": expected one of ${Object.keys(plants).join(", ")}`);
  }
  return {
    seed: whole("seed", values.seed, 0),
    seeds: whole("seeds", values.seeds, 1),
    steps: whole("steps", values.steps, 2),
    faults: chosen,
    plant: plant as PlantName | undefined,
    workers: whole("workers", values.workers, 1),
    json: values.json,
    record: values.record,
  };
};
