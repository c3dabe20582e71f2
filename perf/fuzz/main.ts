// `npm run fuzz`: tens of thousands of hostile requests and frames against the running system, with its memory watched.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { openApi } from "../../gateway/contracts/main.ts";
import { startStack } from "../../gateway/testing-stack.ts";
import { hostileFrames } from "./frames.ts";
import { hostileRequests } from "./requests.ts";
import { samples } from "./samples.ts";
import { sendAll } from "./send.ts";
import { sendFrames } from "./sockets.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "50000" },
    "warm-up": { type: "string", default: "20000" },
    frames: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    connections: { type: "string", default: "16" },
    help: { type: "boolean", default: false },
  },
});
const mebibyte = 1024 * 1024;
/** Milliseconds without an answer after which a request counts as hanging: the longest bound of the gateway, three times. */
const patienceMs = 60_000;
/** What the gateway's memory may grow by from the second fifth of a run to its last. */
const growthMiB = 64;

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** Medians of the fifths of a run. */
const fifths = (readings: readonly number[]): readonly number[] =>
  [0, 1, 2, 3, 4].map((i) =>
    Math.round(
      median(readings.slice(i * readings.length / 5, (i + 1) * readings.length / 5)) / mebibyte,
    )
  );

const main = async (): Promise<void> => {
  const [count, warmUp, frameCount, seed, connections] = [
    Number(values.requests),
    Number(values["warm-up"]),
    Number(values.frames),
    Number(values.seed),
    Number(values.connections),
  ];
  const stack = await startStack({
    args: ["--access=keys"],
    env: { CONTRAIL_RATE_SHARE: "10000" },
  });
  const headers = { authorization: `Bearer ${stack.adminKey}` };
  const memory = async (): Promise<number> => {
    const health = await (await fetch(`${stack.url}/v1/health`, { headers })).json() as {
      readonly processes: Readonly<Record<string, { readonly memoryBytes: number }>>;
    };
    return health.processes["gateway"]?.memoryBytes ?? 0;
  };
  const watched = async <A>(run: () => Promise<A>) => {
    const readings: number[] = [];
    const timer = setInterval(() => void memory().then((one) => readings.push(one), () => {}), 500);
    const beganMs = performance.now();
    const outcome = await run();
    clearInterval(timer);
    const memoryMiB = fifths(readings);
    return {
      ...outcome,
      seconds: Math.round((performance.now() - beganMs) / 100) / 10,
      memoryMiB,
      grewMiB: memoryMiB[4]! - memoryMiB[1]!,
    };
  };
  const say = (done: number) => done % 5_000 === 0 && console.log(`${done} requests`);
  const send = (requests: number, from: number) =>
    sendAll(samples(hostileRequests(openApi(), stack.adminKey), { count: requests, seed: from }), {
      ...{ url: stack.url, connections, patienceMs, onProgress: say },
    });
  // What is kept of the market and of what was asked has bounds, and fills up to them first.
  const before = await watched(() => send(warmUp, seed + 1_000_000));
  const http = await watched(() => send(count, seed));
  const shown = { ...http, findings: http.findings.slice(0, 5) };
  console.log(JSON.stringify(shown, undefined, 2).replaceAll(stack.adminKey, "KEY"));
  const sockets = await watched(() =>
    sendFrames(samples(hostileFrames, { count: frameCount, seed }), {
      ...{ url: stack.url, credential: stack.adminKey, connections, framesEach: 45, patienceMs },
    })
  );
  console.log(JSON.stringify(sockets, undefined, 2));
  const alive = (await fetch(`${stack.url}/v1/instruments`, { headers })).status;
  const output = stack.output();
  const failures = output.split("\n").filter((line) =>
    /unhandled|error: request|^gateway +(error|warn)|restart/i.test(line)
  );
  const code = await stack.stop();
  const passes = before.findings.length === 0 && http.findings.length === 0 &&
    http.requests >= count &&
    sockets.hangs === 0 && sockets.refused === 0 && sockets.frames >= frameCount &&
    http.grewMiB <= growthMiB && sockets.grewMiB <= growthMiB && alive === 200 &&
    failures.length === 0 && code === 0;
  const result = {
    command: `npm run fuzz -- --requests ${count} --warm-up ${warmUp} --frames ${frameCount} ` +
      `--seed ${seed}`,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    node: process.version,
    passes,
    warmUp: before,
    http,
    sockets,
    failures: failures.slice(0, 20),
    exitCode: code,
  };
  writeFileSync(
    new URL("../results/fuzz.json", import.meta.url),
    `${JSON.stringify(result, undefined, 2).replaceAll(stack.adminKey, "KEY")}\n`,
  );
  console.log(passes ? "Nothing that must not come came" : "FAILED: see perf/results/fuzz.json");
  if (!passes) process.exitCode = 1;
};

if (values.help) {
  console.log(
    "npm run fuzz -- [--requests N] [--warm-up N] [--frames N] [--seed N] [--connections N]",
  );
} else await main();
