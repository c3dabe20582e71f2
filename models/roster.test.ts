// The contract of a model: every member of the roster keeps it, whatever made it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { featureNames } from "../streams/features.ts";
import { cardPage } from "./card-page.ts";
import { type Inference, openInference } from "./inference.ts";
import { goldenTolerance } from "./limits.ts";
import { loadModel } from "./load.ts";
import { modelsFolder, roster, shelf } from "./roster.ts";
import { vectorOf } from "./testing.ts";

const all = [...roster, ...shelf.map((name) => ({ name, shadow: true }))];

describe("the roster", () => {
  it("names every folder that holds a model, once", () => {
    const folders = readdirSync(modelsFolder, { withFileTypes: true })
      .filter((one) => existsSync(new URL(`${one.name}/model.onnx`, modelsFolder)))
      .map((one) => one.name);
    expect(all.map((line) => line.name).sort(), "add a line to models/roster.ts").toEqual(
      folders.sort(),
    );
  });
});

describe.each(all)("model $name", (line) => {
  const model = loadModel(line);
  const { card, golden } = model;
  let inference: Inference;
  beforeAll(async () => {
    inference = await openInference({ roster: [line] });
  });
  afterAll(() => inference?.close());

  it("gives the golden outputs for the golden inputs", async () => {
    const rows = card.window?.rows ?? 1;
    const windows = golden.inputs.map((input) =>
      Array.from(
        { length: rows },
        (_, i) => vectorOf(input.slice(i * featureNames.length, (i + 1) * featureNames.length), i),
      )
    );
    const predictions = await inference.predict(
      windows.map((window) => window.at(-1)!),
      undefined,
      rows === 1 ? undefined : windows.map((vectors) => ({ vectors, end: rows })),
    );
    predictions.forEach(([one], i) => {
      const [down, up] = golden.probabilities[i]!;
      expect(Math.abs(one!.probabilityDown - down!)).toBeLessThanOrEqual(goldenTolerance);
      expect(Math.abs(one!.probabilityUp - up!)).toBeLessThanOrEqual(goldenTolerance);
    });
  });

  it("has golden outputs on both sides", () => {
    const sides = new Set(golden.probabilities.map(([down, up]) => up! > down!));
    expect(sides.size).toBe(2);
  });

  it("is small enough to answer in time and to keep in the repository", () => {
    expect(model.bytes.length).toBe(card.bytes);
    expect(card.bytes).toBeLessThan(3_000_000);
  });

  it("shows its scores beside the rules anyone could follow, on days after its training", () => {
    for (const result of card.results) {
      const methods = result.scores.map((score) => score.method);
      for (const rule of ["majority", "imbalance sign", "persistence", "logistic"]) {
        expect(methods, result.instrument).toContain(rule);
      }
      const learned = card.training.filter((one) => one.instrument === result.instrument);
      for (const { to } of learned) expect(to < result.from, result.instrument).toBe(true);
    }
  });

  it("gives the same in Python and here", () => {
    for (const { maxDifference, sameClass } of Object.values(card.parity)) {
      expect(maxDifference).toBeLessThanOrEqual(1e-5);
      expect(sameClass).toBeGreaterThanOrEqual(0.9999);
    }
  });

  it("has a page that says what its card says", () => {
    const page = readFileSync(new URL(`${line.name}/card.md`, modelsFolder), "utf8");
    expect(page, "write it anew with npm run train").toBe(cardPage(card));
  });
});
