// Loads a model, and refuses one whose parts do not belong together or to our features.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { featureNames, featureSet } from "../streams/features.ts";
import { Card, Golden, parseModelFile } from "./card.ts";
import { readReference, type Reference } from "./drift/reference.ts";
import { ModelRefused } from "./refused.ts";
import { modelsFolder } from "./roster.ts";

/** A model whose file, card and golden values belong together. */
export interface LoadedModel {
  readonly card: Card;
  readonly golden: Golden;
  /** The very bytes whose hash was compared. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How the features were distributed where it learned; undefined where that is not kept. */
  readonly reference: Reference | undefined;
}

/** The files of a model, as they lie in its folder and in the registry. */
export const modelParts = ["card.json", "golden.json", "model.onnx"] as const;
/** A file of a model. */
export type ModelPart = typeof modelParts[number];
/** The file that a model may have beside those. */
export const referenceName = "reference.json";
/** The content of each file of a model. */
export type ModelFiles =
  & Readonly<Record<ModelPart, Uint8Array>>
  & { readonly [referenceName]?: Uint8Array };

/** Reads the files of `<folder>/<name>/`. Throws `ModelRefused` where one is not there. */
export const readModelFiles = (name: string, folder: URL = modelsFolder): ModelFiles => {
  const reference = new URL(`${name}/${referenceName}`, folder);
  const parts = [...modelParts, ...existsSync(reference) ? [referenceName] : []];
  return Object.fromEntries(parts.map((part) => {
    try {
      return [part, readFileSync(new URL(`${name}/${part}`, folder))];
    } catch (cause) {
      throw new ModelRefused(name, `cannot read ${part}: ${(cause as Error).message}`);
    }
  })) as unknown as ModelFiles;
};

/** Loads `<folder>/<name>/`. Throws `ModelRefused`. */
export const loadModel = (
  { name }: { readonly name: string },
  folder: URL = modelsFolder,
): LoadedModel => checkModel(name, readModelFiles(name, folder));

/** The model that some files are. Throws `ModelRefused`. */
export const checkModel = (name: string, files: ModelFiles): LoadedModel => {
  const text = (part: ModelPart) => ({ name: part, text: new TextDecoder().decode(files[part]) });
  const card = parseModelFile(name, text("card.json"), Card);
  const golden = parseModelFile(name, text("golden.json"), Golden);
  const bytes = new Uint8Array(files["model.onnx"]);
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
  const told = files[referenceName];
  const reference = told && readReference(name, new TextDecoder().decode(told));
  return { card, golden, bytes, reference };
};
