// A few swaps under load: every vector is predicted once, by the model that the log names at its position.
import { expect, it } from "vitest";
import { controlRow, predictionRow } from "../../actors/testing/rows.ts";
import { Check, lineOf, runSwaps } from "./swap-run.ts";

it("loses, doubles and confuses nothing where models are swapped under load", async () => {
  const options = { swaps: 3, featuresPerSecond: 1_000, quietSeconds: 0.5, everySeconds: 0.3 };
  const result = await runSwaps(options);
  expect(result).toMatchObject({ swaps: 3, models: 4, lost: 0, doubled: 0, wrongModel: 0 });
  expect(result.otherThanReplay).toBe(0);
  expect(result.vectors).toBeGreaterThan(500);
  expect(result.predictions).toBe(result.vectors);
}, 300_000);

it("finds a prediction that is lost, doubled, of another model, or not repeated", () => {
  const sha = (text: string) => text.repeat(64);
  const model = { name: "m", windowRows: 1, role: "serving", pinned: false };
  const swap = (position: number, version: number, text: string) =>
    controlRow({
      ...{ position, control: "model" },
      value: JSON.stringify({
        ...{ action: "promote", version: null },
        lineUp: { models: [{ ...model, version, sha256: sha(text) }], former: {}, chosen: true },
      }),
    });
  const made = (position: number, version: number, text: string) =>
    predictionRow({ position, modelVersion: version, modelSha256: sha(text) });
  const log = [
    swap(0, 1, "a"),
    ...[1, 2].map((position) => controlRow({ position, control: "clock" })),
  ];
  log.push(swap(3, 2, "b"), controlRow({ position: 4, control: "clock" }));
  const counts = (predictions: readonly ReturnType<typeof made>[]) => {
    const check = new Check(new Set([1, 2, 4]), predictions.map(lineOf));
    for (const record of log) check.input(record);
    for (const one of [made(1, 1, "a"), made(2, 1, "a"), made(4, 2, "b")]) check.replayed(one);
    return Object.values(check.counts()).join(" ");
  };
  expect(counts([made(1, 1, "a"), made(2, 1, "a"), made(4, 2, "b")])).toBe("0 0 0 0");
  expect(counts([made(1, 1, "a"), made(4, 2, "b")])).toMatch(/^1 0 0 /);
  expect(counts([made(1, 1, "a"), made(1, 1, "a"), made(2, 1, "a"), made(4, 2, "b")]))
    .toMatch(/^0 1 0 /);
  expect(counts([made(1, 1, "a"), made(2, 1, "a"), made(4, 1, "a")])).toBe("0 0 1 1");
  expect(counts([made(1, 1, "a"), made(2, 1, "a"), made(3, 2, "b"), made(4, 2, "b")]))
    .toMatch(/^0 1 0 /);
});
