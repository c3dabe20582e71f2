// The models that run, one line each. A new model is a folder beside this file, and a line here.

/** One model of the roster. */
export interface RosterLine {
  /** Folder with `model.onnx`, `card.json`, `card.md` and `golden.json`. */
  readonly name: string;
  /** A shadow is recorded and scored, and never traded. */
  readonly shadow: boolean;
}

/** Where the folders of the models lie. */
export const modelsFolder = new URL("./", import.meta.url);

/** The models, in the order of their predictions. */
export const roster: readonly RosterLine[] = [
  { name: "next-move-lightgbm", shadow: false },
];

/**
 * Models that are kept, and can be evaluated, but do not run: each costs every vector some microseconds.
 * Moved into the roster with `shadow: true`, one predicts beside the others and is scored.
 */
export const shelf: readonly string[] = ["next-move-xgboost", "next-move-lstm"];
