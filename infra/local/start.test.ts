// `npm start` as people meet it: a process with arguments, lines, signals and an exit code.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEndpoints } from "./endpoints.ts";

const program = fileURLToPath(new URL("./testing-main.ts", import.meta.url));

interface Started {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly output: () => string;
  /** What of it went to standard output, where `--json` answers. */
  readonly printed: () => string;
  /** Waits until its output matches. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly ended: Promise<number | null>;
}

let dir: string;
let all: Started[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "contrail-start-"));
  all = [];
});
afterEach(async () => {
  for (const one of all) {
    one.process.kill("SIGKILL");
    await one.ended;
  }
  await untilNothingRuns();
  rmSync(dir, { recursive: true, force: true });
});

const begin = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Started => {
  const port = args.some((one) => one.startsWith("--port=")) ? [] : ["--port=0"];
  const child = spawn(process.execPath, [program, "--no-ui", ...port, ...args], {
    env: { ...process.env, NATS_URL: "", CLICKHOUSE_URL: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let printed = "";
  const wake = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes) => {
      output += bytes;
      if (stream === child.stdout) printed += bytes;
      wake.forEach((look) => look());
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const says = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => pattern.test(output) && resolve();
      wake.add(look);
      look();
      ended.then(() => reject(new Error(`Ended without ${pattern}: ${output}`)));
    });
  const started = { process: child, output: () => output, printed: () => printed, says, ended };
  all.push(started);
  return started;
};

/** Processes whose command line or environment names the folder of this test. */
const processesOfTest = (): readonly string[] =>
  readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) =>
      ["cmdline", "environ"].some((file) => {
        try {
          return readFileSync(`/proc/${pid}/${file}`, "latin1").includes(dir);
        } catch {
          return false;
        }
      })
    );

const untilNothingRuns = async () => {
  while (processesOfTest().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
};

const lastLine = (started: Started) =>
  JSON.parse(started.printed().trim().split("\n").at(-1) ?? "") as Record<string, unknown>;

describe("npm start", () => {
  it("tells where everything is, and stops everything on Ctrl-C with exit code 0", async () => {
    const started = begin(["--data-dir", dir, "--seed=7"]);
    await started.says(/Ctrl-C drains/);
    expect(started.output()).toMatch(/SIMULATED {2}a market that does not exist, seed 7/);
    expect(started.output()).toMatch(new RegExp(`Data +${dir}`));
    expect(started.output()).not.toContain(readEndpoints(dir).nats.users.core.password);
    started.process.kill("SIGINT");
    expect(await started.ended).toBe(0);
    expect(started.output()).toMatch(/core drained[\s\S]*recorder drained[\s\S]*Stopped after 10/);
    expect(processesOfTest()).toEqual([]);
  });

  it("goes on where nobody reads what it says any more, and stops as always", async () => {
    const started = begin(["--data-dir", dir]);
    await started.says(/Ctrl-C drains/);
    started.process.stdout!.destroy();
    // Its progress is written every second.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    started.process.kill("SIGINT");
    expect(await started.ended).toBe(0);
    expect(processesOfTest()).toEqual([]);
  });

  it("stops within ten seconds even when a child does not listen", async () => {
    const started = begin(["--data-dir", dir], { CONTRAIL_TEST_CHILD: "core hangs" });
    await started.says(/Ctrl-C drains/);
    const from = performance.now();
    started.process.kill("SIGTERM");
    expect(await started.ended).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(started.output()).toMatch(/warning: core did not stop within 4 s: killed/);
    expect(processesOfTest()).toEqual([]);
  });

  it("ends after a replay with its totals as one JSON object", async () => {
    const started = begin(["--data-dir", dir, "--file", program, "--speed=max", "--json"]);
    expect(await started.ended).toBe(0);
    expect(lastLine(started)).toMatchObject({
      source: "Test replay",
      events: 10,
      recorded: true,
      refusals: 2,
      refusalsByField: { "market.price": 2 },
      rows: { quotes: 10 },
    });
  });

  it("leaves nothing running when it is killed itself", async () => {
    const started = begin(["--data-dir", dir]);
    await started.says(/Ctrl-C drains/);
    started.process.kill("SIGKILL");
    await started.ended;
    await untilNothingRuns();
    const again = begin(["--data-dir", dir]);
    await again.says(/Ctrl-C drains/);
  });

  it("brings back a server and a child that were killed", async () => {
    const started = begin(["--data-dir", dir, "--verbose"]);
    await started.says(/Ctrl-C drains/);
    const before = JSON.stringify(readEndpoints(dir));
    for (const [name, mark] of [["nats", "nats.conf"], ["core", "testing-child"]] as const) {
      const pids = processesOfTest().filter((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(mark)
      );
      expect(pids.length, name).toBeGreaterThan(0);
      process.kill(Number(pids[0]), "SIGKILL");
    }
    await started.says(/nats-server ended \(SIGKILL\)[\s\S]*nats-server runs again/);
    await started.says(/(core|recorder|gateway) ended \(SIGKILL\)[\s\S]*\1 runs again/);
    expect(JSON.stringify(readEndpoints(dir))).toBe(before);
  });
});

describe("npm start refuses, with one line and exit code 1,", () => {
  const refusal = async (
    args: readonly string[],
    pattern: RegExp,
    env: Readonly<Record<string, string>> = {},
  ) => {
    const started = begin(["--json", ...args], env);
    expect(await started.ended).toBe(1);
    const { error } = lastLine(started) as { error: { message: string } };
    expect(error.message).toMatch(pattern);
    expect(error.message).not.toContain("\n");
    expect(started.output()).not.toMatch(/^\s+at /m);
    expect(processesOfTest()).toEqual([]);
  };

  it("a second instance on the same folder", async () => {
    const first = begin(["--data-dir", dir]);
    await first.says(/Ctrl-C drains/);
    const second = begin(["--data-dir", dir, "--json"]);
    expect(await second.ended).toBe(1);
    expect(JSON.stringify(lastLine(second))).toContain(
      `Another instance (process ${first.process.pid}) uses the data folder`,
    );
  });

  it("a port that is in use, naming who has it and the option", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const who = `Port ${port} is in use by ".*" \\(process ${process.pid}\\): choose another with`;
    await refusal(["--data-dir", dir, `--port=${port}`], new RegExp(`${who} --port$`));
    await refusal(["--data-dir", dir, `--nats-port=${port}`], new RegExp(`${who} --nats-port$`));
    server.close();
  });

  it("servers of the environment that are not there, without their passwords", async () => {
    const nats = { NATS_URL: "nats://me:secret@127.0.0.1:1" };
    const gone = (url: string) => new RegExp(`^Nothing answers at ${url}, which .*ECONNREFUSED`);
    await refusal(["--data-dir", dir], gone("nats://127.0.0.1:1"), nats);
    const clickhouse = { CLICKHOUSE_URL: "http://me:secret@127.0.0.1:9" };
    await refusal(["--data-dir", dir], /^Nothing answers at http:\/\/127.0.0.1:9,/, clickhouse);
    await refusal(["--data-dir", dir], /^NATS_URL is not a URL: expected/, { NATS_URL: "x y" });
  });

  it("a data folder that cannot be written", async () => {
    const under = join(program, "below");
    await refusal(["--data-dir", under], /a part of the path is a file; .* --data-dir$/);
  });

  it("a child that cannot start, with its own words", async () => {
    const env = { CONTRAIL_TEST_CHILD: "core cannot start" };
    await refusal(["--data-dir", dir], /^core did not start: Cannot read "ticks.csv": row 3/, env);
  });

  it("a child that keeps dying", async () => {
    const env = { CONTRAIL_TEST_CHILD: "core keeps dying" };
    await refusal(["--data-dir", dir], /^core died 7 times in a row \(exit code 3\)/, env);
  });

  it.each([
    [["--port=99999"], /99999/],
    [["--sauce=replay"], /--sauce/],
    [["--source=replay"], /needs --file/],
    [["--source=simulated", "--file=x"], /--file belongs to --source replay/],
    [["--file=/nowhere.csv"], /--file "\/nowhere.csv": no such file or folder/],
    [["--speed=fast"], /--speed "fast": expected a number above 0, or max/],
    [["--speed=0"], /--speed "0": expected a number above 0, or max/],
  ])("%j", async (args, pattern) => {
    await refusal(["--data-dir", dir, ...args], pattern);
  });
});
