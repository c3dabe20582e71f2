// The models of one line-up at work: a few vectors at once, many together off the main thread.
import type { FeatureVector } from "../streams/features.ts";
import type { RecentVectors } from "../streams/models.ts";
import { directRows, runAttempts, threadRestarts } from "./limits.ts";
import type { LoadedModel } from "./load.ts";
import type { Buffers } from "./protocol.ts";
import { InferenceFailed, type Predictions, Requests, type RunParts } from "./requests.ts";
import { buffersFor, openModels, type RunModels } from "./run-models.ts";
import { partsOf, startThread, type Thread, ThreadDied } from "./thread.ts";

/** A model, and whether it runs as a shadow. */
export interface RunningModel extends LoadedModel {
  readonly shadow: boolean;
}

/** The models on the main thread, for a few rows. */
interface Direct {
  readonly buffers: Buffers;
  readonly run: RunModels;
}

/** What all runners did so far. */
export interface RunnerCounts {
  vectors: number;
  runs: number;
  restarts: number;
}

/** Starts the thread of some models and warms them up. Fails with `ModelRefused` or `ThreadDied`. */
export const openRunner = async (
  models: readonly RunningModel[],
  counts: RunnerCounts,
): Promise<Runner> => {
  const thread = await startThread(models);
  try {
    const parts = models.map(partsOf);
    const buffers = buffersFor(parts, directRows);
    const direct = { buffers, run: await openModels(parts, buffers) };
    return new Runner(models, { thread, direct, counts });
  } catch (cause) {
    await thread.close();
    throw cause;
  }
};

/** Runs the models of one line-up: a few vectors at once, many together on a thread of their own. */
export class Runner {
  readonly models: readonly RunningModel[];
  private readonly requests: Requests;
  private readonly direct: Direct;
  private readonly counts: RunnerCounts;
  private thread: Thread;
  private busy = false;
  private closed: InferenceFailed | undefined;
  private restartsInARow = 0;
  private worked: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(
    models: readonly RunningModel[],
    { thread, direct, counts }: {
      readonly thread: Thread;
      readonly direct: Direct;
      readonly counts: RunnerCounts;
    },
  ) {
    this.models = models;
    this.direct = direct;
    this.counts = counts;
    this.requests = new Requests(models);
    this.thread = thread;
  }

  predict = (
    vectors: readonly FeatureVector[],
    recent?: readonly RecentVectors[],
  ): Promise<Predictions> => {
    if (this.closed !== undefined) return Promise.reject(this.closed);
    if (vectors.length === 0 || this.models.length === 0) {
      return Promise.resolve(vectors.map(() => []));
    }
    const predictions = this.requests.add(vectors, recent);
    if (!this.busy) this.worked = this.work();
    return predictions;
  };

  /** Vectors that have no prediction yet. */
  get waiting(): number {
    return this.requests.waiting;
  }

  /** Answers what waits, then closes: another line-up has taken over. */
  async retire(): Promise<void> {
    await this.quiet();
    await this.close();
  }

  /** Ends the thread; what still waits fails. */
  close(): Promise<void> {
    this.stop(new InferenceFailed("Inference is closed"));
    return this.closing ??= this.quiet().then(async () => {
      await this.thread.close();
      await this.direct.run.release();
    });
  }

  /** Waits until nothing is under way. */
  private async quiet(): Promise<void> {
    while (this.busy) await this.worked;
  }

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
        this.counts.runs++;
        this.counts.vectors += run.rows;
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
      this.counts.restarts++;
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
