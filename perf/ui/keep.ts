// Where results of the window's measurements go, and the machine they are of.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { chromiumPath } from "../../ui/testing/chromium.ts";

/** Builds the screens as they are served. */
export const buildScreens = (): void => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  execFileSync("npm", ["run", "--silent", "build:ui"], { cwd: root, stdio: "inherit" });
};

/** The value below which a share of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

/** Prints a result, and keeps it as JSON. */
export const keepResult = (name: string, result: object): void => {
  const path = fileURLToPath(new URL(`../results/${name}.json`, import.meta.url));
  const browser = execFileSync(chromiumPath!, ["--version"], {
    stdio: ["ignore", "pipe", "ignore"],
  })
    .toString().trim();
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    node: process.version,
    browser: `${browser}, headless, software rendering`,
  };
  const all = { command: `npm run ${name.replace("ui-", "bench:ui-")}`, machine, ...result };
  writeFileSync(path, `${JSON.stringify(all, null, 2)}\n`);
  console.log(JSON.stringify(result, null, 2));
};
