// A recording again and again, later each time: as much of it as a measurement wants.
import { filesSource } from "../../actors/sources/files/source.ts";
import type { TickBatch, TickSource } from "../../actors/sources/source.ts";

/** Microseconds between the end of one round and the begin of the next. */
const pauseUs = 1_000_000;

/** Files read so many times over, each time from the disk; nothing of a round is kept. */
export const repeatedFiles = async (
  files: readonly string[],
  times: number,
): Promise<TickSource> => {
  const source = await filesSource({ files, speed: 0 });
  return {
    ...source,
    open: async function* (_resume, refuse, signal): AsyncGenerator<TickBatch> {
      let [shiftUs, firstUs, lastUs] = [0, Infinity, 0];
      for (let round = 0; round < times && !signal.aborted; round++) {
        for await (const { ticks } of source.open(undefined, refuse, signal)) {
          for (const tick of ticks) {
            if (round === 0) {
              firstUs = Math.min(firstUs, tick.eventTimeUs, tick.ingestTimeUs);
              lastUs = Math.max(lastUs, tick.eventTimeUs, tick.ingestTimeUs);
            }
            tick.eventTimeUs += shiftUs;
            tick.ingestTimeUs += shiftUs;
          }
          yield { ticks };
        }
        shiftUs += lastUs - firstUs + pauseUs;
      }
    },
  };
};
