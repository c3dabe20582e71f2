// A window by hand: what a sequence model sees after each vector, across gaps and a restart.
import { expect, it } from "vitest";
import { featureFlags } from "../streams/features.ts";
import { Window } from "./window.ts";

const spec = { rows: 3, gapUs: 100 };

/** What a window shows after each vector; a vector is its time, its number, and its flags. */
const play = (window: Window, lines: readonly (readonly [number, number, number?])[]) =>
  lines.map(([eventTimeUs, value, flags = 0]) => {
    const shown = new Float32Array(6);
    window.push({ eventTimeUs, flags }, [value, -value]);
    window.write(shown, 0);
    expect([shown[1], shown[3], shown[5]]).toEqual([shown[0], shown[2], shown[4]].map((x) => -x!));
    return [shown[0], shown[2], shown[4]];
  });

it("holds the last vectors, oldest first, and repeats the oldest until it is full", () => {
  expect(play(new Window(spec, 2), [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]])).toEqual([
    [1, 1, 1],
    [1, 1, 2],
    [1, 2, 3],
    [2, 3, 4],
    [3, 4, 5],
  ]);
});

it("begins anew after a silence, a gap, and where time goes back", () => {
  const { gapped, stale } = featureFlags;
  const lines = [[0, 1], [100, 2], [201, 3], [202, 4, stale], [203, 5, gapped], [10, 6]] as const;
  expect(play(new Window(spec, 2), lines)).toEqual([
    [1, 1, 1],
    [1, 1, 2],
    [3, 3, 3],
    [3, 3, 4],
    [5, 5, 5],
    [6, 6, 6],
  ]);
});

it("goes on after a restart as if there had been none, wherever it was", () => {
  const lines = [[0, 1], [1, 2], [2, 3], [3, 4], [300, 5], [301, 6], [302, 7]] as const;
  const whole = play(new Window(spec, 2), lines);
  for (let cut = 0; cut <= lines.length; cut++) {
    const before = new Window(spec, 2);
    play(before, lines.slice(0, cut));
    const after = new Window(spec, 2);
    const state = before.state();
    if (state !== undefined) after.restore(JSON.parse(JSON.stringify(state)));
    expect(play(after, lines.slice(cut)), `cut at ${cut}`).toEqual(whole.slice(cut));
  }
});

it("refuses what another window saved", () => {
  const restore = (features: number[]) => () =>
    new Window(spec, 2).restore({ lastUs: 0, features });
  for (const wrong of [[], [1], [1, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    expect(restore(wrong)).toThrow("expected 1 to 3 rows of 2");
  }
});
