// A source for measuring: ticks in memory, handed out again and again as fast as they are taken.
import { openSource } from "../../actors/sources/roster.ts";
import type { TickBatch, TickSource } from "../../actors/sources/source.ts";
import type { InstrumentDefinition } from "../../streams/instruments.ts";
import type { Tick } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";
import { recordingFolder } from "../actors/recorded.ts";
import { simulatedTicks } from "../latency/paced.ts";

/** Ticks to loop over, and where they come from. */
export interface LoopedTicks {
  readonly name: string;
  readonly ticks: Unstamped<Tick>[];
  readonly instruments: readonly InstrumentDefinition[];
}

const batchTicks = 1024;

/** Recorded ticks of Binance futures; simulated ones where the recordings are absent. */
export const ticksToLoop = async (): Promise<LoopedTicks> => {
  const folder = recordingFolder("binance-l2-20240808/usdm_btcusdt");
  if (folder === undefined) {
    return { name: "simulated ticks", ticks: await simulatedTicks(7, 500_000), instruments: [] };
  }
  const source = await openSource({ source: "replay", files: [folder], speed: 0, seed: 0 });
  const ticks: Unstamped<Tick>[] = [];
  const never = new AbortController().signal;
  for await (const batch of source.open(undefined, () => {}, never)) {
    for (const tick of batch.ticks) ticks.push(tick);
  }
  return {
    name: "recorded ticks of Binance USD-M BTCUSDT",
    ticks,
    instruments: source.instruments,
  };
};

/** Loops over ticks until it is stopped; every lap is dated after the one before. */
export const loopedSource = ({ name, ticks, instruments }: LoopedTicks): TickSource => {
  const times = ticks.map(({ eventTimeUs }) => eventTimeUs);
  const lapUs = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b)) +
    1_000_000;
  // A tick is written as soon as it is taken, so its object can be handed out again a lap later.
  async function* open(signal: AbortSignal): AsyncGenerator<TickBatch> {
    for (let lap = 0;; lap++) {
      for (let from = 0; from < ticks.length; from += batchTicks) {
        if (signal.aborted) return;
        const part = ticks.slice(from, from + batchTicks);
        if (lap > 0) {
          for (const tick of part) (tick as { eventTimeUs: number }).eventTimeUs += lapUs;
        }
        yield { ticks: part };
      }
    }
  }
  return {
    kind: "replay",
    name,
    speed: 0,
    instruments,
    open: (_resume, _refuse, signal) => open(signal),
  };
};
