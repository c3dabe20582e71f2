// A source for measuring: ticks made before, handed out at a steady rate by the clock.
import { setTimeout as sleep } from "node:timers/promises";
import { simulatedSource } from "../../actors/sources/simulated/source.ts";
import { nowUs } from "../../actors/run/clock.ts";
import type { TickBatch, TickSource } from "../../actors/sources/source.ts";
import type { Tick } from "../../streams/market.ts";
import type { Unstamped } from "../../streams/record.ts";

/** Makes the first ticks of a simulated market. */
export const simulatedTicks = async (seed: number, count: number): Promise<Unstamped<Tick>[]> => {
  const source = simulatedSource({ seed, speed: 0, ticks: count });
  const ticks: Unstamped<Tick>[] = [];
  const never = new AbortController().signal;
  for await (const batch of source.open(undefined, () => {}, never)) ticks.push(...batch.ticks);
  return ticks;
};

/** Hands out the ticks at so many a second; `behindMs` tells how late the last one was. */
export const pacedSource = (
  ticks: readonly Unstamped<Tick>[],
  perSecond: number,
): TickSource & { readonly behindMs: () => number } => {
  let behindMs = 0;
  async function* open(): AsyncGenerator<TickBatch> {
    const started = performance.now();
    for (let given = 0; given < ticks.length;) {
      const now = performance.now() - started;
      const due = Math.min(ticks.length, Math.floor(now * perSecond / 1000));
      if (due > given) {
        behindMs = now - given / perSecond * 1000;
        const ingestTimeUs = nowUs();
        yield { ticks: ticks.slice(given, due).map((tick) => ({ ...tick, ingestTimeUs })) };
        given = due;
      } else {
        await sleep(1);
      }
    }
  }
  return {
    kind: "simulated",
    name: `Simulated market at ${perSecond} ticks/s`,
    speed: 1,
    totalRecords: ticks.length,
    instruments: [],
    open: () => open(),
    behindMs: () => behindMs,
  };
};
