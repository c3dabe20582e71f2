// `npm run record`: keeps what a live venue says, frame by frame, in files that replay and backtests read.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { fileBytes, fileMs } from "../../../actors/adapters/limits.ts";
import { liveVenueNames, liveVenueOf } from "../../../actors/adapters/roster.ts";
import { liveSource } from "../../../actors/adapters/source.ts";
import { Recording } from "./files.ts";

const usage = `npm run record -- --source VENUE --symbols LIST --out FOLDER [options]

  --source VENUE   ${liveVenueNames.join(", ")}
  --symbols LIST   Instruments, with commas, such as BTC/USDT,ETH/USDT
  --out FOLDER     Where the files and manifest.json go
  --venue-url URL  Where the venue is instead of its own addresses
  --minutes N      How long to record; until Ctrl-C where it is not given
  --help           This text
`;

const refuse = (message: string): never => {
  console.error(`error: ${message}`);
  process.exit(1);
};

const { values } = parseArgs({
  options: {
    source: { type: "string", default: "" },
    symbols: { type: "string", default: "" },
    out: { type: "string", default: "" },
    "venue-url": { type: "string" },
    minutes: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (!liveVenueNames.includes(values.source)) {
  refuse(`--source "${values.source}": expected ${liveVenueNames.join(", ")}`);
}
if (values.out === "") refuse("--out is missing: expected a folder");
const minutes = Number(values.minutes ?? Infinity);
if (!(minutes > 0)) refuse(`--minutes "${values.minutes}": expected a number above 0`);

const { name, protocol } = liveVenueOf(values.source);
const folder = resolve(values.out);
// Replay knows Binance's frames by the beginning of the file's name.
const prefix = { binance: "spot", "binance-usdm": "usdm" }[name] ?? name;
const recording = new Recording({
  ...{ folder, prefix, fileBytes, fileMs },
  about: { source: name, symbols: values.symbols, format: `${name} frames`, join: protocol.join },
});
const symbolIn = /"(?:s|symbol|product_id)":"([^"]+)"/;
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
if (Number.isFinite(minutes)) setTimeout(() => stop.abort(), minutes * 60_000).unref();

const source = await liveSource({
  source: name,
  symbols: values.symbols.split(",").filter((one) => one !== ""),
  ...(values["venue-url"] === undefined ? {} : { venueUrl: values["venue-url"] }),
  raw: (text, receivedUs) => {
    const symbol = symbolIn.exec(text)?.[1];
    if (symbol !== undefined) recording.add(symbol, text, receivedUs);
  },
}).catch((cause) => refuse((cause as Error).message));
console.error(`Recording ${source.name} into ${folder}`);
const tell = ({ field, value, expected }: { field: string; value: string; expected: string }) =>
  console.error(`warning: ${field} "${value}": expected ${expected}`);
let records = 0;
for await (const { ticks } of source.open(undefined, tell, stop.signal)) records += ticks.length;
const files = await recording.end();
const frames = files.reduce((sum, one) => sum + one.frames, 0);
console.log(
  JSON.stringify({ folder, files: files.length, frames, records, feed: source.feed?.() }),
);
process.exit(0);
