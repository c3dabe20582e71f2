// Inference: from feature vectors to predictions: a few at once, many together off the main thread.
import type { FeatureVector } from "../streams/features.ts";
import { directRows, runAttempts, threadRestarts } from "./limits.ts";
import { type LoadedModel, loadModel } from "./load.ts";
import { InferenceFailed, type Predictions, Requests, type RunParts } from "./requests.ts";
import { modelsFolder, roster, type RosterLine } from "./roster.ts";
import { buffersFor, openModels, type RunModels } from "./run-models.ts";
import type { Buffers } from "./protocol.ts";
import { partsOf, startThread, type Thread, ThreadDied } from "./thread.ts";

/** What inference did so far. */
export interface InferenceCounts {
  readonly vectors: number;
  readonly runs: number;
  readonly restarts: number;
  /** Vectors that have no prediction yet. */
  readonly waiting: number;
}

/** Which models to run. Without options: those of the roster. */
export interface InferenceOptions {
  readonly roster?: readonly RosterLine[];
  readonly folder?: URL;
}

/** The models at work. */
export interface Inference {
  readonly models: readonly LoadedModel[];
  /**
   * Predicts vectors: a list for each, with one prediction for each model in roster order. What
   * is predicted for a vector depends on nothing but the vector. Fails with `InferenceFailed`, and
   * with `BadNumber` for a vector or a probability that is no number.
   */
  readonly predict: (vectors: readonly FeatureVector[]) => Promise<Predictions>;
  readonly counts: () => InferenceCounts;
  /** Ends the thread; what still waits fails. */
  readonly close: () => Promise<void>;
}

/** Loads the models and starts their thread. Fails with `ModelRefused` or `ThreadDied`. */
export const openInference = async (options: InferenceOptions = {}): Promise<Inference> => {
  const folder = options.folder ?? modelsFolder;
  const models = (options.roster ?? roster).map((line) => loadModel(line, folder));
  const buffers = buffersFor(models.length, directRows);
  const thread = await startThread(models);
  return new Runner(models, thread, {
    buffers,
    run: await openModels(models.map(partsOf), buffers),
  });
};

/** The models on the main thread, for a few rows. */
interface Direct {
  readonly buffers: Buffers;
  readonly run: RunModels;
}

class Runner implements Inference {
  readonly models: readonly LoadedModel[];
  private readonly requests: Requests;
  private thread: Thread;
  private readonly direct: Direct;
  private busy = false;
  private closed: InferenceFailed | undefined;
  private vectors = 0;
  private runs = 0;
  private restarts = 0;
  private restartsInARow = 0;

  constructor(models: readonly LoadedModel[], thread: Thread, direct: Direct) {
    this.models = models;
    this.direct = direct;
    this.requests = new Requests(models);
    this.thread = thread;
  }

  predict = (vectors: readonly FeatureVector[]): Promise<Predictions> => {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (vectors.length === 0 || this.models.length === 0) {
      return Promise.resolve(vectors.map(() => []));
    }
    const predictions = this.requests.add(vectors);
    if (!this.busy) void this.work();
    return predictions;
  };

  counts = (): InferenceCounts => ({
    vectors: this.vectors,
    runs: this.runs,
    restarts: this.restarts,
    waiting: this.requests.waiting,
  });

  close = async (): Promise<void> => {
    this.stop(new InferenceFailed("Inference is closed"));
    await this.thread.close();
  };

  private stop(why: InferenceFailed): void {
    this.closed ??= why;
    this.requests.fail(this.closed);
  }

  /** Runs until nothing waits. */
  private async work(): Promise<void> {
    this.busy = true;
    while (!this.requests.empty) {
      const few = this.requests.unpacked <= directRows;
      const { buffers } = few ? this.direct : this.thread;
      const run = this.requests.take(buffers);
      if (run.rows === 0) continue;
      try {
        if (few) await this.direct.run(run.rows);
        else await this.attempt(run);
        this.requests.answer(run, few ? buffers : this.thread.buffers);
        this.runs++;
        this.vectors += run.rows;
      } catch (cause) {
        this.requests.fail(cause as Error, run);
      }
    }
    this.busy = false;
  }

  /** One run, on another thread where this one dies of it. */
  private async attempt(run: RunParts): Promise<void> {
    for (let attempt = 1;; attempt++) {
      try {
        await this.thread.run(run.rows);
        this.restartsInARow = 0;
        return;
      } catch (cause) {
        if (!(cause instanceof ThreadDied) || this.closed !== undefined) throw cause;
        await this.restart(cause);
        if (attempt === runAttempts) {
          const why = `Gave up on ${run.rows} vectors after ${attempt} attempts: ${cause.message}`;
          throw new InferenceFailed(why, { cause });
        }
        this.requests.repack(run, this.thread.buffers);
      }
    }
  }

  private async restart(died: ThreadDied): Promise<void> {
    for (let last = died;;) {
      if (this.restartsInARow === threadRestarts) {
        const why = `Gave up on inference after ${threadRestarts} restarts: ${last.message}`;
        this.stop(new InferenceFailed(why, { cause: last }));
        throw this.closed;
      }
      this.restartsInARow++;
      this.restarts++;
      try {
        this.thread = await startThread(this.models);
        break;
      } catch (cause) {
        if (!(cause instanceof ThreadDied)) throw cause;
        last = cause;
      }
    }
    if (this.closed !== undefined) await this.thread.close();
  }
}
