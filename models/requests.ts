// The calls that wait: cut into runs oldest first, answered when all their rows are back.
import type { FeatureVector } from "../streams/features.ts";
import type { Prediction } from "../streams/predictions.ts";
import type { RecentVectors } from "../streams/models.ts";
import { runRows, waitingVectors } from "./limits.ts";
import { outputWidth, pack, packWindow, type Predictor, unpack } from "./packing.ts";
import type { Buffers } from "./protocol.ts";

/** Inference can not go on, or not with these vectors. The message says why. */
export class InferenceFailed extends Error {
  override readonly name = "InferenceFailed";
}

/** Predictions of a call: a list for each of its vectors. */
export type Predictions = readonly (readonly Prediction[])[];

interface Request {
  readonly vectors: readonly FeatureVector[];
  readonly recent: readonly RecentVectors[] | undefined;
  readonly predictions: Prediction[][];
  /** Vectors handed to a run so far. */
  taken: number;
  readonly resolve: (predictions: Predictions) => void;
  readonly reject: (cause: Error) => void;
}

/** The rows of a run that belong to one request. */
interface Part {
  readonly request: Request;
  readonly from: number;
  readonly rows: number;
}

/** What goes through the models together. */
export interface RunParts {
  readonly parts: readonly Part[];
  readonly rows: number;
}

/** The waiting calls, in order. */
export class Requests {
  private readonly models: readonly Predictor[];
  private readonly queue: Request[] = [];
  /** Vectors that have no prediction yet. */
  waiting = 0;

  constructor(models: readonly Predictor[]) {
    this.models = models;
  }

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.queue.length === 0;
  }

  /** Vectors that no run has taken yet. */
  get unpacked(): number {
    return this.queue.reduce((sum, { vectors, taken }) => sum + vectors.length - taken, 0);
  }

  /** Adds a call. Fails with `InferenceFailed` where too much waits already. */
  add(
    vectors: readonly FeatureVector[],
    recent?: readonly RecentVectors[],
  ): Promise<Predictions> {
    if (this.waiting > 0 && this.waiting + vectors.length > waitingVectors) {
      return Promise.reject(
        new InferenceFailed(
          `Cannot take ${vectors.length} vectors: ${this.waiting} wait, ` +
            `at most ${waitingVectors} may`,
        ),
      );
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ vectors, recent, predictions: [], taken: 0, resolve, reject });
      this.waiting += vectors.length;
    });
  }

  /**
   * Packs what waits, oldest first, as far as it goes into one run. A call with a bad vector is
   * told so and leaves the run; the others stay.
   */
  take(buffers: Buffers): RunParts {
    const parts: Part[] = [];
    let rows = 0;
    for (const request of [...this.queue]) {
      if (rows === runRows) break;
      const part = {
        request,
        from: request.taken,
        rows: Math.min(runRows - rows, request.vectors.length - request.taken),
      };
      try {
        this.packPart(buffers, rows, part);
      } catch (cause) {
        this.reject(request, cause as Error);
        continue;
      }
      parts.push(part);
      request.taken += part.rows;
      rows += part.rows;
    }
    return { parts, rows };
  }

  /** Packs a run again, for another attempt. */
  repack({ parts }: RunParts, buffers: Buffers): void {
    let row = 0;
    for (const part of parts) {
      this.packPart(buffers, row, part);
      row += part.rows;
    }
  }

  /** Hands out what the models made of a run. */
  answer({ parts, rows }: RunParts, { output }: Buffers): void {
    let row = 0;
    for (const part of parts) {
      try {
        this.unpackPart(part, output, row, rows);
      } catch (cause) {
        this.reject(part.request, cause as Error);
      }
      row += part.rows;
    }
  }

  /** Tells the calls of a run, or all of them, that they failed. */
  fail(cause: Error, run?: RunParts): void {
    const failed = run?.parts.map((part) => part.request) ?? [...this.queue];
    for (const request of failed) this.reject(request, cause);
  }

  private unpackPart(part: Part, output: Float32Array, row: number, rows: number): void {
    const { request, from } = part;
    if (!this.queue.includes(request)) return;
    for (let i = 0; i < part.rows; i++) {
      const vector = request.vectors[from + i]!;
      const predictions: Prediction[] = [];
      for (let model = 0; model < this.models.length; model++) {
        const offset = (model * rows + row + i) * outputWidth;
        predictions.push(unpack(vector, this.models, model, output, offset));
      }
      request.predictions.push(predictions);
      this.waiting--;
    }
    if (request.predictions.length < request.vectors.length) return;
    this.queue.splice(this.queue.indexOf(request), 1);
    request.resolve(request.predictions);
  }

  private packPart({ input, windows }: Buffers, row: number, part: Part): void {
    const { request: { vectors, recent }, from, rows } = part;
    for (let i = 0; i < rows; i++) pack(input, row + i, vectors[from + i]!);
    for (const [model, { card }] of this.models.entries()) {
      if (card.window === undefined) continue;
      if (recent === undefined) {
        throw new InferenceFailed(
          `Model "${card.name}" reads ${card.window.rows} vectors at once: none before were given`,
        );
      }
      for (let i = 0; i < rows; i++) {
        packWindow(windows[model]!, row + i, { recent: recent[from + i]!, spec: card.window });
      }
    }
  }

  private reject(request: Request, cause: Error): void {
    const at = this.queue.indexOf(request);
    if (at < 0) return;
    this.queue.splice(at, 1);
    this.waiting -= request.vectors.length - request.predictions.length;
    request.reject(cause);
  }
}
