// Finds k6, or brings it: from the PATH, the cache, the official release, or through the Go proxy.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const version = "v1.4.0";
const folder = fileURLToPath(new URL("../../.cache/k6", import.meta.url));
const cached = join(folder, "k6");

const runs = (program: string): boolean => spawnSync(program, ["version"]).status === 0;

interface Way {
  readonly words: string;
  readonly bring: () => boolean;
}

const run = (command: string, args: readonly string[], env: Record<string, string> = {}): boolean =>
  spawnSync(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", 2, 2],
  }).status === 0;

const platform = `${process.platform === "darwin" ? "macos" : "linux"}-${
  process.arch === "x64" ? "amd64" : "arm64"
}`;
const release = `k6-${version}-${platform}`;

const ways: readonly Way[] = [
  {
    words: `go install go.k6.io/k6@${version}`,
    bring: () => run("go", ["install", `go.k6.io/k6@${version}`], { GOBIN: folder }),
  },
  {
    words: `the official release ${release}`,
    bring: () => {
      const url = `https://github.com/grafana/k6/releases/download/${version}/${release}.tar.gz`;
      if (!run("curl", ["-fsSL", "--max-time", "120", "-o", "k6.tar.gz", url])) return false;
      const unpacked = run("tar", ["-xzf", "k6.tar.gz"]);
      if (unpacked) copyFileSync(join(folder, release, "k6"), cached);
      rmSync(join(folder, "k6.tar.gz"), { force: true });
      return unpacked;
    },
  },
];

/** The path of k6. Throws with what was tried. */
export const findK6 = (): string => {
  const found = ["k6", cached].find(runs);
  if (found !== undefined) return found;
  mkdirSync(folder, { recursive: true });
  for (const { words, bring } of ways) {
    process.stderr.write(`k6 is in neither the PATH nor .cache/k6: trying ${words}\n`);
    if (bring() && existsSync(cached) && runs(cached)) return cached;
  }
  throw new Error(
    `k6 is missing. Tried: ${ways.map(({ words }) => words).join("; ")}. ` +
      "Install it (https://grafana.com/docs/k6), or Go, and run again",
  );
};
