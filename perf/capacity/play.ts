// Cells under bursts and lost nodes, second by second: how far each falls behind, and when it has caught up.
import { randomFrom } from "../../actors/testing/random.ts";

/** What is played. Rates in ticks a second. */
export interface Play {
  readonly cells: number;
  /** What a cell takes at most, and what comes to it on an ordinary second. */
  readonly capacity: number;
  readonly rate: number;
  readonly seconds: number;
  /** A burst reaches every cell at once: how often, how long, and times the ordinary rate. */
  readonly burst: { readonly everySeconds: number; readonly lasts: number; readonly times: number };
  /** A node of so many cells is lost; its cells go on elsewhere after a while. */
  readonly loss: { readonly everySeconds: number; readonly cells: number; readonly away: number };
  readonly seed: number;
}

/** What came of it. */
export interface Played {
  readonly ticks: number;
  /** Share of all cell-seconds in which a cell was more than a second behind. */
  readonly behindShare: number;
  /** The furthest that any cell was behind, in seconds of its ordinary rate. */
  readonly worstSecondsBehind: number;
  /** Longest time until a cell that fell behind had caught up. */
  readonly longestRecoverySeconds: number;
  /** Ticks that waited at once, over all cells: what sources and streams have to hold. */
  readonly mostWaiting: number;
  /** Losses that were played. */
  readonly losses: number;
}

/** Plays it. Nothing is dropped: what does not fit waits. */
export const play = (options: Play): Played => {
  const { cells, capacity, rate, seconds, burst, loss } = options;
  const random = randomFrom(options.seed);
  const waiting = new Float64Array(cells);
  const awayUntil = new Int32Array(cells);
  const behindSince = new Int32Array(cells).fill(-1);
  let [ticks, behind, worst, longest, most, losses] = [0, 0, 0, 0, 0, 0];
  for (let second = 0; second < seconds; second++) {
    if (random.next() < 1 / loss.everySeconds) {
      losses++;
      const first = random.between(0, cells - 1);
      for (let i = 0; i < loss.cells; i++) awayUntil[(first + i) % cells] = second + loss.away;
    }
    const isBurst = second % burst.everySeconds < burst.lasts && second >= burst.everySeconds;
    const coming = isBurst ? rate * burst.times : rate;
    let together = 0;
    for (let cell = 0; cell < cells; cell++) {
      const takes = awayUntil[cell]! > second ? 0 : capacity;
      const left = Math.max(0, waiting[cell]! + coming - takes);
      ticks += coming;
      waiting[cell] = left;
      together += left;
      worst = Math.max(worst, left / rate);
      if (left > rate) {
        behind++;
        if (behindSince[cell] === -1) behindSince[cell] = second;
      } else if (behindSince[cell] !== -1) {
        longest = Math.max(longest, second - behindSince[cell]!);
        behindSince[cell] = -1;
      }
    }
    most = Math.max(most, together);
  }
  return {
    ticks,
    behindShare: behind / (cells * seconds),
    worstSecondsBehind: worst,
    longestRecoverySeconds: longest,
    mostWaiting: most,
    losses,
  };
};
