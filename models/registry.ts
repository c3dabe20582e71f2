// The registry: files and cards of models in the object store, known by name, version and hash.
import { Effect } from "effect";
import { existsSync, readdirSync } from "node:fs";
import type { Objects, StoredObject, TransportError } from "../streams/transport/transport.ts";
import { Card, parseModelFile } from "./card.ts";
import { type FindModel, sameModel } from "./inference.ts";
import { checkModel, type ModelFiles, modelParts, readModelFiles, referenceName } from "./load.ts";
import { ModelRefused } from "./refused.ts";
import { modelsFolder } from "./roster.ts";

/** A version of a model that is kept. */
export interface StoredModel {
  readonly card: Card;
  readonly storedTimeUs: number;
}

/** The models that are kept. What is asked of it fails with `TransportError` or `ModelRefused`. */
export interface Registry {
  /** Every version, by name, the newest version first. */
  readonly list: () => Promise<readonly StoredModel[]>;
  /** A version by its number, or the newest; the newest file where two have one number. */
  readonly version: (
    name: string,
    wanted?: { readonly version?: number | null; readonly sha256?: string | null },
  ) => Promise<StoredModel>;
  /** The files of a model, from the project's own folder where they are the same. */
  readonly find: FindModel;
  /**
   * Keeps a model; tells whether it was new. Refuses another file of a version that is kept, unless it
   * is `committed`: then both are kept, and the newer one is meant by the version.
   */
  readonly keep: (
    name: string,
    files: ModelFiles,
    options?: { readonly committed?: boolean },
  ) => Promise<boolean>;
}

const cardName = "card.json";
const nameOf = (card: Pick<Card, "name" | "sha256">, part: string): string =>
  `${card.name}/${card.sha256}/${part}`;
const run = <A>(effect: Effect.Effect<A, TransportError>): Promise<A> => Effect.runPromise(effect);

/** The registry over an object store. */
export const registryOver = (objects: Objects): Registry => {
  // A card is read once: its digest tells whether it is still the same.
  const cards = new Map<string, Card>();
  const cardOf = async ({ name, digest }: StoredObject): Promise<Card | undefined> => {
    const key = `${name} ${digest}`;
    const known = cards.get(key);
    if (known !== undefined) return known;
    const [model] = name.split("/") as [string];
    const bytes = await run(objects.get(name));
    const text = new TextDecoder().decode(bytes);
    // One that this version of the code cannot read is not offered.
    const card = readable(() => parseModelFile(model, { name: cardName, text }, Card));
    if (card !== undefined) cards.set(key, card);
    return card;
  };
  const list = async (): Promise<readonly StoredModel[]> => {
    const out: StoredModel[] = [];
    for (const one of await run(objects.list)) {
      if (!one.name.endsWith(`/${cardName}`)) continue;
      const card = await cardOf(one);
      if (card !== undefined) out.push({ card, storedTimeUs: one.storedTimeUs });
    }
    return out.sort((a, b) =>
      a.card.name < b.card.name
        ? -1
        : a.card.name > b.card.name
        ? 1
        : b.card.version - a.card.version || b.storedTimeUs - a.storedTimeUs
    );
  };
  const version: Registry["version"] = async (name, wanted = {}) => {
    const named = (await list()).filter(({ card }) => card.name === name);
    const found = named.find(({ card }) =>
      (wanted.version ?? card.version) === card.version &&
      card.sha256.startsWith(wanted.sha256 ?? "")
    );
    if (found !== undefined) return found;
    const known = named.map(({ card }) => card.version).join(", ");
    throw new ModelRefused(
      name,
      known === ""
        ? "no model of this name is kept"
        : `version ${wanted.version ?? wanted.sha256} is not kept: expected ${known}`,
    );
  };
  const find: FindModel = async (wanted) => {
    const here = readable(() => sameModel(wanted));
    if (here !== undefined) return here;
    const files = await filesOf(objects, `${wanted.name}/${wanted.sha256}`, wanted.name);
    return checkModel(wanted.name, files);
  };
  const keep: Registry["keep"] = async (name, files, { committed = false } = {}) => {
    const { card } = checkModel(name, files);
    const other = (await list()).find((one) =>
      one.card.name === name && one.card.version === card.version &&
      one.card.sha256 !== card.sha256
    );
    if (other !== undefined && !committed) {
      throw new ModelRefused(
        name,
        `version ${card.version} is kept with sha256 ${other.card.sha256}, this one has ` +
          `${card.sha256}: give it a higher version`,
      );
    }
    let fresh = false;
    // The card last: a version that has one is whole.
    for (const part of [referenceName, ...[...modelParts].reverse()] as const) {
      const bytes = files[part];
      if (bytes === undefined) continue;
      const before = await run(objects.get(nameOf(card, part)));
      if (before !== undefined && Buffer.from(before).equals(bytes)) continue;
      fresh = true;
      await run(objects.put(nameOf(card, part), bytes));
    }
    return fresh;
  };
  return { list, version, find, keep };
};

/** Reads the files below a prefix. Fails with `ModelRefused` where one is missing. */
const filesOf = async (objects: Objects, prefix: string, model: string): Promise<ModelFiles> => {
  const files: Partial<Record<keyof ModelFiles, Uint8Array>> = {};
  for (const part of modelParts) {
    const bytes = await run(objects.get(`${prefix}/${part}`));
    if (bytes === undefined) {
      const sha256 = prefix.split("/").at(-1);
      throw new ModelRefused(model, `its ${part} of sha256 ${sha256} is not kept`);
    }
    files[part] = bytes;
  }
  const reference = await run(objects.get(`${prefix}/${referenceName}`));
  if (reference !== undefined) files[referenceName] = reference;
  return files as ModelFiles;
};

const readable = <A>(read: () => A): A | undefined => {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ModelRefused) return undefined;
    throw cause;
  }
};

/** Names of the models that the project holds. */
export const committedModels = (folder: URL = modelsFolder): readonly string[] =>
  readdirSync(folder).filter((name) => existsSync(new URL(`${name}/model.onnx`, folder))).sort();

/** Keeps every model that the project holds. */
export const seedRegistry = async (registry: Registry): Promise<void> => {
  for (const name of committedModels()) {
    await registry.keep(name, readModelFiles(name), { committed: true });
  }
};
