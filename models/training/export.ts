// Recorded files through the live feature code, into matrices that Python reads.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Machine } from "../../actors/machine.ts";
import { marketActors } from "../../actors/roster.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import { SourceFailed, type SourceRefusal, type TickSource } from "../../actors/sources/source.ts";
import { featureNames, featureSet, type FeatureVector } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { restarts } from "../window.ts";
import { NpyWriter } from "./npy.ts";
import { openRecording, type Recording, recordings } from "./recordings.ts";

/** Silence after which the window of a sequence model begins anew, in microseconds: a minute. */
export const windowGapUs = 60_000_000;

/** One exported session, as the manifest tells Python of it. */
interface Session {
  readonly instrument: string;
  readonly part: string;
  readonly file: string;
  readonly regularHours: boolean;
}

/**
 * Runs every recording under `data` through the market machine and writes, per session: its feature
 * vectors (float32), and time, bid + ask in ticks, spread in smallest price steps, marks, and the
 * row at which its window began (int64). Throws `SourceFailed` where a file is missing or cannot be read.
 */
export const exportSessions = async (
  data: string,
  out: string,
  say: (text: string) => void,
): Promise<void> => {
  const sessions: Session[] = [];
  for (const recording of recordings) {
    for (const file of recording.files) {
      if (existsSync(join(data, file))) continue;
      throw new SourceFailed(`Cannot find ${file} in "${data}": --data names the recorded files`);
    }
    const session = sessionOf(recording);
    const source = await openRecording(data, recording);
    const { ticks, vectors } = await exportSession(source, join(out, session.file), say);
    say(`${session.file}: ${ticks} ticks, ${vectors} vectors`);
    sessions.push(session);
  }
  const manifest = { featureSet, features: featureNames, windowGapUs, sessions };
  writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
};

const sessionOf = ({ instrument, part, regularHours }: Recording): Session => ({
  instrument,
  part,
  file: `${instrument}-${part}`,
  regularHours,
});

const exportSession = async (source: TickSource, stem: string, say: (text: string) => void) => {
  const instruments = new InstrumentRegistry();
  const features = new NpyWriter(`${stem}.features.npy`, "<f4", featureNames.length);
  const moments = new NpyWriter(`${stem}.moments.npy`, "<i8", 5);
  let begun = 0;
  let lastUs: number | undefined;
  const write = (vector: FeatureVector) => {
    const row = features.next();
    for (let i = 0; i < featureNames.length; i++) row.into[row.at + i] = vector[featureNames[i]!];
    const { minPriceIncrementTicks } = instruments.require(vector.instrumentId);
    const spread = vector.askPriceTicks - vector.bidPriceTicks;
    if (restarts(lastUs, vector, windowGapUs)) begun = moments.rows;
    lastUs = vector.eventTimeUs;
    const moment = moments.next();
    moment.into[moment.at] = BigInt(vector.eventTimeUs);
    moment.into[moment.at + 1] = BigInt(vector.bidPriceTicks + vector.askPriceTicks);
    moment.into[moment.at + 2] = BigInt(Math.round(spread / minPriceIncrementTicks));
    moment.into[moment.at + 3] = BigInt(vector.flags);
    moment.into[moment.at + 4] = BigInt(begun);
  };
  const machine = new Machine(marketActors, instruments, (record) => {
    if (record._tag === "featureVector") write(record);
  });
  let position = 0;
  machine.receive(sessionStarted(source, "training", position));
  const refuse = ({ field, value, expected, place, count }: SourceRefusal) =>
    say(`${source.name}: refused ${field} "${value}" at ${place} (${count}): expected ${expected}`);
  for await (const batch of source.open(undefined, refuse, new AbortController().signal)) {
    for (const tick of batch.ticks as readonly AnyRecord[]) {
      tick.position = ++position;
      tick.outputIndex = 0;
      machine.receive(tick);
    }
  }
  features.close();
  moments.close();
  return { ticks: position, vectors: features.rows };
};
