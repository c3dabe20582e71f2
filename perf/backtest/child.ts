// One backtest in a process of its own, for the peak of its memory: repeats, strategy and files as arguments.
import { BadBacktest, runBacktest } from "../../actors/run/backtest/job.ts";
import { openInference } from "../../models/inference.ts";
import { repeatedFiles } from "./repeat.ts";

const [times = "1", strategy = "grid-maker", ...files] = process.argv.slice(2);
if (files.length === 0) throw new BadBacktest("expected times, strategy and files");
const inference = { open: undefined as ReturnType<typeof openInference> | undefined };
const startedMs = performance.now();
const run = await runBacktest({
  strategy,
  set: [],
  fromUs: -Infinity,
  toUs: Infinity,
  instruments: [],
  capital: 100_000,
  queue: "risk-averse",
  latency: "constant",
  fees: "notional",
  fill: "partial",
  depth: "auto",
  everyMs: 100,
  feedLatency: { kind: "constant", us: 5_000 },
}, {
  source: await repeatedFiles(files, Number(times)),
  dataHash: "",
  codeVersion: "",
  predict: async () => (await (inference.open ??= openInference())).predict,
  clock: () => performance.now(),
});
console.log(JSON.stringify({
  events: run.result.events,
  fills: run.result.fills.length,
  orders: run.result.orders.length,
  secondsOfTheEngine: run.result.seconds,
  secondsWithReading: (performance.now() - startedMs) / 1000,
  peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000),
}));
process.exit(0);
