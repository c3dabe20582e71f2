// Recorded files through the live feature code, into matrices that Python reads.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Machine } from "../../actors/machine.ts";
import { marketActors } from "../../actors/roster.ts";
import { sessionStarted } from "../../actors/run/session.ts";
import { SourceFailed, type SourceRefusal, type TickSource } from "../../actors/sources/source.ts";
import { featureNames, featureSet } from "../../streams/features.ts";
import { InstrumentRegistry } from "../../streams/instruments.ts";
import type { AnyRecord } from "../../streams/records.ts";
import { openRecording, type Recording, recordings } from "./recordings.ts";
import { type Session, SessionFile, windowGapUs } from "./session-file.ts";

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
  writeManifest(out, sessions);
};

/** Tells Python which sessions there are, and of which features. */
export const writeManifest = (out: string, sessions: readonly Session[]): void => {
  const manifest = { featureSet, features: featureNames, windowGapUs, sessions };
  writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
};

const sessionOf = ({ instrument, part, regularHours }: Recording): Session => ({
  instrument,
  part,
  file: `${instrument}-${part}`,
  regularHours,
});

/**
 * Runs a source of one instrument through the market machine into the files of a session. Tells how many
 * ticks and vectors there were.
 */
export const exportSession = async (
  source: TickSource,
  stem: string,
  say: (text: string) => void,
): Promise<{ readonly ticks: number; readonly vectors: number }> => {
  const instruments = new InstrumentRegistry();
  const file = new SessionFile(stem);
  const machine = new Machine(marketActors, instruments, (record) => {
    if (record._tag === "featureVector") {
      file.write(record, instruments.require(record.instrumentId));
    }
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
  file.close();
  return { ticks: position, vectors: file.vectors };
};
