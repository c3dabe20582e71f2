// Where the ticks of a backtest come from, as plain data: a thread of a sweep opens them by it too.
import { openSource } from "../../sources/roster.ts";
import { simulatedSource } from "../../sources/simulated/source.ts";
import type { TickSource } from "../../sources/source.ts";
import type { Bars } from "./bars/bars.ts";
import { ticksOfBars } from "./bars/to-ticks.ts";
import { storedTicks, type StoredWindow } from "./stored-ticks.ts";

/** Recorded files, what a running system recorded, the simulated market, or bars played as quotes. */
export type TickData =
  | { readonly kind: "files"; readonly files: readonly string[] }
  | { readonly kind: "stored"; readonly window: StoredWindow }
  | { readonly kind: "simulated"; readonly seed: number; readonly ticks: number }
  | { readonly kind: "bars"; readonly series: readonly Bars[] };

/** Opens them, as often as they are run. Throws `SourceFailed`. */
export const openTicks = (data: TickData): Promise<TickSource> => {
  switch (data.kind) {
    case "files":
      return openSource({ source: "replay", files: [...data.files], speed: 0, seed: 0 });
    case "stored":
      return storedTicks(data.window);
    case "simulated":
      return Promise.resolve(simulatedSource({ seed: data.seed, speed: 0, ticks: data.ticks }));
    case "bars":
      return Promise.resolve(ticksOfBars(data.series));
  }
};
