// `npm run tear-sheet`: what was traded on paper or live, out of the store of a running system.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Effect } from "effect";
import { caution, figures, someNames } from "../../../actors/run/backtest/sheet/figures.ts";
import { tearSheet } from "../../../actors/run/backtest/sheet/page.ts";
import { sessionSheet } from "../../../actors/run/backtest/sheet/session.ts";
import { clickHouseStore, Store } from "../../../streams/transport/clickhouse.ts";
import { readInstruments } from "../instruments-file.ts";
import { csv } from "./csv.ts";
import { BadOption, timeOf } from "./options.ts";
import { storeOptions } from "./store-place.ts";

const help = `npm run tear-sheet -- --store DIR [options]

Tells what was traded on paper or live: the same figures and page as those of a backtest.

  --store DIR           The data folder of a running system (.contrail)
  --account A           (default paper)
  --strategy S          Of one strategy; of all the account's where it is not told
  --from T, --to T      Event time, such as 2024-08-08T23:55:00Z
  --capital N           Money that returns are parts of (default 100000)
  --out DIR             Writes tear-sheet.html, statistics.json, fills.csv, orders.csv, round-trips.csv
  --json                One JSON object as the last line; everything else to stderr
`;

const latestUs = 4_102_444_800_000_000;

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      store: { type: "string" },
      account: { type: "string", default: "paper" },
      strategy: { type: "string" },
      from: { type: "string" },
      to: { type: "string" },
      capital: { type: "string", default: "100000" },
      out: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(help);
  const { store, account, strategy, out } = values;
  if (store === undefined) throw new BadOption("--store is missing: the data folder of a system");
  const capital = Number(values.capital);
  if (!(capital > 0)) {
    throw new BadOption(`--capital "${values.capital}": expected a number above 0`);
  }
  const sheet = await Effect.runPromise(
    Effect.flatMap(Store, (one) =>
      sessionSheet(one, {
        account,
        ...(strategy === undefined ? {} : { strategy }),
        fromUs: timeOf("from", values.from, 0),
        toUs: timeOf("to", values.to, latestUs),
        capital,
        registry: readInstruments(resolve(store)),
      })).pipe(Effect.provide(clickHouseStore(storeOptions(store)))),
  );
  const print = (text: string) =>
    (values.json ? process.stderr : process.stdout).write(`${text}\n`);
  const { statistics, analysis: { exposure: _, trips, ...analysis }, result } = sheet;
  print(`${sheet.title} (${sheet.kind}) on ${someNames(Object.values(sheet.instruments))}`);
  print(
    `${new Date(statistics.fromUs / 1000).toISOString()} to ` +
      `${new Date(statistics.toUs / 1000).toISOString()}, ${statistics.periods} periods of ` +
      `${statistics.periodSeconds} s\n`,
  );
  for (const [name, text] of figures(sheet)) print(`${name.padEnd(28)}${text.padStart(18)}`);
  print(`\n${caution(sheet)}`.trimEnd());
  if (out !== undefined) {
    mkdirSync(out, { recursive: true });
    const texts = {
      "tear-sheet.html": tearSheet(sheet),
      "statistics.json": `${JSON.stringify({ id: sheet.id, statistics, analysis }, null, 2)}\n`,
      "fills.csv": csv(result.fills),
      "orders.csv": csv(result.orders),
      "round-trips.csv": csv(trips),
    };
    for (const [name, text] of Object.entries(texts)) {
      writeFileSync(join(out, name), text);
      print(`Wrote ${join(out, name)}`);
    }
  }
  if (values.json) {
    const { id, kind, title, instruments } = sheet;
    console.log(JSON.stringify({ id, kind, title, instruments, statistics, analysis }));
  }
};

await main().catch((cause: Error) => {
  const known = ["BadOption", "NoSession", "StoreError", "TypeError"].includes(cause.name);
  console.error(known ? `error: ${cause.message}` : cause.stack);
  process.exitCode = cause instanceof BadOption ? 2 : 1;
});
