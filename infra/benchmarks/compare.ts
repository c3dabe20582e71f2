// `npm run bench:compare`: one bench on the commit before and on this one, in turn, on this machine: what a change costs.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const help = `Usage: npm run bench:compare -- [options]

Measures the market actors (npm run bench:actors, in CPU time) on a commit and on this tree, in turn, and
prints a table of both. It only reports: machines that are shared differ by more than most changes.

  --base REF   The commit to compare with (default HEAD~1)
  --rounds N   Times each is measured; the best counts (default 2)
  --help       This text`;

const { values: given } = parseArgs({
  options: {
    base: { type: "string", default: "HEAD~1" },
    rounds: { type: "string", default: "2" },
    help: { type: "boolean", default: false },
  },
});

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = "perf/actors/machine.ts";
const resultOf = "perf/results/actors-machine.json";

interface Result {
  readonly ticks: string;
  readonly actors: string;
  readonly nsPerTick: number;
}

/** Both trees measure the same recordings, those beside this one, where there are any. */
const env = { CONTRAIL_SHARED_DATA: join(root, "../shared/data"), ...process.env };

/** Nanoseconds a tick of each case, in a tree. The result that lay there is put back. */
const measure = (tree: string): ReadonlyMap<string, number> => {
  const path = join(tree, resultOf);
  const kept = existsSync(path) ? readFileSync(path) : undefined;
  const stdio = ["ignore", "ignore", "inherit"] as const;
  execFileSync(process.execPath, [program], { cwd: tree, env, stdio: [...stdio] });
  const { results } = JSON.parse(readFileSync(path, "utf8")) as { results: readonly Result[] };
  if (kept !== undefined) writeFileSync(path, kept);
  return new Map(
    results.map((one) => [`${one.ticks} | ${one.actors}`, one.nsPerTick]),
  );
};

const compare = (base: string, rounds: number): void => {
  const folder = mkdtempSync(join(tmpdir(), "contrail-compare-"));
  const before = join(folder, "before");
  execFileSync("git", ["worktree", "add", "--detach", "--quiet", before, base], { cwd: root });
  try {
    symlinkSync(join(root, "node_modules"), join(before, "node_modules"));
    const best = { before: new Map<string, number>(), now: new Map<string, number>() };
    for (let round = 0; round < rounds; round++) {
      for (const [name, tree] of [["before", before], ["now", root]] as const) {
        for (const [what, ns] of measure(tree)) {
          best[name].set(what, Math.min(ns, best[name].get(what) ?? Infinity));
        }
      }
    }
    console.log(`| ticks | actors | ns a tick at ${base} | now | change |`);
    console.log("|---|---|---:|---:|---:|");
    for (const [what, now] of best.now) {
      const was = best.before.get(what);
      const change = was === undefined ? "new" : `${((now / was - 1) * 100).toFixed(0)} %`;
      console.log(`| ${what} | ${was ?? ""} | ${now} | ${change} |`);
    }
  } finally {
    execFileSync("git", ["worktree", "remove", "--force", before], { cwd: root });
    rmSync(folder, { recursive: true, force: true });
  }
};

if (given.help) console.log(help);
else {
  const rounds = Number(given.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    console.error(`error: --rounds "${given.rounds}": expected a whole number from 1`);
    process.exit(2);
  }
  compare(given.base, rounds);
}
