// Loading: a model whose parts do not belong together, or to our features, is refused, with why.
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openInference } from "./inference.ts";
import { modelsFolder, roster } from "./roster.ts";

const line = roster[0]!;

describe("a model", () => {
  let folder: string;
  const file = (name: string) => join(folder, line.name, name);
  const open = () =>
    openInference({ roster: [line], folder: pathToFileURL(`${folder}/`) })
      .then((inference) => inference.close());
  /** Changes a JSON file of the model. */
  const edit = (name: string, change: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(readFileSync(file(name), "utf8"));
    change(json);
    writeFileSync(file(name), JSON.stringify(json));
  };
  /** Replaces the model file, and makes the card and the golden values agree with it. */
  const replace = (bytes: Uint8Array) => {
    writeFileSync(file("model.onnx"), bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    for (const name of ["card.json", "golden.json"]) edit(name, (json) => json["sha256"] = sha256);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "contrail-model-"));
    cpSync(new URL(line.name, modelsFolder), join(folder, line.name), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("opens from any folder", open);

  it("is refused where its file is not the one of its card", async () => {
    const bytes = readFileSync(file("model.onnx"));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file("model.onnx"), bytes);
    await expect(open()).rejects.toThrow(
      /^Model "next-move-lightgbm" refused: model.onnx has sha256 [0-9a-f]{64}, its card says/,
    );
  });

  it("is refused where onnxruntime cannot read it", async () => {
    replace(readFileSync(file("model.onnx")).subarray(0, 5000));
    await expect(open()).rejects.toThrow(
      /^Model "next-move-lightgbm" refused: onnxruntime cannot read it: /,
    );
  });

  it("is refused where it does not repeat its golden values", async () => {
    edit("golden.json", (json) => {
      (json["probabilities"] as number[][])[0] = [0.25, 0.75];
    });
    await expect(open()).rejects.toThrow(/refused: golden input 0 gives 0\.\d+: expected 0.25/);
  });

  it("is refused where it reads another number of features", async () => {
    replace(identityModel);
    await expect(open()).rejects.toThrow(/refused: it reads 1 inputs of 2 numbers: expected one/);
  });

  it("is refused where it was trained on another feature set", async () => {
    edit("card.json", (json) => json["featureSet"] = 7);
    await expect(open()).rejects.toThrow(/trained on feature set 7, the pipeline makes 1/);
  });

  it("is refused where its features are in another order", async () => {
    edit("card.json", (json) => (json["features"] as string[]).reverse());
    await expect(open()).rejects.toThrow(/feature 0 is "volatilityRatio", the pipeline makes "sp/);
  });

  it("is refused where its card is incomplete", async () => {
    edit("card.json", (json) => delete json["label"]);
    await expect(open()).rejects.toThrow(/refused: card.json: Missing key[\s\S]*label/);
  });

  it("is refused where its card is no JSON, or a file is not there", async () => {
    writeFileSync(file("card.json"), "{");
    await expect(open()).rejects.toThrow(/refused: cannot read card.json: /);
    rmSync(file("card.json"));
    await expect(open()).rejects.toThrow(/refused: cannot read card.json: ENOENT/);
  });
});

// An ONNX file by hand: one Identity node from "x" to "probabilities", float32, rows of 2.
const bytesOf = (field: number, body: readonly number[]) => [field << 3 | 2, body.length, ...body];
const textOf = (field: number, text: string) => bytesOf(field, [...Buffer.from(text)]);
const numberOf = (field: number, value: number) => [field << 3, value];
const matrix = (name: string) => {
  const shape = [...bytesOf(1, textOf(2, "rows")), ...bytesOf(1, numberOf(1, 2))];
  const tensor = [...numberOf(1, 1), ...bytesOf(2, shape)];
  return [...textOf(1, name), ...bytesOf(2, bytesOf(1, tensor))];
};
const identityModel = Uint8Array.from([
  ...numberOf(1, 8),
  ...bytesOf(7, [
    ...bytesOf(1, [...textOf(1, "x"), ...textOf(2, "probabilities"), ...textOf(4, "Identity")]),
    ...textOf(2, "identity"),
    ...bytesOf(11, matrix("x")),
    ...bytesOf(12, matrix("probabilities")),
  ]),
  ...bytesOf(8, numberOf(2, 17)),
]);
