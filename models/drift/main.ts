// `npm run models:reference`: writes reference.json of a committed model, from the recordings it learned from.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Machine } from "../../actors/machine.ts";
import { marketActors } from "../../actors/roster.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import { featureNames } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { Card, readModelFile } from "../card.ts";
import { modelsFolder } from "../roster.ts";
import { openRecording, recordings } from "../training/recordings.ts";
import { Thinned } from "./drift.ts";
import { type Distributions, type LearnedSession, referenceOf } from "./reference.ts";

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "next-move-lightgbm" },
    data: {
      type: "string",
      default: process.env["CONTRAIL_SHARED_DATA"] ??
        fileURLToPath(new URL("../../../shared/data", import.meta.url)),
    },
  },
});

// Only the card: what lies there as the reference may be of an older kind.
const card = readModelFile(
  values.model,
  new URL(`${values.model}/card.json`, modelsFolder),
  Card,
);
const periods = card.training.map(({ instrument, from, to }) => ({
  instrument,
  fromUs: Date.parse(from) * 1000,
  toUs: Date.parse(to) * 1000,
}));

/** Rows of features of one recording, within what the model learned from; empty where that is none of it. */
const sessionOf = async (recording: typeof recordings[number]): Promise<Float32Array> => {
  const learned = periods.filter(({ instrument }) => instrument === recording.instrument);
  const rows: number[] = [];
  const thinned = new Thinned();
  const source = await openRecording(values.data, recording);
  const machine = new Machine(marketActors, new InstrumentRegistry(), (record) => {
    if (record._tag !== "featureVector" || record.flags !== 0) return;
    const { eventTimeUs } = record;
    if (!learned.some(({ fromUs, toUs }) => eventTimeUs >= fromUs && eventTimeUs <= toUs)) return;
    if (thinned.takes(record)) { for (const name of featureNames) rows.push(record[name]); }
  });
  let position = 0;
  machine.receive(sessionStarted(source, "reference", position));
  for await (const { ticks } of source.open(undefined, () => {}, new AbortController().signal)) {
    for (const tick of ticks as unknown as AnyRecord[]) {
      tick.position = ++position;
      tick.outputIndex = 0;
      machine.receive(tick);
    }
  }
  return Float32Array.from(rows);
};

const sessions: LearnedSession[] = [];
for (const recording of recordings) {
  const missing = recording.files.find((file) => !existsSync(join(values.data, file)));
  if (missing !== undefined) {
    console.error(`error: cannot find ${missing} in "${values.data}": --data names the recordings`);
    process.exit(1);
  }
  const rows = await sessionOf(recording);
  console.log(
    `${recording.instrument} ${recording.part}: ${rows.length / featureNames.length} rows`,
  );
  if (rows.length > 0) sessions.push({ instrument: recording.instrument, rows });
}
const madeBy = `npm run models:reference -- --model ${card.name}`;
const reference = referenceOf(sessions, madeBy);
const short = (value: number) => Number(value.toPrecision(7));
const shortened = ({ rows, features }: Distributions): Distributions => ({
  rows,
  features: Object.fromEntries(
    Object.entries(features).map(([name, { shares, usualPsi, usualKs, ...one }]) => [name, {
      ...one,
      shares: shares.map(short),
      usualPsi: short(usualPsi),
      usualKs: short(usualKs),
    }]),
  ),
});
const instruments = Object.fromEntries(
  Object.entries(reference.instruments).map(([name, one]) => [name, shortened(one)]),
);
const file = new URL(`${card.name}/reference.json`, modelsFolder);
writeFileSync(file, JSON.stringify({ madeBy, ...shortened(reference), instruments }) + "\n");
console.log(`wrote ${card.name}/reference.json: ${reference.rows} rows`);
