// One partition of a source: the ticks of its share of the instruments, in the same order.
import type { SourceCheckpoint, TickBatch, TickSource } from "./source.ts";

/** Which share: `index` of `count`, from 0. The count is fixed when the streams are made. */
export interface Partition {
  readonly index: number;
  readonly count: number;
}

/** The partition that an instrument belongs to: a hash of its id (Knuth's multiplicative one). */
export const partitionOf = (instrumentId: number, count: number): number =>
  (Math.imul(instrumentId, 0x9e3779b1) >>> 0) % count;

/** Reads `2/4`, the second of four; undefined where it is something else. */
export const parsePartition = (text: string): Partition | undefined => {
  const [, nth, of] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const [index, count] = [Number(nth) - 1, Number(of)];
  return index >= 0 && index < count ? { index, count } : undefined;
};

/**
 * The ticks of one partition. It counts only what it gives; a checkpoint of the whole source lies, with
 * its own count, in the state of the partition's.
 */
export const partitioned = (source: TickSource, { index, count }: Partition): TickSource => {
  const { totalRecords: _whole, ...rest } = source;
  return {
    ...rest,
    name: `${source.name}, partition ${index + 1} of ${count}`,
    open: async function* (resume, refuse, signal) {
      const kept = resume?.checkpoint;
      const from = kept === undefined ? undefined : JSON.parse(kept.state) as SourceCheckpoint;
      let given = kept?.records ?? 0;
      let taken = from?.records ?? 0;
      const known = resume?.records ?? 0;
      const whole = resume === undefined ? undefined : {
        startedUs: resume.startedUs,
        records: taken,
        ...(from === undefined ? {} : { checkpoint: from }),
      };
      for await (const batch of source.open(whole, refuse, signal)) {
        const ours = batch.ticks.filter((tick) => partitionOf(tick.instrumentId, count) === index);
        const ticks = ours.slice(Math.max(0, known - given));
        given += ours.length;
        taken += batch.ticks.length;
        const next = checkpointOf(batch, { given, taken });
        if (ticks.length > 0) yield { ticks, ...next };
      }
    },
  };
};

/** A checkpoint in the middle of a batch is left out: another comes. */
const checkpointOf = (
  { checkpoint }: TickBatch,
  { given, taken }: { readonly given: number; readonly taken: number },
): Pick<TickBatch, "checkpoint"> =>
  checkpoint?.records === taken
    ? { checkpoint: { records: given, state: JSON.stringify(checkpoint) } }
    : {};
