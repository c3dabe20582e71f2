// A few swaps under load: every vector is predicted once, by the model that the log names at its position.
import { expect, it } from "vitest";
import { runSwaps } from "./swap-run.ts";

it("loses, doubles and confuses nothing where models are swapped under load", async () => {
  const options = { swaps: 3, featuresPerSecond: 1_000, quietSeconds: 1, everySeconds: 0.5 };
  const result = await runSwaps(options);
  expect(result).toMatchObject({ swaps: 3, models: 4, lost: 0, doubled: 0, wrongModel: 0 });
  expect(result.otherThanReplay).toBe(0);
  expect(result.vectors).toBeGreaterThan(500);
  expect(result.predictions).toBe(result.vectors);
}, 120_000);
