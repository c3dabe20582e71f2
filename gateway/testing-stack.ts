// The whole system as `npm start` runs it, in a process of its own, for tests that ask it from outside.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../infra/local/main.ts", import.meta.url));

/** A system that runs. */
export interface Stack {
  readonly url: string;
  readonly dataDir: string;
  /** The supervisor's process. */
  readonly pid: number;
  /** The admin key of a folder's first start; empty at a later one. */
  readonly adminKey: string;
  /** Everything that every process has written so far. */
  readonly output: () => string;
  /** Stops it as Ctrl-C does, deletes its folder, and gives its exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Starts the system on a folder of its own and waits until it says that it runs. */
export const startStack = async (
  options: {
    readonly args?: readonly string[];
    readonly env?: Record<string, string>;
    /** A folder that stays; a temporary one, deleted by `stop`, where it is not given. */
    readonly dataDir?: string;
  } = {},
): Promise<Stack> => {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "contrail-stack-"));
  const args = ["--no-ui", "--port=0", "--verbose", `--data-dir=${dataDir}`, ...options.args ?? []];
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, NATS_URL: "", CLICKHOUSE_URL: "", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const again = existsSync(join(dataDir, "access", "keys.json"));
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    const code = await ended;
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    return code;
  };
  const runs = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes) => {
        output += bytes;
        const told = again || /Admin key +ctr_\S+/.test(output);
        if (told && output.includes("Ctrl-C drains")) resolve();
      });
    }
    child.once("close", () => reject(new Error(`The system did not start:\n${output}`)));
  });
  await runs;
  return {
    url: /Screens +(\S+)/.exec(output)![1]!,
    dataDir,
    pid: child.pid!,
    adminKey: /Admin key +(ctr_\S+)/.exec(output)?.[1] ?? "",
    output: () => output,
    stop,
  };
};
