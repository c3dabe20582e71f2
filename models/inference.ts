// Inference: from feature vectors to predictions, by the models of a line-up, and from one line-up to the next.
import type { Predict } from "../actors/pipeline.ts";
import type { FeatureVector } from "../streams/features.ts";
import {
  keyOf,
  type LineUp,
  type LineUpModel,
  type ModelVersion,
  type RecentVectors,
  windowRowsOf,
} from "../streams/models.ts";
import { besideRunners, filesKept } from "./limits.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import type { Reference } from "./drift/reference.ts";
import { ModelRefused } from "./refused.ts";
import { InferenceFailed, type Predictions } from "./requests.ts";
import { modelsFolder, roster, type RosterLine } from "./roster.ts";
import { openRunner, type Runner, type RunnerCounts } from "./runner.ts";

/** What inference did so far. */
export interface InferenceCounts extends Readonly<RunnerCounts> {
  /** Vectors that have no prediction yet. */
  readonly waiting: number;
  /** Line-ups that took over from another one. */
  readonly swaps: number;
}

/** Finds the files of a model by its name and hash. Fails with `ModelRefused` where there are none. */
export type FindModel = (
  model: Pick<LineUpModel, "name" | "version" | "sha256">,
) => Promise<LoadedModel>;

/** Which models to run. Without options: those of the roster. */
export interface InferenceOptions {
  readonly roster?: readonly RosterLine[];
  readonly folder?: URL;
  /** Where the models of other line-ups are; only in the folder where it is not given. */
  readonly find?: FindModel;
}

/** The models at work. */
export interface Inference {
  /** The models of the roster. */
  readonly models: readonly LoadedModel[];
  /** The line-up of the roster: what runs where nobody has chosen another. */
  readonly lineUp: LineUp;
  /**
   * Predicts vectors: a list for each, with one prediction for each model of the line-up, in its order;
   * of the roster where none is given. What is predicted depends on nothing but vectors and line-up. A
   * line-up that is not open yet is opened first, and its vectors wait. Fails with `InferenceFailed`,
   * with `BadNumber` for a vector or a probability that is no number, and with `ModelRefused`.
   */
  readonly predict: Predict;
  /**
   * Opens a line-up beside the one at work, warm, so that a swap to it takes no time. Fails with
   * `ModelRefused` or `ThreadDied`; the one at work goes on.
   */
  readonly prepare: (lineUp: LineUp) => Promise<void>;
  /** How the features were distributed where a model of an open line-up learned. */
  readonly reference: (sha256: string) => Reference | undefined;
  readonly counts: () => InferenceCounts;
  /** Ends the threads; what still waits fails. */
  readonly close: () => Promise<void>;
}

/** Loads the models of the roster and starts their thread. Fails with `ModelRefused` or `ThreadDied`. */
export const openInference = async (options: InferenceOptions = {}): Promise<Inference> => {
  const folder = options.folder ?? modelsFolder;
  const lines = options.roster ?? roster;
  const models = lines.map((line) => loadModel(line, folder));
  const lineUp: LineUp = {
    models: lines.map(({ name, shadow }, i) => ({
      name,
      ...versionOf(models[i]!),
      role: shadow ? "shadow" : "serving",
      pinned: false,
    })),
    former: {},
    chosen: false,
  };
  const inFolder: FindModel = (wanted) => Promise.resolve(sameModel(wanted, folder));
  const pool = new Pool({ models, lineUp, find: options.find ?? inFolder });
  await pool.take(lineUp).opening;
  return pool;
};

/** The version of a model, as a line-up tells it. */
export const versionOf = ({ card }: Pick<LoadedModel, "card">): ModelVersion => ({
  version: card.version,
  sha256: card.sha256,
  windowRows: card.window?.rows ?? 1,
});

/** The model of a folder, where it is the very one. Throws `ModelRefused`. */
export const sameModel: (
  wanted: Pick<LineUpModel, "name" | "sha256">,
  folder?: URL,
) => LoadedModel = ({ name, sha256 }, folder = modelsFolder) => {
  const found = loadModel({ name }, folder);
  if (found.card.sha256 === sha256) return found;
  throw new ModelRefused(name, `no file with sha256 ${sha256} is here, only ${found.card.sha256}`);
};

/** A line-up that is open, or opens. */
interface Opened {
  readonly key: string;
  readonly opening: Promise<Runner>;
  runner: Runner | undefined;
}

class Pool implements Inference {
  readonly models: readonly LoadedModel[];
  readonly lineUp: LineUp;
  private readonly find: FindModel;
  private readonly loaded = new Map<string, LoadedModel>();
  /** The oldest first. */
  private readonly opened = new Map<string, Opened>();
  private current: Opened | undefined;
  private closed = false;
  private swaps = 0;
  private readonly sums: RunnerCounts = { vectors: 0, runs: 0, restarts: 0 };
  private readonly retiring = new Set<Promise<void>>();
  private keyed: { readonly lineUp: LineUp; readonly key: string } | undefined;

  constructor(options: {
    readonly models: readonly LoadedModel[];
    readonly lineUp: LineUp;
    readonly find: FindModel;
  }) {
    this.models = options.models;
    this.lineUp = options.lineUp;
    this.find = options.find;
    this.predict = Object.assign(this.predictBy, { windowRows: windowRowsOf(this.lineUp) });
    for (const model of options.models) this.loaded.set(model.card.sha256, model);
  }

  readonly predict: Predict;

  private readonly predictBy = (
    vectors: readonly FeatureVector[],
    lineUp: LineUp = this.lineUp,
    recent?: readonly RecentVectors[],
  ): Promise<Predictions> => {
    if (this.closed) return Promise.reject(new InferenceFailed("Inference is closed"));
    const { current } = this;
    if (current?.key === this.keyFor(lineUp) && current.runner !== undefined) {
      return current.runner.predict(vectors, recent);
    }
    const next = this.take(lineUp);
    return next.opening.then((runner) => runner.predict(vectors, recent));
  };

  prepare = async (lineUp: LineUp): Promise<void> => {
    if (this.closed) throw new InferenceFailed("Inference is closed");
    await this.open(lineUp).opening;
  };

  reference = (sha256: string): Reference | undefined => this.loaded.get(sha256)?.reference;

  counts = (): InferenceCounts => ({
    ...this.sums,
    waiting: [...this.opened.values()].reduce((sum, { runner }) => sum + (runner?.waiting ?? 0), 0),
    swaps: this.swaps,
  });

  close = async (): Promise<void> => {
    this.closed = true;
    await Promise.all(
      [...this.opened.values()].map(({ opening }) =>
        opening.then((runner) => runner.close(), () => {})
      ),
    );
    await Promise.all(this.retiring);
  };

  /** The key of a line-up; the same object is not looked at twice. */
  private keyFor(lineUp: LineUp): string {
    if (this.keyed?.lineUp !== lineUp) this.keyed = { lineUp, key: keyOf(lineUp) };
    return this.keyed.key;
  }

  /** Makes a line-up the one at work. */
  take(lineUp: LineUp): Opened {
    const next = this.open(lineUp);
    if (this.current === next) return next;
    if (this.current !== undefined) this.swaps++;
    this.current = next;
    // The one before it stays for a while: it answers what it was given, and a rollback needs it.
    this.opened.delete(next.key);
    this.opened.set(next.key, next);
    return next;
  }

  private open(lineUp: LineUp): Opened {
    const key = this.keyFor(lineUp);
    const known = this.opened.get(key);
    if (known !== undefined) return known;
    const opening = this.start(lineUp);
    const opened: Opened = { key, opening, runner: undefined };
    this.opened.set(key, opened);
    opening.then(
      (runner) => void (opened.runner = runner),
      // A later try may find what this one did not.
      () => {
        this.opened.delete(key);
        if (this.current === opened) this.current = undefined;
      },
    );
    const others = [...this.opened.values()].filter((one) => one !== this.current);
    for (const one of others.slice(0, -besideRunners)) this.retire(one);
    return opened;
  }

  private async start(lineUp: LineUp): Promise<Runner> {
    const models = [];
    for (const one of lineUp.models) {
      const model = this.loaded.get(one.sha256) ?? await this.find(one);
      this.loaded.set(one.sha256, model);
      if (this.loaded.size > filesKept) this.loaded.delete(this.loaded.keys().next().value!);
      models.push({ ...model, shadow: one.role === "shadow" });
    }
    const runner = await openRunner(models, this.sums);
    if (this.closed) await runner.close();
    return runner;
  }

  private retire(opened: Opened): void {
    this.opened.delete(opened.key);
    const retiring = opened.opening.then((runner) => runner.retire(), () => {})
      .finally(() => this.retiring.delete(retiring));
    this.retiring.add(retiring);
  }
}
