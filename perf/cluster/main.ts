// A cluster on one machine: three NATS nodes, two cells, everything killed and cut off in turn: `npm run cluster -- --help`.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cells, nodes } from "./limits.ts";
import { cases, type Outcome, startCluster, stopCluster, suffer } from "./rehearsal.ts";

const help = `Usage: npm run cluster -- [options]

Runs ${cells} cells on a cluster of ${nodes} NATS nodes, every stream on all of them, kills and cuts off each
node, kills and stops each process, and compares every row that was recorded with the market of the seed.

  --rate N     Ticks a second over all cells (default 5000)
  --seed N     Seed of the market (default 1)
  --only TEXT  Only the cases whose name has this text
  --record     Keep the result in perf/results/cluster.json
  --help       This text`;

const { values: given } = parseArgs({
  options: {
    rate: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    record: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const number = (name: "rate" | "seed", least: number): number => {
  const value = Number(given[name]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  console.error(`error: --${name} "${given[name]}": expected a whole number from ${least}`);
  process.exit(2);
};

const rehearse = async (): Promise<number> => {
  const [rate, seed] = [number("rate", 1), number("seed", 0)];
  const beganMs = performance.now();
  const cluster = await startCluster({ rate, seed });
  let fine = false;
  try {
    const outcomes: Outcome[] = [];
    const chosen = cases(cluster.cells.map(({ name }) => name))
      .filter(({ what }) => what.includes(given.only));
    for (const one of chosen) {
      const outcome = await suffer(cluster, one);
      outcomes.push(outcome);
      console.error(
        `${one.what.padEnd(28)} stood still ${outcome.standstillMs} ms, ` +
          `caught up after ${outcome.caughtUpMs} ms${outcome.led === true ? ", led" : ""}`,
      );
    }
    const seconds = (performance.now() - beganMs) / 1000;
    const verdicts = await Promise.all(cluster.cells.map((cell) => cell.verify()));
    const sum = (of: (verdict: typeof verdicts[number]) => number) =>
      verdicts.reduce((total, verdict) => total + of(verdict), 0);
    const result = {
      server: cluster.nodes.version,
      nodes,
      cells,
      replicas: nodes,
      seconds: Math.round(seconds),
      rate: Math.round(sum(({ ticks }) => ticks) / seconds),
      ticks: sum(({ ticks }) => ticks),
      derived: sum(({ derived }) => derived),
      lost: sum(({ lost }) => lost),
      doubled: sum(({ doubled }) => doubled),
      wrong: sum(({ wrong }) => wrong),
      doubledOrders: sum(({ doubledOrders }) => doubledOrders),
      deadLetters: sum(({ deadLetters }) => deadLetters),
      unclean: sum(({ unclean }) => unclean),
      brokenCopies: cluster.cells.flatMap((cell) => cell.brokenCopies()),
      cases: outcomes,
    };
    for (const words of verdicts.flatMap(({ found }) => found)) console.error(words);
    const bad = result.lost + result.doubled + result.wrong + result.doubledOrders +
      result.deadLetters + result.unclean;
    fine = bad === 0 && result.ticks > 0;
    console.log(JSON.stringify(result, null, 2));
    if (given.record) keep(result, seed);
  } finally {
    await stopCluster(cluster, !fine);
    if (!fine) console.error(`the folder stays: ${cluster.dir}`);
  }
  return fine ? 0 : 1;
};

const keep = (result: object, seed: number): void => {
  const machine = { cores: cpus().length, cpu: cpus()[0]?.model ?? "", node: process.version };
  const path = fileURLToPath(new URL("../results/cluster.json", import.meta.url));
  const command = `npm run cluster -- --rate ${given.rate} --seed ${given.seed}`;
  writeFileSync(path, `${JSON.stringify({ machine, command, seed, ...result }, null, 2)}\n`);
};

if (given.help) console.log(help);
else process.exit(await rehearse());
