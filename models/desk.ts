// The desk of models: what a wish to change the line-up means, and whether the models of it can run.
import {
  changed,
  type LineUp,
  type ModelChange,
  type ModelRequest,
  servingOf,
} from "../streams/models.ts";
import { type Inference, versionOf } from "./inference.ts";
import { ModelRefused } from "./refused.ts";
import type { Registry } from "./registry.ts";

/** Looks after the line-up for the process that writes the input log. */
export interface ModelDesk {
  /** The line-up of the roster. */
  readonly roster: LineUp;
  /**
   * The line-up that a new session starts with: the one that was chosen, else that of the roster. What
   * of it cannot run is left out and told.
   */
  readonly opening: (
    before: LineUp | undefined,
  ) => Promise<{ readonly lineUp: LineUp; readonly refused: readonly string[] }>;
  /**
   * The change that a wish means, with the line-up after it open beside the one at work. Fails with
   * `ModelRefused`; the one at work goes on.
   */
  readonly prepare: (
    name: string,
    request: ModelRequest,
    lineUp: LineUp,
  ) => Promise<ModelChange>;
}

/** Makes the desk over what runs and what is kept. */
export const modelDesk = (inference: Inference, registry: Registry): ModelDesk => ({
  roster: inference.lineUp,
  opening: async (before) => {
    if (before === undefined || !before.chosen) return { lineUp: inference.lineUp, refused: [] };
    const refused: string[] = [];
    let lineUp = before;
    for (const model of before.models) {
      try {
        await registry.find(model);
      } catch (cause) {
        if (!(cause instanceof ModelRefused)) throw cause;
        refused.push(cause.message);
        lineUp = { ...lineUp, models: lineUp.models.filter((one) => one !== model) };
      }
    }
    await inference.prepare(lineUp);
    return { lineUp, refused };
  },
  prepare: async (name, request, lineUp) => {
    const change = await changeOf(registry, name, request, lineUp);
    const next = changed(lineUp, change);
    if ("refused" in next) throw new ModelRefused(name, next.refused);
    await inference.prepare(next);
    return change;
  },
});

const changeOf = async (
  registry: Registry,
  name: string,
  { action, version, sha256, replaces }: ModelRequest,
  lineUp: LineUp,
): Promise<ModelChange> => {
  const change = { action, name, replaces: replaces ?? undefined };
  if (action === "rollback" || action === "unpin") return change;
  const named = version !== null || sha256 !== null;
  if (action === "retire" && !named) return change;
  // To pin without a version keeps what serves.
  const serving = action === "pin" && !named ? servingOf(lineUp, name) : undefined;
  if (serving !== undefined) return { ...change, version: serving };
  const { card } = await registry.version(name, { version, sha256 });
  return { ...change, version: versionOf({ card }) };
};
