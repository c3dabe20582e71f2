// A child that does no work: it says it is ready, how it does, and stops when it is told. For tests.
import type { ProcessStatus } from "../../streams/status.ts";
import { readEndpoints } from "./endpoints.ts";
import { optionsVariable, readCoreOptions } from "./options.ts";

const options = process.env[optionsVariable] === undefined ? undefined : readCoreOptions();
const endpoints = readEndpoints();
const behaviour = process.env.CONTRAIL_TEST_CHILD ?? "";

const name = options !== undefined ? "core" : "recorder";
const stream = { name: "INPUT", role: name === "core" ? "writer" : "reader", pending: 0 } as const;
const status = (state: ProcessStatus["state"]): ProcessStatus => ({
  process: name,
  state,
  timeUs: 0,
  startedTimeUs: 0,
  actors: [],
  streams: [{ ...stream, sequence: 10, position: 9 }],
  memoryBytes: 0,
  ...(options === undefined ? { tables: { quotes: 10 } } : {
    refusals: { "market.price": 2 },
    source: {
      kind: options.source === "simulated" || options.source === "replay" ? options.source : "live",
      name: `Test ${options.source}`,
      speed: options.speed,
      records: 10,
      totalRecords: 10,
      eventTimeUs: 0,
    },
  }),
});

if (behaviour === `${name} cannot start`) {
  console.error(`error: Cannot read "ticks.csv": row 3 has price "NaN", expected a number`);
  process.exit(1);
}
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => {
  if (behaviour === `${name} hangs`) return;
  console.log(`${name} drained`);
  process.send?.({ type: "status", status: status("finished") }, () => process.exit(0));
});
console.log(`${name} found ${new URL(endpoints.nats.url).protocol}`);
process.send?.({ type: "ready" });
const state = options?.source === "replay" ? "finished" : "running";
process.send?.({ type: "status", status: status(state) });
setInterval(() => {}, 60_000);
if (behaviour === `${name} keeps dying`) process.exit(3);
