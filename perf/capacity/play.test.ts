// The play of cells, against what can be worked out by hand.
import { expect, it } from "vitest";
import { play } from "./play.ts";

const calm = {
  cells: 4,
  capacity: 100,
  rate: 40,
  seconds: 10_000,
  burst: { everySeconds: 20_000, lasts: 0, times: 1 },
  loss: { everySeconds: Number.POSITIVE_INFINITY, cells: 1, away: 6 },
  seed: 1,
};

it("never waits where more is taken than comes", () => {
  expect(play(calm)).toMatchObject({ behindShare: 0, mostWaiting: 0, ticks: 4 * 40 * 10_000 });
});

it("holds what a burst brings over capacity, and is behind until that has gone", () => {
  const burst = { everySeconds: 5_000, lasts: 10, times: 4 };
  const { mostWaiting, worstSecondsBehind, longestRecoverySeconds } = play({ ...calm, burst });
  // Ten seconds of 160 against 100, in four cells; then 60 a second are gained.
  expect(mostWaiting).toBe(4 * 600);
  expect(worstSecondsBehind).toBe(15);
  expect(longestRecoverySeconds).toBe(19);
});

it("is behind for the time away times c / (c - r), one second of rate spared", () => {
  const loss = { everySeconds: 3_000, cells: 1, away: 6 };
  const { losses, worstSecondsBehind, longestRecoverySeconds } = play({ ...calm, loss });
  expect(losses).toBeGreaterThan(0);
  expect(worstSecondsBehind).toBe(6);
  expect(longestRecoverySeconds).toBeLessThanOrEqual(Math.ceil(6 * 100 / 60));
});
