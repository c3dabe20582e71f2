// The processes of the system under a test's control: killed, paused, started again, and listened to.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ProcessStatus } from "../../streams/status.ts";
import { type ChildName, programOf } from "./children.ts";
import { type CoreOptions, optionsVariable } from "./options.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a test says of the market that its core runs; other processes do not look at it. */
export type MarketOptions =
  & Pick<CoreOptions, "runId" | "speed" | "seed" | "partition">
  & Partial<Pick<CoreOptions, "source" | "symbols" | "venueUrl" | "live" | "sendWithinMs">>;

const coreOptions = (market: MarketOptions): CoreOptions => ({
  source: "simulated",
  ...market,
  files: [],
  faults: "none",
});

/** A process that is started again when it ends by itself, as under `npm start`. */
export class TestProcess {
  readonly name: ChildName;
  /** Its newest status. */
  status: ProcessStatus | undefined;
  /** How often it ended without being told to. */
  deaths = 0;
  /** How it ended each of those times: a signal, or an exit code. */
  readonly ends: (NodeJS.Signals | number)[] = [];
  private readonly env: NodeJS.ProcessEnv;
  private readonly stderr: "inherit" | "ignore" | number;
  private child: ChildProcess | undefined;
  private waiting: (() => void)[] = [];
  private ending = false;
  /** The next start of one that ended by itself. */
  private again: NodeJS.Timeout | undefined;
  /** Gives the exit code once everything it said has been heard: the end alone may come before its last words. */
  private closed: Promise<number | null> = Promise.resolve(null);

  /** The market is the simulated one, unless `options` say otherwise; `stderr` may be an open file. */
  constructor(
    name: ChildName,
    dataDir: string,
    options: MarketOptions,
    stderr: "inherit" | "ignore" | number = process.env["CONTRAIL_QUIET"] ? "ignore" : "inherit",
  ) {
    this.name = name;
    this.stderr = stderr;
    this.env = {
      ...process.env,
      CONTRAIL_DATA_DIR: dataDir,
      [optionsVariable]: JSON.stringify(coreOptions(options)),
    };
    this.start();
  }

  start(): void {
    this.ending = false;
    clearTimeout(this.again);
    const child = spawn(process.execPath, [programOf(root, this.name)], {
      env: this.env,
      stdio: ["ignore", "ignore", this.stderr, "ipc"],
    });
    this.child = child;
    this.closed = new Promise((resolve) => child.once("close", (code) => resolve(code)));
    child.on("exit", (code, signal) => {
      if (this.ending) return;
      this.deaths++;
      this.ends.push(signal ?? code ?? 0);
      this.again = setTimeout(() => this.start(), 100);
    });
    child.on("message", (message: { readonly status?: ProcessStatus }) => {
      this.status = message.status ?? this.status;
      for (const look of this.waiting) look();
    });
  }

  /** Waits until a status satisfies a condition; rejects after so many milliseconds. */
  until(condition: (status: ProcessStatus) => boolean, limitMs = 120_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        clearTimeout(timer);
        this.waiting = this.waiting.filter((one) => one !== look);
        settle();
      };
      const timer = setTimeout(
        () => done(() => reject(new Error(`${this.name} did not go on within ${limitMs} ms`))),
        limitMs,
      );
      const look = () => {
        if (this.status !== undefined && condition(this.status)) done(resolve);
      };
      this.waiting.push(look);
      look();
    });
  }

  /** Sends a signal to it as it runs now, where it does: what follows is its own affair. */
  signal(signal: NodeJS.Signals): boolean {
    return this.child?.kill(signal) ?? false;
  }

  /** Sends a signal, waits for the end and its last words, and does not start it again. Gives the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null> {
    this.ending = true;
    clearTimeout(this.again);
    this.child?.kill(signal);
    return this.closed;
  }
}
