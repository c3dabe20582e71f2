// Loads a model's folder, and refuses one whose parts do not belong together or to our features.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { featureNames, featureSet } from "../streams/features.ts";
import { Card, Golden, ModelRefused, readModelFile } from "./card.ts";
import { modelsFolder, type RosterLine } from "./roster.ts";

/** A model whose file, card and golden values belong together. */
export interface LoadedModel {
  readonly card: Card;
  readonly golden: Golden;
  /** The very bytes whose hash was compared. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly shadow: boolean;
}

/** Loads `<folder>/<name>/`. Throws `ModelRefused`. */
export const loadModel = (line: RosterLine, folder: URL = modelsFolder): LoadedModel => {
  const { name } = line;
  const file = (part: string) => new URL(`${name}/${part}`, folder);
  const card = readModelFile(name, file("card.json"), Card);
  const golden = readModelFile(name, file("golden.json"), Golden);
  const bytes = readBytes(name, file("model.onnx"));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const refuse = (why: string) => {
    throw new ModelRefused(name, why);
  };
  if (card.name !== name) refuse(`its card is that of "${card.name}"`);
  if (sha256 !== card.sha256) {
    refuse(`model.onnx has sha256 ${sha256}, its card says ${card.sha256}`);
  }
  if (sha256 !== golden.sha256) refuse(`golden.json was made with another file, ${golden.sha256}`);
  if (card.featureSet !== featureSet) {
    refuse(`it was trained on feature set ${card.featureSet}, the pipeline makes ${featureSet}`);
  }
  const different = featureNames.findIndex((feature, i) => card.features[i] !== feature);
  if (different >= 0 || card.features.length !== featureNames.length) {
    const at = different >= 0 ? different : featureNames.length;
    refuse(
      `feature ${at} is "${card.features[at]}", the pipeline makes "${featureNames[at] ?? "none"}"`,
    );
  }
  const numbers = featureNames.length * (card.window?.rows ?? 1);
  const wide = golden.inputs.every((row) => row.length === numbers);
  const paired = golden.probabilities.length === golden.inputs.length &&
    golden.probabilities.every((row) => row.length === 2);
  if (!wide || !paired) {
    refuse(`golden.json does not pair ${numbers} features with 2 probabilities`);
  }
  return { card, golden, bytes, shadow: line.shadow };
};

const readBytes = (name: string, file: URL): Uint8Array<ArrayBuffer> => {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new ModelRefused(name, `cannot read model.onnx: ${(cause as Error).message}`);
  }
};
