// What a backtest runs over: bars, recorded ticks or the simulated market, with the hash of it all.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openBars, type ReadBars, readBars } from "../../../actors/run/backtest/bars/read.ts";
import { openSource } from "../../../actors/sources/roster.ts";
import { simulatedSource } from "../../../actors/sources/simulated/source.ts";
import type { TickSource } from "../../../actors/sources/source.ts";
import type { BacktestArguments } from "./options.ts";

/** The data of a backtest. Ticks may be opened as often as they are run. */
export type BacktestData =
  & {
    /** SHA-256 in hexadecimal. */
    readonly dataHash: string;
  }
  & (
    | { readonly kind: "bars"; readonly read: ReadBars }
    | {
      readonly kind: "files" | "simulated";
      readonly open: () => Promise<TickSource>;
      /** Undefined where nobody knows before it was read. */
      readonly totalRecords: number | undefined;
    }
  );

/** Opens what the arguments name. Throws `SourceFailed`. */
export const openData = async (
  { files, seed, ticks }: Pick<BacktestArguments, "files" | "seed" | "ticks">,
): Promise<BacktestData> => {
  if (files.length === 0) {
    return {
      kind: "simulated",
      dataHash: createHash("sha256").update(`simulated ${seed} ${ticks}`).digest("hex"),
      open: () => Promise.resolve(simulatedSource({ seed, speed: 0, ticks })),
      totalRecords: ticks,
    };
  }
  const bars = await openBars(files);
  if (bars.length > 0) {
    return { kind: "bars", read: await readBars(bars), dataHash: await hashOf(files) };
  }
  const open = () => openSource({ source: "replay", files, speed: 0, seed });
  const { totalRecords } = await open();
  return { kind: "files", open, totalRecords, dataHash: await hashOf(files) };
};

const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path).sort().flatMap((name) => filesIn(join(path, name)))
    : [path];

const hashOf = async (files: readonly string[]): Promise<string> => {
  const hash = createHash("sha256");
  for (const file of files.flatMap(filesIn)) {
    for await (const part of createReadStream(file)) hash.update(part as Buffer);
  }
  return hash.digest("hex");
};

/** The commit the code is of, with a mark where files have changed since; else the version. */
export const codeVersion = (): string => {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "ignore"] })
        .toString().trim();
    const changed = git("status", "--porcelain", "--untracked-files=no") !== "";
    return `${git("rev-parse", "HEAD")}${changed ? "+changed" : ""}`;
  } catch {
    return "0.1.0";
  }
};
